"""Two at one instant, on PostgreSQL with real threads: each flow lets one of them through."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.cases.story import MINUTE, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Appeal, Case, Step, WorkOrder
from wangge.cases.queries import history
from wangge.cases.rules.flows import DeclineReason
from wangge.kernel.refusal import Refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = MONDAY_9_00 + MINUTE


def both(*deeds: Callable[[], object]) -> list[str]:
    """All deeds at one instant; what each of them came to."""
    start, came_to = threading.Barrier(len(deeds)), ["" for _ in deeds]

    def run(place: int, deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
            came_to[place] = "done"
        except Refused:
            came_to[place] = "refused"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(came_to)


def test_of_two_who_accept_and_decline_one_is_too_late(town: Town, story: Story) -> None:
    case = story.reported(matter="ENV-13")
    by = town.dispatcher

    came_to = both(
        lambda: actions.accept(Case.objects.get(pk=case.pk), by=by, at=LATER),
        lambda: actions.decline(
            Case.objects.get(pk=case.pk), reason=DeclineReason.OUT_OF_AREA, said="请打 12345", by=by, at=LATER
        ),
    )

    assert came_to == ["done", "refused"]
    assert Step.objects.filter(case=case).count() == 2
    assert not list(history.broken_chains())


def test_a_case_dispatched_twice_at_one_instant_has_one_lead(town: Town, story: Story) -> None:
    case = story.accepted(matter="ENV-13")
    by = town.dispatcher

    came_to = both(
        *(
            lambda unit=unit: actions.dispatch(Case.objects.get(pk=case.pk), lead=unit, by=by, at=LATER)
            for unit in (town.sanitation, town.enforcement)
        )
    )

    assert came_to == ["done", "refused"]
    assert WorkOrder.objects.filter(case=case, kind="lead").count() == 1


def test_an_order_acknowledged_and_taken_back_at_one_instant_ends_in_one_state(
    town: Town, story: Story
) -> None:
    case = story.dispatched(matter="ENV-13")
    order = story.lead(case)
    handler, desk = town.other_handler, town.dispatcher

    came_to = both(
        lambda: actions.acknowledge(WorkOrder.objects.get(pk=order.pk), by=handler, at=LATER),
        lambda: actions.recall(Case.objects.get(pk=case.pk), by=desk, at=MONDAY_9_00),
    )

    assert came_to == ["done", "refused"]
    order.refresh_from_db()
    case.refresh_from_db()
    assert (order.state, case.state) in (("acknowledged", "in_hand"), ("withdrawn", "accepted"))
    assert not list(history.broken_chains())


def test_the_last_two_submits_at_one_instant_turn_the_case_over_once(town: Town, story: Story) -> None:
    from wangge.grids.access import Role

    enforcer = town.appoint("stranger", Role.HANDLER, town.enforcement).acting()
    case = story.dispatched(matter="STR-01", lead=town.sanitation, assists=(town.enforcement,))
    orders = list(WorkOrder.objects.filter(case=case).order_by("-kind"))
    for order in orders:
        by = town.other_handler if order.is_lead else enforcer
        actions.acknowledge(order, by=by, at=LATER)
    for task in case.tasks.filter(condition=""):
        actions.tick(task, by=town.other_handler, at=LATER)
    lead = next(o for o in orders if o.is_lead)
    assist = next(o for o in orders if not o.is_lead)
    pictures = [story.photo(), story.photo()]

    came_to = both(
        lambda: actions.submit(
            WorkOrder.objects.get(pk=lead.pk),
            said="好了",
            note="已清",
            before=pictures[:1],
            photos=pictures[1:],
            by=town.hat("other_handler"),
            at=LATER,
        ),
        lambda: actions.submit(WorkOrder.objects.get(pk=assist.pk), said="好了", by=enforcer, at=LATER),
    )

    assert came_to == ["done", "done"]
    assert Step.objects.filter(case=case, verb="ready").count() == 1
    case.refresh_from_db()
    assert case.state == "verifying"
    assert not list(history.broken_chains())


def test_two_answers_of_one_appellant_reopen_the_case_once(town: Town, story: Story) -> None:
    _ = town
    case = story.closed(matter="ENV-13")
    appeal = case.appeals.get()
    me = story.me(appeal)

    came_to = both(
        *(
            lambda: actions.rate(
                Appeal.objects.select_related("case").get(pk=appeal.pk),
                solved=False,
                remark="又堆上了",
                by=me,
                at=MONDAY_9_00 + 600 * MINUTE,
            )
            for _ in range(2)
        )
    )

    case.refresh_from_db()
    assert came_to == ["done", "refused"]
    assert case.reopen_count == 1
