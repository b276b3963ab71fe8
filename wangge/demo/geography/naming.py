"""Invented names: of streets, communities, roads and estates; and which cell the told story happens in."""

import csv
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from wangge.demo.geography.plan import TURN, Plan, turned
from wangge.demo.geography.ways import Way, Ways

DATA = Path(__file__).resolve().parent.parent / "data"
#: The community and the grid in which the guided story happens.
STORY, STORY_GRID = "桂苑", 3
_NUMBERS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Special:
    """A place that must exist, since stories and messages speak of it."""

    community: str
    grid: int
    kind: str
    name: str
    aliases: tuple[tuple[str, str], ...]


def names() -> dict[str, list[str]]:
    """The lists of names."""
    with (DATA / "names.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["what"]: row["names"].split() for row in csv.DictReader(lines, delimiter="\t")}


def specials() -> dict[tuple[str, int], list[Special]]:
    """(community, grid number) to the places that stand there."""
    found: dict[tuple[str, int], list[Special]] = defaultdict(list)
    with (DATA / "places.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            pairs = (alias.split(":") for alias in (row["aliases"] or "").split())
            aliases = tuple((pair[0], pair[1]) for pair in pairs)
            special = Special(row["community"], int(row["grid"]), row["kind"], row["name"], aliases)
            found[special.community, special.grid].append(special)
    return dict(found)


def ordinal(number: int) -> str:
    """第十二网格."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        word = _NUMBERS[number]
    else:
        word = ("" if tens == 1 else _NUMBERS[tens]) + "十" + (_NUMBERS[ones] if ones else "")
    return f"第{word}网格"


@dataclass(frozen=True, slots=True)
class Story:
    """The cell of 锦绣里小区, the cell across 荷风路, and the roads around."""

    cell: int
    across: int
    east: Way
    south: Way


def find_story(plan: Plan, ways: Ways) -> Story:
    """A cell near the middle with roads on its east and south; across the eastern one begins 荷塘."""
    found = []
    for n in range(len(plan.cells)):
        sides = list(_sides(plan, ways, n))
        east = [(m, way) for m, way, side in sides if side == "east" and way.runs == "north"]
        south = [way for _, way, side in sides if side == "south" and way.runs == "east"]
        for across, way in east:
            one, other = plan.cells[n], plan.cells[across]
            if south and one.community != other.community and one.street == other.street:
                x, y = one.middle
                found.append((x * x + y * y, n, Story(n, across, way, south[0])))
    return min(found, key=lambda f: f[:2])[2]


def _sides(plan: Plan, ways: Ways, n: int) -> Iterator[tuple[int, Way, str]]:
    """(cell across, road, side of this cell it runs on)."""
    here = turned(*plan.cells[n].middle, angle=-TURN)
    ring = [(round(x, 3), round(y, 3)) for x, y in plan.cells[n].polygon.exterior.coords]
    for a, b in pairwise(ring):
        edge = (min(a, b), max(a, b))
        others = [m for m in plan.edges.get(edge, ()) if m != n]
        for way in ways.roads:
            if edge in way.edges and others:
                x, y = turned((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, angle=-TURN)
                east, north = x - here[0], y - here[1]
                side = ("west", "east")[east > 0] if abs(east) > abs(north) else ("south", "north")[north > 0]
                yield others[0], way, side


def name_roads(ways: Ways, story: Story, listed: dict[str, list[str]]) -> dict[int, str]:
    """Name of every road by its place in the list; those of the story first."""
    given: dict[int, str] = {}
    for runs, key, first in (("north", "roads_north", story.east), ("east", "roads_east", story.south)):
        rest = [n for n, way in enumerate(ways.roads) if way.runs == runs]
        order = sorted(rest, key=lambda n: (ways.roads[n] is not first, _distance(ways.roads[n], first)))
        if runs == "north":
            head = _story_roads(ways, order, first)
            given |= head
            order = [n for n in order if n not in head]
        pool = [name for name in _endless(listed[key]) if name not in given.values()]
        given.update(zip(order, pool, strict=False))
    return given


def _story_roads(ways: Ways, order: Sequence[int], first: Way) -> dict[int, str]:
    """荷风路 is the story's, 滨河路 runs nearest to the river, 锦绣路 is the next one to the west."""
    given, line = {order[0]: "荷风路"}, ways.river.line if ways.river else None
    if line is not None and len(order) > 1:
        given[min(order[1:], key=lambda n: line.distance(ways.roads[n].line))] = "滨河路"
    west = [n for n in order if n not in given and _at(ways.roads[n]) < _at(first)]
    return given | {n: "锦绣路" for n in west[:1]}


def _endless(pool: Sequence[str]) -> list[str]:
    return [*pool, *(f"{name[:-1]}{n}{name[-1]}" for n in "东西南北中" for name in pool)]


def _at(way: Way) -> float:
    middle = way.line.centroid
    return turned(middle.x, middle.y, angle=-TURN)[0 if way.runs == "north" else 1]


def _distance(one: Way, other: Way) -> float:
    return abs(_at(one) - _at(other))


def name_streets(plan: Plan, story: Story, listed: dict[str, list[str]]) -> dict[int, str]:
    """Street to its name without 街道; that of the story is the first of the list."""
    home = plan.cells[story.cell].street
    order = [home, *(s for s in sorted({c.street for c in plan.cells}) if s != home)]
    return dict(zip(order, listed["streets"], strict=False))


def name_communities(
    plan: Plan, story: Story, ways: Ways, streets: dict[int, str], listed: dict[str, list[str]]
) -> dict[int, str]:
    """Community to its name without 社区: 桂苑 is the story's, 荷塘 is across the road, 翠堤 on the river."""
    first, second = plan.cells[story.cell].community, plan.cells[story.across].community
    given: dict[int, str] = {}
    used: set[str] = set()
    for street, street_name in sorted(streets.items(), key=lambda s: s[0] != plan.cells[story.cell].street):
        order = sorted({c.community for c in plan.cells if c.street == street})
        pool = [*listed.get(street_name, ()), *_combined(street_name, listed)]
        if first in order:
            order = [first, second, _on_river(plan, ways, order, {first, second}), *order]
            order = list(dict.fromkeys(order))
        fresh = (name for name in pool if name not in used)
        for community in order:
            given[community] = next(fresh)
            used.add(given[community])
    return given


def _on_river(plan: Plan, ways: Ways, order: Sequence[int], taken: set[int]) -> int:
    line = ways.river.line if ways.river else None
    free = [c for c in order if c not in taken]
    if line is None:
        return free[0]
    return max(free, key=lambda c: sum(plan.cells[n].polygon.distance(line) < 1 for n in plan.cells_of(c)))


def _combined(street: str, listed: dict[str, list[str]]) -> Iterator[str]:
    """More names once the list of a street is used up."""
    for ending in ("东", "西", "南", "北", "新"):
        yield f"{street}{ending}"
    for first in listed["estate_first"]:
        yield f"{street[0]}{first[0]}"


def estates(listed: dict[str, list[str]], taken: set[str], rng: random.Random) -> Iterator[str]:
    """Names of estates, none twice; when all are used up, with a number behind."""
    plain = [a + b for a in listed["estate_first"] for b in listed["estate_last"] if a + b not in taken]
    rng.shuffle(plain)
    yield from plain
    for phase in "二三四五":
        yield from (f"{name}{phase}期" for name in plain)
