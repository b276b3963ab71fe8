"""Which place words name, and what the base map draws: places and aliases, all names in memory."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import shapely
from django.db.models import Q

from wangge.grids.models import Alias, Area, AreaKind, Place, PlaceKind
from wangge.grids.queries import tree as trees
from wangge.grids.queries.memory import PLACES, Kept
from wangge.grids.rules import plane
from wangge.grids.rules.locating import How
from wangge.grids.rules.tree import Node
from wangge.grids.rules.words import Kind, Name, Reading, Target, WordIndex

#: From this rank down a place that words name is exact enough to be called found.
FOUND_FROM_RANK = 3
_KINDS = {
    PlaceKind.ESTATE: Kind.ESTATE,
    PlaceKind.BUILDING: Kind.BUILDING,
    PlaceKind.ROAD: Kind.ROAD,
    PlaceKind.LANE: Kind.ROAD,
}
_WIDE = 1e-4  # about ten metres, by which two road lines may miss each other


@dataclass(frozen=True, slots=True)
class Words:
    """What words say about a place: `located`, `unsure` (area = what is sure), or `none`."""

    how: str
    area: Node | None = None
    place_id: int | None = None
    place: str = ""
    candidates: tuple[Node, ...] = ()
    #: The stretches that were understood, as they stand after tidying.
    spans: tuple[str, ...] = ()
    #: Where the place is, if that is known (lon, lat).
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What matching needs of the places of an installation."""

    index: WordIndex
    labels: dict[int, tuple[str, float | None, float | None]]
    roads: dict[int, Any]


def _load(token: str) -> _Known:
    names: list[Name] = []
    targets: dict[int, Target] = {}
    labels: dict[int, tuple[str, float | None, float | None]] = {}
    roads: dict[int, Any] = {}
    stored = Place.objects.current().exclude(kind=PlaceKind.STAIRWELL).order_by()
    columns = ("pk", "kind", "name", "area_path", "parent_id", "number", "address", "lon", "lat")
    for pk, kind, name, path, parent_id, number, address, lon, lat in stored.values_list(*columns):
        target = Target(_KINDS.get(kind, Kind.PLACE), path, pk)
        targets[pk], labels[pk] = target, (name, lon, lat)
        estate = parent_id if kind == PlaceKind.BUILDING else None
        names.append(Name(name, target, estate, number if estate else "", address))
    lines = stored.filter(kind__in=[PlaceKind.ROAD, PlaceKind.LANE], geometry__isnull=False)
    for pk, geometry in lines.values_list("pk", "geometry"):
        roads[pk] = plane.shape(geometry)
    for name, place_id, area_id, path in Alias.objects.order_by().values_list(
        "name", "place", "area", "area__path"
    ):
        alias = targets.get(place_id) if place_id else Target(Kind.AREA, path, None, area_id)
        if alias is not None:
            names.append(Name(name, alias))
    return _Known(WordIndex([*names, *_area_names()]), labels, roads)


def _area_names() -> list[Name]:
    """Names of areas from the community down to the grid; a Party area names no place of a case."""
    stored = Area.objects.current().exclude(kind=AreaKind.PARTY).order_by()
    found = []
    for pk, path, name, short in stored.values_list("pk", "path", "name", "short_name"):
        target = Target(Kind.AREA, path, None, pk)
        found += [Name(text, target) for text in {name, short} if text]
    return found


_KNOWN = Kept(_load, follows=PLACES)


def locate_words(text: str, *, within: str = "") -> Words:
    """The place that words name; what is ambiguous is looked for first at or below the path `within`."""
    known = _KNOWN.get()
    reading = known.index.read(text, within=within)
    spans = tuple(match.text for match in reading.matches)
    if reading.crossing:
        return _at_crossing(reading.crossing, known, spans)
    if not reading.path:
        return Words("unsure" if len(reading.candidates) > 1 else "none", spans=spans)
    return _read(reading, known, spans)


def _read(reading: Reading, known: _Known, spans: tuple[str, ...]) -> Words:
    tree = trees.the_tree()
    area = tree.at(reading.path)
    place_id = reading.place_ids[0] if len(reading.place_ids) == 1 else None
    label, lon, lat = known.labels.get(place_id or 0, ("", None, None))
    point = (lon, lat) if lon is not None and lat is not None else None
    is_found = reading.is_sure and area is not None and area.rank >= FOUND_FROM_RANK
    nodes = () if reading.is_sure else tuple(n for p in reading.candidates if (n := tree.at(p)))
    return Words("located" if is_found else "unsure", area, place_id, label, nodes, spans, point)


def _at_crossing(roads: tuple[int, int], known: _Known, spans: tuple[str, ...]) -> Words:
    """Where two roads meet; unsure where they do not, or where the corner lies at a border."""
    one, other = (known.roads.get(road) for road in roads)
    label = "与".join(known.labels[road][0] for road in roads) + "交叉口"
    if one is None or other is None or one.distance(other) > _WIDE:
        return Words("unsure", place=label, spans=spans)
    corner = shapely.shortest_line(one, other).centroid
    found = trees.locate(corner.x, corner.y)
    nodes = found.candidates
    how = "located" if found.how is How.INSIDE else "unsure"
    area = found.area
    if len(nodes) > 1:
        # The corner belongs to whatever all its sides have in common.
        shared = set.intersection(*({*node.chain_ids} for node in nodes))
        area = trees.area(max(shared, key=nodes[0].chain_ids.index)) if shared else None
        how = "located" if area is not None and area.rank >= FOUND_FROM_RANK else "unsure"
    return Words(how, area, None, label, nodes, spans, (round(corner.x, 6), round(corner.y, 6)))


# --- the ground that maps draw ---


def places_token() -> str:
    """Changes whenever a place does: part of the address under which browsers keep the ground."""
    return PLACES.open_change() or PLACES.now()


#: Drawn at every scale, in this order; buildings and estates only from near.
GROUND = (PlaceKind.WATER, PlaceKind.PARK, PlaceKind.GREEN, PlaceKind.SQUARE, PlaceKind.ROAD, PlaceKind.LANE)
NEAR = (
    PlaceKind.ESTATE,
    PlaceKind.SCHOOL,
    PlaceKind.MARKET,
    PlaceKind.OFFICE,
    PlaceKind.SHOP,
    PlaceKind.SERVICE,
    PlaceKind.CLINIC,
    PlaceKind.TRANSIT,
    PlaceKind.BRIDGE,
    PlaceKind.OTHER,
    PlaceKind.GATE,
    PlaceKind.BUILDING,
)


def ground(kinds: tuple[str, ...], *, box: tuple[float, float, float, float] | None = None) -> dict[str, Any]:
    """GeoJSON of places of these kinds whose label point lies in the box (west, south, east, north)."""
    stored = (
        Place.objects.current()
        .filter(kind__in=kinds)
        .filter(Q(geometry__isnull=False) | Q(lon__isnull=False))
    )
    if box:
        west, south, east, north = box
        stored = stored.filter(lon__gte=west, lon__lt=east, lat__gte=south, lat__lt=north)
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind, name, number, geometry, lon, lat in stored.order_by("pk").values_list(
        "kind", "name", "number", "geometry", "lon", "lat"
    ):
        shape = geometry or {"type": "Point", "coordinates": [lon, lat]}
        properties = {"kind": kind, "name": number if kind == PlaceKind.BUILDING else name}
        by_kind[kind].append({"type": "Feature", "properties": properties, "geometry": shape})
    return {"type": "FeatureCollection", "features": [f for kind in kinds for f in by_kind[kind]]}
