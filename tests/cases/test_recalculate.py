"""A changed working calendar moves the due times that stand stored: of cases, orders and check-lists."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import DAY, HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case, CaseTask, Reckoning, WorkOrder
from wangge.cases.rules.flows import SuspendCause
from wangge.grids.access import THE_CLOCK
from wangge.jobs import runner
from wangge.worktime import actions as worktime
from wangge.worktime import queries as calendar
from wangge.worktime.rules import DayKind

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TUESDAY = date(2026, 11, 17)


def holiday(day: date, at: datetime = MONDAY_9_00) -> None:
    """A day off is announced: a typhoon is coming."""
    worktime.set_day(day, kind=DayKind.HOLIDAY, name="台风停工", by=THE_CLOCK, at=at)


def times(case: Case) -> tuple[datetime | None, datetime, datetime | None]:
    fresh = Case.objects.get(pk=case.pk)
    return fresh.due_at, fresh.act_by, fresh.next_alarm_at


def order_times(case: Case) -> dict[str, datetime]:
    """When its orders are due, by kind."""
    rows = WorkOrder.objects.filter(case=case).values_list("kind", "due_at")
    return {kind: due for kind, due in rows if due is not None}


def line_times(case: Case) -> dict[int, datetime]:
    """When the lines of its check-list are due, by number."""
    rows = CaseTask.objects.filter(case=case).values_list("no", "due_at")
    return {no: due for no, due in rows if due is not None}


def reckon_all(batch: int = 200) -> int:
    """All batches; returns how many there were."""
    rounds, last = 1, actions.recalculate(batch=batch)
    while last is not None:
        rounds, last = rounds + 1, actions.recalculate(after=last, batch=batch)
    return rounds


def test_a_day_off_moves_case_orders_and_lines(town: Town, story: Story) -> None:
    case = story.dispatched(matter="FIR-02", assists=(town.enforcement,), at=MONDAY_9_00)
    before = times(case)
    orders, lines = order_times(case), line_times(case)
    steps = case.steps.count()

    holiday(date(2026, 11, 16), at=MONDAY_9_00)
    reckon_all()

    after = times(case)
    assert before[0] is not None
    assert after[0] is not None
    assert after[0] > before[0]
    assert after[1] == after[0]
    moved_orders, moved_lines = order_times(case), line_times(case)
    assert orders
    assert lines
    assert all(moved_orders[kind] > orders[kind] for kind in orders)
    assert all(moved_lines[no] > lines[no] for no in lines)
    assert case.steps.count() == steps


def test_the_stored_times_are_those_a_fresh_case_would_get(town: Town, story: Story) -> None:
    old = story.dispatched(matter="ENV-03", assists=(town.enforcement,), at=MONDAY_9_00)
    holiday(TUESDAY)
    reckon_all()

    new = story.dispatched(matter="ENV-03", assists=(town.enforcement,), at=MONDAY_9_00)

    assert times(old) == times(new)
    columns = ("kind", "due_at", "acknowledge_by")
    orders = WorkOrder.objects.order_by("kind").values_list(*columns)
    assert list(orders.filter(case=old)) == list(orders.filter(case=new))


def test_what_does_not_run_by_the_calendar_stays(town: Town, story: Story) -> None:
    immediate = story.dispatched(matter="EMG-02", at=MONDAY_9_00)
    closed = story.closed(matter="ENV-14", at=MONDAY_9_00 - 5 * DAY)
    before = times(immediate), times(closed)

    holiday(TUESDAY)
    reckon_all()

    assert (times(immediate), times(closed)) == before


def test_a_suspended_case_still_has_no_due_time(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-03", at=MONDAY_9_00)
    review = MONDAY_9_00 + 3 * DAY
    actions.suspend(
        case,
        cause=SuspendCause.WEATHER,
        review_on=review,
        said="下雨",
        by=town.streetleader,
        at=MONDAY_9_00 + HOUR,
    )

    holiday(TUESDAY)
    reckon_all()

    assert times(case)[:2] == (None, review)


def test_an_order_that_was_sent_again_keeps_its_time_for_receipt(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-03", at=MONDAY_9_00)
    order = WorkOrder.objects.get(case=case)
    actions.send_back(order, clause="一", proper_unit="物业", by=town.other_handler, at=MONDAY_9_00)
    later = MONDAY_9_00 + 2 * HOUR
    actions.insist(order, note="就是你们", by=town.dispatcher, at=later)
    order.refresh_from_db()
    kept = order.acknowledge_by

    reckon_all()

    order.refresh_from_db()
    assert order.acknowledge_by == kept


def test_it_goes_in_batches_that_together_reach_all(town: Town, story: Story) -> None:
    cases = [story.accepted(matter="ENV-03", at=MONDAY_9_00) for _ in range(5)]
    before = [times(case) for case in cases]
    holiday(TUESDAY)

    rounds = reckon_all(batch=2)

    assert rounds == 3
    assert all(times(case)[0] != old[0] for case, old in zip(cases, before, strict=True))


def test_the_worker_notices_a_change_once(town: Town, story: Story) -> None:
    case = story.accepted(matter="ENV-03", at=MONDAY_9_00)
    runner.run_due(at=MONDAY_9_00)
    before = times(case)[0]
    assert Reckoning.objects.get().calendar == calendar.version()

    holiday(TUESDAY)
    runner.run_due(at=MONDAY_9_00 + timedelta(minutes=6))

    assert times(case)[0] != before
    assert actions.note_calendar() == ""


def test_a_batch_asks_a_few_questions_however_many_cases_it_holds(
    town: Town, story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        story.dispatched(matter="FIR-02", assists=(town.enforcement,), at=MONDAY_9_00)
    holiday(date(2026, 11, 16))
    calendar.calendar()

    with django_assert_max_num_queries(60):
        actions.recalculate()
