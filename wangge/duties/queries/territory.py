"""What a change of areas would move: shown before anybody says yes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import shapely
from django.db.models import Q
from shapely.geometry.base import BaseGeometry

from wangge.cases import queries as cases
from wangge.grids.models import Area, Place, PlaceKind, Post, UnitArea
from wangge.grids.rules import checks, drawing, plane
from wangge.kernel.refusal import Refused

_SIDES = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Piece:
    """One of the areas to come: its ground, and what goes there."""

    name: str
    polygon: BaseGeometry | None
    #: Square metres.
    size: float
    households: int | None
    buildings: int
    open_cases: int
    findings: list[str]


@dataclass(frozen=True, slots=True)
class Change:
    """All that a split, a merger or a closing would move."""

    title: str
    old: list[Area]
    pieces: list[Piece]
    posts: list[Post] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    places: int = 0
    open_cases: int = 0
    #: Open cases that have no point and go to the first piece.
    unplaced: int = 0


def plan_split(area: Area, lines: Sequence[object], *, at: datetime) -> Change:
    """The pieces along the drawn lines, with their houses and open cases. Raises Refused."""
    if area.geometry is None:
        raise Refused(f"{area.name}还没有边界，先导入或画出边界再拆分。")
    polygons = drawing.cut(plane.shape(area.geometry), lines)
    houses = _points(
        Place.objects.current()
        .below(area.path)
        .filter(kind=PlaceKind.BUILDING, lon__isnull=False)
        .values_list("lon", "lat", "households")
    )
    open_rows = cases.open_below(area.path).values_list("lon", "lat", "pk")
    placed = _points(row for row in open_rows if row[0] is not None)
    unplaced = len(open_rows) - len(placed)
    pieces = []
    for number, polygon in enumerate(polygons):
        there = [house for house in houses if polygon.covers(house[0])]
        known = [households for _, households in there if households is not None]
        households = sum(known) if known else None
        name = f"{area.name}{_SIDES[number]}" if number < len(_SIDES) else f"{area.name}{number + 1}"
        count = sum(polygon.covers(point) for point, _ in placed) + (unplaced if number == 0 else 0)
        pieces.append(_piece(name, polygon, households, counts=(len(there), count), of=area))
    return _change(f"拆分{area.name}", [area], pieces, unplaced=unplaced, at=at)


def _points(rows: object) -> list[tuple[shapely.Point, int | None]]:
    return [(shapely.Point(lon, lat), more) for lon, lat, more in rows]  # type: ignore[attr-defined]


def _piece(
    name: str, polygon: BaseGeometry | None, households: int | None, *, counts: tuple[int, int], of: Area
) -> Piece:
    """`counts` are its houses and its open cases."""
    findings = [f.text for f in checks.size_of_grid(name, households, of.grid_type)]
    size = float(plane.over([polygon]).flat(polygon).area) if polygon is not None else 0.0
    return Piece(name, polygon, size, households, *counts, findings)


def plan_merge(areas: Sequence[Area], name: str, *, at: datetime) -> Change:
    """One piece of several areas. Raises Refused."""
    if len(areas) < 2:
        raise Refused("至少选两个网格。", field="areas")
    shapes = [plane.shape(area.geometry) for area in areas if area.geometry is not None]
    polygon = drawing.joined(shapes) if len(shapes) == len(areas) else None
    known = [area.households for area in areas if area.households is not None]
    houses = sum(_houses(area) for area in areas)
    count = sum(cases.open_count_below(area.path) for area in areas)
    piece = _piece(name, polygon, sum(known) if known else None, counts=(houses, count), of=areas[0])
    change = _change(f"合并为{name}", list(areas), [piece], at=at)
    leaders = [post for post in change.posts if post.role == "leader"]
    if len(leaders) > 1:
        piece.findings.append(f"合并后有 {len(leaders)} 位网格长，请在岗位里留一位。")
    return change


def plan_retire(area: Area, successor: Area, *, at: datetime) -> Change:
    """What another area takes over."""
    count = cases.open_count_below(area.path)
    piece = Piece(successor.name, None, 0.0, successor.households, _houses(area), count, [])
    return _change(f"停用{area.name}，由{successor.name}接续", [area], [piece], at=at)


def _houses(area: Area) -> int:
    return Place.objects.current().below(area.path).filter(kind=PlaceKind.BUILDING).count()


def _change(title: str, old: list[Area], pieces: list[Piece], *, unplaced: int = 0, at: datetime) -> Change:
    posts = Post.objects.held(at).filter(area__in=old).select_related("person").order_by("role", "pk")
    served = UnitArea.objects.filter(area__in=old).select_related("unit").order_by("unit__name")
    below = Q()
    for area in old:
        below |= Q(pk__in=Place.objects.current().below(area.path).values("pk"))
    return Change(
        title,
        old,
        pieces,
        list(posts),
        list(dict.fromkeys(s.unit.name for s in served)),
        Place.objects.filter(below).count(),
        sum(piece.open_cases for piece in pieces),
        unplaced,
    )


def drawn(change: Change) -> dict[str, object]:
    """GeoJSON of the pieces, for the map of the preview."""
    features = [
        {
            "type": "Feature",
            "properties": {"id": n, "name": piece.name, "role": "part", "lon": None, "lat": None},
            "geometry": plane.as_json(piece.polygon),
        }
        for n, piece in enumerate(change.pieces)
        if piece.polygon is not None
    ]
    return {"type": "FeatureCollection", "features": features}


def middle(areas: Sequence[Area]) -> tuple[float, float, int] | None:
    """Where a map of these areas begins."""
    points = [(area.lon, area.lat) for area in areas if area.lon is not None and area.lat is not None]
    if not points:
        return None
    lon, lat = np.mean(np.array(points, dtype=np.float64), axis=0).tolist()
    return lon, lat, 15
