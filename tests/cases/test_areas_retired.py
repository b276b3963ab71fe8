"""An area is retired: what is open in it goes on in the areas that follow, by a recorded step."""

from datetime import timedelta

import pytest

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions, jobs, queries
from wangge.cases.models import Case, Step
from wangge.cases.queries import history
from wangge.cases.rules import desks
from wangge.grids import actions as grids
from wangge.grids.models import Area
from wangge.kernel.refusal import NotAllowed, Refused

LATER = MONDAY_9_00 + HOUR


def test_the_heir_is_the_area_it_lies_in_else_the_first() -> None:
    assert desks.heir((1, 7, 12), (11, 12)) == 12
    assert desks.heir((1, 7), (11, 12)) == 11
    assert desks.heir((), (11,)) == 11


@pytest.mark.django_db
@pytest.mark.both
class TestRetired:
    def retire(self, town: Town) -> Area:
        return grids.retire(town.grid, successor=town.next_grid, by=town.sysadmin, at=LATER)

    def test_open_cases_go_on_in_the_successor_and_on_its_desk(self, town: Town, story: Story) -> None:
        for who in ("officer", "next_officer"):
            town.hat(who)
        case = story.reported(matter="ENV-01")
        assert case.desk == town.grid
        retired = self.retire(town)

        assert actions.move_to_successors([retired], by=town.sysadmin, at=LATER) == 1

        case.refresh_from_db()
        assert (case.area, case.desk) == (town.next_grid, town.next_grid)
        assert case.area_path == case.desk_path == town.next_grid.path
        assert story.verbs(case) == ["report", "move_area"]
        assert not list(history.broken_chains())

    def test_closed_cases_stay_where_they_were(self, town: Town, story: Story) -> None:
        case = story.closed(matter="ENV-14")

        retired = self.retire(town)

        assert actions.move_to_successors([retired], by=town.sysadmin, at=LATER) == 0
        case.refresh_from_db()
        assert case.area == town.grid

    def test_after_a_split_a_case_goes_to_the_part_its_point_lies_in(self, town: Town, story: Story) -> None:
        town.hat("officer")
        case = story.reported(matter="ENV-01", where="other_grid")
        unplaced = story.reported(matter="ENV-01", where="grid")
        Case.objects.filter(pk=case.pk).update(area=town.grid, area_path=town.grid.path)
        Case.objects.filter(pk=unplaced.pk).update(lon=None, lat=None)
        retired = self.retire(town)
        onto = {town.grid.pk: [town.next_grid.pk, town.other_grid.pk]}

        actions.move_to_successors([retired], onto=onto, by=town.sysadmin, at=LATER)

        case.refresh_from_db()
        unplaced.refresh_from_db()
        assert (case.area, unplaced.area) == (town.other_grid, town.next_grid)

    def test_whoever_held_it_keeps_it_only_where_he_sits_now(self, town: Town, story: Story) -> None:
        town.hat("officer")
        case = actions.take_up(story.reported(matter="ENV-01"), by=town.officer, at=MONDAY_9_00)

        retired = self.retire(town)  # his post goes on with it
        actions.move_to_successors([retired], by=town.sysadmin, at=LATER)

        case.refresh_from_db()
        assert case.holder == town.person("officer")
        assert Case.objects.get(pk=case.pk).desk == town.next_grid

    def test_what_was_missed_is_found_by_the_clock(self, town: Town, story: Story) -> None:
        town.hat("officer")
        case = story.reported(matter="ENV-01")
        self.retire(town)

        jobs.follow_areas(at=LATER + timedelta(minutes=10))
        jobs.follow_areas(at=LATER + timedelta(minutes=20))

        case.refresh_from_db()
        assert case.area == town.next_grid
        assert Step.objects.filter(case=case, verb="move_area").count() == 1

    def test_only_whoever_edits_areas_may_move_them_and_only_onto_something(
        self, town: Town, story: Story
    ) -> None:
        story.reported(matter="ENV-01")
        retired = self.retire(town)

        with pytest.raises(NotAllowed):
            actions.move_to_successors([retired], by=town.dispatcher, at=LATER)
        with pytest.raises(Refused, match="接续"):
            actions.move_to_successors([town.other_grid], by=town.sysadmin, at=LATER)

    def test_the_preview_counts_what_will_move(self, town: Town, story: Story) -> None:
        town.hat("officer")
        story.reported(matter="ENV-01")
        story.reported(matter="ENV-01", where="next_grid")
        story.closed(matter="ENV-14")

        assert queries.open_counts([town.grid, town.other_grid]) == {town.grid.pk: 1, town.other_grid.pk: 0}
        assert queries.open_count_below(town.community.path) == 2
