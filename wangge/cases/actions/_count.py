"""Keeping the figures: after every step the case's tally is brought up to date, and what changed is written
down as deltas, in the same transaction. Nothing here adds up, and nothing waits for another case.
"""

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from wangge.cases import queries
from wangge.cases.models import Appeal, Case, Delta, Repeat, Tally, WorkOrder
from wangge.cases.rules import clocks, counting
from wangge.cases.rules.flows import OrderState, Outcome, State
from wangge.kernel import kept, rows
from wangge.kernel.words import local_day
from wangge.matters import queries as catalogue
from wangge.matters.rules import Visibility
from wangge.worktime import queries as worktime

_LOCATED = {"report", "accept", "self_handle"}
_ENDED = (State.CLOSED, State.ARCHIVED)
#: Tenths of a satisfied answer, by level (domain/04 section 6).
_HAPPY = {5: 10, 4: 10, 3: 6, 2: 0, 1: 0}


def fresh(case: Case, *, at: datetime) -> list[Tally | Delta]:
    """The unsaved tally and deltas of an unsaved case: they go in with it."""
    tally = Tally(case=case)
    tally.reported_on = local_day(case.reported_at)
    tally.is_found = case.reported_by_id is not None and not case.appeal_count
    _stand(tally, case)
    return [tally, *(Delta.of(cell, n, at) for cell, n in counting.changes(None, tally.facts).items())]


def follow(case: Case, verb: str, *, at: datetime) -> None:
    """Bring the tally of a locked case up to date after a step."""
    tally = kept.first(_tally, case=case.pk)
    before = None if tally is None else copy(tally)
    if tally is None:  # older than the counting
        tally = Tally(case=case, reported_on=local_day(case.reported_at))
        tally.is_found = case.reported_by_id is not None and not case.appeal_count
    _stand(tally, case)
    _count(tally, case, verb, at=at)
    _write(tally, before, at=at)
    if verb in _LOCATED and before is not None:
        _come_back(case, tally, at=at)


def _tally(_: None, *, case: UUID) -> QuerySet[Tally]:
    return Tally.objects.filter(case_id=case)


def exclude(case: Case, *, is_excluded: bool, at: datetime) -> None:
    """Take a case out of the rates, or back into them; who may is decided above."""
    tally = Tally.objects.select_for_update(of=("self",)).get(case_id=case.pk)
    before = copy(tally)
    tally.is_excluded = is_excluded
    _write(tally, before, at=at)


def _write(tally: Tally, before: Tally | None, *, at: datetime) -> None:
    if before is not None and _values(before) == _values(tally):
        return
    change = counting.changes(before.facts if before else None, tally.facts)
    deltas = [Delta.of(cell, n, at) for cell, n in change.items()]
    if before is None:
        rows.insert(tally, *deltas)
        return
    rows.update(tally)
    if deltas:
        rows.insert(*deltas)


def _values(tally: Tally) -> dict[str, object]:
    return {name: value for name, value in tally.__dict__.items() if name != "_state"}


def _stand(tally: Tally, case: Case) -> None:
    """What the case is and where it stands now."""
    entry = catalogue.catalogue().matters.get(case.matter_id or "")
    tally.area_path = case.area_path
    tally.matter, tally.category = (entry.code, entry.category) if entry else ("", "")
    tally.source = case.source
    tally.is_hidden = case.visibility == Visibility.CONFIDENTIAL
    tally.lon, tally.lat = case.lon, case.lat
    ended = case.closed_at is not None and case.state in _ENDED
    tally.closed_on = local_day(case.closed_at) if ended and case.closed_at else None
    tally.standing = str(case.state) if case.is_open and case.state != State.DRAFT else ""
    tally.lateness = case.lateness if tally.standing else 0
    tally.standing_unit = (case.lead_unit_id or 0) if tally.standing else 0


def _count(tally: Tally, case: Case, verb: str, *, at: datetime) -> None:
    """The figures of the cohort, once the case belongs to one and as long as its day is open."""
    today = local_day(at)
    is_new = tally.counted_on is None
    if tally.counted_on is None:
        if case.counted_on is None:
            return
        tally.counted_on, tally.unit, tally.b = case.counted_on, case.lead_unit_id or 0, 1
        _first_found(tally, case)
    elif counting.is_frozen(tally.counted_on, today):
        return
    if not tally.is_settled:
        _handling(tally, case, verb)
    # A case that is counted since today may hold answers already: they came with what was merged into it.
    if is_new or verb in ("rate", "revisit", "merge") or case.closed_at is not None:
        _answers(tally, case)
    if verb in ("reopen", "sample_fail") and _closed_lately(case, today):
        tally.reopened = 1


def _closed_lately(case: Case, today: date) -> bool:
    last = case.steps.filter(target=State.CLOSED).order_by("-seq").values_list("at", flat=True).first()
    return last is not None and today - local_day(last) <= counting.REOPENED_WITHIN


