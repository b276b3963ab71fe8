"""Areas with names and codes over the ground plan, and their boundaries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from wangge.demo.geography import naming
from wangge.demo.geography.naming import Story
from wangge.demo.geography.plan import CENTRE, TURN, Plan, turned
from wangge.demo.geography.ways import Ways
from wangge.grids.rules import plane

CITY_CODE, DISTRICT_CODES = "990100", ("990101", "990102", "990103")
#: Types of grids other than homes, handed out in turn to one grid of most communities.
_OTHER = ("market", "campus", "commercial_building", "park", "business_street", "institution")
_OTHER_NAMES = {
    "market": "菜场网格",
    "campus": "学校网格",
    "commercial_building": "商务楼宇网格",
    "park": "园区网格",
    "business_street": "商街网格",
    "institution": "机关单位网格",
    "reserved": "预留网格",
}


@dataclass(slots=True)
class Grid:
    """A cell with its name, code and type; households are counted when its houses stand."""

    cell: int
    code: str
    name: str
    grid_type: str
    #: 1, 2, 3 … of the grids where people live; 700 and more of the others.
    number: int
    households: int = 0


@dataclass(slots=True)
class Community:
    """A community and its grids; the code has twelve digits."""

    index: int
    code: str
    name: str
    grids: list[Grid] = field(default_factory=list)


@dataclass(slots=True)
class Street:
    """A street and its communities; the code has nine digits."""

    index: int
    code: str
    name: str
    communities: list[Community] = field(default_factory=list)


@dataclass(slots=True)
class District:
    """A district and its streets; the code has six digits."""

    index: int
    code: str
    name: str
    streets: list[Street] = field(default_factory=list)


def lay_out(plan: Plan, ways: Ways, story: Story) -> list[District]:
    """Every area of the plan, the story's first."""
    listed = naming.names()
    street_names = naming.name_streets(plan, story, listed)
    names = naming.name_communities(plan, story, ways, street_names, listed)
    home = plan.cells[story.cell].district
    order = [home, *(d for d in range(plan.size.districts) if d != home)]
    found = []
    for d, code, name in zip(order, DISTRICT_CODES, listed["districts"], strict=False):
        district = District(d, code, name)
        streets = [s for s in street_names if any(c.street == s and c.district == d for c in plan.cells)]
        for n, s in enumerate(streets, 1):
            street = Street(s, f"{code}{n:03d}", f"{street_names[s]}街道")
            for k, c in enumerate(sorted({cell.community for cell in plan.cells if cell.street == s}), 1):
                street.communities.append(
                    _community(plan, ways, story, Community(c, f"{street.code}{k:03d}", names[c]))
                )
            district.streets.append(street)
        found.append(district)
    return found


def _community(plan: Plan, ways: Ways, story: Story, community: Community) -> Community:
    order = sorted(plan.cells_of(community.index), key=lambda n: _reading(plan, n))
    kinds = _kinds(plan, ways, story, order, community.index)
    homes = [n for n in order if n not in kinds]
    for cell, number in ((story.cell, naming.STORY_GRID), (story.across, 1)):
        if cell in homes and len(homes) >= number:
            at = homes.index(cell)
            homes[at], homes[number - 1] = homes[number - 1], homes[at]
    community.grids = [
        Grid(n, f"{community.code}{k:03d}", naming.ordinal(k), "residential", k)
        for k, n in enumerate(homes, 1)
    ]
    next_number = {"dedicated": 701, "reserved": 901}
    for n, kind in kinds.items():
        group = "reserved" if kind == "reserved" else "dedicated"
        number = next_number[group]
        next_number[group] += 1
        name = f"{community.name}{_OTHER_NAMES[kind]}"
        community.grids.append(Grid(n, f"{community.code}{number}", name, kind, number))
    return community


def _reading(plan: Plan, n: int) -> tuple[int, float]:
    """From north to south, in each row from west to east."""
    x, y = turned(*plan.cells[n].middle, angle=-TURN)
    return -round(y / plan.side), x


def _kinds(plan: Plan, ways: Ways, story: Story, order: Sequence[int], community: int) -> dict[int, str]:
    """Which cells are no homes: one by a road in most communities, one at the rim in every third."""
    free = [n for n in order if n not in (story.cell, story.across)]
    kinds: dict[int, str] = {}
    if community % 4 != 3:
        by_road = min(
            free, key=lambda n: min(r.line.distance(plan.cells[n].polygon.centroid) for r in ways.roads)
        )
        kinds[by_road] = _OTHER[community % len(_OTHER)]
    rim = [n for n in free if n not in kinds and any(len(pair) == 1 for pair in _beside(plan, n))]
    if community % 3 == 1 and rim:
        kinds[rim[-1]] = "reserved"
    return kinds


def _beside(plan: Plan, n: int) -> Iterator[tuple[int, ...]]:
    """The cells beside each edge of a cell."""
    ring = [(round(x, 3), round(y, 3)) for x, y in plan.cells[n].polygon.exterior.coords]
    for a, b in pairwise(ring):
        yield plan.edges.get((min(a, b), max(a, b)), ())


def boundaries(plan: Plan, districts: Sequence[District]) -> list[dict[str, Any]]:
    """A feature for every area; each level is the union of the one below, so that borders match exactly."""
    faces = [shapely.set_precision(CENTRE.round(cell.polygon), 1e-6) for cell in plan.cells]
    found: dict[str, BaseGeometry] = {}
    for district in districts:
        streets = []
        for street in district.streets:
            communities = []
            for community in street.communities:
                grids = {grid.code: faces[grid.cell] for grid in community.grids}
                found |= grids
                found[community.code] = shapely.union_all(list(grids.values()))
                communities.append(found[community.code])
            found[street.code] = shapely.union_all(communities)
            streets.append(found[street.code])
        found[district.code] = shapely.union_all(streets)
    if len(districts) > 1:
        found[CITY_CODE] = shapely.union_all([found[d.code] for d in districts])
    return [
        {"type": "Feature", "properties": {"code": code}, "geometry": plane.as_json(shape)}
        for code, shape in found.items()
    ]


def rows(districts: Sequence[District]) -> list[dict[str, Any]]:
    """The table of areas, from the top down, as its columns are called."""
    found: list[dict[str, Any]] = []
    if len(districts) > 1:
        found.append({"code": CITY_CODE, "name": naming.names()["city"][0]})
    for district in districts:
        found.append({"code": district.code, "name": district.name, "gb2260_code": district.code})
        for street in district.streets:
            found.append({"code": street.code, "name": street.name})
            for community in street.communities:
                found.append({"code": community.code, "name": f"{community.name}社区"})
                found += [
                    {
                        "code": grid.code,
                        "name": grid.name,
                        "grid_type": grid.grid_type,
                        "households": grid.households or None,
                    }
                    for grid in community.grids
                ]
    return found
