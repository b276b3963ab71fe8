"""Fixtures of the room of areas: hats, a district of squares, and readers of the real data."""

import pytest

from tests.grids import builders
from tests.grids.builders import District


@pytest.fixture
def district() -> District:
    """清岚区 as squares: two streets of two communities of four grids each, with boundaries."""
    return builders.district()
