"""Deeds that records show: a member found a hazard or kept a promise, and somebody else saw that it is so."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from wangge.cases.models import Case
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.rules.flows import Outcome
from wangge.grids.access import THE_CLOCK
from wangge.kernel.words import local_day
from wangge.life import rules
from wangge.life.models import Birthday
from wangge.life.rules import CaseDeed
from wangge.matters.rules import Visibility
from wangge.party import actions as party
from wangge.party.models import Member
from wangge.party.rules.points import DeedKind
from wangge.party.rules.serving import Duty
from wangge.promises.rules import State

#: So far back cases are looked at again, since somebody may verify late.
_BACK = timedelta(days=14)


@transaction.atomic
def note_deeds(*, at: datetime) -> int:
    """What cases and kept promises show that members did and another person confirmed; each once."""
    return _cases(at) + _promised(at)


def _promised(at: datetime) -> int:
    """The good deeds of birthdays, once they are confirmed."""
    found = Birthday.objects.filter(promise__state=State.KEPT, promise__closed_at__gte=at - _BACK)
    noted = 0
    for birthday in found.select_related("member", "promise").order_by("pk"):
        promise = birthday.promise
        if promise is None or promise.done_on is None:
            continue
        made = party.note_deed(
            birthday.member,
            kind=DeedKind.DEED,
            duty=Duty.SERVE,
            words_=promise.title,
            on=promise.done_on,
            ref=f"promise:{promise.pk}",
            confirmer=promise.confirmed_by_id,
            seat="支部",
            by=THE_CLOCK,
            at=at,
        )
        noted += made is not None
    return noted


def _cases(at: datetime) -> int:
    """What members who joined the points found, advised or took upon themselves, and another verified."""
    joined = Member.objects.enrolled().filter(points_joined_on__isnull=False, person__isnull=False)
    members = {member.person_id: member for member in joined}
    found = Case.objects.filter(
        is_open=False,
        forgotten_at__isnull=True,
        closed_at__gte=at - _BACK,
        closed_at__lte=at,
        outcome__in=(Outcome.SOLVED, Outcome.PARTLY),
        checked_by__isnull=False,
    ).exclude(visibility=Visibility.CONFIDENTIAL)
    return sum(
        _noted(case, shown, members, at)
        for shown in rules.CASE_DEEDS
        for case in _showing(found, shown, members).order_by("closed_at", "pk")
    )


def _showing(found: CaseQuerySet, shown: CaseDeed, members: Collection[int | None]) -> CaseQuerySet:
    """Those of the cases that show such a deed of one of these people."""
    kinds = Q(matter__code__in=shown.matters) | Q(matter__category__code__in=shown.categories)
    return found.filter(kinds, **{f"{shown.doer}__in": members}).select_related("matter")


def _noted(case: Case, shown: CaseDeed, members: Mapping[int | None, Member], at: datetime) -> bool:
    made = party.note_deed(
        members[getattr(case, f"{shown.doer}_id")],
        kind=shown.kind,
        duty=shown.duty,
        words_=shown.said.format(case.matter.name if case.matter else "这件事"),
        on=local_day(case.reported_at),
        ref=f"{shown.kind}:{case.number}",
        confirmer=case.checked_by_id,
        seat="现场核查",
        by=THE_CLOCK,
        at=at,
    )
    return made is not None
