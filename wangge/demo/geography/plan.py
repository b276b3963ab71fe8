"""The ground plan: an outline cut into cells, cells grouped into the levels above. In metres."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.grids.rules.plane import Plane

#: Countryside west of the Yangtze, where no such district lies.
CENTRE = Plane(118.2000, 31.7600)
SQUARE_METRES_A_GRID = 100_000.0
#: The whole town stands a little askew.
TURN = math.radians(7)
LLOYD_ROUNDS = 4
_BALANCE_ROUNDS = 80
_GRAIN = 1e-6  # degrees, a tenth of a metre: borders of neighbours are the same numbers

Point = tuple[float, float]
Edge = tuple[Point, Point]
Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is invented: districts, and the streets, communities and grids of each."""

    name: str
    districts: int
    streets: int
    communities: int
    grids: int


SIZES = {
    "small": Size("small", 1, 1, 10, 120),
    "district": Size("district", 1, 6, 65, 793),
    "city": Size("city", 3, 6, 65, 793),
}


@dataclass(slots=True)
class Cell:
    """One grid's ground and the groups it belongs to, each counted through from zero."""

    polygon: shapely.Polygon
    district: int = 0
    street: int = 0
    community: int = 0

    @property
    def middle(self) -> Point:
        return self.polygon.centroid.x, self.polygon.centroid.y


@dataclass(frozen=True, slots=True)
class Plan:
    """All cells, which of them touch along which edge, and the outline."""

    size: Size
    cells: list[Cell]
    #: An edge to the one or two cells beside it.
    edges: Mapping[Edge, tuple[int, ...]]
    neighbours: Mapping[int, set[int]]
    side: float

    def cells_of(self, community: int) -> list[int]:
        return [n for n, cell in enumerate(self.cells) if cell.community == community]


def draw(size: Size, seed: int) -> Plan:
    """The ground plan of a size; the same for the same seed."""
    rng = random.Random(f"plan-{seed}")  # noqa: S311
    count = size.districts * size.grids
    border = outline(count * SQUARE_METRES_A_GRID, rng)
    side = math.sqrt(SQUARE_METRES_A_GRID)
    polygons = _noded(_voronoi(_seeds(border, count, side, rng), border))
    cells = [Cell(polygon) for polygon in polygons]
    edges, neighbours = _touching(cells)
    plan = Plan(size, cells, edges, neighbours, side)
    _group(plan, rng)
    return plan


def outline(area: float, rng: random.Random) -> shapely.Polygon:
    """A wavy closed line around so many square metres, somewhat wider than high."""
    waves = [(n, rng.uniform(0.02, 0.075), rng.uniform(0, 2 * math.pi)) for n in (2, 3, 5, 7)]
    points = []
    for step in range(120):
        angle = 2 * math.pi * step / 120
        radius = 1 + sum(high * math.sin(n * angle + shift) for n, high, shift in waves)
        points.append((1.14 * radius * math.cos(angle), 0.88 * radius * math.sin(angle)))
    shape = shapely.Polygon(points)
    factor = math.sqrt(area / shape.area)
    return shapely.Polygon([(x * factor, y * factor) for x, y in points])


def turned(x: float, y: float, angle: float = TURN) -> Point:
    """A point turned about the middle."""
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def _seeds(border: shapely.Polygon, count: int, side: float, rng: random.Random) -> Points:
    """About a turned lattice, so that blocks look like blocks and not like soap bubbles."""
    shapely.prepare(border)
    reach = int(math.sqrt(count) * 1.6) + 3
    for shrink in np.arange(1.0, 0.7, -0.01):
        step = side * float(shrink)
        lattice = [turned(i * step, j * step) for i in range(-reach, reach) for j in range(-reach, reach)]
        inside = [p for p in lattice if border.contains(shapely.Point(p))]
        if len(inside) >= count:
            break
    inside.sort(key=lambda p: border.exterior.distance(shapely.Point(p)))
    kept = inside[len(inside) - count :]
    return np.array([(x + rng.gauss(0, side * 0.13), y + rng.gauss(0, side * 0.13)) for x, y in kept])


def _voronoi(seeds: Points, border: shapely.Polygon) -> list[BaseGeometry]:
    """Cells of the seeds after a few rounds of moving each seed to the middle of its cell."""
    for _ in range(LLOYD_ROUNDS):
        cells = _clipped(seeds, border)
        seeds = np.array([(c.centroid.x, c.centroid.y) for c in cells])
    return _clipped(seeds, border)


def _clipped(seeds: Points, border: shapely.Polygon) -> list[BaseGeometry]:
    cloud = shapely.MultiPoint(seeds)
    cells = shapely.voronoi_polygons(cloud, extend_to=border.buffer(1000), ordered=True)
    return [cell.intersection(border) for cell in cells.geoms]


