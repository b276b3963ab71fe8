"""Does a message tell of danger to life right now? Then the numbers to call are shown at once (domain/04 §2).

The words are data (`data/emergency.toml`). A miss costs ten times a false alarm, so words decide, and only
clear past, habit, supposition, thanks or a long letter withdraw them.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

#: Departments that are called by a number: on an emergency they never get an order (domain/04 section 1).
CALL_NUMBERS = {"police": "110", "fire_rescue": "119", "ambulance": "120", "traffic_police": "122"}
#: Longer messages are letters that tell a history: there the words must stand beside a "now".
LETTER = 180
_NO_RELAY = "本系统不能代替报警，请自己或请身边的人马上打。"
_FILE = Path(__file__).parents[1] / "data" / "emergency.toml"


@dataclass(frozen=True, slots=True)
class Emergency:
    """What the sender is told before anything else, the matter it looks like, and the words that said so."""

    code: str
    call: tuple[str, ...]
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Danger:
    """One kind of danger: what says so, what makes it something else, whether a supposition withdraws it."""

    code: str
    call: tuple[str, ...]
    advice: str
    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    supposed: bool


@dataclass(frozen=True, slots=True)
class Doubts:
    """Words around a match that put it into the past, habit or supposition, or say that it is over."""

    past: re.Pattern[str]
    often: re.Pattern[str]
    supposed: re.Pattern[str]
    conditional: re.Pattern[str]
    long_ago: re.Pattern[str]
    over: re.Pattern[str]
    now: re.Pattern[str]


def _either(lines: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(lines))


def read(file: Path) -> tuple[tuple[Danger, ...], Doubts]:
    """The words as compiled patterns; `<人>` and `<屋>` become the lists of people and places."""
    words: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    people, places = (f"(?:{'|'.join(words[name])})" for name in ("people", "places"))
    dangers = tuple(
        Danger(
            code=row["code"],
            call=tuple(row["call"]),
            advice=row["advice"],
            says=_either(line.replace("<人>", people).replace("<屋>", places) for line in row["says"]),
            unless=_either(row["unless"]) if row["unless"] else None,
            supposed=row.get("supposed", True),
        )
        for row in words["danger"]
    )
    names = ("past", "often", "supposed", "conditional", "long_ago", "over", "now")
    return dangers, Doubts(*(_either(words[name]) for name in names))


DANGERS, _DOUBTS = read(_FILE)
_SENTENCE = re.compile(r"[。！？!?;；\n]+")
_CLAUSE = re.compile(r"[，。！？；,.!?;\s…、~～]+")


@lru_cache(maxsize=16)  # a report asks twice: for the answer and for its desk
def emergency(text: str) -> Emergency | None:
    """What to call, when the words tell of danger right now; None otherwise. Some 50 µs a message."""
    found = list(_found(text))
    if not found or _DOUBTS.over.search(text):
        return None
    first, words = found[0]
    numbers = dict.fromkeys(number for danger, _ in found[:2] for number in danger.call)
    return Emergency(first.code, tuple(numbers), first.advice + _NO_RELAY, words)


def _found(text: str) -> Iterator[tuple[Danger, str]]:
    for danger in DANGERS:
        matches = danger.says.finditer(text)
        first = next(matches, None)
        if first is None or (danger.unless is not None and danger.unless.search(text)):
            continue
        standing = (m for m in (first, *matches) if not _withdrawn(text, m, danger))
        if (match := next(standing, None)) is not None:
            yield danger, match.group()


def _withdrawn(text: str, match: re.Match[str], danger: Danger) -> bool:
    """Whether the words around the match take it back."""
    clause, _ = _around(text, match, _CLAUSE)
    if _DOUBTS.past.search(clause):
        return True
    if not danger.supposed:
        return False
    sentence, before = _around(text, match, _SENTENCE)
    if len(text) > LETTER and not _DOUBTS.now.search(sentence):
        return True
    doubts = (_DOUBTS.supposed, _DOUBTS.often, _DOUBTS.long_ago)
    return bool(_DOUBTS.conditional.search(before)) or any(doubt.search(clause) for doubt in doubts)


def _around(text: str, match: re.Match[str], cut: re.Pattern[str]) -> tuple[str, str]:
    """The piece of text the match stands in, cut by these marks, and the part of it before the match."""
    begin = 0
    for mark in cut.finditer(text, 0, match.start() + 1):
        begin = mark.end()
    stop = cut.search(text, match.end())
    return text[begin : stop.start() if stop else len(text)], text[begin : match.start()]
