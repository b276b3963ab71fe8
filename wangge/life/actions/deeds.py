"""Deeds that the cases themselves show: a member found a hazard, and somebody else saw that it was one."""

from datetime import datetime, timedelta

from django.db import transaction

from wangge.cases.models import Case
from wangge.cases.rules.flows import Outcome
from wangge.grids.access import THE_CLOCK
from wangge.kernel.words import local_day
from wangge.life import rules
from wangge.life.models import Birthday
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
    return _hazards(at) + _promised(at)


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


def _hazards(at: datetime) -> int:
    """Hazards that members who joined the points found themselves and another person verified."""
    joined = Member.objects.enrolled().filter(points_joined_on__isnull=False, person__isnull=False)
    members = {member.person_id: member for member in joined}
    found = Case.objects.filter(
        is_open=False,
        forgotten_at__isnull=True,
        closed_at__gte=at - _BACK,
        closed_at__lte=at,
        reported_by__in=members,
        matter__category__code__in=rules.HAZARDS,
        outcome__in=(Outcome.SOLVED, Outcome.PARTLY),
        checked_by__isnull=False,
    ).exclude(visibility=Visibility.CONFIDENTIAL)
    noted = 0
    for case in found.select_related("matter", "area").order_by("closed_at", "pk"):
        made = party.note_deed(
            members[case.reported_by_id],
            kind=DeedKind.HAZARD,
            duty=Duty.DISCOVER,
            words_=f"发现{case.matter.name if case.matter else '隐患'}，已核实",
            on=local_day(case.reported_at),
            ref=f"{DeedKind.HAZARD}:{case.number}",
            confirmer=case.checked_by_id,
            seat="现场核查",
            by=THE_CLOCK,
            at=at,
        )
        noted += made is not None
    return noted
