"""The duty roster 值班表: shifts entered one by one or as a table, and taken out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.models import Area
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices import rules
from wangge.notices.models import Shift
from wangge.notices.rules import Span
from wangge.people.models import Person

LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A line of a roster as it came in."""

    area: Area
    person: Person
    substitute: Person | None
    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def add_shift(
    area: Area,
    *,
    person: Person,
    substitute: Person | None = None,
    starts_at: datetime,
    ends_at: datetime,
    by: Acting,
    at: datetime,
) -> Shift:
    """Put somebody on duty at a desk, from when to when."""
    _need(by, area)
    _refuse_times(starts_at, ends_at, at)
    if substitute is not None and substitute.pk == person.pk:
        raise Refused("替班人要是另一个人。", field="substitute")
    Person.objects.select_for_update().get(pk=person.pk)  # one shift of a person at a time
    held = Shift.objects.filter(area=area, person=person, ends_at__gt=starts_at)
    spans = [Span(*times) for times in held.values_list("starts_at", "ends_at")]
    if fault := rules.overlap_fault(Span(starts_at, ends_at), spans):
        raise Refused(fault, field="person")
    shift = Shift.objects.create(
        area=area, person=person, substitute=substitute, starts_at=starts_at, ends_at=ends_at
    )
    text = f"{area.name} {person.name} {starts_at:%Y-%m-%d %H:%M}"
    journal.record(by=by, verb="notices.add_shift", subject=f"area:{area.pk}", note=text, at=at)
    return shift


def _need(by: Acting, area: Area) -> None:
    if not by.may(Permit.ROSTER_EDIT):
        raise NotAllowed("您现在的岗位不能排班。")
    if by.area_path and not is_below(area.path, by.area_path):
        raise NotAllowed("这个席位不在您的管理范围内。")


def _refuse_times(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("结束时间要晚于开始时间。", field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise Refused("一班最长 31 天。", field="ends_at")
    if ends_at <= at:
        raise Refused("这一班已经过去了。", field="ends_at")


@transaction.atomic
def import_shifts(rows: Sequence[ShiftRow], *, by: Acting, at: datetime) -> list[tuple[int, str]]:
    """Enter a table of shifts row by row; the same shift again changes nothing. Answers (row, fault)."""
    faults = []
    for number, row in enumerate(rows):
        known = Shift.objects.filter(area=row.area, person=row.person, starts_at=row.starts_at)
        if known.filter(ends_at=row.ends_at).exists():
            known.update(substitute=row.substitute)
            continue
        try:
            with transaction.atomic():
                add_shift(
                    row.area,
                    person=row.person,
                    substitute=row.substitute,
                    starts_at=row.starts_at,
                    ends_at=row.ends_at,
                    by=by,
                    at=at,
                )
        except Refused as refusal:
            faults.append((number, refusal.message))
    return faults


@transaction.atomic
def remove_shift(shift: Shift, *, by: Acting, at: datetime) -> None:
    """Take a shift out; one that has begun ends now and stays on record."""
    _need(by, shift.area)
    text = f"{shift.area.name} {shift.person.name} {shift.starts_at:%Y-%m-%d %H:%M}"
    if shift.ends_at <= at:
        raise Refused("已经过去的班不能删。")
    if shift.starts_at < at:
        Shift.objects.filter(pk=shift.pk).update(ends_at=at)
    else:
        Shift.objects.filter(pk=shift.pk).delete()
    journal.record(by=by, verb="notices.remove_shift", subject=f"area:{shift.area_id}", note=text, at=at)
