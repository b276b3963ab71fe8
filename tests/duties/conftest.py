"""The town, stocked with matters and a calendar, and stories to fill it."""

import pytest

from tests.cases.story import Story
from tests.town import Town


@pytest.fixture
def town() -> Town:
    made = Town()
    made.stock()
    return made


@pytest.fixture
def story(town: Town) -> Story:
    for who in ("officer", "staff", "dispatcher", "district"):
        town.hat(who)  # somebody sits at every desk
    return Story(town)
