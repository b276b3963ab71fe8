"""Roads, lanes, the river and its bridges: paths along the edges of cells. In metres."""

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from wangge.demo.geography.plan import TURN, Edge, Plan, Point, turned

#: Every so many grids a road runs through the whole town.
_SPACING = 2.6
_ROAD_WIDTH, _RIVER_WIDTH = 26.0, 34.0
_TOO_SHORT = 5  # edges


@dataclass(frozen=True, slots=True)
class Way:
    """A line through the town; `runs` is `north` (south to north) or `east`."""

    runs: str
    line: shapely.LineString
    edges: frozenset[Edge]
    name: str = ""


@dataclass(slots=True)
class Ways:
    """All of them, and the ground they take from the blocks."""

    roads: list[Way] = field(default_factory=list)
    river: Way | None = None

    def ground(self) -> BaseGeometry:
        """What no block may be built on."""
        strips = [road.line.buffer(_ROAD_WIDTH / 2 + 5, cap_style="flat") for road in self.roads]
        return shapely.union_all([*strips, self.water().buffer(8)])

    def water(self) -> BaseGeometry:
        """The river's surface."""
        if self.river is None:
            return shapely.Polygon()
        # Rounded at the corners, since water does not turn at right angles.
        return self.river.line.buffer(_RIVER_WIDTH / 2).buffer(30).buffer(-30)


def draw(plan: Plan) -> Ways:
    """Roads from edge to edge of the town in both directions, and one river from north to south."""
    graph = _graph(plan.edges)
    places = [turned(*p, angle=-TURN) for p in graph]
    west, east = min(p[0] for p in places), max(p[0] for p in places)
    south, north = min(p[1] for p in places), max(p[1] for p in places)
    spacing = plan.side * _SPACING
    ways, taken = Ways(), set[Edge]()
    river_at = west + (east - west) * 0.69
    ways.river = _way(plan, graph, "north", river_at, taken)
    for runs, low, high in (("north", west, east), ("east", south, north)):
        count = max(2, round((high - low) / spacing))
        for n in range(1, count):
            way = _way(plan, graph, runs, low + (high - low) * n / count, taken)
            if way is not None and len(way.edges) >= _TOO_SHORT:
                ways.roads.append(way)
    return ways


def _graph(edges: Iterable[Edge]) -> dict[Point, list[Point]]:
    graph: dict[Point, list[Point]] = defaultdict(list)
    for a, b in edges:
        graph[a].append(b)
        graph[b].append(a)
    return dict(graph)


def _way(
    plan: Plan, graph: Mapping[Point, list[Point]], runs: str, at: float, taken: set[Edge]
) -> Way | None:
    """The path along edges that stays nearest to a straight line across the town."""
    side = 0 if runs == "north" else 1

    def off(point: Point) -> float:
        return abs(turned(*point, angle=-TURN)[side] - at)

    near = [p for p in graph if off(p) < plan.side * 0.8]
    if not near:
        return None
    along = {p: turned(*p, angle=-TURN)[1 - side] for p in near}
    start = min(near, key=lambda p: along[p] + off(p))
    end = max(near, key=lambda p: along[p] - off(p))
    path = _trimmed(plan, _shortest(plan, graph, (start, end), off, taken))
    if len(path) < 2:
        return None
    edges = frozenset((min(a, b), max(a, b)) for a, b in pairwise(path))
    taken |= edges
    return Way(runs, shapely.LineString(path), edges)


def _trimmed(plan: Plan, path: list[Point]) -> list[Point]:
    """Without the stretches along the outline at either end."""

    def is_rim(a: Point, b: Point) -> bool:
        return len(plan.edges[min(a, b), max(a, b)]) < 2

    while len(path) > 1 and is_rim(path[0], path[1]):
        path = path[1:]
    while len(path) > 1 and is_rim(path[-2], path[-1]):
        path = path[:-1]
    return path


def _shortest(
    plan: Plan,
    graph: Mapping[Point, list[Point]],
    ends: Edge,
    off: Callable[[Point], float],
    taken: set[Edge],
) -> list[Point]:
    """Dear are strays from the straight line, the outline, and what another way has taken."""
    start, end = ends
    best: dict[Point, float] = {start: 0.0}
    before: dict[Point, Point] = {}
    waiting = [(0.0, start)]
    while waiting:
        cost, here = heapq.heappop(waiting)
        if here == end:
            break
        if cost > best[here]:
            continue
        for there in graph[here]:
            edge = (min(here, there), max(here, there))
            stray = (off(here) + off(there)) / 2 / plan.side
            price = math.dist(here, there) * (1 + 6 * stray * stray)
            price *= 40 if len(plan.edges[edge]) < 2 else 6 if edge in taken else 1
            if cost + price < best.get(there, math.inf):
                best[there], before[there] = cost + price, here
                heapq.heappush(waiting, (cost + price, there))
    path = [end]
    while path[-1] in before:
        path.append(before[path[-1]])
    return path[::-1]
