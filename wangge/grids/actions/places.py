"""Places and the names people have for them; a register comes in row by row, the bad rows apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.actions._common import changed, need, note
from wangge.grids.models import Alias, AliasKind, Area, Place, PlaceQuerySet
from wangge.grids.queries import tree as trees
from wangge.grids.queries.imports import plan_places
from wangge.grids.rules import placing
from wangge.grids.rules.paths import common_path
from wangge.grids.rules.placing import PlaceRow
from wangge.kernel.refusal import Refused
from wangge.sheets.rules import RowError

_FIELDS = (
    "kind",
    "name",
    "parent_id",
    "area_id",
    "area_path",
    "address",
    "number",
    "households",
    "floors",
    "geometry",
    "lon",
    "lat",
)
_BATCH = 500
#: West, south, east, north in degrees.
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class PlacesImported:
    """What came of a register of places."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    #: Places outside every area: kept, and told.
    outside: int = 0
    errors: list[RowError] = field(default_factory=list)


@transaction.atomic
def import_places(rows: Sequence[PlaceRow], *, by: Acting, at: datetime) -> PlacesImported:
    """Enter or correct places by their code; rows with a fault are left out and named."""
    need(by, Permit.AREAS_EDIT)
    generations, errors, known = plan_places(rows)
    result = PlacesImported(errors=errors)
    ids = {code: place.pk for code, place in known.items()}
    for generation in generations:
        _write(_Generation(generation, _paths(generation), ids, known), by, result)
    _alias_all([row for generation in generations for row in generation], ids)
    changed("places")
    text = f"新增 {result.new}，修改 {result.changed}，有误 {len({e.row for e in result.errors})}"
    note(by, "import_places", "places", text, at)
    return result


@dataclass(frozen=True, slots=True)
class _Generation:
    """Rows whose parents stand already, and what is known about them."""

    rows: Sequence[PlaceRow]
    paths: Mapping[str, str]
    ids: dict[str, int]
    known: Mapping[str, Place]


def _paths(rows: Sequence[PlaceRow]) -> dict[str, str]:
    """Code to the path of the deepest area that holds it whole; without a point it goes with its parent."""
    points = [(row.code, point) for row in rows for point in placing.probes(row)]
    found: dict[str, set[str]] = {row.code: set() for row in rows}
    spots = trees.locate_many([p[0] for _, p in points], [p[1] for _, p in points]) if points else []
    for (code, _), spot in zip(points, spots, strict=True):
        found[code].add(spot.area.path if spot.area else "")
    missing = {row.parent for row in rows if row.lon is None and row.parent}
    above = dict(Place.objects.filter(code__in=missing).values_list("code", "area_path")) if missing else {}
    return {
        row.code: common_path(found[row.code] - {""}) if found[row.code] else above.get(row.parent, "")
        for row in rows
    }


def _write(now: _Generation, by: Acting, result: PlacesImported) -> None:
    tree = trees.the_tree()
    new, old = [], []
    for row in now.rows:
        path = now.paths[row.code]
        if by.area_path and not is_below(path, by.area_path):
            result.errors.append(RowError(row.line, "", "这个地点不在您的管理范围内"))
            continue
        node = tree.at(path)
        result.outside += row.lon is not None and node is None
        values = {name: getattr(row, name) for name in _FIELDS if hasattr(row, name)}
        parent_id = now.ids.get(row.parent)
        values |= {"parent_id": parent_id, "area_id": node.id if node else None, "area_path": path}
        place = now.known.get(row.code)
        if place is None:
            new.append(Place(code=row.code, **values))
        elif any(getattr(place, name) != value for name, value in values.items()) or not place.is_current:
            for name, value in values.items():
                setattr(place, name, value)
            place.is_current = True
            old.append(place)
        else:
            result.unchanged += 1
    Place.objects.bulk_create(new, batch_size=_BATCH)
    Place.objects.bulk_update(old, [*_FIELDS, "is_current"], batch_size=_BATCH)
    now.ids.update({place.code: place.pk for place in new})
    result.new, result.changed = result.new + len(new), result.changed + len(old)


