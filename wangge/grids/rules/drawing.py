"""A boundary drawn by hand: may it stand beside its neighbours? Cut in two, joined to one; pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from wangge.grids.rules import boundaries, checks, plane
from wangge.grids.rules.checks import Concern, Finding
from wangge.kernel.refusal import Refused

#: Pieces smaller than this are splinters of the drawing hand, in square metres.
SPLINTER = 100.0
#: A cut may end this far short of the border it means to reach, in metres.
_REACH = 30.0


class Fit(StrEnum):
    """Who gives way where a drawn boundary laps over its neighbours."""

    NOBODY = ""
    DRAWN = "drawn"
    NEIGHBOURS = "neighbours"


def faults(
    drawn: BaseGeometry,
    *,
    name: str,
    parent: BaseGeometry | None,
    siblings: Mapping[int, tuple[str, BaseGeometry]],
    children: Mapping[int, tuple[str, BaseGeometry]],
) -> list[Finding]:
    """Why a drawn boundary cannot stand: it laps over a neighbour, leaves the area above, loses one below."""
    near = {pk: pair for pk, pair in siblings.items() if pair[1].intersects(drawn)}
    found = [
        finding
        for finding in checks.division(parent, {0: (name, drawn), **near})
        if finding.concern in (Concern.OVERLAP, Concern.STICKS_OUT) and 0 in finding.area_ids
    ]
    lost = [f for f in checks.division(drawn, children) if f.concern == Concern.STICKS_OUT]
    return [*found, *lost]


def fitted(
    drawn: BaseGeometry, *, parent: BaseGeometry | None, siblings: Mapping[int, BaseGeometry], who: Fit
) -> tuple[BaseGeometry, dict[int, BaseGeometry]]:
    """The drawn boundary cut back to the area above, and then itself or its neighbours where they lap."""
    if parent is not None:
        drawn = _whole(shapely.intersection(drawn, parent))
    near = {pk: other for pk, other in siblings.items() if other.intersects(drawn)}
    if who is Fit.DRAWN and near:
        return _whole(shapely.difference(drawn, shapely.union_all(list(near.values())))), {}
    if who is Fit.NEIGHBOURS:
        shares = {pk: o for pk, o in near.items() if shapely.intersection(o, drawn).area > 0}
        return drawn, {pk: _whole(shapely.difference(other, drawn)) for pk, other in shares.items()}
    return drawn, {}


def _whole(shape: BaseGeometry) -> BaseGeometry:
    """Only the pieces of ground that are worth the name. Raises Refused where none is left."""
    pieces = [g for g in shapely.get_parts(shape) if isinstance(g, shapely.Polygon)]
    pieces += [p for g in shapely.get_parts(shape) if isinstance(g, shapely.MultiPolygon) for p in g.geoms]
    sheet = plane.over([shape]) if pieces else None
    kept = [piece for piece in pieces if sheet is not None and sheet.flat(piece).area >= SPLINTER]
    if not kept:
        raise Refused("裁去重叠和越界的部分以后，什么也没有剩下。", field="geometry")
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)


def cut(ground: BaseGeometry, lines: Sequence[Any]) -> list[BaseGeometry]:
    """The pieces of a polygon along lines drawn across it (GeoJSON), from the west. Raises Refused."""
    pieces = [ground]
    sheet = plane.over([ground])
    for line in lines:
        across = _across(line, sheet)
        pieces = [part for piece in pieces for part in _split(piece, across)]
    sizes = [float(sheet.flat(piece).area) for piece in pieces]
    if any(size < SPLINTER for size in sizes):
        raise Refused(f"切出来的一块不到 {SPLINTER:.0f} 平方米，请重新画线。", field="lines")
    if len(pieces) < 2:
        raise Refused("画的线没有把网格切开，请从边界外画到另一边的边界外。", field="lines")
    return sorted(pieces, key=lambda piece: (round(piece.centroid.x, 7), -piece.centroid.y))


def _across(line: Any, sheet: plane.Plane) -> shapely.LineString:
    try:
        points = np.asarray(line["coordinates"], dtype=np.float64)
        is_line = line["type"] == "LineString" and points.ndim == 2 and points.shape[1] == 2
        is_line = is_line and len(points) >= 2 and bool(np.isfinite(points).all())
    except (ValueError, TypeError, KeyError):
        is_line = False
    if not is_line:
        raise Refused("没有读懂画的线，请重新画。", field="lines")
    flat = sheet.flat_points(points)
    stretched = np.vstack([_beyond(flat[1], flat[0]), flat, _beyond(flat[-2], flat[-1])])
    return shapely.LineString(shapely.get_coordinates(sheet.round(shapely.LineString(stretched))))


def _beyond(before: Any, end: Any) -> Any:
    """A line that stops just short of the border is drawn on."""
    way = end - before
    length = float(np.hypot(*way)) or 1.0
    return end + way / length * _REACH


def _split(piece: BaseGeometry, line: shapely.LineString) -> list[BaseGeometry]:
    if isinstance(piece, shapely.MultiPolygon):
        return [part for one in piece.geoms for part in _split(one, line)]
    found = shapely.ops.split(piece, line)
    return [part for part in found.geoms if isinstance(part, shapely.Polygon)]


def joined(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Several areas as one ground; hairline gaps between neighbours are closed. Raises Refused."""
    sheet = plane.over(parts)
    flat = [sheet.flat(part) for part in parts]
    whole = shapely.union_all(flat)
    if isinstance(whole, shapely.MultiPolygon):
        closed = shapely.union_all([*flat, *_seams(flat)])
        whole = closed if isinstance(closed, shapely.Polygon) else whole
    found: BaseGeometry = sheet.round(whole)
    return found


def _seams(parts: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """The sliver between two areas that nearly touch."""
    wide = [part.buffer(1.0, join_style="mitre") for part in parts]
    return [
        shapely.intersection(a, b).buffer(0.01)
        for n, a in enumerate(wide)
        for b in wide[n + 1 :]
        if a.intersects(b)
    ]


def touches(a: BaseGeometry, b: BaseGeometry) -> bool:
    """Two areas are neighbours: a metre apart at most, along more than a corner."""
    sheet = plane.over([a, b])
    wide = sheet.flat(a).buffer(1.0)
    return float(shapely.intersection(wide, sheet.flat(b)).length) > 10.0


def read(geometry: Any) -> BaseGeometry:
    """A polygon drawn on our own map, sound or refused with a sentence."""
    if not isinstance(geometry, dict):
        raise Refused("还没有画边界。", field="geometry")
    return boundaries.prepare(geometry, "wgs84").polygon
