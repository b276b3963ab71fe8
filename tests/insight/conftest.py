"""Every test of the room lives in the town, with the catalogue and the calendar in place."""

import pytest

from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.grids.access import THE_CLOCK
from wangge.matters import actions as matters
from wangge.worktime import actions as worktime


@pytest.fixture
def story(town: Town) -> Story:
    def stock() -> None:
        matters.seed_catalogue(by=THE_CLOCK, at=MONDAY_9_00)
        worktime.seed_years([2026, 2027], by=THE_CLOCK, at=MONDAY_9_00)
        for who in ("officer", "staff", "dispatcher", "district"):
            town.hat(who)  # somebody sits at every desk

    town.once("story", stock)
    return Story(town)
