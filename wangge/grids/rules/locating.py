"""Which area holds a point: a search tree over plain polygons, honest about borders and outside; pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.grids.access import is_below
from wangge.grids.rules.plane import over

#: A point this near to a neighbour's boundary may lie in either, in metres.
BORDER = 5.0


class How(StrEnum):
    """How sure the place of a point is."""

    INSIDE = "inside"
    BORDER = "border"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Shape:
    """One area's polygon, in degrees of WGS-84."""

    area_id: int
    path: str
    polygon: BaseGeometry


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a point lies: its area, who else may hold it; outside the nearest area and its metres."""

    area_id: int | None
    how: How
    candidates: tuple[int, ...] = ()
    nearest_id: int | None = None
    distance: float = 0.0


class Locator:
    """Finds the deepest area of a point.

    Nearly every point lies more than five metres inside a deepest area: one question to a tree of shrunken
    polygons finds those. Only the rest is looked at closely.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        shapes = sorted(shapes, key=lambda shape: shape.path)
        polygons = np.array([shape.polygon for shape in shapes], dtype=object)
        self.plane = over(polygons)
        flat = self.plane.flat(polygons) if len(polygons) else polygons
        deepest = np.array(
            [
                not (after and is_below(after.path, s.path))
                for s, after in zip(shapes, _after(shapes), strict=True)
            ],
            dtype=bool,
        )
        ids = np.array([shape.area_id for shape in shapes], dtype=np.int64)
        depths = np.array([shape.path.count("/") for shape in shapes], dtype=np.int64)
        self._leaves, self._leaf_ids = flat[deepest], ids[deepest].tolist()
        self._leaf_depths = depths[deepest]
        self._holders, self._holder_ids = flat[~deepest], ids[~deepest].tolist()
        self._holder_depths = depths[~deepest]
        self._cores = shapely.STRtree(shapely.buffer(self._leaves, -BORDER))
        self._leaf_tree = shapely.STRtree(self._leaves)
        self._holder_tree = shapely.STRtree(self._holders)

    def locate(self, lon: float, lat: float) -> Spot:
        """The deepest area that holds a WGS-84 point."""
        point = shapely.Point(*self.plane.xy(lon, lat))
        hits = self._cores.query(point, predicate="within")
        if len(hits) == 1:
            return Spot(self._leaf_ids[hits[0]], How.INSIDE)
        return self._look_closely(point)

    def locate_many(self, lons: Sequence[float], lats: Sequence[float]) -> list[Spot]:
        """The same for many points at once."""
        flat = self.plane.flat_points(np.column_stack([lons, lats]).astype(np.float64))
        points = shapely.get_parts(shapely.multipoints(flat))
        which, hits = self._cores.query(points, predicate="within")
        times = np.bincount(which, minlength=len(points))
        found: list[Spot | None] = [None] * len(points)
        for row, hit in zip(which.tolist(), hits.tolist(), strict=True):
            if times[row] == 1:
                found[row] = Spot(self._leaf_ids[hit], How.INSIDE)
        return [spot or self._look_closely(point) for spot, point in zip(found, points, strict=True)]

    def _look_closely(self, point: shapely.Point) -> Spot:
        if math.isnan(point.x):
            return Spot(None, How.OUTSIDE)
        near = self._leaf_tree.query(point, predicate="dwithin", distance=BORDER).tolist()
        if not near:
            return self._held(point) or self._outside(point)
        inside = [n for n in near if self._leaves[n].covers(point)]
        if inside:
            first = max(inside, key=lambda n: (self._leaf_depths[n], -self._leaf_ids[n]))
        elif len(near) > 1 or self._held(point):
            # A sliver that two neighbours leave between them: nobody is turned away for a drawing fault.
            first = min(near, key=lambda n: (self._leaves[n].distance(point), self._leaf_ids[n]))
        else:
            return self._outside(point)
        if len(near) == 1:
            return Spot(self._leaf_ids[first], How.INSIDE if inside else How.BORDER)
        others = sorted(self._leaf_ids[n] for n in near if n != first)
        return Spot(self._leaf_ids[first], How.BORDER, (self._leaf_ids[first], *others))

    def _held(self, point: shapely.Point) -> Spot | None:
        """The deepest area above the gap that a point lies in."""
        holders = self._holder_tree.query(point, predicate="within").tolist()
        if not holders:
            return None
        best = max(holders, key=lambda n: (self._holder_depths[n], -self._holder_ids[n]))
        return Spot(self._holder_ids[best], How.INSIDE)

    def _outside(self, point: shapely.Point) -> Spot:
        if not len(self._leaves):
            return Spot(None, How.OUTSIDE)
        near, distance = self._leaf_tree.query_nearest(point, return_distance=True, all_matches=False)
        return Spot(None, How.OUTSIDE, (), self._leaf_ids[near[0]], float(distance[0]))


def _after(shapes: Sequence[Shape]) -> list[Shape | None]:
    """In the order of paths, what lies below an area comes right after it."""
    return [*shapes[1:], None] if shapes else []
