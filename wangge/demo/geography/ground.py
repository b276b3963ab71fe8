"""What stands on the ground, as features: roads, estates with houses and addresses, parks, schools, shops."""

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from wangge.demo.geography import blocks, naming
from wangge.demo.geography.blocks import Block, Gate
from wangge.demo.geography.layout import Community, District, Grid
from wangge.demo.geography.naming import Special, Story
from wangge.demo.geography.plan import CENTRE, Plan, Point
from wangge.demo.geography.ways import Way, Ways
from wangge.grids.rules import plane

Shape = shapely.Polygon
#: Kinds that take half of a grid's ground.
_WHOLE = frozenset({"park", "water", "square", "green", "school", "office"})
_LETTERS = {"东": "E", "北": "N", "西": "W", "南": "S"}
#: For grids where nobody lives: kind of the ground, word behind the community's name, halls.
_DEDICATED: dict[str, tuple[str, str, tuple[float, float], int]] = {
    "market": ("market", "集贸市场", (70.0, 34.0), 3),
    "campus": ("school", "学校", (60.0, 16.0), 5),
    "commercial_building": ("office", "商务中心", (38.0, 30.0), 4),
    "business_street": ("shop", "商业街", (60.0, 16.0), 8),
    "park": ("office", "产业园", (80.0, 40.0), 6),
    "institution": ("office", "机关大院", (50.0, 16.0), 5),
}
_METRES_A_NUMBER = 6.0
_STORY_DOOR = ("锦绣里小区", 88)


