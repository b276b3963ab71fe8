"""Whose it is: the second return goes up, the level above has a limit of its own, and its ruling is offered
again.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.cases.story import HOUR, MINUTE, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case, Ruling, WorkOrder
from wangge.cases.queries import helpers, rulings
from wangge.cases.rules import clocks
from wangge.cases.rules.clocks import CaseFacts, OrderFacts
from wangge.cases.rules.flows import OrderState, State
from wangge.grids.access import Role
from wangge.kernel.refusal import Refused
from wangge.notices.models import Notice
from wangge.worktime import queries as worktime

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = MONDAY_9_00 + HOUR


def disputed(town: Town, story: Story, *, urgency: str = "") -> tuple[Case, WorkOrder]:
    """Sent back by sanitation, sent to enforcement, and sent back again."""
    for who in ("staff", "streetleader", "other_dispatcher", "other_staff"):
        town.hat(who)
    case = story.dispatched(matter="ENV-10")
    if urgency:
        Case.objects.filter(pk=case.pk).update(urgency=urgency)
    first = story.lead(case)
    actions.send_back(
        first, clause="第三条", proper_unit=town.enforcement.name, by=town.other_handler, at=LATER
    )
    actions.agree(first, instead=town.enforcement, by=town.dispatcher, at=LATER)
    second = town.appoint("stranger", Role.HANDLER, town.enforcement).acting()
    actions.send_back(
        story.lead(case), clause="第五条", proper_unit=town.sanitation.name, by=second, at=LATER
    )
    case.refresh_from_db()
    return case, story.lead(case)


def test_the_second_return_goes_to_the_level_above_with_a_working_day(town: Town, story: Story) -> None:
    case, order = disputed(town, story)

    assert order.state == OrderState.DISPUTED
    assert order.arbitrate_by == LATER + timedelta(days=1)
    assert case.due_at is not None
    assert case.act_by == min(order.arbitrate_by, case.due_at)
    assert Notice.objects.filter(case_id=case.pk, kind="dispute").count() == 1


def test_an_emergency_is_ruled_on_in_thirty_minutes(town: Town, story: Story) -> None:
    _, order = disputed(town, story, urgency="emergency")

    assert order.arbitrate_by == LATER + 30 * MINUTE


def test_a_ruling_that_does_not_come_in_time_is_asked_for_once_by_the_clock(town: Town, story: Story) -> None:
    case, order = disputed(town, story)
    assert order.arbitrate_by is not None

    for wait in (MINUTE, 2 * MINUTE):
        Case.objects.filter(pk=case.pk).update(next_alarm_at=order.arbitrate_by)
        actions.sweep(at=order.arbitrate_by + wait)

    steps = case.steps.filter(verb="remind", reason="not_arbitrated")
    assert steps.count() == 1
    leader = town.person("streetleader").pk
    assert Notice.objects.filter(case_id=case.pk, kind="not_arbitrated", person_id=leader).exists()


def test_the_clock_of_a_dispute_is_shown_on_the_order(town: Town, story: Story) -> None:
    case, _ = disputed(town, story)

    page = town.client("dispatcher").get(reverse("cases:case", args=[case.pk])).content.decode()

    assert "前裁定" in page


def test_whoever_is_named_is_bound(town: Town, story: Story) -> None:
    _, order = disputed(town, story)
    actions.arbitrate(order, instead=town.sanitation, note="环卫负责", by=town.streetleader, at=LATER)
    bound = story.lead(order.case)

    assert bound.unit == town.sanitation
    assert bound.is_bound
    with pytest.raises(Refused, match="裁定"):
        actions.send_back(bound, clause="x", proper_unit="y", by=town.other_handler, at=LATER)


def test_the_ruling_is_offered_next_time_here_and_nowhere_else(town: Town, story: Story) -> None:
    _, order = disputed(town, story)
    actions.arbitrate(order, instead=town.sanitation, note="环卫负责", by=town.streetleader, at=LATER)

    again = story.accepted(matter="ENV-10")
    other = story.accepted(matter="ENV-13")
    there = story.accepted(matter="ENV-10", where="far_grid", by="other_dispatcher")

    assert [r.unit for r in rulings.precedents(again)] == [town.sanitation]
    assert not rulings.precedents(other)
    assert not rulings.precedents(there)
    page = town.client("dispatcher").get(reverse("cases:deed", args=[again.pk, "dispatch"])).content.decode()
    assert "先例：柳湾街道裁定由柳湾环卫所办理" in page
    chosen = town.client("dispatcher").get(
        reverse("cases:deed", args=[again.pk, "dispatch"]), {"lead": town.sanitation.pk}
    )
    assert f'value="{town.sanitation.pk}" selected' in chosen.content.decode()


def test_a_confidential_dispute_makes_no_precedent(town: Town, story: Story) -> None:
    case, order = disputed(town, story)
    case = actions.raise_visibility(case, note="涉及个人", by=town.staff, at=LATER)
    offered = helpers.candidates(case, town.staff, checking=False, at=LATER)
    assert town.person("streetleader") in offered

    actions.add_helper(case, person=town.person("streetleader"), by=town.staff, at=LATER)
    actions.arbitrate(order, note="由原单位办", by=town.streetleader, at=LATER)

    assert not Ruling.objects.exists()


def test_the_proper_unit_that_was_named_is_filled_in_when_the_desk_agrees(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-10")
    order = story.lead(case)
    actions.send_back(
        order, clause="第三条", proper_unit=town.enforcement.name, by=town.other_handler, at=LATER
    )

    page = town.client("dispatcher").get(reverse("cases:order_deed", args=[order.pk, "agree"]))

    assert f'value="{town.enforcement.pk}" selected' in page.content.decode()


def test_the_alarm_of_a_dispute_stands_beside_those_of_the_limit(town: Town, story: Story) -> None:
    _ = town, story
    from wangge.cases import queries

    at = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
    order = OrderFacts(OrderState.DISPUTED, True, at, True, at + 30 * MINUTE)
    facts = CaseFacts(
        state=State.IN_HAND,
        urgency="normal",
        desk_rank=1,
        is_held=False,
        reported_at=at,
        entered_at=at,
        clock=None,
        lateness=0,
        intake_reminded=False,
        review_on=None,
        closed_at=None,
        orders=[order],
    )

    alarm = clocks.next_alarm(facts, queries.limits(), worktime.calendar())

    assert alarm == (at + 30 * MINUTE, clocks.Alarm.NOT_ARBITRATED)
    assert clocks.act_by(facts, at + HOUR, queries.limits(), worktime.calendar()) == at + 30 * MINUTE
