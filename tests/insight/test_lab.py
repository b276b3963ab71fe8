"""The model lab: last quarter's cases say what another limit, route or model would have changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.grids import queries as grids
from wangge.insight.queries import lab
from wangge.insight.rules.lab import Past, lateness
from wangge.matters import queries as catalogue
from wangge.matters.queries.memory import unit_ref
from wangge.worktime.rules import Calendar, Clock, Limit, LimitUnit

HOURS = LimitUnit.CONTINUOUS_HOUR
LATER = MONDAY_9_00 + 8 * HOUR


def past(hours: float | None, *, limit: float = 4, paused: float = 0) -> Past:
    """Handed in after so many hours; paused from the first hour on."""
    begin = MONDAY_9_00 + HOUR
    pauses = ((begin, begin + timedelta(hours=paused)),) if paused else ()
    clock = Clock(MONDAY_9_00, Limit(limit, HOURS), pauses)
    done = None if hours is None else MONDAY_9_00 + timedelta(hours=hours)
    return Past(hours, "1/", 1, clock, done)


def test_each_case_is_measured_by_both_limits_with_its_own_pauses() -> None:
    cases = [past(3), past(5), past(5, paused=2), past(7, paused=2), past(None)]

    found = lateness(cases, Limit(6, HOURS), calendar=Calendar(), at=LATER)

    assert (found.told, found.was, found.would) == (5, 3, 1)
    assert (found.newly, found.no_longer) == ((), (5, 7))
    shorter = lateness(cases, Limit(2, HOURS), calendar=Calendar(), at=LATER)
    assert shorter.newly == (3, 5)


@pytest.mark.both
@pytest.mark.django_db
def test_it_says_who_would_have_got_what_and_writes_nothing(town: Town, story: Story) -> None:
    for where, by in (("grid", "dispatcher"), ("next_grid", "dispatcher"), ("far_grid", "district")):
        story.dispatched(matter="ENV-01", where=where, by=by)
    node = grids.area(town.street.pk)
    assert node is not None
    trial = lab.Trial(
        catalogue.matter("ENV-01"), node, limit=Limit(1, HOURS), lead=unit_ref(town.water), model="H01"
    )

    found = lab.tried(trial, town.dispatcher, at=LATER)

    assert (found.n, found.stays) == (2, 0)
    assert [(row.after, row.n) for row in found.moved] == [(town.water.name, 2)]
    assert found.lateness is not None
    assert (found.lateness.told, found.lateness.would) == (2, 2)
    assert catalogue.rules_for(trial.matter) == ()


@pytest.mark.django_db
def test_the_page_asks_for_one_change_at_least_and_answers_in_the_url(town: Town, story: Story) -> None:
    story.dispatched(matter="ENV-01", at=timezone.now() - HOUR)
    client = town.client("dispatcher")

    assert client.get("/insight/lab/?matter=ENV-01").status_code == 422
    answer = client.get("/insight/lab/?matter=ENV-01&limit=0.1&limit_unit=continuous_hour")

    assert answer.status_code == 200
    assert "件会超期" in answer.content.decode()
    assert answer.context["found"].lateness.would == 1
