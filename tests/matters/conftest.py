"""The town with the shipped catalogue in it, and the catalogue alone as values."""

import pytest

from tests.matters.shipped import all_matters, all_models
from tests.town import LONG_AGO, Town
from wangge.journal.models import THE_CLOCK
from wangge.matters import actions
from wangge.matters.rules import MatterEntry, ModelEntry


@pytest.fixture
def stocked(town: Town) -> Town:
    """The town, after the catalogue came in."""
    actions.seed_catalogue(by=THE_CLOCK, at=LONG_AGO)
    return town


@pytest.fixture(scope="module")
def matters() -> dict[str, MatterEntry]:
    return all_matters()


@pytest.fixture(scope="module")
def models() -> list[ModelEntry]:
    return all_models()
