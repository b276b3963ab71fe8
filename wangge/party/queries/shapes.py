"""Declared shapes checked live against areas, organisations, posts and units."""

from collections import Counter
from datetime import datetime

from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.models import Post, UnitArea
from wangge.grids.rules.tree import Node
from wangge.party.models import PartyOrgArea, Shape, ShapeFill, ShapeUse
from wangge.party.rules import orgs, shapes
from wangge.party.rules.shapes import Finding, Slot, SlotKind

Have = Counter[tuple[int, int]]


def slots_of(shape: Shape) -> list[Slot]:
    """The parts of a shape as values."""
    return [Slot(s.pk, s.name, s.kind, s.what, s.least, s.most) for s in shape.slots.order_by("order")]


def shape_findings(use: ShapeUse, *, at: datetime) -> list[Finding]:
    """What is missing or too much where an area declared a shape; a question for each kind of part."""
    top = grids.area(use.area_id)
    if top is None:
        return []
    slots = slots_of(use.shape)
    asked = _asked(top, use.shape.rank)
    have: Have = Counter()
    for slot in slots:
        have.update(_have(slot, top, asked, at))
    return shapes.check(slots, have, [node.id for node in asked])


def _below(top: Node) -> list[Node]:
    found, waiting = [], [top]
    tree = grids.the_tree()
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(tree.below(node.id)))
    return found


def _asked(top: Node, rank: int) -> list[Node]:
    """The areas the shape speaks of: the area itself, or the grids below it."""
    if top.rank == rank:
        return [top]
    return [n for n in _below(top) if n.rank == rank and n.is_on and n.row.grid_type != "reserved"]


def _have(slot: Slot, top: Node, asked: list[Node], at: datetime) -> Have:
    if slot.kind == SlotKind.AREAS:
        return _areas(slot, asked)
    if slot.kind == SlotKind.POSTS:
        return _posts(slot, top, at)
    if slot.kind == SlotKind.ORGS:
        return _orgs(slot, top)
    return _lines(slot, top, asked)


def _areas(slot: Slot, asked: list[Node]) -> Have:
    rank, _, kind = slot.what.partition(":")
    counts: Have = Counter()
    for node in asked:
        fits = [n for n in _below(node) if n.rank == int(rank) and n.is_on and n.row.grid_type != "reserved"]
        counts[slot.id, node.id] = sum(1 for n in fits if not kind or n.row.grid_type == kind)
    return counts


def _posts(slot: Slot, top: Node, at: datetime) -> Have:
    role, _, employment = slot.what.partition(":")
    held = Post.objects.held(at).filter(access.below(top.path, field="area__path"), role=role)
    if employment:
        held = held.filter(employment_type=employment)
    return Counter((slot.id, area or 0) for area in held.values_list("area_id", flat=True))


def _orgs(slot: Slot, top: Node) -> Have:
    kinds = orgs.BRANCHES if slot.what == "branch" else frozenset(slot.what.split(","))
    bound = PartyOrgArea.objects.current().filter(
        access.below(top.path, field="area__path"), org__kind__in=kinds, org__closed_on__isnull=True
    )
    return Counter((slot.id, area) for area in bound.values_list("area_id", flat=True))


def _lines(slot: Slot, top: Node, asked: list[Node]) -> Have:
    """A line is filled by a unit of its department that serves the grid or an area above it, or by hand."""
    paths = {up for node in asked for up in access.paths_up(node.path)}
    departments = slot.what.split(",")
    served = set(
        UnitArea.objects.filter(
            unit__department__in=departments, unit__is_active=True, area__path__in=paths
        ).values_list("area__path", flat=True)
    )
    by_hand = set(ShapeFill.objects.filter(slot=slot.id).values_list("area_id", flat=True))
    counts: Have = Counter()
    for node in asked:
        is_there = node.id in by_hand or any(up in served for up in access.paths_up(node.path))
        counts[slot.id, node.id] = int(is_there)
    return counts
