"""Which place a sentence names: an index of names matched longest first, narrowed by each other; pure.

Names, aliases, estate with house, stairwell and room, lane with house, road with door, crossing with corner.
Every reading says how sure it is; what stays ambiguous is said to be so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from wangge.grids.access import is_below
from wangge.grids.rules import written
from wangge.grids.rules.paths import common_path, ids_of, on_one_line
from wangge.grids.rules.written import NO_TAIL, Shift, Tail, plain

__all__ = ["SURE", "Kind", "Match", "Name", "Reading", "Target", "WordIndex", "plain"]

MIN_LENGTH = 2
MAX_LENGTH = 30
#: From this confidence on a reading is acted upon; below it somebody is asked.
SURE = 0.8
_DOOR = re.compile(r"([0-9]{1,4})号(?!楼|栋)")
_LANE = re.compile(r"[0-9]{1,5}弄$")
_ENDINGS = ("小区", "花园小区")
_ASKED = 5
_LONG = 4


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
    #: House, stairwell and room behind it, and whether the register knows that house.
    tail: Tail = NO_TAIL
    has_house: bool = True
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence names: one path (sure), or several that agree in `path` at most; `places` likewise."""

    matches: tuple[Match, ...] = ()
    path: str = ""
    place_ids: tuple[int, ...] = ()
    candidates: tuple[str, ...] = ()
    #: Two roads that are named together: their crossing is the place.
    crossing: tuple[int, int] | None = None
    #: From 0 to 1.
    confidence: float = 0.0
    #: House, stairwell and room, as far as they were written.
    tail: Tail = NO_TAIL
    #: From the named place so many metres that way.
    shift: Shift | None = None
    #: What it may be, where it is not sure: the best first, to be asked.
    choices: tuple[Target, ...] = ()

    @property
    def is_sure(self) -> bool:
        return bool(self.path) and len(self.candidates) == 1 and self.confidence >= SURE


class WordIndex:
    """All names of an installation, by their text."""

    def __init__(self, names: Iterable[Name], *, floors: Mapping[int, int] | None = None) -> None:
        self._names: dict[str, list[Target]] = defaultdict(list)
        self._buildings: dict[tuple[int, str], list[Target]] = defaultdict(list)
        self._by_number: dict[str, list[Target]] = defaultdict(list)
        self._doors: dict[str, list[Target]] = defaultdict(list)
        self._houses: dict[int, Target] = {}
        self._floors = floors or {}
        for name in names:
            self._take(name)
        self._lengths: dict[str, list[int]] = defaultdict(list)
        self._pieces: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for text in self._names:
            for offset in (0, 2) if len(text) >= _LONG else ():
                self._pieces[text[offset : offset + 2]].append((text, offset))
            if len(text) not in self._lengths[text[:2]]:
                self._lengths[text[:2]].append(len(text))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def _take(self, name: Name) -> None:
        if name.estate_id is not None and name.number:
            number = plain(name.number)
            self._buildings[name.estate_id, number].append(name.target)
            self._by_number[number].append(name.target)
            if name.target.place_id is not None:
                self._houses[name.target.place_id] = name.target
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
        lanes = []
        if name.target.kind == Kind.ESTATE:
            # 荷风路1205弄 is the estate's name, and 1205弄 alone where no other lane has that number.
            lanes = [t for t in (text, plain(name.address)) if _LANE.search(t)]
            lanes += [found.group() for t in lanes if (found := _LANE.search(t))]
        return [text, *shorter, *lanes]

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
        """A road with the number that follows, an estate with the house, stairwell and room that follow."""
        if door := _DOOR.match(text, end):
            at_door = self._doors.get(text[start : door.end()], ())
            if at_door and any(t.kind == Kind.ROAD for t in targets):
                end, targets = door.end(), at_door
        shift = written.beyond(text, end)
        if shift is not None:
            return Match(start, shift.end, text[start : shift.end], tuple(targets), shift=shift)
        tail = written.tail(text, end)
        if not any(t.kind in (Kind.ESTATE, Kind.BUILDING) for t in targets):
            tail = Tail(end=end)
        return self._housed(text, start, tail, targets)

    def _housed(self, text: str, start: int, tail: Tail, targets: Sequence[Target]) -> Match:
        inside = self._inside(targets, tail.house)
        if tail.second and not self._inside(targets, tail.second):
            inside = []
        found = tuple(inside) if inside else tuple(targets)
        if inside and tail.second:
            found += tuple(self._inside(targets, tail.second))
        has_house = bool(inside) or not tail.house
        end = tail.end if tail.end > start else start
        return Match(start, end, text[start:end], found, tail, has_house)

    def _inside(self, targets: Iterable[Target], number: str) -> list[Target]:
        estates = [t.place_id for t in targets if t.kind == Kind.ESTATE and t.place_id is not None]
        return [b for e in estates for b in self._buildings.get((e, number), ())] if number else []

    def read(self, sentence: str, *, within: str = "", home: int | None = None) -> Reading:
        """What the sentence names. `within` is a path that what is ambiguous is looked for in first; `home`
        the house that a sender who names none is bound to.
        """
        text = plain(sentence)
        matches = self.matches(text)
        if not matches:
            return self._without_name(text, within, home)
        if crossing := _crossing(matches):
            shift = written.corner(text, matches[crossing[0] + 1].end)
            return Reading(tuple(matches), crossing=crossing[1], shift=shift, confidence=0.92)
        best = _best(matches, within)
        paths = tuple(sorted({target.path for target in best if target.path}))
        places = tuple(sorted({t.place_id for t in best if t.place_id is not None}))
        chosen = next((m for m in matches if set(m.targets) & set(best)), matches[0])
        confidence = _confidence(best, chosen, matches, floors=self._floors)
        choices = () if confidence >= SURE and len(paths) == 1 else tuple(sorted(best, key=_order)[:_ASKED])
        return Reading(
            tuple(matches),
            common_path(paths),
            places,
            paths,
            confidence=confidence,
            tail=chosen.tail,
            shift=chosen.shift,
            choices=choices,
        )

    def _without_name(self, text: str, within: str, home: int | None) -> Reading:
        """No name at all: a room of the sender's own house, a house of the area he is known to write from, or
        names that begin alike.
        """
        tail = written.alone(text)
        own = self._houses.get(home or 0)
        if own is not None and (tail.stairwell or tail.room) and not tail.house:
            fits = _fits_floors(tail, own, self._floors)
            return Reading(
                (), own.path, (home or 0,), (own.path,), confidence=0.9 if fits else 0.5, tail=tail
            )
        near = written.tail(text, 0) if not tail.house else tail
        if within and near.house:
            houses = [b for b in self._by_number.get(near.house, ()) if is_below(b.path, within)]
            paths = tuple(sorted({b.path for b in houses}))
            places = tuple(sorted({b.place_id for b in houses if b.place_id is not None}))
            sure = 0.85 if len(houses) == 1 else 0.4 if houses else 0.0
            choices = () if sure >= SURE else tuple(sorted(houses, key=_order)[:_ASKED])
            found = Reading((), common_path(paths), places, paths, confidence=sure, tail=near)
            return replace(found, choices=choices)
        return Reading(tail=tail, choices=self._nearly(text))

    def _nearly(self, text: str) -> tuple[Target, ...]:
        """Names of four letters or more of which the text writes all but one: a slip of the pen."""
        found: list[Target] = []
        for at in range(len(text) - 1):
            for name, offset in self._pieces.get(text[at : at + 2], ()):
                if at >= offset and _is_slip(name, text[at - offset : at - offset + len(name)]):
                    found += [t for t in self._names[name] if t not in found and t.kind != Kind.ROAD]
        return tuple(sorted(found, key=_order)[:_ASKED])


