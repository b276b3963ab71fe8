"""The one command and the runs behind it: what can be told without installing or serving anything."""

import importlib.machinery
import importlib.util
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.run import NO_TESTS, Suite, miss

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("dev", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_an_unknown_word_shows_the_known_ones() -> None:
    done = subprocess.run(
        [sys.executable, "-B", str(ROOT / "dev"), "fly"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert [word for word in ("demo", "test", "check", "bench", "manage") if word not in done.stdout] == []


def test_the_settings_of_an_installation_stay_out_of_tests(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGGE_DATA", "somewhere")
    monkeypatch.setenv("WANGGE_REQUIRE_ALL", "1")
    monkeypatch.setenv("DATABASE_URL", "postgresql://x")
    monkeypatch.setenv("LANG", "C")

    environment = dev.clean_environment("WANGGE_REQUIRE_ALL", WANGGE_TESTING="1")

    assert "WANGGE_DATA" not in environment
    assert "DATABASE_URL" not in environment
    assert environment["WANGGE_REQUIRE_ALL"] == environment["WANGGE_TESTING"] == "1"
    assert environment["LANG"] == "C"


def test_a_changed_lock_is_noticed(dev: ModuleType, tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("django==5.2")
    stamp.write_text(dev.digest(lock))

    assert dev.is_fresh(stamp, dev.digest(lock))

    lock.write_text("django==5.3")

    assert not dev.is_fresh(stamp, dev.digest(lock))


def test_a_port_in_use_is_refused_where_it_was_asked_for(dev: ModuleType) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(SystemExit, match="in use"):
            dev.free_port(port)

        assert dev.free_port(None) != port


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        ([0, 0, 0], 0),
        ([0, NO_TESTS, NO_TESTS], 0),
        ([NO_TESTS, NO_TESTS], NO_TESTS),
        ([0, 1, 0], 1),
        ([NO_TESTS, 2, NO_TESTS], 2),
    ],
)
def test_any_failed_run_fails_all_and_an_empty_one_does_not(statuses: list[int], verdict: int) -> None:
    suite = Suite("", [], "")
    suite.statuses = statuses

    assert suite.verdict() == verdict


def test_journeys_run_unless_the_arguments_name_other_folders() -> None:
    assert Suite("", ["tests/people"], "").wants("tests/town.py") is False
    assert Suite("", ["tests"], "").wants("tests/town.py") is True
    assert Suite("", ["-x"], "").wants("tests/town.py") is True
    assert Suite("", [], "").wants("tests/nowhere") is False


def test_what_is_missing_is_named_or_fails_a_full_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("WANGGE_REQUIRE_ALL", raising=False)
    miss("Chromium", "the browser journeys")

    assert capsys.readouterr().out == "Not found: Chromium. Skipped: the browser journeys.\n"

    monkeypatch.setenv("WANGGE_REQUIRE_ALL", "1")
    with pytest.raises(SystemExit, match="Chromium: not found"):
        miss("Chromium", "the browser journeys")
