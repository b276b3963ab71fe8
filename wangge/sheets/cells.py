"""What a cell may hold: small parsers from text to a value, or to a sentence that says why not. Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

#: Characters nobody sees and nobody means.
_INVISIBLE = dict.fromkeys(
    [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0x200B, 0x200C, 0x2060, 0xFEFF]
)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?")
_DATE_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YES = frozenset({"是", "有", "对", "y", "yes", "true", "1", "√", "✓"})
_NO = frozenset({"否", "无", "不是", "没有", "n", "no", "false", "0", "×", "✗"})


def tidy(text: str) -> str:
    """Without invisible characters and without blanks at the ends (wide and no-break ones too)."""
    return text.translate(_INVISIBLE).strip()


def narrow(text: str) -> str:
    """Full-width digits and signs as ordinary ones."""
    return unicodedata.normalize("NFKC", text).strip()


def short(text: str, limit: int = 20) -> str:
    """Enough of a text to recognise it by."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def listed(words: Sequence[str], limit: int = 8) -> str:
    """A list of words for a sentence."""
    return "、".join(words[:limit]) + (f"等 {len(words)} 种" if len(words) > limit else "")


def text(value: str) -> str:
    """Any text as it stands."""
    return value


def text_up_to(limit: int) -> Callable[[str], str]:
    """Text of at most so many characters."""

    def parse(value: str) -> str:
        if len(value) > limit:
            raise ValueError(f"最多 {limit} 个字，现在有 {len(value)} 个")
        return value

    return parse


def matching(pattern: str, sentence: str) -> Callable[[str], str]:
    """Text, narrowed, that matches a pattern as a whole; otherwise the sentence."""
    compiled = re.compile(pattern)

    def parse(value: str) -> str:
        value = narrow(value)
        if not compiled.fullmatch(value):
            raise ValueError(sentence)
        return value

    return parse


def whole_number(low: int = 0, high: int = 10**9) -> Callable[[str], int]:
    """A whole number between two bounds, thousands commas and a superfluous .0 forgiven."""

    def parse(value: str) -> int:
        plain = narrow(value).replace(",", "")
        plain = re.sub(r"\.0+$", "", plain)
        if not re.fullmatch(r"[+-]?[0-9]{1,15}", plain):
            raise ValueError(f"“{short(value)}”不是整数")
        if not low <= int(plain) <= high:
            raise ValueError(f"应当在 {low} 到 {high} 之间")
        return int(plain)

    return parse


def number(low: float, high: float) -> Callable[[str], float]:
    """A number between two bounds."""

    def parse(value: str) -> float:
        plain = narrow(value).replace(",", "")
        if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", plain, re.ASCII | re.IGNORECASE):
            raise ValueError(f"“{short(value)}”不是数字")
        if not low <= float(plain) <= high:
            raise ValueError(f"应当在 {low:g} 到 {high:g} 之间")
        return float(plain)

    return parse


def date(value: str) -> dt.date:
    """2026-11-20, 2026/11/20, 2026.11.20, 2026年11月20日 or 20261120."""
    plain = narrow(value)
    found = _DATE.fullmatch(plain) or _DATE_EIGHT.fullmatch(plain)
    if found is None:
        raise ValueError(f"“{short(value)}”不是日期，请写成 2026-11-20 这样")
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        raise ValueError(f"没有 {short(value)} 这一天") from None


def yes_no(value: str) -> bool:
    """是 or 否, and the other ways in which people write them."""
    plain = narrow(value).casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise ValueError(f"“{short(value)}”看不出是或否，请填“是”或“否”")


def one_of(meanings: Mapping[str, Any]) -> Callable[[str], Any]:
    """One of some words, as the value each stands for."""

    def parse(value: str) -> Any:
        if value in meanings:
            return meanings[value]
        raise ValueError(f"“{short(value)}”不在可填的内容里，可以填：{listed(tuple(meanings))}")

    return parse


def several(parse_one: Callable[[str], Any], *, separators: str = "、,，;；") -> Callable[[str], list[Any]]:
    """A list in one cell."""
    split = re.compile(f"[{re.escape(separators)}]")

    def parse(value: str) -> list[Any]:
        return [parse_one(part) for part in map(tidy, split.split(value)) if part]

    return parse
