"""Set-up for every test: an installation of its own for each process, no network, and the town."""

import atexit
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.town import Town

# Before Django's settings are read: whatever installation the environment names, tests never touch it, and
# every process of a run has a data folder. The settings' name is taken back, lest a child read them first.
_DATA = tempfile.mkdtemp(prefix=f"wangge-test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("WANGGE_")]:
    if _name not in ("WANGGE_RUN", "WANGGE_RUN_NOTES", "WANGGE_CHROMIUM", "WANGGE_REQUIRE_ALL"):
        del os.environ[_name]
os.environ |= {
    "WANGGE_TESTING": "1",
    "WANGGE_DATA": _DATA,
    # Shared by all processes and kept: the shipped model of messages is fitted once, not once a process.
    "WANGGE_MODELS": str(Path(__file__).resolve().parents[1] / "var" / "test-models"),
    "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
}

import django  # noqa: E402

django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.db import connection  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402

# No random data: the same examples every time, and no deadline on a shared machine.
hypothesis_settings.register_profile("house", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of locks and races mean nothing without PostgreSQL."""
    if connection.vendor == "postgresql":
        return
    skip = pytest.mark.skip(reason="needs PostgreSQL, which ./dev test starts")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(skip)


def _is_here(address: Any) -> bool:
    return not isinstance(address, tuple) or str(address[0]) in ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Any:
    """A test that reaches for another machine fails at once and says so."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        assert _is_here(address), f"A test reached for the network: {address}"
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", refuse)
    yield
    patch.undo()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The line of this run for the runs after it, and the lines of those before it."""
    name, file = os.environ.get("WANGGE_RUN"), os.environ.get("WANGGE_RUN_NOTES")
    if not name or not file or "PYTEST_XDIST_WORKER" in os.environ:
        return
    notes = Path(file)
    earlier = notes.read_text()
    if earlier:
        terminalreporter.write_sep("-", "earlier runs")
        terminalreporter.write_line(earlier.rstrip())
    kinds = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
    counts = [
        f"{len(terminalreporter.stats[kind])} {kind}" for kind in kinds if terminalreporter.stats.get(kind)
    ]
    notes.write_text(f"{earlier}{name}: {', '.join(counts) or 'no tests'}\n")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The one browser of this process."""
    from tests.browser import launched

    with launched() as browser:
        # The driver runs a loop in this thread, and Django refuses queries beside one.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        yield browser
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def town(db: None) -> "Town":
    """The invented town (tests/town.py), fresh for each test."""
    from tests.town import Town

    return Town()
