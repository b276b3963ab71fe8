"""Previews: what a list of areas, of boundaries or of places would change; nothing is written."""

from collections.abc import Mapping, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from wangge.grids.models import Area, Place, PlaceKind
from wangge.grids.queries import tree as trees
from wangge.grids.rules import boundaries, importing, placing, plane
from wangge.grids.rules.boundaries import BoundaryPlan
from wangge.grids.rules.importing import AreaRow, Plan
from wangge.grids.rules.placing import PlaceRow
from wangge.sheets.rules import RowError


def plan_areas(rows: Sequence[AreaRow], *, template: str) -> Plan:
    """What the list would change; `template` is the one of a new root."""
    return importing.plan(rows, trees.the_tree(), trees.ladders(), template=template)


def plan_boundaries(content: Any, *, crs: str, by_name: bool) -> BoundaryPlan:
    """What a GeoJSON document would change. Raises Refused when it is none."""
    found = boundaries.features(content)
    return boundaries.plan(found, trees.the_tree(), polygons(), crs=crs, by_name=by_name)


def polygons() -> dict[int, BaseGeometry]:
    """The stored polygon of every current area that has one."""
    stored = Area.objects.current().filter(geometry__isnull=False).order_by()
    return {pk: plane.shape(geometry) for pk, geometry in stored.values_list("pk", "geometry")}


def plan_places(rows: Sequence[PlaceRow]) -> tuple[list[list[PlaceRow]], list[RowError], Mapping[str, Place]]:
    """(sound rows by generation, errors of the others, the places that stand already by code)."""
    codes = {row.code for row in rows} | {row.parent for row in rows}
    known = {place.code: place for place in Place.objects.filter(code__in=codes)} if codes else {}
    errors = placing.faults(rows, kinds=PlaceKind.values, known=known)
    bad = {error.row for error in errors}
    generations, orphans = placing.by_generation([r for r in rows if r.line not in bad], known)
    return generations, sorted([*errors, *orphans], key=lambda e: e.row), known
