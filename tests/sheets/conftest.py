"""A folder of its own for every test's files, two people with hats, and the importers of `counting`."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sheets import counting
from wangge.journal.models import Machine
from wangge.kernel.words import SHANGHAI
from wangge.sheets import registry

MONDAY_9_00 = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
WANG = Machine("王芳・社区工作者", "staff", person_id=7, post_id=70)
LI = Machine("李强・社区书记", "secretary", person_id=8, post_id=80)


@pytest.fixture(autouse=True)
def files_folder(tmp_path: Path, settings: Any) -> Path:
    """Where this test's files lie."""
    default = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "files"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def hats_as_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever restores hats lies above this room: here `counting` does."""
    monkeypatch.setattr(registry._REGISTERED, "hat", counting.restored)
    monkeypatch.setattr(counting, "ENDED", set())
