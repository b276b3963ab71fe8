"""Where bulk cases happen: each grid with the areas above it and whoever acts for them, looked up once."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import shapely

from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Place, Post, UnitArea
from wangge.matters import queries as catalogue
from wangge.matters.rules import MatterEntry
from wangge.people.models import Unit

#: Who acts at the desk of a rank.
DESK = MappingProxyType(
    {
        4: Role.LEADER,
        3: Role.STAFF,
        1: Role.STREET_DISPATCHER,
        0: Role.DISTRICT_DISPATCHER,
    }
)
#: The roles a case needs, each from the nearest area at or above its grid.
NEEDED = (*DESK.values(), Role.OFFICER, Role.VERIFIER, Role.DISTRICT_LEADER)
_POINTS = 5


@dataclass(frozen=True, slots=True)
class Crew:
    """A unit that can be sent work: who handles there, and the rank of the area it serves."""

    unit: Unit
    handler: Acting
    rank: int


@dataclass(frozen=True, slots=True)
class Site:
    """A grid where something can happen: points inside it, names of places, and a hat for every role."""

    grid: Area
    above: tuple[Area, ...]
    points: tuple[tuple[float, float], ...]
    places: tuple[str, ...]
    hats: Mapping[Role, Acting]

    @property
    def areas(self) -> tuple[Area, ...]:
        """From the grid up to the root."""
        return (self.grid, *self.above)

    @property
    def ranks(self) -> tuple[int, ...]:
        """The ranks of all its areas: sites with the same ones can stand for one another."""
        return tuple(area.rank for area in self.areas)


@dataclass(frozen=True, slots=True)
class Town:
    """Every site of an installation and every unit that somebody works in."""

    sites: list[Site]
    crews: Mapping[int, Crew]

    def lead(self, site: Site, entry: MatterEntry) -> Crew | None:
        """Who gets such a matter there by the routes."""
        route = catalogue.route_for(entry, site.grid.path)
        return self.crews.get(route.lead.id) if route.lead else None

    def assist(self, site: Site, entry: MatterEntry) -> Crew | None:
        """The first who helps there, and could be sent an order by the same desk."""
        route = catalogue.route_for(entry, site.grid.path)
        lead = self.lead(site, entry)
        found = (self.crews.get(unit.id) for unit in route.assists)
        return next((c for c in found if c and lead and c.rank >= lead.rank), None)


def town(*, at: datetime, chance: random.Random) -> Town:
    """All grids with a boundary at which every needed role is held; five queries."""
    areas = {area.path: area for area in Area.objects.current().exclude(kind="party")}
    holders = _holders(at)
    places = _places()
    sites = []
    for area in sorted(areas.values(), key=lambda a: a.path):
        if area.rank != 4 or not area.geometry or area.grid_type == "reserved":
            continue
        above = tuple(areas[path] for path in _up(area.path) if path in areas)
        hats = {role: hat for role in NEEDED if (hat := _nearest(role, (area, *above), holders))}
        if len(hats) == len(set(NEEDED)):
            points = _points(area, chance)
            sites.append(Site(area, above, points, places.get(area.pk, (area.name,)), MappingProxyType(hats)))
    return Town(sites, _crews(at))


def _up(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[:n]) + "/" for n in range(len(parts) - 1, 0, -1)]


def _holders(at: datetime) -> dict[tuple[int, Role], Acting]:
    """(area, role) to the first who holds it; nobody stands for two roles of one area."""
    found: dict[tuple[int, Role], Acting] = {}
    taken: set[tuple[int, int]] = set()
    posts = Post.objects.held(at).filter(area__isnull=False, role__in=[str(role) for role in NEEDED])
    for post in posts.select_related("person", "area", "unit").order_by("pk"):
        key = (post.area_id or 0, Role(post.role))
        if key not in found and (post.area_id or 0, post.person_id) not in taken:
            found[key] = post.acting()
            taken.add((post.area_id or 0, post.person_id))
    return found


def _nearest(
    role: Role, areas: tuple[Area, ...], holders: Mapping[tuple[int, Role], Acting]
) -> Acting | None:
    """A desk's own role must be held at its own rank; the others may be held anywhere above."""
    ranks = [rank for rank, desk in DESK.items() if desk == role]
    near = [area for area in areas if not ranks or area.rank in ranks]
    return next((hat for area in near if (hat := holders.get((area.pk, role)))), None)


def _crews(at: datetime) -> Mapping[int, Crew]:
    ranks = dict(UnitArea.objects.order_by("area__rank").values_list("unit_id", "area__rank"))
    found: dict[int, Crew] = {}
    posts = Post.objects.held(at).filter(role=Role.HANDLER, unit__is_active=True).order_by("pk")
    for post in posts.select_related("person", "area", "unit__department"):
        unit = post.unit
        if unit is not None and unit.pk in ranks and not unit.department.is_emergency_service:
            found.setdefault(unit.pk, Crew(unit, post.acting(), ranks[unit.pk]))
    return MappingProxyType(found)


def _places() -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    named = Place.objects.current().filter(kind__in=("estate", "road", "market", "school", "park"))
    for area_id, name in named.order_by("pk").values_list("area_id", "name"):
        names = found.setdefault(area_id or 0, [])
        if len(names) < _POINTS and name:
            names.append(name)
    return {area_id: tuple(names) for area_id, names in found.items()}


def _points(area: Area, chance: random.Random) -> tuple[tuple[float, float], ...]:
    polygon = shapely.geometry.shape(area.geometry or {})
    west, south, east, north = polygon.bounds
    middle = polygon.representative_point()
    found = [(round(middle.x, 6), round(middle.y, 6))]
    for _ in range(40):
        x, y = round(chance.uniform(west, east), 6), round(chance.uniform(south, north), 6)
        if len(found) < _POINTS and polygon.contains(shapely.Point(x, y).buffer(2e-6)):
            found.append((x, y))
    return tuple(found)
