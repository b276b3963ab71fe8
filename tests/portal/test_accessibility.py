"""Every component on the style pages, looked at by axe, on desk, phone and in large type."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import CHROMIUM

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
DESK, PHONE = 1280, 390
LARGE = "wg_large"

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="there is no browser here"),
]


def opened(browser: Browser, address: str, *, width: int, large: bool = False, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale="zh-CN", java_script_enabled=script
    )
    if large:
        context.add_cookies([{"name": LARGE, "value": "1", "url": address}])
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize(
    ("address", "width", "large"),
    [
        ("/style/", DESK, False),
        ("/style/", PHONE, False),
        ("/style/", DESK, True),
        ("/style/phone/", PHONE, False),
        ("/style/phone/", PHONE, True),
        ("/style/resident/", PHONE, False),
        ("/style/resident/", PHONE, True),
        ("/style/print/", DESK, False),
        ("/style/confirm/", PHONE, False),
        ("/", DESK, False),
        ("/", PHONE, True),
        ("/sign-in/", DESK, False),
        ("/sign-in/code/", PHONE, False),
        ("/feedback/", PHONE, False),
        ("/nowhere/", PHONE, False),
    ],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser, live_server: LiveServer, address: str, width: int, large: bool
) -> None:
    page = opened(browser, live_server.url + address, width=width, large=large)

    found = Axe().run(page, options=RULES)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("address", ["/style/phone/", "/style/resident/"])
def test_in_large_type_main_words_and_targets_are_large(
    browser: Browser, live_server: LiveServer, address: str
) -> None:
    page = opened(browser, live_server.url + address, width=PHONE, large=True)

    small_words = page.evaluate(
        """[...document.querySelectorAll('main p, main h2, main h3, main b, main dd, main .btn, main label')]
        .filter(e => e.innerText.trim() && e.offsetParent && !e.closest('.badge-state, .tag, .sr, .knob'))
        .filter(e => parseFloat(getComputedStyle(e).fontSize) < 18).map(e => e.outerHTML.slice(0, 90))"""
    )
    small_targets = page.evaluate(
        """[...document.querySelectorAll('main .btn, .tabbar a, .red button, .red a, main .leads[href]')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 60)
        .map(e => e.outerHTML.slice(0, 90))"""
    )

    assert small_words == []
    assert small_targets == []
    page.context.close()


def test_on_the_phone_targets_are_at_least_44_high(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server.url + "/style/phone/", width=PHONE)

    small = page.evaluate(
        """[...document.querySelectorAll('main .btn, .tabbar a, .red button, .red a')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
        .map(e => e.outerHTML.slice(0, 90))"""
    )

    assert small == []
    page.context.close()


def test_keys_walk_the_rows_and_open_the_table_of_keys(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server.url + "/style/", width=DESK)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator("tr.at").inner_text().find("暴露垃圾") >= 0
    page.keyboard.press("x")
    assert page.locator("tr.picked").count() == 1
    page.keyboard.press("o")
    assert page.url.endswith("#case-1")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.context.close()


def test_a_dangerous_button_asks_in_a_dialog_and_without_script_on_a_page(
    browser: Browser, live_server: LiveServer
) -> None:
    with_script = opened(browser, live_server.url + "/style/", width=DESK)
    with_script.get_by_role("button", name="撤回派单").click()
    assert with_script.locator("dialog#undo-ask").is_visible()
    with_script.context.close()

    without = opened(browser, live_server.url + "/style/", width=DESK, script=False)
    without.locator("[data-dialog=undo-ask]").click()
    assert without.url.endswith("/style/confirm/")
    assert without.get_by_role("heading", name="撤回这次派单吗？").is_visible()
    without.context.close()


def test_large_type_is_switched_without_script(browser: Browser, live_server: LiveServer) -> None:
    page = opened(browser, live_server.url + "/style/resident/", width=PHONE, script=False)

    page.locator("form[action='/large/'] button").first.click()

    assert page.locator("body.large").count() == 1
    page.context.close()
