"""What a text shows beyond its pieces: that it asks, thanks, greets, begs; how long it is."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from wangge.matters.rules.understanding.text import Keys, named

FILE = Path(__file__).parents[2] / "data" / "signals.toml"
_SALT = 11
_SIZES = (3, 6, 10, 16, 25, 40, 70, 120)


@lru_cache(maxsize=1)
def _signs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lines = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple((name, re.compile("|".join(patterns))) for name, patterns in lines.items())


def signals(text: str) -> list[str]:
    """The names of what a text shows."""
    found = [name for name, pattern in _signs() if pattern.search(text)]
    size = next((str(limit) for limit in _SIZES if len(text) <= limit), "more")
    found.append(f"size{size}")
    if "asks" in found and "harm" not in found:
        found.append("asks_calmly")
    if "thanks" in found and "solved" in found and "unsolved" not in found:
        found.append("thanks_solved")
    return found


def keys(text: str) -> Keys:
    """The same as keys of features."""
    return named(signals(text), _SALT)
