"""Coverage: grids without a branch, branches without a grid, members without a grid; counts per area."""

from dataclasses import dataclass, field

from django.db.models import Sum

from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.rules.tree import Node
from wangge.party.models import PartyOrg, PartyOrgArea
from wangge.party.rules import orgs as rules

#: Ground nobody lives or works on yet needs no branch.
_NOT_ASKED = frozenset({"reserved"})


@dataclass(slots=True)
class Coverage:
    """The numbers of one area; `grids` are those that are asked for a branch."""

    area: Node
    grids: int = 0
    covered: int = 0
    own: int = 0
    bare: list[Node] = field(default_factory=list)

    @property
    def joint(self) -> int:
        """Covered by a branch that is not its own."""
        return self.covered - self.own

    @property
    def share(self) -> int:
        """Per cent covered, rounded down so that 100 means all."""
        return self.covered * 100 // self.grids if self.grids else 100


def _grids_of(top: Node) -> list[Node]:
    found, waiting = [], [top]
    tree = grids.the_tree()
    while waiting:
        node = waiting.pop()
        if node.rank == 4 and node.kind == "grid" and node.row.grid_type not in _NOT_ASKED:
            found.append(node)
        waiting.extend(reversed(tree.below(node.id)))
    return found


def _bound(path: str) -> dict[int, bool]:
    """Area -> whether by a branch of its own; one question."""
    rows = PartyOrgArea.objects.covering().filter(org__closed_on__isnull=True)
    if path:
        rows = rows.filter(access.below(path, field="area__path"))
    found: dict[int, bool] = {}
    for area_id, kind in rows.values_list("area_id", "kind"):
        found[area_id] = found.get(area_id, False) or kind == rules.BindingKind.OWN
    return found


def coverage(top: Node) -> Coverage:
    """One area and all below it."""
    return _count(top, _grids_of(top), _bound(top.path))


def _count(area: Node, nodes: list[Node], bound: dict[int, bool]) -> Coverage:
    found = Coverage(area)
    for node in nodes:
        found.grids += 1
        is_own = bound.get(node.id)
        if is_own is None:
            found.bare.append(node)
            continue
        found.covered += 1
        found.own += bool(is_own)
    return found


def coverage_by_area(top: Node) -> list[Coverage]:
    """The areas directly below one, each with its numbers: the table beside the map; two questions in all."""
    bound = _bound(top.path)
    below = grids.the_tree().below(top.id)
    return [_count(node, _grids_of(node), bound) for node in below if node.kind != "party"]


def branches_without_area(by: Acting) -> list[PartyOrg]:
    """Branches that are bound to nothing: retirees' and floating members' branches are asked too."""
    bound = PartyOrgArea.objects.current().values("org")
    found = PartyOrg.objects.open_to(by, Permit.PARTY_SEE).standing().filter(kind__in=rules.BRANCHES)
    return list(found.exclude(pk__in=bound).order_by("path")[:200])


def members_without_area(by: Acting) -> int:
    """How many members belong to branches that have no area."""
    bound = PartyOrgArea.objects.current().values("org")
    found = PartyOrg.objects.open_to(by, Permit.PARTY_SEE).standing().filter(kind__in=rules.BRANCHES)
    return int(found.exclude(pk__in=bound).aggregate(n=Sum("members_n"))["n"] or 0)


def parent_for(node: Node, by: Acting) -> PartyOrg | None:
    """The organisation under which a grid's branch is set up: the one bound to, or seated at, the nearest
    area above.
    """
    open_ = PartyOrg.objects.open_to(by, Permit.PARTY_EDIT).standing()
    kinds = [k for k in rules.OrgKind.values if k in rules.kinds()[rules.OrgKind.BRANCH].parents]
    for path in access.paths_up(node.path)[1:]:
        found = open_.filter(area_path=path, kind__in=kinds).order_by("-kind", "pk").first()
        if found is not None:
            return found
    return None