class Ground:
    """Collects the features; every step draws from one stream of chance, so that a seed gives one town."""

    def __init__(self, plan: Plan, ways: Ways, story: Story, districts: list[District], seed: int) -> None:
        self.plan, self.ways, self.story, self.districts = plan, ways, story, districts
        self.rng = random.Random(f"ground-{seed}")  # noqa: S311
        self.listed = naming.names()
        self.road_names = naming.name_roads(ways, story, self.listed)
        self.specials = naming.specials()
        taken = {special.name for group in self.specials.values() for special in group}
        self.special_names = taken
        self.estate_names = naming.estates(self.listed, taken, self.rng)
        self.lane_names = iter(self.listed["lanes"])
        self.strips = ways.ground()
        shapely.prepare(self.strips)
        self.doors: set[str] = set()
        self.features: list[dict[str, Any]] = []

    def build(self) -> list[dict[str, Any]]:
        """Everything, from the widest to the smallest."""
        self._ways()
        communities = [c for d in self.districts for s in d.streets for c in s.communities]
        for community in communities:
            lane = self._lane(community)
            for grid in community.grids:
                self._grid(grid, community, lane)
            self._services(community)
        return self.features

    def _place(self, code: str, kind: str, name: str, shape: BaseGeometry | None, **more: Any) -> None:
        geometry = None
        if shape is not None:
            there = shapely.transform(CENTRE.round(shape), lambda points: points.round(6))
            geometry = plane.as_json(there)
        properties = {"code": code, "kind": kind, "name": name, **more}
        self.features.append({"type": "Feature", "properties": properties, "geometry": geometry})

    # --- roads, river, bridges, lanes ---

    def _ways(self) -> None:
        river = self.ways.river
        if river is not None:
            self._place("RIVER-01", "water", self.listed["river"][0], self.ways.water())
        for n, road in enumerate(self.ways.roads):
            self._place(f"ROAD-{n + 1:02d}", "road", self.road_names[n], road.line)
        if river is None:
            return
        east = [road.line.intersection(river.line) for road in self.ways.roads if road.runs == "east"]
        meets = [met.centroid for met in east if not met.is_empty]
        home = shapely.union_all([self.plan.cells[n].polygon for n in self._cells_of("翠堤")])
        meets.sort(key=lambda point: point.distance(home))
        for n, (point, name) in enumerate(zip(meets, self.listed["bridges"], strict=False), 1):
            self._place(f"BRIDGE-{n:02d}", "bridge", name, point)

    def _cells_of(self, name: str) -> list[int]:
        found = [c for d in self.districts for s in d.streets for c in s.communities if c.name == name]
        return [grid.cell for community in found for grid in community.grids]

    def _lane(self, community: Community) -> Way | None:
        """One lane inside the community, along a few edges between its grids."""
        inside = {grid.cell for grid in community.grids}
        roads = {edge for road in self.ways.roads for edge in road.edges}
        roads |= self.ways.river.edges if self.ways.river else set()
        inner = {e for e, pair in self.plan.edges.items() if len(pair) == 2 and set(pair) <= inside} - roads
        merged = shapely.line_merge(shapely.MultiLineString([list(edge) for edge in sorted(inner)]))
        lines = shapely.get_parts(merged).tolist()
        if not lines:
            return None
        line = max(lines, key=lambda found: (found.length, found.bounds))
        name = next(self.lane_names, f"{community.name}巷")
        self._place(f"LANE-{community.code}", "lane", name, line)
        edges = frozenset((min(a, b), max(a, b)) for a, b in pairwise(line.coords))
        return Way("lane", line, edges, name)

    # --- grids ---

    def _grid(self, grid: Grid, community: Community, lane: Way | None) -> None:
        cell = self.plan.cells[grid.cell].polygon
        ground = blocks.fenced(cell, self.strips)
        if grid.grid_type == "reserved":
            self._place(f"{grid.code}-L", "green", f"{community.name}待建地块", ground)
        elif grid.grid_type != "residential":
            self._dedicated(grid, community, ground)
        else:
            self._homes(grid, community, ground, lane)

    def _dedicated(self, grid: Grid, community: Community, ground: Shape) -> None:
        kind, word, size, most = _DEDICATED[grid.grid_type]
        gate = blocks.gates(ground, self.ways.roads)[0]
        name = f"{community.name}{word}"
        self._place(f"{grid.code}-B", kind, name, ground, address=self._door(name, gate, None))
        for n, hall in enumerate(blocks.halls(ground, size=size, most=most), 1):
            self._place(
                f"{grid.code}-B-{n}",
                "building",
                f"{name}{n}号楼",
                hall,
                parent=f"{grid.code}-B",
                number=str(n),
            )

    def _homes(self, grid: Grid, community: Community, ground: Shape, lane: Way | None) -> None:
        special = list(self.specials.get((community.name, grid.number), ()))
        estates = [s for s in special if s.kind == "estate"]
        halves = [s for s in special if s.kind in _WHOLE]
        pieces = self._pieces(ground, estates, halves)
        drawn = halves[: len(pieces) - 1]
        for n, half in enumerate(drawn, 1):
            self._half(f"{grid.code}-H{n}", half, pieces.pop(0))
        for n, piece in enumerate(pieces, 1):
            name, aliases = self._estate_name(estates)
            grid.households += self._estate(f"{grid.code}-E{n}", name, aliases, piece, lane)
        for n, point in enumerate((s for s in special if s not in drawn and s.kind != "estate"), 1):
            at = ground.exterior.interpolate(self.rng.random(), normalized=True)
            self._place(f"{grid.code}-P{n}", point.kind, point.name, at, aliases=_aliases(point))

    def _pieces(self, ground: Shape, estates: list[Special], halves: list[Special]) -> list[Shape]:
        """The ground as it is, or in two; 荷风里 lies west of 锦绣里小区."""
        if len(estates) == 2:
            estates.reverse()
            return blocks.across(ground)
        if halves or (not estates and self.rng.random() < 0.4):
            pieces = blocks.halved(ground)
            self.rng.shuffle(pieces)
            return pieces
        return [ground]

    def _estate_name(self, estates: list[Special]) -> tuple[str, list[dict[str, str]]]:
        if estates:
            special = estates.pop(0)
            return special.name, _aliases(special)
        return next(self.estate_names), []

    def _half(self, code: str, special: Special, ground: Shape) -> None:
        """A park with its pond, a square, a school: the ground, and what stands on it."""
        self._place(code, special.kind, special.name, ground, aliases=_aliases(special))
        if special.kind == "park":
            pond = ground.centroid.buffer(max(14.0, ground.area**0.5 / 7)).intersection(ground.buffer(-8))
            if not pond.is_empty:
                self._place(f"{code}-W", "water", f"{special.name}池塘", pond)
        elif special.kind == "school":
            for n, hall in enumerate(blocks.halls(ground, size=(52.0, 15.0), most=3), 1):
                name = f"{special.name}{n}号楼"
                self._place(f"{code}-{n}", "building", name, hall, parent=code, number=str(n))

    def _estate(
        self, code: str, name: str, aliases: list[dict[str, str]], ground: Shape, lane: Way | None
    ) -> int:
        """An estate with its houses and gates; returns its households."""
        block: Block = blocks.settle(ground, self.rng, many=name in self.special_names)
        block.gates = blocks.gates(ground, self.ways.roads)
        address = self._door(name, block.gates[0], lane)
        total = sum(house.households for house in block.houses)
        self._place(code, "estate", name, ground, address=address, households=total, aliases=aliases)
        for gate in block.gates:
            at = shapely.Point(gate.at)
            self._place(f"{code}-{_LETTERS[gate.side]}", "gate", f"{name}{gate.side}门", at, parent=code)
        for house in block.houses:
            number = str(house.number)
            house_code, own = f"{code}-{number}", {"parent": code, "number": number, "floors": house.floors}
            houses = f"{name}{number}栋"
            self._place(house_code, "building", houses, house.shape, households=house.households, **own)
            for well in range(1, house.stairwells + 1):
                part = {"parent": house_code, "number": str(well), "households": house.floors * 2}
                self._place(f"{house_code}-{well}", "stairwell", f"{houses}{well}单元", None, **part)
        return total

    # --- addresses ---

    def _door(self, name: str, gate: Gate, lane: Way | None) -> str:
        """Road and number of a gate: metres from the road's beginning, odd on one side, even on the other."""
        way = gate.road or lane or self._nearest(gate.at)
        road = way.name or self.road_names[self.ways.roads.index(way)]
        along = way.line.project(shapely.Point(gate.at))
        number = 2 * max(1, round(along / _METRES_A_NUMBER / 2)) - _is_left(way, gate.at)
        if name == _STORY_DOOR[0]:
            number = _STORY_DOOR[1]
        elif (road, number) == ("荷风路", _STORY_DOOR[1]):
            number += 2
        while f"{road}{number}号" in self.doors:
            number += 2
        self.doors.add(f"{road}{number}号")
        return f"{road}{number}号"

    def _nearest(self, at: Point) -> Way:
        return min(self.ways.roads, key=lambda road: road.line.distance(shapely.Point(at)))

    # --- what every community has ---

    def _services(self, community: Community) -> None:
        homes = [grid for grid in community.grids if grid.grid_type == "residential"]
        wanted = (
            (homes[0], "service", "社区党群服务中心", "社区活动室"),
            (homes[len(homes) // 2], "clinic", "社区卫生服务站", "社区卫生站"),
            (homes[-1], "service", "公共厕所", ""),
            (homes[len(homes) // 3], "other", "垃圾分类投放点", ""),
        )
        for n, (grid, kind, word, nickname) in enumerate(wanted, 1):
            ground = blocks.fenced(self.plan.cells[grid.cell].polygon, self.strips)
            at = ground.exterior.interpolate(0.1 + 0.2 * n, normalized=True)
            aliases = [{"name": f"{community.name}{nickname}", "kind": "nickname"}] if nickname else []
            self._place(f"{community.code}-S{n}", kind, f"{community.name}{word}", at, aliases=aliases)


def _aliases(special: Special) -> list[dict[str, str]]:
    return [{"name": name, "kind": kind} for name, kind in special.aliases]


def _is_left(way: Way, at: Point) -> int:
    """1 on the left of a way as it runs, 0 on the right."""
    line = way.line
    along = line.project(shapely.Point(at))
    a, b = line.interpolate(max(0.0, along - 5)), line.interpolate(along + 5)
    return int((b.x - a.x) * (at[1] - a.y) - (b.y - a.y) * (at[0] - a.x) > 0)


def walk(districts: list[District]) -> Iterator[Grid]:
    """All grids."""
    for district in districts:
        for street in district.streets:
            for community in street.communities:
                yield from community.grids
