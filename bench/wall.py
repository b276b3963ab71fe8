"""The wall left on: half an hour at sixty times its refresh, in a real browser; its heap must not grow.

`python -m bench.wall [--minutes 30]`: the small invented district, served; every minute the heap is measured
after the browser has thrown away what nothing holds any more. What the last third ends with is compared with
what the first third ended with.
"""

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser import launched
from tests.journeys import server

#: The wall asks every ten seconds; sixty times as often.
EVERY = 10 / 60
#: Samples at the end of a third that are taken together, since a single one may meet a refresh half done.
_LAST = 3


@dataclass(frozen=True)
class Sample:
    """The page a number of minutes after it was opened."""

    minute: float
    heap: float
    nodes: int
    refreshes: int


def main() -> int:
    """Fill, serve, open, wait, print."""
    parser = argparse.ArgumentParser(prog="bench.wall", allow_abbrev=False)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--at", default="", help="a running demo instead of one of its own")
    options = parser.parse_args()
    if options.at:
        return _measured(options.at.rstrip("/"), options.minutes)
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
        data = Path(folder)
        server.run(data, "manage.py", "migrate", "-v0")
        server.run(data, "manage.py", "fill_demo", "--quiet")
        with server.served(data) as address:
            return _measured(address, options.minutes)


def _measured(address: str, minutes: float) -> int:
    with launched() as browser:
        samples = watch(browser, address, minutes)
    return print_table(samples)


def watch(browser: Browser, address: str, minutes: float) -> list[Sample]:
    """A sample every thirtieth of the time."""
    page = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN").new_page()
    page.goto(address)
    with page.expect_navigation():
        page.get_by_role("button", name="区领导").first.click()
    page.goto(f"{address}/insight/wall/?every={EVERY:.3f}")
    page.wait_for_selector("body[data-ready]")
    page.evaluate(_COUNT)
    probe: Any = page.context.new_cdp_session(page)
    began, samples = time.monotonic(), []
    for _ in range(30):
        page.wait_for_timeout(minutes * 2000)
        samples.append(_sample(page, probe, (time.monotonic() - began) / 60))
    return samples


#: Counts the answers that arrived.
_COUNT = """() => { window.answers = 0; const own = window.fetch.bind(window);
    window.fetch = async (...given) => {
        const answer = await own(...given); window.answers += 1; return answer; }; }"""


def _sample(page: Page, probe: Any, minute: float) -> Sample:
    probe.send("HeapProfiler.collectGarbage")
    heap = probe.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    nodes = page.evaluate("document.getElementsByTagName('*').length")
    return Sample(minute, heap, nodes, page.evaluate("window.answers"))


def print_table(samples: list[Sample]) -> int:
    """The heap at the end of each third; 1 where it grew."""
    third = len(samples) // 3
    print("| at the end of | minutes | refreshes | heap MB | elements |")
    print("|---|---|---|---|---|")
    heaps: list[float] = []
    for number, name in enumerate(("the first third", "the second third", "the last third"), 1):
        few = samples[number * third - _LAST : number * third]
        heaps.append(statistics.median(sample.heap for sample in few))
        last = few[-1]
        print(f"| {name} | {last.minute:.1f} | {last.refreshes:,} | {heaps[-1]:.2f} | {last.nodes} |")
    print("heap MB, sample by sample: " + " ".join(f"{sample.heap:.1f}" for sample in samples))
    print(f"last third against first: {heaps[2] / heaps[0]:.3f}")
    return int(heaps[2] > heaps[0])


if __name__ == "__main__":
    sys.exit(main())
