"""What stands in a cell: estates with rows of houses and gates, schools, markets, parks. In metres."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from wangge.demo.geography.plan import TURN, Point
from wangge.demo.geography.ways import Way

_MARGIN = 7.0  # from the middle of a lane to a fence
_YARD = 9.0  # from the fence to a house
_SMALLEST = 6_000.0
_SIDES = ("东", "北", "西", "南")


@dataclass(slots=True)
class House:
    """A building's footprint, its number in the estate, floors and stairwells."""

    shape: shapely.Polygon
    number: int
    floors: int
    stairwells: int

    @property
    def households(self) -> int:
        """Two flats a landing."""
        return self.floors * self.stairwells * 2


@dataclass(slots=True)
class Gate:
    """Where an estate opens: a point on its fence, the side it lies on, and the road it gives on."""

    side: str
    at: Point
    road: Way | None = None


@dataclass(slots=True)
class Block:
    """A fenced piece of ground."""

    shape: shapely.Polygon
    houses: list[House] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)


def fenced(cell: shapely.Polygon, taken: BaseGeometry) -> shapely.Polygon:
    """The ground of a cell without the lanes around it and the roads and water beside it."""
    ground = cell.buffer(-_MARGIN, join_style="mitre").difference(taken)
    parts = [p for p in shapely.get_parts(ground) if isinstance(p, shapely.Polygon)]
    largest = max(parts, key=lambda p: p.area, default=cell.buffer(-_MARGIN))
    return _single(largest.buffer(-6).buffer(6).simplify(1.0))


def _single(shape: BaseGeometry) -> shapely.Polygon:
    parts = [p for p in shapely.get_parts(shape) if isinstance(p, shapely.Polygon)]
    return max(parts, key=lambda p: p.area)


def halved(shape: shapely.Polygon, *, lane: float = 10.0) -> list[shapely.Polygon]:
    """Two pieces, the western or southern one first, with a lane between; one where it is too small."""
    flat = affinity.rotate(shape, -math.degrees(TURN), origin=(0, 0))
    west, south, east, north = flat.bounds
    if flat.area < 4 * _SMALLEST:
        return [shape]
    if east - west >= north - south:
        middle = flat.centroid.x
        cuts = [
            shapely.box(west, south, middle - lane / 2, north),
            shapely.box(middle + lane / 2, south, east, north),
        ]
    else:
        middle = flat.centroid.y
        cuts = [
            shapely.box(west, south, east, middle - lane / 2),
            shapely.box(west, middle + lane / 2, east, north),
        ]
    pieces = [_single(flat.intersection(cut)) for cut in cuts]
    return [affinity.rotate(piece, math.degrees(TURN), origin=(0, 0)) for piece in pieces]


def across(shape: shapely.Polygon, *, lane: float = 10.0) -> list[shapely.Polygon]:
    """Two pieces side by side from west to east, whatever the shape."""
    flat = affinity.rotate(shape, -math.degrees(TURN), origin=(0, 0))
    west, south, east, north = flat.bounds
    middle = west + (east - west) * 0.45
    cuts = [
        shapely.box(west, south, middle - lane / 2, north),
        shapely.box(middle + lane / 2, south, east, north),
    ]
    pieces = [_single(flat.intersection(cut)) for cut in cuts]
    return [affinity.rotate(piece, math.degrees(TURN), origin=(0, 0)) for piece in pieces]


def settle(shape: shapely.Polygon, rng: random.Random, *, many: bool = False) -> Block:
    """An estate: rows of houses that face south, numbered from the north-west, around a garden.

    `many`: short rows, so that there are numbers enough for those that messages speak of.
    """
    is_tall = rng.random() < 0.25 and not many
    long, deep = (30.0, 18.0) if is_tall else (40.0 if many else rng.choice((42.0, 54.0)), 12.5)
    gaps = (26.0, 40.0) if is_tall else (12.0, 22.0) if many else (16.0, rng.uniform(28.0, 36.0))
    stairwells = 1 if is_tall else round(long / 18)
    found = _rows(shape, (long, deep), gaps)
    # As many floors as it takes to house about five hundred in a whole grid.
    wanted = shape.area * rng.uniform(0.0054, 0.0092)
    floors = round(wanted / (2 * stairwells * max(1, len(found))))
    floors = max(9, min(18, floors)) if is_tall else max(3, min(7, floors))
    return Block(shape, [House(house, n, floors, stairwells) for n, house in enumerate(found, 1)])


def _rows(
    shape: shapely.Polygon, size: tuple[float, float], gaps: tuple[float, float]
) -> list[shapely.Polygon]:
    flat = affinity.rotate(shape, -math.degrees(TURN), origin=(0, 0))
    inner = flat.buffer(-_YARD)
    if inner.is_empty:
        return []
    garden = flat.centroid.buffer(26) if flat.area > 40_000 else shapely.Point()
    shapely.prepare(inner)
    shapely.prepare(garden)
    west, south, east, north = inner.bounds
    (long, deep), (aisle, gap) = size, gaps
    found = []
    top = north
    while top - deep >= south:
        left = west + 2
        while left + long <= east:
            house = shapely.box(left, top - deep, left + long, top)
            if inner.contains(house) and not garden.intersects(house):
                found.append(affinity.rotate(house, math.degrees(TURN), origin=(0, 0)))
                left += long + aisle
            else:
                left += 4
        top -= deep + gap
    return found


def halls(shape: shapely.Polygon, *, size: tuple[float, float], most: int) -> list[shapely.Polygon]:
    """A few large buildings of a school, a market, a park of firms or an office block."""
    found = _rows(shape, size, (24.0, 30.0))
    step = max(1, len(found) // most)
    return found[::step][:most]


def gates(shape: shapely.Polygon, roads: Sequence[Way]) -> list[Gate]:
    """The main gate towards the nearest road, and a second one on the other side."""
    middle = shape.centroid
    near = min(roads, key=lambda road: road.line.distance(shape), default=None)
    is_beside = near is not None and near.line.distance(shape) < 40
    if near is not None and is_beside:
        target = shapely.shortest_line(middle, near.line).coords[-1]
    else:
        target = (middle.x, middle.y - 1000)
    first = _gate(shape, target)
    first.road = near if is_beside else None
    opposite = (2 * middle.x - target[0], 2 * middle.y - target[1])
    second = _gate(shape, opposite)
    return [first] if first.side == second.side else [first, second]


def _gate(shape: shapely.Polygon, target: Sequence[float]) -> Gate:
    middle = shape.centroid
    far = 2000 / max(1.0, math.dist((middle.x, middle.y), target))
    beyond = (middle.x + (target[0] - middle.x) * far, middle.y + (target[1] - middle.y) * far)
    ray = shapely.LineString([(middle.x, middle.y), beyond])
    points = shapely.get_coordinates(shape.exterior.intersection(ray)).tolist()
    here = (middle.x, middle.y)
    x, y = max(points, key=lambda p: math.dist(p, here), default=here)
    return Gate(side_of(here, (x, y)), (x, y))


def side_of(middle: Point, at: Point) -> str:
    """东, 北, 西 or 南, as the compass has it."""
    angle = math.degrees(math.atan2(at[1] - middle[1], at[0] - middle[0])) % 360
    return _SIDES[int((angle + 45) % 360 // 90)]
