"""Pictures of pages, to be looked at: `python -m tests.shots URL out.png --width 390 --full`."""

import argparse
import os
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("WANGGE_CHROMIUM", "/usr/bin/chromium")
PHONE = 640


def shoot(
    url: str,
    path: Path,
    *,
    width: int = 1440,
    height: int = 900,
    full: bool = False,
    scale: float = 1,
    cookies: dict[str, str] | None = None,
    script: bool = True,
) -> list[str]:
    """One picture; returns what the page complained of, and where it is wider than the screen.

    `cookies`: name to value, e.g. the session or `wg_large`. `script=False` shows the page without script.
    """
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            is_mobile=width <= PHONE,
            has_touch=width <= PHONE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=script,
        )
        context.add_cookies([{"name": n, "value": v, "url": url} for n, v in (cookies or {}).items()])
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.goto(url, wait_until="networkidle")
        page.screenshot(path=path, full_page=full)
        wide = page.evaluate("document.documentElement.scrollWidth") if script else width
        if wide > width:
            complaints.append(f"wider than the screen: {wide} px of {width}")
        browser.close()
    return complaints


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--full", action="store_true", help="the whole page, not only what is on screen")
    parser.add_argument("--scale", type=float, default=1, help="device pixels for one of the page's")
    parser.add_argument("--cookie", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--no-script", action="store_true")
    given = parser.parse_args()
    cookies = dict(pair.split("=", 1) for pair in given.cookie)
    for complaint in shoot(
        given.url,
        given.out,
        width=given.width,
        height=given.height,
        full=given.full,
        scale=given.scale,
        cookies=cookies,
        script=not given.no_script,
    ):
        print(complaint)  # noqa: T201  (what this command answers)


if __name__ == "__main__":
    main()
