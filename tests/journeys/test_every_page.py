"""Every page that navigation offers to every role, in the usual type and in the large one."""

import pytest

from tests.journeys.entrance import NAMES, ON_PHONE, Entrance
from tests.journeys.walker import PHONE, Walker

#: Words and targets of a phone page in large type: at least so large (domain/06 section 10).
_SMALL_WORDS = """() => [...document.querySelectorAll('main p, main h2, main h3, main dd, main label')]
    .filter(e => e.innerText.trim() && e.offsetParent)
    .filter(e => !e.closest('.badge-state, .tag, .sr, .knob, .map, .photo, .task-facts, .meta, .field-help'))
    .filter(e => parseFloat(getComputedStyle(e).fontSize) < 18).map(e => e.outerHTML.slice(0, 120))"""
_SMALL_TARGETS = """() => [...document.querySelectorAll('main .btn, .tabbar a, .red button, .red a')]
    .filter(e => e.offsetParent && !e.closest('.map') && e.getBoundingClientRect().height < 60)
    .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("who", NAMES)
def test_all_pages_of_a_role_are_sound(enter: Entrance, who: str) -> None:
    walker = enter(who)

    for path in _offered(walker):
        walker.go(path)


@pytest.mark.parametrize("who", ["", "resident", "captain", "officer", "leader"])
def test_in_large_type_phone_pages_are_large(enter: Entrance, who: str) -> None:
    walker = enter(who, large=True)
    paths = _offered(walker) if who else ["/", "/report/", "/c/", "/report/notice/"]

    for path in paths:
        walker.go(path)
        assert walker.page.evaluate(_SMALL_WORDS) == [], path
        assert walker.page.evaluate(_SMALL_TARGETS) == [], path


@pytest.mark.parametrize("who", sorted(NAMES.keys() - ON_PHONE))
def test_desk_pages_fit_a_phone(enter: Entrance, who: str) -> None:
    walker = enter(who, size=PHONE)

    for path in _offered(walker):
        walker.go(path)


def _offered(walker: Walker) -> list[str]:
    """The addresses in the side bar or the tab bar, and one's own page."""
    links = walker.page.locator(".side-nav a, .tabbar a").all()
    found = [link.get_attribute("href") or "" for link in links]
    return list(dict.fromkeys([*found, "/me/", "/notices/"]))
