"""What of a case is counted, and on which day: the facts a tally holds, their cells, and what a change adds.

A case counts once, on the day its lead order fell due or it was closed (`counted_on`). Answers and reopenings
change that day's figures for 45 days; then the day stands. What is confidential is counted apart (`c.`), what
was excluded with reason and two names is counted a second time (`x.`), so that it can be taken off.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

#: Answers and reopenings change a day's figures for so long.
FROZEN_AFTER = timedelta(days=45)
REOPENED_WITHIN = timedelta(days=30)
#: Same matter, this near, no appeal in the days before: found before anybody complained.
FOUND_FIRST_WITHIN, FOUND_FIRST_BEFORE = 200.0, timedelta(days=7)
#: Same matter, this near or the same written place, again in these days: a repeat.
REPEAT_WITHIN, REPEAT_AFTER = 50.0, timedelta(days=90)

#: Upper bounds of the histogram of hours from the report to the submit that passed; the last one is open.
HOURS = (1, 2, 4, 8, 12, 24, 48, 72, 120, 168, 240, 336, 504, 720, 1080, None)
BUCKETS = tuple(f"h{n:02}" for n in range(len(HOURS)))

#: Counted on the day of the cohort; each is a column of the tally and the code of a measure.
COHORT = (
    "b",
    "response",
    "contact_due",
    "contacted",
    "on_time",
    "orders",
    "acked",
    "firsts",
    "kept",
    "answered",
    "solved",
    "rated",
    "happy",
    "checked",
    "passed",
    "reworked",
    "ended",
    "reopened",
    "self_handled",
    "accepted",
    "located",
    "found_first",
    "as_solved",
)
#: Of these an excluded case is counted a second time.
EXCLUDABLE = (
    "b",
    "response",
    "contact_due",
    "contacted",
    "on_time",
    "answered",
    "solved",
    "rated",
    "happy",
)
REPORTED, CLOSED, REPEATED = "reported", "closed", "repeated"
HIDDEN, EXCLUDED = "c.", "x."


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a number stands, before it is added up over areas and pairs. `lateness` and `standing` are of
    open work, which has no day.
    """

    measure: str
    day: date | None
    area_path: str
    unit: int
    matter: str
    category: str
    source: str
    lateness: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What a tally says of one case."""

    area_path: str
    matter: str
    category: str
    source: str
    is_hidden: bool
    is_excluded: bool
    reported_on: date
    closed_on: date | None
    #: State of open work, and how late it is; empty when there is none.
    standing: str
    lateness: int
    standing_unit: int
    counted_on: date | None
    unit: int
    bucket: int | None
    counts: tuple[int, ...]

    def cells(self) -> Iterator[tuple[Cell, int]]:
        """All that this case adds to the figures."""
        hidden = HIDDEN if self.is_hidden else ""
        where = (self.area_path, 0, self.matter, self.category, self.source)
        yield Cell(hidden + REPORTED, self.reported_on, *where), 1
        if self.closed_on is not None:
            yield Cell(hidden + CLOSED, self.closed_on, *where), 1
        if self.standing:
            open_at = (self.area_path, self.standing_unit, self.matter, self.category, self.source)
            yield Cell(hidden + self.standing, None, *open_at, self.lateness), 1
        if self.counted_on is not None:
            where = (self.area_path, self.unit, self.matter, self.category, self.source)
            for measure, n in self._of_the_cohort():
                yield Cell(hidden + measure, self.counted_on, *where), n

    def _of_the_cohort(self) -> Iterator[tuple[str, int]]:
        for measure, n in zip(COHORT, self.counts, strict=True):
            if n:
                yield measure, n
                if self.is_excluded and measure in EXCLUDABLE:
                    yield EXCLUDED + measure, n
        if self.bucket is not None:
            yield BUCKETS[self.bucket], 1


def changes(before: Facts | None, after: Facts) -> dict[Cell, int]:
    """What is added and what taken away, so that the figures say what the case says now."""
    change: Counter[Cell] = Counter()
    for cell, n in after.cells():
        change[cell] += n
    if before is not None:
        for cell, n in before.cells():
            change[cell] -= n
    return {cell: n for cell, n in change.items() if n}


def bucket(begun: datetime, ended: datetime) -> int:
    """The bucket of the histogram for so many hours."""
    hours = (ended - begun).total_seconds() / 3600
    return next(n for n, most in enumerate(HOURS) if most is None or hours <= most)


def median(counts: list[int]) -> float | None:
    """The median hours of a histogram, straight within its bucket; None where there is nothing. In the last,
    open bucket its lower bound.
    """
    half, below = sum(counts) / 2, 0
    if not half:
        return None
    for (low, high), n in zip(pairwise((0, *HOURS)), counts, strict=True):
        if n and below + n >= half:
            return float(low or 0) if high is None else (low or 0) + (high - (low or 0)) * (half - below) / n
        below += n
    return None


def is_frozen(counted_on: date, today: date) -> bool:
    """Whether the day's figures stand."""
    return today > counted_on + FROZEN_AFTER


def metres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """The distance of two points on the ground."""
    half = radians(to_lat - lat) / 2, radians(to_lon - lon) / 2
    chord = sin(half[0]) ** 2 + cos(radians(lat)) * cos(radians(to_lat)) * sin(half[1]) ** 2
    return 12_742_000 * asin(min(1.0, sqrt(chord)))


def box(lon: float, lat: float, within: float) -> tuple[float, float, float, float]:
    """West, south, east, north of everything that can lie within so many metres."""
    up = within / 111_000
    out = up / max(0.01, cos(radians(lat)))
    return lon - out, lat - up, lon + out, lat + up
