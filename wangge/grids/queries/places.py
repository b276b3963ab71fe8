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
from wangge.grids.rules.words import SURE, Kind, Name, Reading, Target, WordIndex
from wangge.grids.rules.written import NO_TAIL, WAYS, Shift, Tail

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
class Choice:
    """One thing a sentence may mean, to be asked: 您说的是…？"""

    label: str
    area: Node
    place_id: int | None = None
    point: tuple[float, float] | None = None

    @property
    def key(self) -> str:
        """How a form sends the choice back: `p12` a place, `a34` an area."""
        return f"p{self.place_id}" if self.place_id else f"a{self.area.id}"


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
    #: From 0 to 1; from 0.8 on it is `located`.
    confidence: float = 0.0
    #: What to ask where it is not sure, the likeliest first.
    choices: tuple[Choice, ...] = ()
    #: House, stairwell and room as they were written.
    tail: Tail = NO_TAIL

    @property
    def full(self) -> str:
        """The place with the stairwell that was written; never the room, which is a home."""
        stairwell = f"{self.tail.stairwell}单元" if self.tail.stairwell else ""
        return f"{self.place}{stairwell}" if self.place else ""


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
    storeys: dict[int, int] = {}
    stored = Place.objects.current().exclude(kind=PlaceKind.STAIRWELL).order_by()
    columns = ("pk", "kind", "name", "area_path", "parent_id", "number", "address", "lon", "lat", "floors")
    for pk, kind, name, path, parent_id, number, address, lon, lat, floors in stored.values_list(*columns):
        target = Target(_KINDS.get(kind, Kind.PLACE), path, pk)
        targets[pk], labels[pk] = target, (name, lon, lat)
        if floors:
            storeys[pk] = floors
        estate = parent_id if kind == PlaceKind.BUILDING else None
        names.append(Name(name, target, estate, number if estate else "", address))
    lines = stored.filter(kind__in=[PlaceKind.ROAD, PlaceKind.LANE], geometry__isnull=False)
    roads = {pk: plane.shape(geometry) for pk, geometry in lines.values_list("pk", "geometry")}
    for name, place_id, area_id, path in Alias.objects.order_by().values_list(
        "name", "place", "area", "area__path"
    ):
        alias = targets.get(place_id) if place_id else Target(Kind.AREA, path, None, area_id)
        if alias is not None:
            names.append(Name(name, alias))
    return _Known(WordIndex([*names, *_area_names()], floors=storeys), labels, roads)


def _area_names() -> list[Name]:
    """Names of areas from the community down to the grid; a Party area names no place of a case."""
    stored = Area.objects.current().exclude(kind=AreaKind.PARTY).order_by()
    found = []
    for pk, path, name, short in stored.values_list("pk", "path", "name", "short_name"):
        target = Target(Kind.AREA, path, None, pk)
        found += [Name(text, target) for text in {name, short} if text]
    return found


_KNOWN = Kept(_load, follows=PLACES)


def locate_words(text: str, *, within: str = "", home: int | None = None) -> Words:
    """The place that words name; what is ambiguous is looked for first at or below the path `within`, and who
    names no house at all means his own (`home`, a place), where that is known.
    """
    known = _KNOWN.get()
    reading = known.index.read(text, within=within, home=home)
    spans = tuple(match.text for match in reading.matches)
    if reading.crossing:
        return _at_crossing(reading, reading.crossing, known, spans)
    choices = _choices(reading, known)
    if not reading.path:
        is_asked = len(reading.candidates) > 1 or (bool(choices) and not reading.matches)
        how = "unsure" if is_asked else "none"
        return Words(how, spans=spans, choices=choices, tail=reading.tail, confidence=reading.confidence)
    return _read(reading, known, spans, choices)


def _choices(reading: Reading, known: _Known) -> tuple[Choice, ...]:
    tree = trees.the_tree()
    found = []
    for target in reading.choices:
        area = tree.at(target.path) if target.path else None
        if area is not None and area.is_current:
            name, lon, lat = known.labels.get(target.place_id or 0, ("", None, None))
            label = f"{name}（{area.label}）" if name else area.full_name
            point = (lon, lat) if lon is not None and lat is not None else None
            found.append(Choice(label, area, target.place_id, point))
    return tuple(found)


