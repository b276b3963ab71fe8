"""Hot spots: three of one matter within 200 metres and 30 days. Pure: points in, groups out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wangge.cases.rules.counting import metres

#: Defaults of a hot spot (domain/04 section 6).
ENOUGH, WITHIN, DAYS = 3, 200.0, 30
_CELL = 0.0022  # a little more than 200 m of latitude, a little less of longitude at 32° north


@dataclass(frozen=True, slots=True)
class Seen:
    """One located case."""

    id: Any
    matter: str
    lon: float
    lat: float
    day: date


@dataclass(frozen=True, slots=True)
class Spot:
    """A group of cases of one matter around its middle."""

    matter: str
    lon: float
    lat: float
    cases: tuple[Any, ...]
    first: date
    last: date


def hot(seen: Iterable[Seen], *, enough: int = ENOUGH, within: float = WITHIN) -> list[Spot]:
    """Groups, the largest first; a case stands in one group. Around the case with most neighbours first."""
    by_matter: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        by_matter[one.matter].append(one)
    found = [spot for rows in by_matter.values() if len(rows) >= enough for spot in _of(rows, enough, within)]
    return sorted(found, key=lambda s: (-len(s.cases), -s.last.toordinal(), s.matter, s.lon))


def _of(rows: Sequence[Seen], enough: int, within: float) -> list[Spot]:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for n, one in enumerate(rows):
        cells[_cell(one)].append(n)
    near = [_near(rows, n, cells, within) for n in range(len(rows))]
    taken: set[int] = set()
    spots = []
    for n in sorted(range(len(rows)), key=lambda n: (-len(near[n]), n)):
        group = [m for m in near[n] if m not in taken]
        if n in taken or len(group) < enough:
            continue
        taken.update(group)
        spots.append(_spot([rows[m] for m in group]))
    return spots


def _cell(one: Seen) -> tuple[int, int]:
    return int(one.lon // (_CELL * 1.3)), int(one.lat // _CELL)


def _near(rows: Sequence[Seen], n: int, cells: dict[tuple[int, int], list[int]], within: float) -> list[int]:
    x, y = _cell(rows[n])
    me = rows[n]
    around = [m for i in (-1, 0, 1) for j in (-1, 0, 1) for m in cells.get((x + i, y + j), ())]
    return [m for m in around if metres(me.lon, me.lat, rows[m].lon, rows[m].lat) <= within]


def _spot(group: Sequence[Seen]) -> Spot:
    days = [one.day for one in group]
    return Spot(
        matter=group[0].matter,
        lon=sum(one.lon for one in group) / len(group),
        lat=sum(one.lat for one in group) / len(group),
        cases=tuple(one.id for one in group),
        first=min(days),
        last=max(days),
    )
