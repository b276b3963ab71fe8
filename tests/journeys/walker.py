"""Somebody at a screen: goes to pages, presses what he can name, reads; every page on his way is judged.

A page is judged by axe (once for all that look the same), by its width, by errors of its scripts, and by
what it failed to load.
"""

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Self

from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, Request, Response, expect

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{6,}|\d+")
#: What a page is made of: tags with their classes, roles and types. With nothing new, axe finds nothing new.
_PARTS = """() => [...new Set([...document.querySelectorAll('body, body *')].map(
    e => [e.tagName, e.getAttribute('class'), e.getAttribute('role'), e.getAttribute('type')].join(' ')))]"""


class Judge:
    """What axe has looked at; one for all walkers of a process, so that it runs once a kind of page."""

    def __init__(self) -> None:
        self.seen: dict[str, set[str]] = {}
        self.axe = Axe()

    def knows(self, kind: str, parts: Iterable[str]) -> bool:
        """Whether all of a page was looked at before; remembers it."""
        seen, new = self.seen.setdefault(kind, set()), set(parts)
        known = new <= seen
        seen |= new
        return known


class Walker:
    """A page in somebody's browser."""

    def __init__(self, page: Page, address: str, judge: Judge, *, script: bool = True) -> None:
        self.page, self.address, self.judge, self.script = page, address, judge, script
        self.faults: list[str] = []
        self.visited: list[str] = []
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def _answered(self, response: Response) -> None:
        lost = response.status == 404 and response.request.resource_type != "document"
        if response.status >= 500 or lost:
            self.faults.append(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        # Left the page, or the journey itself has cut the network: that may be told after it is back.
        if request.failure not in ("net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED"):
            self.faults.append(f"{request.failure} {request.url}")

    # --- going ---

    def go(self, path: str, status: int = 200) -> Self:
        """Open an address; the answer must be as expected."""
        answer = self.page.goto(path if path.startswith("http") else self.address + path)
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status}, not {status}"
        return self._judged()

    def press(self, name: str, *, within: Locator | None = None) -> Self:
        """Press the button or follow the link of that name, and arrive somewhere."""
        with self.page.expect_navigation(wait_until="load"):
            self.named(name, within=within).click()
        return self._judged()

    def touch(self, name: str, *, within: Locator | None = None) -> Self:
        """Press something that leads nowhere else: a menu, a choice, a script."""
        self.named(name, within=within).click()
        return self

    def keys(self, *keys: str, arrives: bool = False) -> Self:
        """Press keys one after the other; the last may lead to another page."""
        for key in keys[: -1 if arrives else None]:
            self.page.keyboard.press(key)
        if arrives:
            with self.page.expect_navigation(wait_until="load"):
                self.page.keyboard.press(keys[-1])
            self._judged()
        return self

    def named(self, name: str, *, within: Locator | None = None) -> Locator:
        """The button, link or summary in sight of that name; else that begins so; else that has it."""
        words = re.escape(name)
        for pattern in (rf"^\s*{words}\s*$", rf"^\s*{words}"):
            found = self._named(re.compile(pattern), within)
            if found.count():
                return found
        return self._named(re.compile(words), within)

    def _named(self, name: re.Pattern[str], within: Locator | None) -> Locator:
        place = within or self.page.locator("body")
        found = place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name))
        return found.or_(place.locator("summary").filter(has_text=name)).filter(visible=True).first

    # --- filling in ---

    def write(self, label: str, text: str) -> Self:
        self.field(label).fill(text)
        return self

    def tick(self, label: str) -> Self:
        """Tick a box or a round choice by its words."""
        self.field(label).check()
        return self

    def choose(self, label: str, option: str) -> Self:
        """Choose the first option of a list that has these words."""
        choices = self.field(label)
        value = choices.locator("option").filter(has_text=option).first.get_attribute("value")
        choices.select_option(value)
        return self

    def field(self, label: str) -> Locator:
        """The field that these words label."""
        main = self.page.locator("main")
        return main.get_by_label(label).and_(main.locator("input, textarea, select")).first

    def add_photos(self, *colours: str, field: str = "photos") -> Self:
        """Add a photo of each colour; with script they are sent at once, so wait until they are there."""
        files = [{"name": f"{c}.jpg", "mimeType": "image/jpeg", "buffer": photo(c)} for c in colours]
        self.page.locator(f"input[type=file][name={field}]").first.set_input_files(files)  # type: ignore[arg-type]
        if self.script:
            held = self.page.locator(f"input[name={field}_held]")
            expect(held).to_have_count(len(colours))
        return self

    # --- reading ---

    def sees(self, *words: str) -> Self:
        """All these words are on the page, or come soon."""
        for word in words:
            self._expect(word, "does not show", lambda body, w: expect(body).to_contain_text(w))
        return self

    def sees_nothing_of(self, *words: str) -> Self:
        for word in words:
            self._expect(word, "shows", lambda body, w: expect(body).not_to_contain_text(w))
        return self

    def _expect(self, word: str, fault: str, asked: Callable[[Locator, str], None]) -> None:
        try:
            asked(self.page.locator("body"), word)
        except AssertionError:
            raise AssertionError(f"{self.path} {fault} {word}") from None

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def shot(self, path: Path) -> None:
        self.page.screenshot(path=path, full_page=True)

    # --- judging ---

    def _judged(self) -> Self:
        self.visited.append(self.path)
        if self.script:
            width = int((self.page.viewport_size or DESK)["width"])
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.faults.append(f"{self.path} is {wide} px wide on {width}")
            self._axe(width)
        faults, self.faults = self.faults, []
        assert not faults, "\n".join(faults)
        return self

    def _axe(self, width: int) -> None:
        kind = f"{_ID.sub('*', self.path.split('?')[0])} {width}"
        if self.judge.knows(kind, self.page.evaluate(_PARTS)):
            return
        found = self.judge.axe.run(self.page, options=RULES)
        if found.violations_count:
            self.faults.append(f"{self.path}: {found.generate_report()}")


def photo(colour: str) -> bytes:
    """A small photo of one colour with a frame, the same each time."""
    picture = Image.new("RGB", (640, 480), colour)
    ImageDraw.Draw(picture).rectangle((40, 40, 600, 440), outline="white", width=8)
    written = BytesIO()
    picture.save(written, "JPEG")
    return written.getvalue()
