"""Recurring duties are adopted as plans; the agenda is made from plans; what was not held is marked."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TypedDict

from django.db import transaction

from wangge.gatherings.actions._common import note
from wangge.gatherings.models import Plan, Routine, Slot
from wangge.gatherings.rules import agenda as rules
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.grids.owned import need_unit, out_of_reach
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day, words
from wangge.people.models import Unit

_BATCH = 500


class Shipped(TypedDict):
    """A recurring duty as the data file has it."""

    code: str
    series: str
    name: str
    kind: str
    every: str
    times: int
    from_month: int
    grace_days: int
    quorum: str
    agenda: str
    basis: str
    meant_for: str
    order: int


@transaction.atomic
def seed_routines(rows: Iterable[Shipped]) -> int:
    """Add the recurring duties that ship with the product; those there already stay as they are."""
    known = set(Routine.objects.values_list("code", flat=True))
    new = [Routine(**row) for row in rows if row["code"] not in known]
    Routine.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def adopt(
    owners: Iterable[tuple[Unit, Area]],
    *,
    routines: Mapping[int, Iterable[Routine]],
    since: date,
    by: Acting,
    at: datetime,
) -> int:
    """Give units the plans of these routines (unit id -> routines); what they have already stays as it is."""
    seated = {unit.pk: (unit, area) for unit, area in owners}
    for unit, area in seated.values():
        need_unit(by, unit, area, Permit.GATHERING_EDIT)
    there = set(
        Plan.objects.filter(unit__in=list(seated), until__isnull=True).values_list("unit_id", "routine_id")
    )
    new = [
        Plan(
            unit=seated[unit_id][0],
            area=seated[unit_id][1],
            area_path=seated[unit_id][1].path,
            routine=routine,
            every=routine.every,
            times=routine.times,
            from_month=routine.from_month,
            grace_days=routine.grace_days,
            agenda=routine.agenda,
            since=since,
        )
        for unit_id, wanted in routines.items()
        for routine in wanted
        if (unit_id, routine.pk) not in there
    ]
    Plan.objects.bulk_create(new, batch_size=_BATCH)
    if new:
        note(by, "adopt", f"unit:{new[0].unit_id}", f"{len(seated)} 个组织 {len(new)} 项计划", at)
    return len(new)


def _take_plan(plan: Plan, by: Acting) -> Plan:
    mine = Plan.objects.open_to(by, Permit.GATHERING_EDIT).select_for_update(of=("self",))
    fresh = mine.filter(pk=plan.pk).first()
    if fresh is None:
        raise out_of_reach()
    return fresh


@transaction.atomic
def change_plan(
    plan: Plan,
    *,
    times: int,
    grace_days: int,
    fixed_day: int | None,
    agenda: str,
    by: Acting,
    at: datetime,
) -> Plan:
    """Change a unit's own plan; slots that are open take the new grace over, new ones follow the rest."""
    fresh = _take_plan(plan, by)
    field, fault = rules.plan_fault(times=times, grace_days=grace_days, fixed_day=fixed_day)
    if fault:
        raise Refused(fault, field=field)
    fresh.times, fresh.grace_days, fresh.fixed_day = times, grace_days, fixed_day
    fresh.agenda = words(agenda, field="agenda", most=300, name="议程", may_be_empty=True)
    fresh.save(update_fields=["times", "grace_days", "fixed_day", "agenda"])
    open_slots = list(Slot.objects.unmet().filter(plan=fresh, due_on__gte=local_day(at)))
    for slot in open_slots:
        slot.grace_until = rules.raised_after(slot.due_on, grace_days)
    Slot.objects.bulk_update(open_slots, ["grace_until"])
    note(by, "change_plan", f"plan:{fresh.pk}", f"每期 {times} 次，宽限 {grace_days} 天", at)
    return fresh


@transaction.atomic
def drop_plan(plan: Plan, *, by: Acting, at: datetime) -> Plan:
    """A unit no longer does it: the plan ends today, its open slots go, what was held stays."""
    fresh = _take_plan(plan, by)
    fresh.until = max(fresh.since, local_day(at))
    fresh.save(update_fields=["until"])
    Slot.objects.unmet().filter(plan=fresh, due_on__gte=local_day(at)).delete()
    note(by, "drop_plan", f"plan:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def make_agenda(*, on: date, units: Collection[int] | None = None) -> int:
    """Write the slots of the spans this day falls into, for all units or some; what is there stays."""
    plans = Plan.objects.current(on)
    if units is not None:
        plans = plans.filter(unit__in=list(units))
    made = 0
    batch: list[Slot] = []
    for plan in plans.order_by("pk").iterator(chunk_size=_BATCH):
        batch += _slots(plan, on)
        if len(batch) >= _BATCH:
            made += _add(batch)
            batch = []
    return made + _add(batch)


def _slots(plan: Plan, on: date) -> list[Slot]:
    span = rules.window(plan.every, on, from_month=plan.from_month)
    if span is None:
        return []
    return [
        Slot(
            plan=plan,
            unit_id=plan.unit_id,
            area_path=plan.area_path,
            starts_on=span.starts_on,
            due_on=span.due_on,
            number=number,
            grace_until=rules.raised_after(span.due_on, plan.grace_days),
        )
        for number in range(1, plan.times + 1)
    ]


def _add(slots: list[Slot]) -> int:
    """Those that are not there yet; a twin written at the same instant is passed over."""
    keys = {(s.plan_id, s.starts_on) for s in slots}
    there = set(
        Slot.objects.filter(
            plan__in={plan for plan, _ in keys}, starts_on__in={start for _, start in keys}
        ).values_list("plan_id", "starts_on", "number")
    )
    new = [s for s in slots if (s.plan_id, s.starts_on, s.number) not in there]
    Slot.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def waive(slot: Slot, *, reason: str, by: Acting, at: datetime) -> Slot:
    """This once it is not held, and why; the reason is read by the line above."""
    mine = Slot.objects.open_to(by, Permit.GATHERING_EDIT).select_for_update(of=("self",))
    fresh = mine.filter(pk=slot.pk).first()
    if fresh is None:
        raise out_of_reach()
    if fresh.met_on is not None or fresh.waived_on is not None:
        raise Refused("这一项已经有结果了。")
    fresh.reason = words(reason, field="reason", most=100, name="原因", may_be_empty=False)
    fresh.waived_on = local_day(at)
    fresh.save(update_fields=["reason", "waived_on"])
    note(by, "waive", f"slot:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def mark_flagged(slots: Iterable[Slot], *, at: datetime) -> int:
    """The unit has been told that these were not held."""
    return Slot.objects.unmet().filter(pk__in=[s.pk for s in slots]).update(flagged_at=at)


@transaction.atomic
def mark_raised(slots: Iterable[Slot], *, at: datetime) -> int:
    """The line above has been told."""
    return Slot.objects.unmet().filter(pk__in=[s.pk for s in slots]).update(raised_at=at)
