"""The tree changed: what is open in a retired area goes on in the one that follows, by a recorded step."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from wangge.cases import queries
from wangge.cases.actions._core import record
from wangge.cases.models import Case
from wangge.cases.rules import desks
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area, Post, Succession
from wangge.grids.rules.tree import Node
from wangge.kernel.refusal import NotAllowed, Refused


@transaction.atomic
def move_to_successors(
    areas: Iterable[Area],
    *,
    by: Acting,
    at: datetime,
    onto: Mapping[int, Sequence[int]] | None = None,
) -> int:
    """Move the open cases of retired areas on; returns how many. Call it in that same transaction.

    Each area's successors take them over; `onto` may name the ids of all that follow an area. Where several
    follow, a case goes to the one its point lies in, else to the first.
    """
    if not by.may(Permit.AREAS_EDIT) and not by.may(Permit.CASE_CLOCK):
        raise NotAllowed("您的岗位不能调整区域。")
    known = _heirs(list(areas), onto or {})
    there = Q(area__in=known) | Q(desk__in=known)
    moving = Case.objects.open().filter(there).select_for_update(of=("self",)).order_by("pk")
    cases = list(moving)
    for case in cases:
        _move(case, known, by=by, at=at)
    return len(cases)


def _heirs(areas: Sequence[Area], onto: Mapping[int, Sequence[int]]) -> dict[int, Sequence[int]]:
    """The ids of all that follow each area, the one that takes what nothing else decides first."""
    known: dict[int, list[int]] = {
        area.pk: [area.successor_id] if area.successor_id else [] for area in areas
    }
    for area_id, heir in (
        Succession.objects.filter(area__in=known).order_by("pk").values_list("area", "successor")
    ):
        if heir is not None and heir not in known[area_id]:
            known[area_id].append(heir)
    found = {area_id: onto.get(area_id) or heirs for area_id, heirs in known.items()}
    if not all(found.values()):
        raise Refused("还没有指定接续区域，在办的事没有地方去。", field="successor")
    return found


def _move(case: Case, follow: Mapping[int, Sequence[int]], *, by: Acting, at: datetime) -> None:
    case.came_from = case.state
    moved = {"from": _name(case.area_id if case.area_id in follow else case.desk_id)}
    lies_in = _lies_in(case)
    if case.area_id is not None and case.area_id in follow:
        node = _node(desks.heir(lies_in, follow[case.area_id]))
        case.area_id, case.area_path = node.id, node.path
        lies_in = node.chain_ids
    if case.desk_id in follow:
        _sit(case, _node(desks.heir(lies_in, follow[case.desk_id])), at=at)
    moved["to"] = _name(case.area_id or case.desk_id)
    record(case, "move_area", by=by, at=at, extra=moved)


def _lies_in(case: Case) -> Sequence[int]:
    """The areas of the tree of today around a case's point; around its area where it has none."""
    if case.lon is not None and case.lat is not None and (found := grids.locate(case.lon, case.lat).area):
        return found.chain_ids
    node = grids.area(case.area_id)
    return node.chain_ids if node else ()


def _node(area_id: int) -> Node:
    node = grids.area(area_id)
    if node is None:
        raise Refused("没有找到接续区域。", field="successor")
    return node


def _sit(case: Case, heir: Node, *, at: datetime) -> None:
    """The desk of the area that follows, or the next one above with somebody at it."""
    seat = desks.pick(queries.chain(heir.path), heir.rank, queries.Staffed(at))
    if case.area_id is None:
        case.area_path = seat.path
    case.desk_id, case.desk_path = seat.area_id, seat.path
    sits = Post.objects.held(at).filter(area_id=seat.area_id, person_id=case.holder_id or 0)
    if case.holder_id is not None and not sits.exists():
        case.holder = None


def _name(area_id: int | None) -> str:
    node = grids.area(area_id)
    return node.label if node else ""