def _noded(cells: Sequence[BaseGeometry]) -> list[shapely.Polygon]:
    """The same cells with borders that are the same numbers on both sides once they are degrees."""
    lines = [CENTRE.round(part.exterior) for cell in cells for part in shapely.get_parts(cell)]
    net = shapely.union_all(lines, grid_size=_GRAIN)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    tree = shapely.STRtree([CENTRE.flat(face) for face in faces])
    found = []
    for cell in cells:
        largest = max(shapely.get_parts(cell), key=lambda part: part.area)
        hits = tree.query(largest.representative_point(), predicate="within")
        found.append(shapely.Polygon(CENTRE.flat(faces[int(hits[0])]).exterior))
    return found


def _key(point: Sequence[float]) -> Point:
    return round(point[0], 3), round(point[1], 3)


def _touching(cells: Sequence[Cell]) -> tuple[dict[Edge, tuple[int, ...]], dict[int, set[int]]]:
    beside: dict[Edge, list[int]] = defaultdict(list)
    for number, cell in enumerate(cells):
        ring = [_key(p) for p in cell.polygon.exterior.coords]
        for a, b in pairwise(ring):
            beside[min(a, b), max(a, b)].append(number)
    neighbours: dict[int, set[int]] = {number: set() for number in range(len(cells))}
    for pair in beside.values():
        if len(pair) == 2:
            neighbours[pair[0]].add(pair[1])
            neighbours[pair[1]].add(pair[0])
    return {edge: tuple(pair) for edge, pair in beside.items()}, neighbours


def _group(plan: Plan, rng: random.Random) -> None:
    """Districts, in each its streets, in each its communities: connected, and of nearly the same size."""
    everything = list(range(len(plan.cells)))
    streets_done = communities_done = 0
    for d, district in enumerate(_split(plan, everything, plan.size.districts, rng)):
        streets = _split(plan, district, plan.size.streets, rng)
        shares = _shares([len(street) for street in streets], plan.size.communities)
        for street, share in zip(streets, shares, strict=True):
            for community in _split(plan, street, share, rng):
                for n in community:
                    cell = plan.cells[n]
                    cell.district, cell.street, cell.community = d, streets_done, communities_done
                communities_done += 1
            streets_done += 1


def _shares(sizes: Sequence[int], total: int) -> list[int]:
    """A whole number for each in proportion to its size, together the total."""
    exact = [size * total / sum(sizes) for size in sizes]
    shares = [max(1, math.floor(e)) for e in exact]
    by_rest = sorted(range(len(sizes)), key=lambda n: shares[n] - exact[n])
    for n in by_rest[: total - sum(shares)]:
        shares[n] += 1
    return shares


def _split(plan: Plan, members: list[int], count: int, rng: random.Random) -> list[list[int]]:
    """Members in connected groups of about one size: a middle pulls harder while its group is small."""
    if count == 1:
        return [members]
    places = np.array([plan.cells[n].middle for n in members])
    middles = places[sorted(rng.sample(range(len(members)), count))]
    weights, target = np.zeros(count), len(members) / count
    owner = np.zeros(len(members), dtype=int)
    for round_ in range(_BALANCE_ROUNDS):
        far = ((places[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2) - weights
        owner = far.argmin(axis=1)
        sizes = np.bincount(owner, minlength=count)
        weights += (target - sizes) / target * plan.side**2 * (0.9 - 0.8 * round_ / _BALANCE_ROUNDS)
        middles = np.array(
            [places[owner == k].mean(axis=0) if sizes[k] else middles[k] for k in range(count)]
        )
    groups = {n: int(k) for n, k in zip(members, owner, strict=True)}
    _connect(plan, groups)
    order = sorted(set(groups.values()), key=lambda k: (-middles[k][1], middles[k][0]))
    return [[n for n in members if groups[n] == k] for k in order]


def _connect(plan: Plan, groups: dict[int, int]) -> None:
    """Stray pieces of a group go to whichever neighbour they touch most."""
    for _ in range(5):
        strays = [piece for group in set(groups.values()) for piece in _pieces(plan, groups, group)[1:]]
        if not strays:
            return
        for piece in strays:
            around = Counter(
                groups[m] for n in piece for m in plan.neighbours[n] if m in groups and m not in piece
            )
            if around:
                groups.update(dict.fromkeys(piece, around.most_common(1)[0][0]))


def _pieces(plan: Plan, groups: Mapping[int, int], group: int) -> list[set[int]]:
    """The connected pieces of a group, the largest first."""
    left, pieces = {n for n, k in groups.items() if k == group}, []
    while left:
        piece, waiting = set(), [min(left)]
        while waiting:
            n = waiting.pop()
            if n in left:
                left.discard(n)
                piece.add(n)
                waiting.extend(plan.neighbours[n] & left)
        pieces.append(piece)
    return sorted(pieces, key=lambda piece: (-len(piece), min(piece)))
