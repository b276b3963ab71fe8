"""The town, its branch, and the standards that ship with the product."""

import pytest

from tests.life.scene import Scene
from tests.town import Town
from wangge.assessment import actions


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def scene(town: Town) -> Scene:
    actions.seed()
    return Scene(town)
