"""The users' handbook holds together: pictures exist and are used, chapters are found."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "docs/handbook"
CHAPTERS = sorted(BOOK.glob("*.md"))
LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<target>[^)#\s]+)[^)]*\)")


def links(page: Path, *, pictures: bool) -> list[tuple[str, str]]:
    """(words, target) of the pictures of a page, or of its other links; none that leave the house."""
    found = LINK.finditer(page.read_text(encoding="utf-8"))
    return [
        (one["words"], one["target"])
        for one in found
        if bool(one["picture"]) == pictures and "://" not in one["target"]
    ]


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.name)
def test_every_link_leads_somewhere_and_every_picture_has_words(page: Path) -> None:
    for words, target in links(page, pictures=True):
        assert words.strip(), f"{target} has no alternative text"
        assert (page.parent / target).is_file(), target
    for _, target in links(page, pictures=False):
        assert (page.parent / target).exists(), target


def test_every_picture_is_used() -> None:
    used = {(page.parent / target).resolve() for page in CHAPTERS for _, target in links(page, pictures=True)}
    assert {picture.resolve() for picture in (BOOK / "images").glob("*.png")} <= used


def test_every_chapter_stands_in_the_contents() -> None:
    listed = {target for _, target in links(BOOK / "README.md", pictures=False)}
    assert {page.name for page in CHAPTERS} - {"README.md"} <= listed


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_front_page_shows_the_running_product(name: str) -> None:
    assert "docs/handbook/images/desk.png" in {target for _, target in links(ROOT / name, pictures=True)}


def test_the_page_of_states_says_what_the_code_says() -> None:
    call_command("handbook_words", check=True)