def _is_slip(name: str, read: str) -> bool:
    """One letter of a name is another one, or the last is missing."""
    if len(read) < len(name):
        return len(read) == len(name) - 1 and name.startswith(read)
    return sum(a != b for a, b in zip(name, read, strict=True)) <= 1


def _order(target: Target) -> tuple[str, int]:
    return target.path, target.place_id or 0


def _crossing(matches: Sequence[Match]) -> tuple[int, tuple[int, int]] | None:
    """Two roads named next to each other: X路与Y路交叉口; which match is the first, and the two roads."""
    for at, (a, b) in enumerate(pairwise(matches)):
        roads = [[t for t in m.targets if t.kind == Kind.ROAD] for m in (a, b)]
        if b.start - a.end <= 2 and all(len(r) == 1 for r in roads):
            first, second = roads[0][0].place_id, roads[1][0].place_id
            if first is not None and second is not None and first != second:
                return at, (first, second)
    return None


_TRUST = {Kind.BUILDING: 0.97, Kind.ESTATE: 0.93, Kind.PLACE: 0.93, Kind.AREA: 0.92, Kind.ROAD: 0.85}


def _confidence(
    best: Sequence[Target], chosen: Match, matches: Sequence[Match], *, floors: Mapping[int, int]
) -> float:
    """How far a reading can be trusted: every doubt takes from what its kind of name is worth."""
    paths = {target.path for target in best if target.path}
    if not paths:
        return 0.0
    if len(paths) > 1:
        return 0.4
    trust = max(_TRUST[target.kind] for target in best)
    path = next(iter(paths))
    if not chosen.has_house:
        trust -= 0.1
    if len({t.place_id for t in best}) > 1 and not chosen.tail.second:
        trust = min(trust, 0.82)
    if any(not _fits_floors(chosen.tail, target, floors) for target in best):
        trust -= 0.3
    strangers = sum(not any(on_one_line(path, t.path) for t in m.targets) for m in matches)
    trust -= 0.25 * strangers
    if chosen.shift is not None and chosen.shift.metres > 0:
        trust -= 0.08
    return round(max(trust, 0.0), 2)


def _fits_floors(tail: Tail, target: Target, floors: Mapping[int, int]) -> bool:
    """A room of the 13th floor lies in no house of six."""
    known = floors.get(target.place_id or 0)
    return known is None or tail.floor is None or 1 <= tail.floor <= known


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
