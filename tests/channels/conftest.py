"""What the tests of the doors share: a stocked town, its stories, a hotline."""

from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from tests.cases.story import Story
from tests.town import LONG_AGO, Town
from wangge.channels.actions import hotline, knowledge
from wangge.channels.actions.knowledge import Draft
from wangge.channels.models import System
from wangge.channels.queries import knowledge as queries
from wangge.matters.queries import understanding


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


@pytest.fixture
def ready(town: Town) -> Town:
    """A town in which the assistant can be asked."""
    town.stock()
    queries.forget()
    knowledge.seed(at=LONG_AGO)
    return town


@pytest.fixture
def entry() -> Draft:
    """An entry as a clerk types it."""
    return Draft(
        question="社区图书角几点开门",
        variants="图书角什么时候开\n借书的地方几点开",
        answer="每天 9 时到 20 时，带身份证登记就能借。",
        topic="community",
        source="社区公示栏",
        dated=date(2026, 11, 1),
        valid_from=date(2026, 11, 1),
        owner="柳荫社区",
    )


@pytest.fixture(params=["by its words", "by the model"])
def read(request: pytest.FixtureRequest, settings: Settings) -> None:
    """What residents say is read both ways: before the model of messages was fitted, and with it."""
    settings.READ_WITH_MODEL = request.param == "by the model"
    if settings.READ_WITH_MODEL:
        understanding.the_model()
