"""One served town a process, one signed-in context a role: what all journeys share."""

import os
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import CHROMIUM
from tests.journeys import server
from tests.journeys.entrance import Entrance
from tests.journeys.walker import Judge

FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason="there is no browser here"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test failed, so that its pages are kept as pictures."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The served town of this process. While writing journeys, $JOURNEYS_AT names one served already."""
    if "JOURNEYS_AT" in os.environ:
        yield os.environ["JOURNEYS_AT"]
        return
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    with ThreadPoolExecutor() as side_by_side:
        side_by_side.submit(server.static_files)  # fails, if it does, where it is asked for again
        founded = server.town_folder(shared / "journeys")
    with server.served(server.copy_of(founded, mine / "installation")) as url:
        yield url


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """The browsers of those who have signed in, by user name."""
    made: dict[str, BrowserContext] = {}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def enter(  # noqa: PLR0917  (fixtures)
    browser: Browser,
    address: str,
    judge: Judge,
    contexts: dict[str, BrowserContext],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[Entrance]:
    entrance = Entrance(browser, address, judge, contexts)
    yield entrance
    if request.node.stash.get(FAILED, False):
        for number, walker in enumerate(entrance.walkers):
            walker.shot(tmp_path / f"{number}.png")
    entrance.leave()


@pytest.fixture
def installation(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the served town, for what a journey lets happen later than now."""
    del address
    named = os.environ.get("JOURNEYS_DATA", "")
    return Path(named) if named else tmp_path_factory.getbasetemp() / "installation"
