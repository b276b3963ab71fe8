"""Asking for an exclusion, deciding it, appealing; drawing the month's sample."""

import secrets
from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from wangge.cases.actions import counting as case_counting
from wangge.cases.models import Appeal, Case, Tally
from wangge.grids import access
from wangge.grids.access import THE_CLOCK, Acting, Permit
from wangge.grids.models import Area
from wangge.insight.models import Exclusion, Sample, SampleCall
from wangge.insight.rules import follow
from wangge.insight.rules.follow import Ground, Stand
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean

#: The first request and the appeal.
_ROUNDS = 2


@transaction.atomic
def ask_exclusion(case: Case, *, ground: str, reason: str, by: Acting, at: datetime) -> Exclusion:
    """Ask that a case be taken out of the second version of the rates; once more after a refusal."""
    fresh = Case.objects.open_to(by, Permit.EXCLUSION_ASK).select_for_update(of=("self",))
    found = fresh.filter(pk=case.pk).first()
    if found is None or by.person_id is None:
        raise NotAllowed("这件事不在您的范围内。")
    if not reason.strip():
        raise Refused("请写明为什么要剔除。", field="reason")
    if ground not in Ground.values:
        raise Refused("请选择理由类别。", field="ground")
    tally = Tally.objects.get(case=found)
    if tally.counted_on is None:
        raise Refused("这件事还没有计入统计，到期或办结后才能申请。")
    before = list(Exclusion.objects.filter(case=found).order_by("round"))
    if before and before[-1].stand != Stand.REFUSED:
        raise Refused("这件事已经申请过，正在等决定或者已经同意。")
    if len(before) >= _ROUNDS:
        raise Refused("已经申请并复核过，不能再申请。")
    row = Exclusion.objects.create(
        case=found,
        unit=tally.unit,
        area_path=tally.area_path,
        ground=ground,
        reason=clean(reason).strip()[:300],
        round=len(before) + 1,
        asked_by_id=by.person_id,
        asked_seat=by.seat,
        asked_at=at,
    )
    journal.record(by=by, verb="insight.ask_exclusion", subject=f"case:{found.pk}", note=ground, at=at)
    return row


@transaction.atomic
def decide_exclusion(
    exclusion: Exclusion, *, is_approved: bool, answer: str, by: Acting, at: datetime
) -> Exclusion:
    """The second name. Whoever asked does not decide; whoever refused does not decide the appeal."""
    reach = Exclusion.objects.open_to(by, Permit.EXCLUSION_DECIDE)
    row = reach.select_for_update(of=("self",)).filter(pk=exclusion.pk).first()
    if row is None or by.person_id is None:
        raise NotAllowed("这条申请不在您的范围内。")
    if row.stand != Stand.ASKED:
        raise Refused("这条申请已经有了决定。")
    names = Exclusion.objects.filter(case_id=row.case_id).values_list("asked_by_id", "decided_by_id")
    if by.person_id in {person for pair in names for person in pair}:
        raise NotAllowed("申请的人和上一次作决定的人，不能再决定。")
    if not answer.strip():
        raise Refused("请写明依据。", field="answer")
    row.stand = Stand.APPROVED if is_approved else Stand.REFUSED
    row.decided_by_id, row.decided_seat, row.decided_at = by.person_id, by.seat, at
    row.answer = clean(answer).strip()[:300]
    row.save()
    if is_approved:
        case_counting.exclude(row.case, is_excluded=True, by=by, at=at)
    journal.record(
        by=by, verb="insight.decide_exclusion", subject=f"case:{row.case_id}", note=row.stand, at=at
    )
    return row


@transaction.atomic
def draw_sample(area: Area, month: date, *, seed: int = 0, by: Acting = THE_CLOCK, at: datetime) -> Sample:
    """Whom to call about what was closed in a month, so many of each unit; drawn once, the seed is logged."""
    known = Sample.objects.filter(area=area, month=month).first()
    if known is not None:
        return known
    seed = seed or secrets.randbelow(2**31 - 1) + 1
    rows, closed = _of_month(area, month)
    drawn = follow.draw(rows, closed, seed)
    sample = Sample.objects.create(
        area=area, month=month, seed=seed, drawn_at=at, of=sum(len(found) for found in rows.values())
    )
    SampleCall.objects.bulk_create(
        SampleCall(sample=sample, appeal_id=appeal, unit=unit)
        for unit, appeals in drawn.items()
        for appeal in appeals
    )
    journal.record(
        by=by, verb="insight.draw_sample", subject=f"area:{area.pk}", note=f"{month:%Y-%m} 种子 {seed}", at=at
    )
    return sample


def _of_month(area: Area, month: date) -> tuple[dict[int, list[Any]], dict[int, int]]:
    """Appeals with a contact on what was closed, by unit, and how much each unit closed."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    tallies = Tally.objects.filter(access.below(area.path), closed_on__gte=month, closed_on__lt=after)
    closed: Counter[int] = Counter(tallies.values_list("unit", flat=True))
    appeals = Appeal.objects.filter(
        case__tally__in=tallies,
        phone_index__isnull=False,
        withdrawn_at__isnull=True,
        forgotten_at__isnull=True,
    )
    rows: dict[int, list[Any]] = defaultdict(list)
    for unit, pk in appeals.order_by("pk").values_list("case__tally__unit", "pk"):
        rows[unit].append(pk)
    return dict(rows), dict(closed)
