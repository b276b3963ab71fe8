"""Every test of the room lives in the town, with the catalogue and the calendar in place."""

import pytest

from tests.cases.story import Story, told
from tests.town import Town


@pytest.fixture
def story(town: Town) -> Story:
    return told(town)
