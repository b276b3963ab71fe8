"""What hangs on the notice board of an area: its people, its houses, its telephones, its outline."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely

from wangge.grids.access import Role, paths_up
from wangge.grids.models import Area
from wangge.grids.queries.shapes import outline
from wangge.grids.queries.teams import grid_card, who_answers
from wangge.grids.rules import plane
from wangge.grids.rules.plane import Plane
from wangge.grids.rules.tree import Node

#: Whose names hang there: those who serve the area itself and the community above it.
_SHOWN = (Role.LEADER, Role.OFFICER, Role.SECRETARY, Role.STAFF)
SIDE = 240


@dataclass(frozen=True, slots=True)
class Hotline:
    """An office telephone and whose it is."""

    seat: str
    number: str


def hotlines(node: Node) -> list[Hotline]:
    """The office telephones from an area upwards; those that have none are left out."""
    stored = Area.objects.filter(path__in=paths_up(node.path)).exclude(hotline="").order_by("-rank")
    return [Hotline(name, number) for name, number in stored.values_list("name", "hotline")]


def hotline_of(node: Node) -> Hotline | None:
    """The nearest office telephone."""
    return next(iter(hotlines(node)), None)


def board_of(node: Node, *, at: datetime) -> dict[str, Any]:
    """Names of who serves it, its estates and its telephones; the last of them is that of supervision."""
    posts = [
        (level.area, post)
        for level in who_answers(node, at=at)
        if level.area.rank >= 3
        for post in level.posts
        if post.role in _SHOWN
    ]
    card = grid_card(node, at=at)
    numbers = hotlines(node)
    return {
        "posts": posts,
        "estates": card.estates,
        "buildings": card.buildings,
        "households": node.row.households,
        "own_line": numbers[0] if numbers else None,
        "supervision": numbers[-1] if len(numbers) > 1 else None,
    }


@dataclass(frozen=True, slots=True)
class Framed:
    """An outline as an SVG path in a square, and where a point of the ground lies in it."""

    path: str
    plane: Plane
    west: float
    north: float
    scale: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """A point of the ground in the square."""
        x, y = self.plane.xy(lon, lat)
        return (x - self.west) * self.scale, (self.north - y) * self.scale


def framed(node: Node) -> Framed | None:
    """The outline of an area in a square of 240; None where it has none."""
    geometry = outline(node)
    if geometry is None:
        return None
    shape = plane.shape(geometry)
    sheet = plane.over([shape])
    flat = sheet.flat(shape)
    west, south, east, north = flat.bounds
    scale = SIDE / max(east - west, north - south, 1.0)
    rings = [ring for part in shapely.get_parts(flat) for ring in (part.exterior, *part.interiors)]
    lines = []
    for ring in rings:
        points = [f"{(x - west) * scale:.1f},{(north - y) * scale:.1f}" for x, y in ring.coords]
        lines.append("M" + " L".join(points) + "Z")
    return Framed(" ".join(lines), sheet, west, north, scale)


def outline_path(node: Node) -> str:
    """The outline as an SVG path, for paper; empty where it has none."""
    found = framed(node)
    return found.path if found else ""
