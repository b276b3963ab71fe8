"""What the tests of the doors share: a stocked town, its stories, a hotline."""

from typing import Any

import pytest

from tests.cases.story import Story
from tests.town import LONG_AGO, Town
from wangge.channels.actions import hotline
from wangge.channels.models import System


@pytest.fixture
def story(town: Town) -> Story:
    """Cases of the town; its catalogue and the people of its desks are there."""
    town.stock()
    for who in ("dispatcher", "district", "officer"):  # somebody sits at the desks
        town.hat(who)
    return Story(town)


def add_system(town: Town, **about: Any) -> System:
    """A system that sends us orders."""
    about = {"name": "区 12345 热线", "code": "hotline", "crs": "wgs84"} | about
    return hotline.save_system(System(**about), by=town.sysadmin, at=LONG_AGO)
