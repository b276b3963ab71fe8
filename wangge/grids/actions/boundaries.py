"""Boundaries: converted to WGS-84 at the door, the original kept with its system."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from shapely.geometry.base import BaseGeometry

from wangge.grids.access import Acting, Permit
from wangge.grids.actions import places
from wangge.grids.actions._common import changed, lock, need, note
from wangge.grids.models import Area, GeometryVersion
from wangge.grids.queries.imports import plan_boundaries
from wangge.grids.queries.shapes import around
from wangge.grids.rules import drawing, plane
from wangge.grids.rules.boundaries import BoundaryPlan, Prepared, prepare
from wangge.grids.rules.drawing import Fit
from wangge.kernel.refusal import Refused

_ERRORS_SHOWN = 3
_KEPT_NOTICE = 200


@transaction.atomic
def set_geometry(
    area: Area, geometry: Mapping[str, Any], *, crs: str, source: str = "", by: Acting, at: datetime
) -> str:
    """Give one area its boundary; returns what was mended in it, if anything. Raises Refused."""
    need(by, Permit.AREAS_EDIT, area.path)
    lock("areas")
    prepared = prepare(geometry, crs)
    _store({area.pk: (geometry, prepared)}, crs=crs, source=source, at=at)
    places.place_again(by=by, at=at)
    note(by, "set_geometry", f"area:{area.pk}", f"{area.name} {crs} {prepared.notice}".strip(), at)
    return prepared.notice


@transaction.atomic
def draw_boundary(
    area: Area, geometry: Mapping[str, Any], *, fit: Fit = Fit.NOBODY, by: Acting, at: datetime
) -> list[str]:
    """Give an area the boundary somebody drew; refused where it laps over, leaves the area above, or loses
    one below. With `fit` the drawn one or its neighbours give way. Returns the names of those neighbours.
    """
    need(by, Permit.AREAS_EDIT, area.path)
    lock("areas")
    polygon = drawing.read(geometry)
    near = around(area.pk)
    yielding: dict[int, Any] = {}
    if fit is not Fit.NOBODY:
        siblings = {pk: shape for pk, (_, shape) in near.siblings.items()}
        polygon, yielding = drawing.fitted(polygon, parent=near.parent, siblings=siblings, who=fit)
    rest = {pk: (name, yielding.get(pk, shape)) for pk, (name, shape) in near.siblings.items()}
    found = drawing.faults(polygon, name=area.name, parent=near.parent, siblings=rest, children=near.children)
    if found:
        raise Refused("".join(finding.text for finding in found[:_ERRORS_SHOWN]), field="geometry")
    need(by, Permit.AREAS_EDIT, *Area.objects.filter(pk__in=yielding).values_list("path", flat=True))
    new = {area.pk: polygon, **yielding}
    store_shapes(new, source="手绘", at=at)
    places.place_again(by=by, at=at, near=plane.bounds([polygon, *([near.own] if near.own else [])]))
    names = [name for pk, (name, _) in near.siblings.items() if pk in yielding]
    text = f"{area.name}" + (f"，{'、'.join(names)}让出" if names else "")
    note(by, "draw_boundary", f"area:{area.pk}", text, at)
    return names


@transaction.atomic
def import_boundaries(
    content: Any, *, crs: str, by_name: bool = False, source: str = "", by: Acting, at: datetime
) -> BoundaryPlan:
    """Take all boundaries of a GeoJSON document, or with any fault none; unknown areas are left out."""
    lock("areas")
    plan = plan_boundaries(content, crs=crs, by_name=by_name)
    if plan.errors:
        more = f"……共 {len(plan.errors)} 处" if len(plan.errors) > _ERRORS_SHOWN else ""
        raise Refused("；".join(plan.errors[:_ERRORS_SHOWN]) + more, field="file")
    if not plan.boundaries:
        raise Refused("没有一个图形能对上已有的区域，请检查编码或名称。", field="file")
    need(by, Permit.AREAS_EDIT, *(boundary.node.path for boundary in plan.boundaries))
    fresh = {b.node.id: (b.original, b.prepared) for b in plan.boundaries if b.state != "unchanged"}
    _store(fresh, crs=crs, source=source, at=at)
    if fresh:
        places.place_again(by=by, at=at)
    text = f"{source} {crs} 新增 {plan.count('new')}，修改 {plan.count('changed')}".strip()
    note(by, "import_boundaries", "areas", text, at)
    return plan


def _store(
    found: Mapping[int, tuple[Mapping[str, Any], Prepared]], *, crs: str, source: str, at: datetime
) -> None:
    areas = list(Area.objects.filter(pk__in=found))
    for area in areas:
        polygon = found[area.pk][1].polygon
        area.geometry = plane.as_json(polygon)
        area.lon, area.lat = plane.label_point(polygon)
    Area.objects.bulk_update(areas, ["geometry", "lon", "lat"], batch_size=100)
    GeometryVersion.objects.bulk_create(
        (
            GeometryVersion(
                area_id=pk,
                original=original,
                crs=crs,
                source=source[:120],
                notice=prepared.notice[:_KEPT_NOTICE],
                made_at=at,
            )
            for pk, (original, prepared) in found.items()
        ),
        batch_size=200,
    )
    if found:
        changed("areas")


@transaction.atomic
def store_shapes(shapes: Mapping[int, BaseGeometry], *, source: str, at: datetime) -> None:
    """Boundaries that were made here, of areas that were."""
    fresh = {pk: (plane.as_json(shape), Prepared(shape)) for pk, shape in shapes.items()}
    _store(fresh, crs="wgs84", source=source, at=at)
