"""Real data for tests: it lies beside the project, never in it, and a test skips where it is absent."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(name: str) -> Path:
    """A file of ../shared, such as `data/holidays-cn-2019-2026.csv`; skips the test where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared data file {name} is not beside this project (../shared)")
    return path