@transaction.atomic
def place_again(*, by: Acting, at: datetime, near: Box | None = None) -> int:
    """Find the area of every place anew, or of those near a change of boundaries (west, south, east, north);
    returns how many moved.
    """
    need(by, Permit.AREAS_EDIT)
    stored = _in(near).select_related("parent")
    rows = {place.code: _as_row(place) for place in stored}
    paths = _paths(list(rows.values()))
    tree = trees.the_tree()
    moved = []
    for place in stored:
        path = paths[place.code]
        if place.lon is None and place.parent:
            path = paths.get(place.parent.code, path)
        if path != place.area_path:
            node = tree.at(path)
            place.area_id, place.area_path = node.id if node else None, path
            moved.append(place)
    Place.objects.bulk_update(moved, ["area", "area_path"], batch_size=_BATCH)
    if moved:
        changed("places")
        note(by, "place_again", "places", f"{len(moved)} 个地点换了所属区域", at)
    return len(moved)


def _in(box: Box | None) -> PlaceQuerySet:
    """Current places whose point, or whose house's point, lies in the box."""
    found = Place.objects.current()
    if box is None:
        return found
    west, south, east, north = box
    here = {"lon__gte": west, "lon__lte": east, "lat__gte": south, "lat__lte": north}
    above = {f"parent__{name}": value for name, value in here.items()}
    return found.filter(Q(**here) | Q(lon__isnull=True, **above))


def _as_row(place: Place) -> PlaceRow:
    parent = place.parent.code if place.parent else ""
    row = PlaceRow(place.pk, place.code, place.kind, place.name, parent)
    return replace(row, geometry=place.geometry, lon=place.lon, lat=place.lat)


def _alias_all(rows: Sequence[PlaceRow], ids: Mapping[str, int]) -> None:
    wanted = [
        Alias(
            name=name, kind=kind if kind in AliasKind.values else AliasKind.NICKNAME, place_id=ids[row.code]
        )
        for row in rows
        if row.code in ids
        for name, kind in row.aliases
    ]
    Alias.objects.bulk_create(wanted, batch_size=_BATCH, ignore_conflicts=True)


@transaction.atomic
def add_alias(
    name: str,
    *,
    kind: str,
    place: Place | None = None,
    area: Area | None = None,
    by: Acting,
    at: datetime,
) -> Alias:
    """Teach the system another name for a place or an area."""
    path = place.area_path if place else area.path if area else ""
    need(by, Permit.PLACES_EDIT, path)
    name = name.strip()
    if (place is None) == (area is None):
        raise Refused("请选择一个地点或一个区域。", field="place")
    if len(name) < 2:
        raise Refused("别名至少两个字。", field="name")
    alias, _ = Alias.objects.get_or_create(name=name, place=place, area=area, defaults={"kind": kind})
    changed("places")
    note(by, "add_alias", f"place:{place.pk}" if place else f"area:{area.pk if area else ''}", name, at)
    return alias


@transaction.atomic
def remove_alias(alias: Alias, *, by: Acting, at: datetime) -> None:
    """Forget a name that misleads."""
    path = alias.place.area_path if alias.place else alias.area.path if alias.area else ""
    need(by, Permit.PLACES_EDIT, path)
    note(by, "remove_alias", f"alias:{alias.pk}", alias.name, at)
    alias.delete()
    changed("places")


@transaction.atomic
def keep_place(row: PlaceRow, *, by: Acting, at: datetime) -> Place:
    """Enter one place, or correct it by its code; it lies in the area that holds its point."""
    need(by, Permit.PLACES_EDIT)
    generations, errors, known = plan_places([row])
    result = PlacesImported(errors=errors)
    ids = {code: place.pk for code, place in known.items()}
    for generation in generations:
        _write(_Generation(generation, _paths(generation), ids, known), by, result)
    if result.errors:
        raise Refused(f"{result.errors[0].problem}。")
    changed("places")
    place = Place.objects.get(code=row.code)
    note(by, "keep_place", f"place:{place.pk}", place.name, at)
    return place


@transaction.atomic
def retire_place(place: Place, *, by: Acting, at: datetime) -> None:
    """A place that is no more is found no more; what was reported there keeps its words."""
    need(by, Permit.PLACES_EDIT, place.area_path)
    if Place.objects.current().filter(parent=place).exists():
        raise Refused("下面还有在用的楼栋或单元，请先停用它们。")
    Place.objects.filter(pk=place.pk).update(is_current=False)
    changed("places")
    note(by, "retire_place", f"place:{place.pk}", place.name, at)
