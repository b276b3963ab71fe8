"""A list of places at the door: rows of a table or features of a GeoJSON document, read and checked; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.grids import crs as systems
from wangge.grids.rules import plane
from wangge.grids.rules.words import plain
from wangge.kernel.refusal import Refused
from wangge.sheets.rules import RowError

_DIGITS = 6  # a tenth of a metre
#: Degrees by which a ground is shrunk before its corners say which area holds it.
_INWARDS = 5e-5


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place as it came in; its geometry and point are already WGS-84."""

    line: int
    code: str
    kind: str
    name: str
    parent: str = ""
    address: str = ""
    number: str = ""
    households: int | None = None
    floors: int | None = None
    aliases: tuple[tuple[str, str], ...] = ()
    geometry: Mapping[str, Any] | None = None
    lon: float | None = None
    lat: float | None = None


def from_features(found: Sequence[Mapping[str, Any]], crs: str) -> tuple[list[PlaceRow], list[RowError]]:
    """Places of a GeoJSON document; `properties` carry the other columns."""
    rows, errors = [], []
    for line, feature in enumerate(found, 1):
        try:
            rows.append(_row(line, feature.get("properties") or {}, feature.get("geometry"), crs))
        except Refused as refusal:
            errors.append(RowError(line, "", refusal.message))
    return rows, errors


def _row(line: int, values: Mapping[str, Any], geometry: Any, crs: str) -> PlaceRow:
    shape, lon, lat = None, None, None
    if geometry:
        shape, (lon, lat) = drawn(geometry, crs)
        if values.get("lon") is not None and values.get("lat") is not None:
            lon, lat = systems.to_wgs84(float(values["lon"]), float(values["lat"]), crs)
    aliases = tuple((str(a["name"]), str(a.get("kind", "nickname"))) for a in values.get("aliases") or ())
    return PlaceRow(
        line,
        str(values.get("code") or ""),
        str(values.get("kind") or ""),
        str(values.get("name") or ""),
        str(values.get("parent") or ""),
        str(values.get("address") or ""),
        plain(str(values.get("number") or "")),
        values.get("households"),
        values.get("floors"),
        aliases,
        shape,
        lon,
        lat,
    )


def drawn(geometry: Mapping[str, Any], crs: str) -> tuple[dict[str, Any] | None, tuple[float, float]]:
    """A shape in WGS-84 (None for a bare point) and its label point. Raises Refused."""
    try:
        read = shapely.force_2d(plane.shape(geometry))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.GEOSException):
        raise Refused("图形的坐标读不出来。") from None
    if read.is_empty or not np.isfinite(shapely.get_coordinates(read)).all():
        raise Refused("图形里没有坐标。")
    placed = shapely.transform(read, lambda points: systems.to_wgs84_many(points, crs).round(_DIGITS))
    if isinstance(placed, shapely.Point):
        return None, (placed.x, placed.y)
    return plane.as_json(placed), _label(placed)


def _label(shape: BaseGeometry) -> tuple[float, float]:
    if shape.geom_type.endswith("LineString"):
        middle = shape.interpolate(0.5, normalized=True)
        return round(middle.x, _DIGITS), round(middle.y, _DIGITS)
    return plane.label_point(shape)


def probes(row: PlaceRow) -> list[tuple[float, float]]:
    """Points whose areas say together which area holds a place whole."""
    if row.lon is None or row.lat is None:
        return []
    here = (row.lon, row.lat)
    if row.geometry is None or row.kind in ("building", "gate", "stairwell"):
        return [here]
    shape = plane.shape(row.geometry)
    if shape.geom_type.endswith("Polygon"):
        inner = shape.buffer(-_INWARDS)
        shape = inner if not inner.is_empty else shape.centroid
    else:
        shape = shapely.segmentize(shape, 5e-4)
    return [here, *((float(x), float(y)) for x, y in shapely.get_coordinates(shape))]


def faults(rows: Iterable[PlaceRow], *, kinds: Iterable[str], known: Iterable[str]) -> list[RowError]:
    """What is wrong with single rows: each is told apart, the others go on."""
    rows, kinds, known = list(rows), set(kinds), set(known)
    coming: dict[str, int] = {}
    errors = []
    for row in rows:
        first = coming.setdefault(row.code, row.line)
        if not row.code:
            errors.append(RowError(row.line, "编码", "必须填写"))
        elif first != row.line:
            errors.append(RowError(row.line, "编码", f"与第 {first} 行重复"))
        elif row.kind not in kinds:
            errors.append(RowError(row.line, "类型", f"没有“{row.kind}”这种地点"))
        elif not row.name:
            errors.append(RowError(row.line, "名称", "必须填写"))
    for row in rows:
        if row.parent and row.parent not in coming and row.parent not in known:
            errors.append(RowError(row.line, "上级编码", f"找不到“{row.parent}”"))
        elif row.parent and row.parent == row.code:
            errors.append(RowError(row.line, "上级编码", "不能是它自己"))
    return errors


def by_generation(
    rows: Sequence[PlaceRow], known: Iterable[str]
) -> tuple[list[list[PlaceRow]], list[RowError]]:
    """Rows in the order in which their parents exist; those that wait in a ring are errors."""
    ready, waiting = set(known), list(rows)
    generations: list[list[PlaceRow]] = []
    while waiting:
        now = [row for row in waiting if not row.parent or row.parent in ready]
        if not now:
            return generations, [RowError(row.line, "上级编码", "上级的那一行没有导入") for row in waiting]
        generations.append(now)
        ready |= {row.code for row in now}
        waiting = [row for row in waiting if row.parent and row.code not in ready]
    return generations, []
