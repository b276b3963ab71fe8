"""The tree in memory, and locating: no question to the database but the look at a token every two seconds."""

from collections.abc import Sequence
from dataclasses import dataclass

from wangge.grids.models import Area, AreaKind, Level
from wangge.grids.queries.memory import AREAS, Kept
from wangge.grids.rules import levels, plane, tree
from wangge.grids.rules.levels import Ladder, LevelRow
from wangge.grids.rules.locating import How, Locator, Shape, Spot
from wangge.grids.rules.tree import Node, Tree


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies. `candidates`: all areas within five metres at a border, the chosen one first.

    Outside every area `area` is None; `nearest` and `distance` (metres) say how far off it is.
    """

    area: Node | None
    how: How
    candidates: tuple[Node, ...] = ()
    nearest: Node | None = None
    distance: float = 0.0


def ladders() -> dict[str, Ladder]:
    """Template to rank to level, as this installation names and switches them, or as shipped."""
    rows = [
        LevelRow(
            level.template,
            level.rank,
            level.code,
            level.name,
            level.code_rule,
            level.party_counterpart,
            level.is_on,
        )
        for level in Level.objects.order_by("template", "rank")
    ]
    return levels.ladders(rows or levels.shipped())


def _load_tree(token: str) -> Tree:
    columns = [f for f in tree.Row._fields if f not in ("id", "is_current")]
    rows = Area.objects.order_by().values_list("pk", *columns, "valid_to")
    return tree.build((tree.Row._make((*row[:-1], row[-1] is None)) for row in rows), ladders(), token=token)


def _load_locator(token: str) -> Locator:
    """Polygons of current areas whose level is on; a Party area never carries a case."""
    nodes = _TREE.get().nodes
    stored = Area.objects.current().exclude(kind=AreaKind.PARTY).filter(geometry__isnull=False).order_by()
    shapes = [
        Shape(pk, path, plane.shape(geometry))
        for pk, path, geometry in stored.values_list("pk", "path", "geometry")
        if pk in nodes and nodes[pk].is_on
    ]
    return Locator(shapes)


_TREE = Kept(_load_tree, follows=AREAS)
_LOCATOR = Kept(_load_locator, follows=AREAS)


def the_tree() -> Tree:
    """All areas with their names, codes and chains, in memory."""
    return _TREE.get()


def area(area_id: int | None) -> Node | None:
    """An area from memory."""
    return _TREE.get().get(area_id)


def chain(path: str) -> list[Node]:
    """The areas of a path, from the root down."""
    return _TREE.get().chain(path)


def locate(lon: float, lat: float) -> Located:
    """The deepest enabled area that holds a WGS-84 point; some ten microseconds."""
    return _located(_LOCATOR.get().locate(lon, lat), _TREE.get())


def locate_many(lons: Sequence[float], lats: Sequence[float]) -> list[Located]:
    """The same for many points at once."""
    nodes = _TREE.get()
    return [_located(spot, nodes) for spot in _LOCATOR.get().locate_many(lons, lats)]


def _located(spot: Spot, nodes: Tree) -> Located:
    if spot.how is How.INSIDE:
        return Located(nodes.get(spot.area_id), How.INSIDE)
    candidates = tuple(node for i in spot.candidates if (node := nodes.get(i)))
    return Located(nodes.get(spot.area_id), spot.how, candidates, nodes.get(spot.nearest_id), spot.distance)
