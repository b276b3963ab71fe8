"""The handbook's pictures, made from a running demo: `python -m tests.handbook http://127.0.0.1:8000`.

Each picture is one page of the invented district as somebody sees it, at its real size, in 128 colours.
"""

import argparse
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.shots import CHROMIUM

FOLDER = Path(__file__).resolve().parents[1] / "docs/handbook/images"
PHONE, DESK = (390, 844), (1440, 900)


@dataclass(frozen=True)
class Picture:
    """Who looks at what, on which screen; `click` opens the first thing of a list."""

    name: str
    who: str
    page: str
    size: tuple[int, int] = DESK
    click: str = ""


PICTURES = (
    Picture("front", "", "/"),
    Picture("report", "", "/report/", PHONE),
    Picture("look-up", "", "/c/", PHONE),
    Picture("officer-home", "officer", "/o/", PHONE),
    Picture("officer-report", "officer", "/o/report/", PHONE),
    Picture("grid-card", "officer", "/o/grid/", PHONE),
    Picture("desk", "dispatcher", "/cases/"),
    Picture("case", "dispatcher", "/cases/?tab=in_hand", click="[data-open]"),
    Picture("dispatch", "dispatcher", "/cases/?tab=accepted", click="[data-open]"),
    Picture("map", "dispatcher", "/cases/map/"),
    Picture("intake", "dispatcher", "/cases/intake/"),
    Picture("workbench", "dispatcher", "/workbench/"),
    Picture("orders", "handler", "/orders/"),
    Picture("verify", "verifier", "/verify/"),
    Picture("revisit", "revisit", "/revisit/"),
    Picture("leader", "streetleader", "/leader/"),
    Picture("areas", "sysadmin", "/areas/"),
    Picture("matters", "sysadmin", "/matters/"),
    Picture("preview", "sysadmin", "/matters/preview/"),
    Picture("persons", "sysadmin", "/office/"),
    Picture("calendar", "sysadmin", "/office/calendar/"),
    Picture("journal", "audit", "/office/journal/"),
)


def take(page: Page, base: str, picture: Picture) -> None:
    """One picture, written small."""
    page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
    if picture.who:
        page.goto(base + "/")
        page.locator(f'form[action$="/as/{picture.who}/"] button').first.click()
        page.wait_for_load_state("networkidle")
    page.goto(base + picture.page)
    if picture.click:
        page.locator(picture.click).first.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(700)
    shot = Image.open(io.BytesIO(page.screenshot()))
    shot.convert("RGB").quantize(128).save(FOLDER / f"{picture.name}.png", optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        page = context.new_page()
        for picture in PICTURES:
            if not options.names or picture.name in options.names:
                take(page, options.base.rstrip("/"), picture)
        browser.close()


if __name__ == "__main__":
    main()