def _handling(tally: Tally, case: Case, verb: str) -> None:
    """What was done in time, until the first close: then it stands."""
    orders = kept.rows(_orders, case=case.pk)
    in_time = [o for o in orders if _acknowledged_in_time(o)]
    tally.orders, tally.acked = len(orders), len(in_time)
    leads = [o for o in orders if o.is_lead and o.unit_id == tally.unit]
    has_ended = case.closed_at is not None
    is_signed = _acknowledged_in_time(leads[-1]) if leads else has_ended
    _contact(tally, case)
    tally.response = int(is_signed and (not tally.contact_due or bool(tally.contacted)))
    _first_orders(tally, orders)
    tally.checked = int(case.verified_at is not None or case.rework_count > 0)
    tally.passed = int(case.verified_at is not None and not case.rework_count)
    tally.reworked = int(case.rework_count > 0)
    if not has_ended:
        return
    tally.is_settled, tally.ended = True, 1
    done_at = case.submitted_at or case.closed_at
    tally.on_time = int(case.due_at is None or (done_at is not None and done_at <= case.due_at))
    alone = verb == "self_handle" or (not verb and case.steps.filter(verb="self_handle").exists())
    tally.self_handled, tally.accepted = int(alone), int(case.accepted_at is not None)
    tally.as_solved = int(case.outcome == Outcome.SOLVED)
    if case.submitted_at is not None:
        tally.bucket = counting.bucket(case.reported_at, case.submitted_at)


def _orders(_: None, *, case: UUID) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(case=case).order_by("sent_at", "pk")


def _acknowledged_in_time(order: WorkOrder) -> bool:
    return order.acknowledged_at is not None and order.acknowledged_at <= order.acknowledge_by


def _contact(tally: Tally, case: Case) -> None:
    """Whoever left a contact is called within the limit; one who took his words back need not be."""
    tally.contact_due = int(case.contact_left and case.outcome != Outcome.WITHDRAWN)
    if not tally.contact_due or case.accepted_at is None or case.first_contact_at is None:
        tally.contacted = 0
        return
    limit = clocks.first_contact_by(case.urgency, case.accepted_at, queries.limits(), worktime.calendar())
    tally.contacted = int(case.first_contact_at <= limit)


def _first_orders(tally: Tally, orders: Sequence[WorkOrder]) -> None:
    """The orders of the first dispatch, and those of them that stayed where they were sent."""
    firsts = [o for o in orders if o.sent_at == orders[0].sent_at]
    gone = [o for o in firsts if o.returned_at is not None or o.state == OrderState.WITHDRAWN]
    tally.firsts, tally.kept = len(firsts), len(firsts) - len(gone)


def _answers(tally: Tally, case: Case) -> None:
    """What the appellants said, each for himself."""
    told = Appeal.objects.filter(case=case, solved__isnull=False)
    answers = list(told.values_list("solved", "satisfaction"))
    tally.answered = len(answers)
    tally.solved = sum(bool(solved) for solved, _ in answers)
    levels = [level for _, level in answers if level is not None]
    tally.rated, tally.happy = len(levels), sum(_HAPPY[level] for level in levels)


def _first_found(tally: Tally, case: Case) -> None:
    """Found by a post-holder before anybody near complained of the same (未诉先办)."""
    if case.visibility != Visibility.PUBLIC or case.lon is None or case.lat is None:
        return
    tally.located = 1
    if not tally.is_found:
        return
    since = tally.reported_on - counting.FOUND_FIRST_BEFORE
    earlier = Tally.objects.filter(
        matter=tally.matter,
        reported_on__gte=since,
        reported_on__lte=tally.reported_on,
        is_found=False,
        case__reported_at__lt=case.reported_at,
    )
    tally.found_first = int(not queries.near(earlier, case.lon, case.lat, counting.FOUND_FIRST_WITHIN))


def _come_back(case: Case, tally: Tally, *, at: datetime) -> None:
    """The same matter at the same spot or building again, within 90 days of a close as solved: counted
    against that day.
    """
    if not tally.matter:
        return
    since = local_day(at) - counting.REPEAT_AFTER
    solved = Tally.objects.filter(
        matter=tally.matter,
        closed_on__gte=since,
        as_solved=1,
        counted_on__isnull=False,
        case__repeat__isnull=True,
    ).exclude(case_id=case.pk)
    # Its report lies at most as long before its close as work takes; the index is by the report.
    solved = solved.filter(reported_on__gte=since - counting.REPEAT_AFTER)
    found = queries.in_same_building(solved, case)
    if case.lon is not None and case.lat is not None:
        found |= {t.pk: t for t in queries.near(solved, case.lon, case.lat, counting.REPEAT_WITHIN)}
    for first in found.values():
        _repeat(first, case, at=at)


def _repeat(first: Tally, again: Case, *, at: datetime) -> None:
    """Written once for each that was solved, with the change of its day."""
    row, is_new = Repeat.objects.get_or_create(
        case_id=first.case_id,
        defaults={
            "again": again,
            "counted_on": first.counted_on or first.reported_on,
            "area_path": first.area_path,
            "unit": first.unit,
            "matter": first.matter,
            "category": first.category,
            "source": first.source,
            "is_hidden": first.is_hidden,
            "at": at,
        },
    )
    if is_new:
        measure = (counting.HIDDEN if row.is_hidden else "") + counting.REPEATED
        cell = counting.Cell(
            measure, row.counted_on, row.area_path, row.unit, row.matter, row.category, row.source
        )
        Delta.of(cell, 1, at).save(force_insert=True)