def _read(reading: Reading, known: _Known, spans: tuple[str, ...], choices: tuple[Choice, ...]) -> Words:
    tree = trees.the_tree()
    area = tree.at(reading.path)
    place_id = reading.place_ids[0] if len(reading.place_ids) == 1 else None
    label, lon, lat = known.labels.get(place_id or 0, ("", None, None))
    point = (lon, lat) if lon is not None and lat is not None else None
    trust = reading.confidence
    if reading.tail.second and len(reading.place_ids) == 2:
        label, point = _between(reading, known)
    if reading.shift is not None and point is not None:
        point, area, trust = _shifted(point, reading.shift, area, trust)
        label = f"{label}往{reading.shift.way}{reading.shift.metres:.0f}米"
    is_found = reading.is_sure and trust >= SURE and area is not None and area.rank >= FOUND_FROM_RANK
    nodes = () if is_found else tuple(n for p in reading.candidates if (n := tree.at(p)))
    return Words(
        "located" if is_found else "unsure",
        area,
        place_id,
        label,
        nodes if len(nodes) > 1 else (),
        spans,
        point,
        trust if is_found else min(trust, SURE - 0.01),
        () if is_found else choices,
        reading.tail,
    )


def _between(reading: Reading, known: _Known) -> tuple[str, tuple[float, float] | None]:
    """Two houses: the point in the middle."""
    (name, lon, lat), (_, east, north) = (known.labels[place] for place in reading.place_ids)
    label = f"{name}与{reading.tail.second if reading.tail.house in name else reading.tail.house}栋之间"
    if lon is None or lat is None or east is None or north is None:
        return label, None
    return label, (round((lon + east) / 2, 6), round((lat + north) / 2, 6))


def _shifted(
    point: tuple[float, float], shift: Shift, area: Node | None, trust: float
) -> tuple[tuple[float, float], Node | None, float]:
    """So many metres on: the same area for sure, another one only to be asked."""
    there = _moved(point, shift)
    found = trees.locate(*there)
    if found.area is None or area is None:
        return there, area, min(trust, 0.5)
    if found.area.id == area.id:
        return there, area, trust
    return there, found.area, min(trust, 0.7)


def _moved(point: tuple[float, float], shift: Shift) -> tuple[float, float]:
    sheet = plane.Plane(*point)
    east, north = WAYS[shift.way]
    lon = point[0] + east * shift.metres / sheet.per_lon
    return round(lon, 6), round(point[1] + north * shift.metres / sheet.per_lat, 6)


def _at_crossing(reading: Reading, roads: tuple[int, int], known: _Known, spans: tuple[str, ...]) -> Words:
    """Where two roads meet; unsure where they do not, or where the corner lies at a border."""
    one, other = (known.roads.get(road) for road in roads)
    label = "与".join(known.labels[road][0] for road in roads) + "交叉口"
    if one is None or other is None or one.distance(other) > _WIDE:
        return Words("unsure", place=label, spans=spans, confidence=0.4)
    middle = shapely.shortest_line(one, other).centroid
    corner = (round(middle.x, 6), round(middle.y, 6))
    if reading.shift is not None:
        corner, label = _moved(corner, reading.shift), f"{label}{reading.shift.way}角"
    found = trees.locate(*corner)
    nodes = found.candidates
    how = "located" if found.how is How.INSIDE else "unsure"
    area = found.area
    if len(nodes) > 1:
        # The corner belongs to whatever all its sides have in common.
        shared = set.intersection(*({*node.chain_ids} for node in nodes))
        area = trees.area(max(shared, key=nodes[0].chain_ids.index)) if shared else None
        how = "located" if area is not None and area.rank >= FOUND_FROM_RANK else "unsure"
    trust = reading.confidence if how == "located" else 0.5
    choices = () if how == "located" else tuple(Choice(f"{label}（{n.label}）", n) for n in nodes[:4])
    return Words(how, area, None, label, nodes, spans, corner, trust, choices)


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
