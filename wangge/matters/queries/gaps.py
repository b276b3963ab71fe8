"""Matters with no route: which lead department lacks a unit where, and who could take it meanwhile."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wangge.grids.access import is_below
from wangge.grids.models import Area
from wangge.grids.queries import the_tree
from wangge.grids.rules.tree import Node, Tree
from wangge.matters.queries.lookup import catalogue, nearest, route_for, rules_for
from wangge.matters.rules import MatterEntry, UnitRef, departments_for

#: Who can hold a matter together until it has a unit of its own, best first.
STAND_INS = ("street_office", "residents_committee", "villagers_committee")


@dataclass(frozen=True, slots=True)
class Gap:
    """Matters that find no unit in an area and below it, since their department has none there."""

    department: str
    department_name: str
    matters: tuple[MatterEntry, ...]
    area: Node
    stand_in: UnitRef | None


def routes_missing(root: Area) -> list[Gap]:
    """All gaps at and below an area, joined upwards: a street without a gas company is one gap."""
    tree = the_tree()
    leaves = [node for node in _leaves(tree, root.id) if node.is_current and node.kind != "party"]
    found = _uncovered([m for m in catalogue().matters.values() if m.is_active], leaves)
    name_of = catalogue().department_name
    gaps = [
        Gap(department, name_of(department), tuple(matters), area, _stand_in(area.path))
        for (department, bare), matters in found.items()
        for area in _joined(tree, root.id, set(bare))
    ]
    return sorted(gaps, key=lambda gap: (gap.department_name, gap.area.path))


def _leaves(tree: Tree, area_id: int) -> Iterable[Node]:
    below = tree.below(area_id)
    if not below and (node := tree.get(area_id)):
        yield node
    for child in below:
        yield from _leaves(tree, child.id)


def _uncovered(
    matters: Iterable[MatterEntry], leaves: list[Node]
) -> dict[tuple[str, tuple[int, ...]], list[MatterEntry]]:
    """(lead department, ids of leaves without a route) to the matters concerned."""
    departments = catalogue().departments
    plain: dict[str, tuple[int, ...]] = {}
    found: dict[tuple[str, tuple[int, ...]], list[MatterEntry]] = defaultdict(list)
    for matter in matters:
        lead = departments_for(matter, departments)[0] or matter.lead_dept
        if rules_for(matter):
            bare = tuple(leaf.id for leaf in leaves if route_for(matter, leaf.path).lead is None)
        else:
            if lead not in plain:
                plain[lead] = tuple(leaf.id for leaf in leaves if route_for(matter, leaf.path).lead is None)
            bare = plain[lead]
        if bare:
            found[lead, bare].append(matter)
    return found


def _joined(tree: Tree, area_id: int, bare: set[int]) -> Iterable[Node]:
    """The highest areas all of whose leaves are bare."""
    node = tree.get(area_id)
    leaves = {leaf.id for leaf in _leaves(tree, area_id)}
    if node is not None and leaves and leaves <= bare:
        yield node
        return
    for child in tree.below(area_id):
        if any(is_below(leaf.path, child.path) for i in bare if (leaf := tree.get(i))):
            yield from _joined(tree, child.id, bare)


def _stand_in(path: str) -> UnitRef | None:
    found = (nearest(department, path) for department in STAND_INS)
    return next((unit for unit in found if unit), None)
