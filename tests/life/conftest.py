"""The town and its branch."""

import pytest

from tests.life.scene import Scene
from tests.town import Town


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def scene(town: Town) -> Scene:
    return Scene(town)
