"""The browser of tests and of the handbook's pictures: Debian's Chromium, or what $WANGGE_CHROMIUM names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("WANGGE_CHROMIUM", "/usr/bin/chromium")


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser. Its driver allows no second one beside it in the same process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
