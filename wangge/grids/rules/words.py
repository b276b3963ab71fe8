"""Which place a sentence names: an index of names matched longest first, narrowed by each other; pure.

A first version: names, aliases, estate with building, road with door. What stays ambiguous is said to be so.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from wangge.grids.rules.paths import common_path, ids_of, on_one_line

MIN_LENGTH = 2
MAX_LENGTH = 30
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CHINESE_NUMBER = re.compile(r"[零一二两三四五六七八九十百]+(?=栋|号|单元|弄|座|幢|门)")
_SAME = (("幢", "栋"), ("号楼", "栋"), ("#楼", "栋"), ("#", "栋"), ("门洞", "单元"))
_BLANKS = re.compile(r"[\s·•\-—_,，、()（）]+")
#: After an estate's name: what may stand before the number of a building, and the number.
_BUILDING = re.compile(r"[的里内第]{0,2}([0-9]{1,3}|[A-Z])(?:栋|座|号)")
_DOOR = re.compile(r"([0-9]{1,4})号")
_ENDINGS = ("小区", "花园小区")


class Kind(StrEnum):
    """What a name stands for, as far as matching cares."""

    AREA = "area"
    ESTATE = "estate"
    BUILDING = "building"
    ROAD = "road"
    PLACE = "place"


class Target(NamedTuple):
    """What a name may mean: a path in the tree, and a place where it is one."""

    kind: Kind
    path: str
    place_id: int | None = None
    #: Of an area only.
    area_id: int | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be found; a building with its estate and number, a place with its address."""

    text: str
    target: Target
    estate_id: int | None = None
    number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of the text and all it may mean."""

    start: int
    end: int
    text: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence names: one path (sure), or several that agree in `path` at most; `places` likewise."""

    matches: tuple[Match, ...] = ()
    path: str = ""
    place_ids: tuple[int, ...] = ()
    candidates: tuple[str, ...] = ()
    #: Two roads that are named together: their crossing is the place.
    crossing: tuple[int, int] | None = None

    @property
    def is_sure(self) -> bool:
        return bool(self.path) and len(self.candidates) == 1


def plain(text: str) -> str:
    """Width, case, blanks, ways to write a building and Chinese numbers made alike."""
    text = unicodedata.normalize("NFKC", text).upper()
    text = _BLANKS.sub("", text)
    text = _CHINESE_NUMBER.sub(lambda found: _number(found.group()), text)
    for habit, ours in _SAME:
        text = text.replace(habit, ours)
    return text


def _number(text: str) -> str:
    total, digit = 0, 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[sign]
    return str(total + digit)


class WordIndex:
    """All names of an installation, by their text."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names: dict[str, list[Target]] = defaultdict(list)
        self._buildings: dict[tuple[int, str], list[Target]] = defaultdict(list)
        self._doors: dict[str, list[Target]] = defaultdict(list)
        for name in names:
            self._take(name)
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for text in self._names:
            if len(text) not in self._lengths[text[:2]]:
                self._lengths[text[:2]].append(len(text))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def _take(self, name: Name) -> None:
        if name.estate_id is not None and name.number:
            self._buildings[name.estate_id, plain(name.number)].append(name.target)
        if name.address:
            self._doors[plain(name.address)].append(name.target)
        for text in self._forms(name):
            if MIN_LENGTH <= len(text) <= MAX_LENGTH and name.target not in self._names[text]:
                self._names[text].append(name.target)

    def _forms(self, name: Name) -> list[str]:
        text = plain(name.text)
        if name.target.kind == Kind.AREA:
            return [text]
        # 锦绣里小区东门 is called 锦绣里东门 too.
        shorter = [text.replace(e, "", 1) for e in _ENDINGS if text.find(e) >= MIN_LENGTH]
        return [text, *shorter]

    def matches(self, text: str) -> list[Match]:
        """Names in the text (already plain), longest first from the left, none inside another."""
        found, at = [], 0
        while at < len(text) - 1:
            for length in self._lengths.get(text[at : at + 2], ()):
                targets = self._names.get(text[at : at + length])
                if targets and at + length <= len(text):
                    found.append(self._grown(text, at, at + length, targets))
                    at = found[-1].end
                    break
            else:
                at += 1
        return found

    def _grown(self, text: str, start: int, end: int, targets: Sequence[Target]) -> Match:
        """An estate with the building that follows, a road with the number that follows."""
        if building := _BUILDING.match(text, end):
            inside = [
                b
                for t in targets
                if t.kind == Kind.ESTATE and t.place_id is not None
                for b in self._buildings.get((t.place_id, building.group(1)), ())
            ]
            if inside:
                return Match(start, building.end(), text[start : building.end()], tuple(inside))
        if door := _DOOR.match(text, end):
            at_door = self._doors.get(text[start : door.end()], ())
            if at_door and any(t.kind == Kind.ROAD for t in targets):
                return Match(start, door.end(), text[start : door.end()], tuple(at_door))
        return Match(start, end, text[start:end], tuple(targets))

    def read(self, sentence: str, *, within: str = "") -> Reading:
        """What the sentence names; `within` is a path that what is ambiguous is looked for in first."""
        matches = self.matches(plain(sentence))
        if not matches:
            return Reading()
        if crossing := _crossing(matches):
            return Reading(tuple(matches), crossing=crossing)
        best = _best(matches, within)
        paths = tuple(sorted({target.path for target in best if target.path}))
        places = tuple(sorted({t.place_id for t in best if t.place_id is not None}))
        return Reading(tuple(matches), common_path(paths), places, paths)


def _crossing(matches: Sequence[Match]) -> tuple[int, int] | None:
    """Two roads named next to each other: X路与Y路交叉口."""
    for a, b in pairwise(matches):
        roads = [[t for t in m.targets if t.kind == Kind.ROAD] for m in (a, b)]
        if b.start - a.end <= 2 and all(len(r) == 1 for r in roads):
            first, second = roads[0][0].place_id, roads[1][0].place_id
            if first is not None and second is not None and first != second:
                return first, second
    return None


def _best(matches: Sequence[Match], within: str) -> list[Target]:
    """Of all meanings those that fit most of the other names, then the home, then the deepest."""

    def agreeing(target: Target) -> int:
        return sum(any(on_one_line(target.path, other.path) for other in m.targets) for m in matches)

    def rank(target: Target) -> tuple[int, bool, int, bool]:
        at_home = bool(within) and on_one_line(target.path, within)
        return (agreeing(target), at_home, len(ids_of(target.path)), target.place_id is not None)

    targets = {target for match in matches for target in match.targets if target.path}
    if not targets:
        return []
    top = max(map(rank, targets))
    return [target for target in targets if rank(target) == top]
