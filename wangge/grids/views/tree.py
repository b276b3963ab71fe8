"""The tree with its map: find an area, walk down, see who answers for it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import queries
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import AreaKind, GridType
from wangge.grids.rules.tree import Node

_FOUND = 30


@require_safe
@permitted(Permit.AREAS_SEE)
def tree(request: ActingRequest) -> HttpResponse:
    """One area, what lies below it, and the way up; `at` chooses it, `q` looks for names and codes."""
    words = request.GET.get("q", "").strip()[:60]
    node = _chosen(request)
    context: dict[str, Any] = {"words": words, "found": queries.the_tree().find(words, limit=_FOUND)}
    if node is not None:
        context |= describe(node)
    return render(request, "grids/tree.html", context)


def _chosen(request: ActingRequest) -> Node | None:
    """The asked one; else where the hat sits; else the root."""
    forest = queries.the_tree()
    asked = request.GET.get("at", "")
    if asked:
        node = forest.get(int(asked)) if asked.isdecimal() and len(asked) < 19 else None
        if node is None:
            raise Http404
        return node
    roots = [node for node in forest.below(None) if node.kind != AreaKind.PARTY]
    node = forest.get(request.acting.area_id) or (roots[0] if roots else None)
    while node is not None and len(below := forest.below(node.id)) == 1 and forest.below(below[0].id):
        node = below[0]  # a district of one street has nothing to choose
    return node


@dataclass(frozen=True, slots=True)
class Below:
    """A line of the list of what lies below an area."""

    node: Node
    #: What it is, where its level does not say so already.
    type_name: str
    parts: int


def _below(node: Node) -> list[Below]:
    forest = queries.the_tree()
    found = []
    for one in forest.below(node.id):
        of_grid = GridType(one.row.grid_type).label if one.row.grid_type else ""
        found.append(Below(one, of_grid or AreaKind(one.kind).label, len(forest.below(one.id))))
    return found


def describe(node: Node) -> dict[str, Any]:
    """What the panel of an area shows."""
    chain = queries.chain(node.path) or [node]
    here = reverse("grids:tree")
    crumbs = [(n.name, f"{here}?at={n.id}") for n in chain[:-1]] + [(node.name, "")]
    below = _below(node)
    return {
        "node": node,
        "crumbs": crumbs,
        "below": below,
        "below_name": below[0].node.level_name if below else "",
        "answering": queries.who_answers(node, at=timezone.now()),
        "has_shapes": node.row.lon is not None or any(one.node.row.lon is not None for one in below),
    }


@require_safe
@permitted(Permit.AREAS_SEE)
def find(request: ActingRequest) -> HttpResponse:
    """Areas for a chooser: id, full name, level."""
    words = request.GET.get("q", "").strip()[:60]
    found = queries.the_tree().find(words, limit=_FOUND)
    rows = [{"id": n.id, "code": n.code, "name": n.full_name, "level": n.level_name} for n in found]
    return JsonResponse({"areas": rows})
