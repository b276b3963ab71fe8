"""Where a change is added up: days and months of every area above, pairs by month, open work."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from wangge.cases.rules import counting

#: Pairs are kept for areas down to the community.
DEEPEST_PAIR = 3
#: Days are kept so long; months stay.
DAYS = 400
_FLOW = frozenset({counting.REPORTED, counting.CLOSED})


class Kind(StrEnum):
    """The pairs that are counted, and the area alone."""

    AREA = "a"
    AREA_MATTER = "am"
    AREA_UNIT = "au"
    AREA_SOURCE = "as"
    UNIT_CATEGORY = "uc"
    MATTER_SOURCE = "ms"


class Changed(Protocol):
    """What a change must say to be added up."""

    @property
    def measure(self) -> str: ...
    @property
    def day(self) -> date | None: ...
    @property
    def area_path(self) -> str: ...
    @property
    def unit(self) -> int: ...
    @property
    def matter(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def lateness(self) -> int: ...
    @property
    def n(self) -> int: ...


@dataclass(slots=True)
class Sums:
    """What is added to each kind of count."""

    days: Counter[tuple[int, date, str]] = field(default_factory=Counter)
    months: Counter[tuple[str, str, str, date, str]] = field(default_factory=Counter)
    open: Counter[tuple[int, int, str, int]] = field(default_factory=Counter)


def areas_of(path: str) -> list[int]:
    """The ids of a path."""
    return [int(part) for part in path.split("/") if part]


def is_flow(measure: str) -> bool:
    """Counted on the day it happened, not of the cohort; it has no unit."""
    return measure.removeprefix(counting.HIDDEN) in _FLOW


def fold(changes: Iterable[Changed], *, since: date, rank: Callable[[int], int]) -> Sums:
    """Add changes up over areas and pairs; days before `since` go to the months alone."""
    sums = Sums()
    for change in changes:
        for area in areas_of(change.area_path):
            if change.day is None:
                sums.open[area, change.unit, change.measure, change.lateness] += change.n
                continue
            if change.day >= since:
                sums.days[area, change.day, change.measure] += change.n
            _months(sums, change, change.day.replace(day=1), area, has_pairs=rank(area) <= DEEPEST_PAIR)
        if change.day is not None:
            month = change.day.replace(day=1)
            sums.months[Kind.MATTER_SOURCE, change.matter, change.source, month, change.measure] += change.n
            if not is_flow(change.measure):
                key = (Kind.UNIT_CATEGORY, str(change.unit), change.category, month, change.measure)
                sums.months[key] += change.n
    return sums


def _months(sums: Sums, change: Changed, month: date, area: int, *, has_pairs: bool) -> None:
    sums.months[Kind.AREA, str(area), "", month, change.measure] += change.n
    if not has_pairs:
        return
    sums.months[Kind.AREA_MATTER, str(area), change.matter, month, change.measure] += change.n
    sums.months[Kind.AREA_SOURCE, str(area), change.source, month, change.measure] += change.n
    if not is_flow(change.measure):
        sums.months[Kind.AREA_UNIT, str(area), str(change.unit), month, change.measure] += change.n
