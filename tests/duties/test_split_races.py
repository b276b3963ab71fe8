"""A grid is split while others work in it: on PostgreSQL nothing stays behind, and nothing is done twice."""

from datetime import timedelta

import pytest

from tests.cases.story import HOUR, WEB, Story
from tests.cases.test_races import both
from tests.duties.test_territory import MAYOR, halves, report_at
from tests.town import MONDAY_9_00, Town, middle
from wangge.cases import actions as cases
from wangge.cases import jobs, queries
from wangge.cases.models import Case, Step
from wangge.cases.queries import history
from wangge.duties import actions
from wangge.grids.models import Area, Succession

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = MONDAY_9_00 + HOUR


def split(town: Town) -> list[Area]:
    return actions.split_area(town.grid, halves(town), posts_to={}, by=MAYOR, at=LATER)


def heirs(town: Town) -> set[int]:
    return set(Succession.objects.filter(area=town.grid).values_list("successor_id", flat=True))


def test_of_two_who_split_one_grid_at_one_instant_one_is_too_late(town: Town, story: Story) -> None:
    case = report_at(story, 0.8)

    came_to = both(lambda: split(town), lambda: split(town))

    assert came_to == ["done", "refused"]
    assert len(heirs(town)) == 2
    assert Case.objects.get(pk=case.pk).area_id in heirs(town)
    assert Step.objects.filter(case=case, verb="move_area").count() == 1
    assert not list(history.broken_chains())


def test_of_a_split_and_a_closing_of_one_grid_one_is_too_late(town: Town, story: Story) -> None:
    case = report_at(story, 0.8)

    came_to = both(
        lambda: split(town),
        lambda: actions.retire_area(town.grid, successor=town.next_grid, by=MAYOR, at=LATER),
    )

    assert came_to == ["done", "refused"]
    assert Case.objects.get(pk=case.pk).area_id in heirs(town)


def test_what_is_reported_while_its_grid_is_split_ends_in_the_part_it_lies_in(
    town: Town, story: Story
) -> None:
    lon, lat = middle("grid")
    found_before = queries.spot(lon=lon + 0.003, lat=lat)  # as the form found it: in the grid that was

    came_to = both(
        lambda: split(town),
        lambda: cases.report(
            text="东头又有一盏路灯不亮",
            spot=found_before,
            matter="FAC-03",
            by=WEB,
            at=LATER,
            consent_version="1",
        ),
    )

    jobs.follow_areas(at=LATER + timedelta(minutes=10))
    assert came_to == ["done", "done"]
    assert Case.objects.get().area == Area.objects.get(name="柳荫东网格")
    assert not Case.objects.open().filter(area=town.grid).exists()
    assert not list(history.broken_chains())


def test_a_case_that_is_dispatched_while_its_grid_is_split_keeps_both(town: Town, story: Story) -> None:
    case, by = report_at(story, 0.8), town.dispatcher

    came_to = both(
        lambda: split(town),
        lambda: cases.dispatch(Case.objects.get(pk=case.pk), lead=town.sanitation, by=by, at=LATER),
    )

    case.refresh_from_db()
    assert came_to == ["done", "done"]
    assert (case.state, case.area_id in heirs(town)) == ("in_hand", True)
    assert Step.objects.filter(case=case, verb__in=("dispatch", "move_area")).count() == 2
    assert not list(history.broken_chains())
