"""The ground of the wall and of the command desk: grids, borders of the parts, the outline; kept while the
tree stays.
"""

from functools import lru_cache
from math import cos, radians
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.models import Area, AreaKind
from wangge.grids.rules.tree import Node

_STRAY = 1 / 2500
_DIGITS = 5
GRID = 4


def ground(top: Node) -> dict[str, Any]:
    """GeoJSON of the grids below an area, the borders of its parts as lines, its outline, and where names
    stand.
    """
    return _ground(top.id, grids.the_tree().token)


def parts_of(top: Node) -> list[Node]:
    """The areas directly below, in the order of the register, never ordered by a figure; where there is only
    one, what lies below that.
    """
    found = [node for node in grids.the_tree().below(top.id) if node.kind != AreaKind.PARTY]
    return parts_of(found[0]) if len(found) == 1 and found[0].rank < GRID else found


def leaves_of(top: Node) -> list[Node]:
    """The grids below an area."""
    nodes = grids.the_tree().nodes.values()
    return [
        node
        for node in nodes
        if node.is_current
        and node.rank == GRID
        and node.kind != AreaKind.PARTY
        and access.is_below(node.path, top.path)
    ]


@lru_cache(maxsize=64)
def _ground(top_id: int, token: str) -> dict[str, Any]:
    top = grids.area(top_id)
    leaves = leaves_of(top) if top else []
    shapes = _lighter([node.id for node in leaves])
    drawn = [(node, shapes[node.id]) for node in leaves if node.id in shapes]
    if top is None or not drawn:
        return {"type": "FeatureCollection", "features": [], "parts": [], "edge": [], "aspect": 1.0}
    parts = _parts(top, drawn)
    whole = shapely.union_all([shape for _, shape in drawn])
    return {
        "type": "FeatureCollection",
        "features": [_feature(node, shape) for node, shape in drawn],
        "parts": parts,
        "edge": _rings(whole),
        "aspect": round(cos(radians(whole.centroid.y)), 4),
    }


def _lighter(ids: list[int]) -> dict[int, BaseGeometry]:
    rows = list(Area.objects.filter(pk__in=ids, geometry__isnull=False).values_list("pk", "geometry"))
    if not rows:
        return {}
    polygons: Any = np.array([shapely.geometry.shape(shape or {}) for _, shape in rows], dtype=object)
    west, south, east, north = shapely.total_bounds(polygons)
    lighter = shapely.coverage_simplify(polygons, max(east - west, north - south) * _STRAY)
    return {pk: shape for (pk, _), shape in zip(rows, lighter, strict=True) if not shape.is_empty}


def _parts(top: Node, drawn: list[tuple[Node, BaseGeometry]]) -> list[dict[str, Any]]:
    found = []
    for part in parts_of(top):
        inside = [shape for node, shape in drawn if access.is_below(node.path, part.path)]
        if inside:
            whole = shapely.union_all(inside)
            point = whole.representative_point() if part.row.lon is None else None
            found.append(
                {
                    "id": part.id,
                    "name": part.name,
                    "lon": round(point.x if point else part.row.lon or 0, _DIGITS),
                    "lat": round(point.y if point else part.row.lat or 0, _DIGITS),
                    "lines": _rings(whole),
                }
            )
    return found


def _rings(shape: BaseGeometry) -> list[list[list[float]]]:
    polygons = getattr(shape, "geoms", [shape])
    return [[[round(x, _DIGITS), round(y, _DIGITS)] for x, y, *_ in p.exterior.coords] for p in polygons]


def _feature(node: Node, shape: BaseGeometry) -> dict[str, Any]:
    point = shape.representative_point()
    properties = {
        "name": str(node.id),
        "label": node.label,
        "cp": [round(point.x, _DIGITS), round(point.y, _DIGITS)],
    }
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [[ring] for ring in _rings(shape)],
        },
    }
