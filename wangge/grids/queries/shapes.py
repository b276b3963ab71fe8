"""Polygons for maps: an area and what lies directly below it, made lighter, kept while the tree stays."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.grids.models import Area, AreaKind
from wangge.grids.queries import tree as trees
from wangge.grids.rules import plane
from wangge.grids.rules.tree import Node

#: A drawn line may stray by this share of the whole picture.
_STRAY = 1 / 3000
_DIGITS = 6


def shapes(area: Node) -> dict[str, Any]:
    """GeoJSON of the areas directly below one, its own outline first; borders of neighbours stay together."""
    return _shapes(area.id, trees.the_tree().token)


@lru_cache(maxsize=256)
def _shapes(area_id: int, token: str) -> dict[str, Any]:
    tree = trees.the_tree()
    below = [node.id for node in tree.below(area_id)]
    stored = Area.objects.exclude(kind=AreaKind.PARTY).filter(geometry__isnull=False)
    rows = list(stored.filter(pk__in=[area_id, *below]).order_by("grid_code", "pk"))
    own = [row for row in rows if row.pk == area_id]
    parts = [row for row in rows if row.pk != area_id]
    features = [_feature(row, shape, "self") for row, shape in zip(own, _lighter(own), strict=True)]
    features += [_feature(row, shape, "part") for row, shape in zip(parts, _lighter(parts), strict=True)]
    return {"type": "FeatureCollection", "features": features}


def outline(area: Node) -> dict[str, Any] | None:
    """The polygon of one area alone, as GeoJSON; None where it has none."""
    return next((f["geometry"] for f in shapes(area)["features"] if f["properties"]["role"] == "self"), None)


def _lighter(rows: list[Area]) -> Any:
    if not rows:
        return []
    polygons = np.array([plane.shape(row.geometry) for row in rows], dtype=object)
    west, south, east, north = shapely.total_bounds(polygons)
    stray = max(east - west, north - south) * _STRAY
    lighter = shapely.coverage_simplify(polygons, stray)
    return shapely.transform(lighter, lambda points: points.round(_DIGITS))


def _feature(row: Area, shape: Any, role: str) -> dict[str, Any]:
    properties = {
        "id": row.pk,
        "name": row.name,
        "role": role,
        "type": row.grid_type,
        "lon": row.lon,
        "lat": row.lat,
    }
    return {"type": "Feature", "properties": properties, "geometry": plane.as_json(shape)}


@dataclass(frozen=True, slots=True)
class Around:
    """What a boundary has to agree with: itself, the area above, its neighbours, and the areas below."""

    own: BaseGeometry | None
    parent: BaseGeometry | None
    siblings: dict[int, tuple[str, BaseGeometry]]
    children: dict[int, tuple[str, BaseGeometry]]


def around(area_id: int) -> Around:
    """The exact polygons about an area; one question."""
    tree = trees.the_tree()
    node = tree.nodes[area_id]
    beside = {n.id for n in tree.below(node.parent_id) if n.kind != AreaKind.PARTY} - {area_id}
    below = {n.id for n in tree.below(area_id) if n.kind != AreaKind.PARTY}
    wanted = {area_id, *beside, *below, *([node.parent_id] if node.parent_id else [])}
    stored = Area.objects.filter(pk__in=wanted, geometry__isnull=False).order_by("grid_code", "pk")
    found = {pk: (name, plane.shape(g)) for pk, name, g in stored.values_list("pk", "name", "geometry")}
    own, parent = found.get(area_id), found.get(node.parent_id or 0)
    return Around(
        own[1] if own else None,
        parent[1] if parent else None,
        {pk: pair for pk, pair in found.items() if pk in beside},
        {pk: pair for pk, pair in found.items() if pk in below},
    )
