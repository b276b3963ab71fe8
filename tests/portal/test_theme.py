"""The desk theme in plain values, our own sheets and scripts: nothing that a browser of 2020 cannot read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from wangge.portal.theme import colour, compile_sheet

OUR_SHEETS = sorted((settings.BASE / "wangge").glob("*/static/**/*.css"))
OUR_SCRIPTS = sorted((settings.BASE / "wangge").glob("*/static/**/*.js"))
#: What Chromium 86 cannot read: it would drop the whole rule, or the value.
UNREADABLE = re.compile(
    r"color-mix\(|light-dark\(|oklch\(|oklab\(|:has\(|:is\(|:where\(|@layer|@container|@property"
    r"|(?<![\w-])(?:inset|aspect-ratio|margin-inline|margin-block|padding-inline|padding-block)\s*:|\d[dsl]v[hw]\b"
)

#: The same for scripts: one such line and the whole file does nothing.
UNKNOWN = re.compile(
    r"\?\?=|\|\|=|&&=|\.at\(|\.findLast|\.toSorted\(|replaceChildren|structuredClone|Object\.hasOwn\b"
    r"|Array\.fromAsync|AbortSignal\.timeout|^\s*#\w+\s*[=(]|^\s*static \{|\bimport\b.*\bfrom\b"
)


def without_words(css: str) -> str:
    return re.sub(r'/\*.*?\*/|url\("[^"]*"\)', "", css, flags=re.S)


def test_the_compiled_theme_holds_nothing_that_an_old_browser_drops() -> None:
    found = finders.find("vendor/desk.css")
    if not found:
        pytest.skip(reason="the front-end packages are not installed")

    css = Path(str(found)).read_text(encoding="utf-8")

    assert UNREADABLE.findall(without_words(css)) == []
    assert "oklch" not in css
    assert "--tblr-primary:#c8102e" in css
    assert ".form-control{" in css


@pytest.mark.parametrize("sheet", OUR_SHEETS, ids=lambda sheet: sheet.name)
def test_our_own_sheets_are_written_in_plain_values(sheet: Path) -> None:
    assert UNREADABLE.findall(without_words(sheet.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("script", OUR_SCRIPTS, ids=lambda script: script.name)
def test_our_own_scripts_are_written_for_the_same_browser(script: Path) -> None:
    lines = script.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if UNKNOWN.search(line.split("//")[0])] == []


@pytest.mark.parametrize(
    "line",
    ["a{inset:0}", "a:has(b){c:d}", "a{color:oklch(1 2 3)}", "a{height:100dvh}", "a{margin-inline:1px}"],
)
def test_a_rule_that_an_old_browser_drops_is_found(line: str) -> None:
    assert UNREADABLE.search(line)


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("a{color:oklch(54.6% 0.1724 254.2deg)}", "a{color:#066fd1}"),
        ("a{color:light-dark(#fff,#000)}", "a{color:#fff}"),
        ("a{color:color-mix(in oklab,var(--x) 20%,transparent)}", "a{color:rgba(200,16,46,0.2)}"),
        ("a{color:color-mix(in oklab,var(--own) 80%,transparent)}", "a{color:var(--own)}"),
        ("a{color:color-mix(in oklab,var(--own) 20%,transparent)}", "a{color:rgba(27,31,39,0.2)}"),
        ("a{inset:0}", "a{top:0;right:0;bottom:0;left:0}"),
        ("a{inset:0 2px auto}", "a{top:0;right:2px;bottom:auto;left:2px}"),
        ("a{padding-inline:1px 2px}", "a{padding-left:1px;padding-right:2px}"),
        ("a:has(b),c{top:0}", "c{top:0}"),
        ("a:has(b){top:0}", ""),
        ("[data-bs-theme=dark] a{top:0}", ""),
        ("@media print{a{top:0}a:has(b){top:1px}}", "@media print{a{top:0}}"),
        ("@keyframes x{from{top:0}to{top:1px}}", "@keyframes x{from{top:0}to{top:1px}}"),
        ('a{content:";}"}/* b{} */', 'a{content:";}"}'),
        (
            "a{background:url(\"data:image/svg+xml,stroke='oklch%2854.6%25 0.1724 254.2deg%29'\")}",
            "a{background:url(\"data:image/svg+xml,stroke='%23066fd1'\")}",
        ),
    ],
)
def test_a_modern_value_becomes_a_plain_one(given: str, plain: str) -> None:
    compiled = compile_sheet(f":root{{--x:#111}}{given}", {"--x": "#c8102e"})

    assert compiled.strip() == ":root{--x:#c8102e}" + plain


def test_a_darker_shade_is_computed_from_our_own_colour() -> None:
    # A browser that knows the function paints this value as rgb(178, 0, 28).
    sheet = ":root{--x:#fff;--y:oklch(from var(--x) calc(l - 0.06) c h)}"

    compiled = compile_sheet(sheet, {"--x": "#c8102e"})

    assert compiled.strip() == ":root{--x:#c8102e;--y:#b2001c}"


@pytest.mark.parametrize("text", ["#c8102e", "#066fd1", "#ffffff", "#000000"])
def test_a_colour_survives_the_way_to_oklab_and_back(text: str) -> None:
    found = colour.read(text)

    assert found
    assert str(colour.from_oklab(*colour.to_oklab(found))) == text


@pytest.mark.parametrize("text", ["var(--x)", "currentcolor", "rgb(from red r g b)", "12px", "#12345z"])
def test_what_is_no_fixed_colour_is_left_to_the_place(text: str) -> None:
    assert colour.read(text) is None
