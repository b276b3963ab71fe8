"""`manage.py check` warns of settings that an installation should not keep."""

from pathlib import Path

import pytest
from pytest_django import Settings

from wangge.kernel import checks


@pytest.fixture
def sound(settings: Settings, tmp_path: Path) -> Settings:
    """An installation that nothing is wrong with."""
    key_file = tmp_path / "keys" / "keys.json"
    key_file.parent.mkdir()
    key_file.write_text("{}")
    key_file.chmod(0o600)
    settings.DEMO = settings.TESTING = settings.DEBUG = False
    settings.KEY_FILE, settings.DATA = key_file, tmp_path / "data"
    settings.ALLOWED_HOSTS = ["grid.example.cn"]
    settings.SESSION_COOKIE_SECURE = True
    settings.SECOND_FACTOR = True
    return settings


def _ids() -> list[str | None]:
    return [warning.id for warning in (*checks.keys(), *checks.web())]


def test_a_sound_installation_gets_no_warning(sound: Settings) -> None:
    assert _ids() == []


def test_keys_beside_the_data_are_reported(sound: Settings) -> None:
    sound.DATA = Path(sound.KEY_FILE).parent

    assert _ids() == ["wangge.W001"]


def test_a_key_file_that_others_can_read_is_reported(sound: Settings) -> None:
    Path(sound.KEY_FILE).chmod(0o644)

    assert _ids() == ["wangge.W002"]


def test_debug_is_reported(sound: Settings) -> None:
    sound.DEBUG = True

    assert _ids() == ["wangge.W003"]


def test_any_host_and_only_this_host_are_reported(sound: Settings) -> None:
    sound.ALLOWED_HOSTS = ["*"]
    assert _ids() == ["wangge.W004"]

    sound.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    assert _ids() == ["wangge.W005"]


def test_plain_connections_and_a_missing_second_factor_are_reported(sound: Settings) -> None:
    sound.SESSION_COOKIE_SECURE = False
    sound.SECOND_FACTOR = False

    assert _ids() == ["wangge.W006", "wangge.W007"]


@pytest.mark.parametrize(("sync", "found"), [("NORMAL", ["wangge.W008"]), ("FULL", [])])
def test_sqlite_that_may_lose_the_last_writes_is_reported(sync: str, found: list[str]) -> None:
    options = {"init_command": f"PRAGMA journal_mode=WAL;PRAGMA synchronous={sync};"}
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}

    assert [warning.id for warning in checks.database(sqlite)] == found


def test_a_server_database_is_not_reported() -> None:
    assert list(checks.database({"ENGINE": "django.db.backends.postgresql"})) == []


def test_the_demo_is_left_in_peace(sound: Settings) -> None:
    sound.DEMO = sound.DEBUG = True

    assert checks.installation(None) == []
