"""Which unit serves where, and which desk sits where: small registers kept in memory for the intake."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from wangge.grids.access import DESK_ROLES, Role, paths_up
from wangge.grids.models import Post, UnitArea
from wangge.grids.queries import tree as trees
from wangge.grids.queries.memory import POSTS, UNITS, Kept
from wangge.grids.rules.tree import Node
from wangge.people.models import Unit


def _load_units(token: str) -> dict[tuple[str, str], list[Unit]]:
    """(department, path) to the active units that serve there, the oldest first."""
    found: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    stored = UnitArea.objects.filter(unit__is_active=True).select_related("unit__department", "area")
    for served in stored.order_by("unit_id"):
        found[served.unit.department_id, served.area.path].append(served.unit)
    return dict(found)


_UNITS = Kept(_load_units, follows=UNITS)


def units_for(department_code: str, path: str) -> list[Unit]:
    """The units of a department that serve the nearest area at or above a path; none, one, or several."""
    served = _UNITS.get()
    for above in paths_up(path):
        if units := served.get((department_code, above)):
            return units
    return []


def unit_for(department_code: str, path: str) -> Unit | None:
    """The unit of a department nearest above a path; of several the one entered first."""
    return next(iter(units_for(department_code, path)), None)


@dataclass(frozen=True, slots=True)
class _Sitting:
    since: datetime
    until: datetime | None

    def held(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or self.until > at)


def _load_desks(token: str) -> dict[int, list[_Sitting]]:
    """Area to the posts that make its desk."""
    found: dict[int, list[_Sitting]] = defaultdict(list)
    stored = Post.objects.filter(area__isnull=False).order_by()
    for area_id, rank, role, since, until in stored.values_list(
        "area_id", "area__rank", "role", "since", "until"
    ):
        if Role(role) in DESK_ROLES.get(rank, frozenset()):
            found[area_id].append(_Sitting(since, until))
    return dict(found)


_DESKS = Kept(_load_desks, follows=POSTS)


def has_desk(area_id: int, *, at: datetime) -> bool:
    """Somebody holds a post at the desk of this area now."""
    return any(sitting.held(at) for sitting in _DESKS.get().get(area_id, ()))


def desk_above(path: str, *, at: datetime, top_rank: int = 9) -> Node | None:
    """The deepest area at or above a path, not below `top_rank`, that is on and has a desk (domain/04 1b)."""
    for node in reversed(trees.chain(path)):
        if node.rank <= top_rank and node.is_on and node.is_current and has_desk(node.id, at=at):
            return node
    return None
