"""The pool of orders that a grid's six lines share."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import queries as grids
from wangge.grids.access import Permit, is_below
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.rules.tree import Node
from wangge.life.queries.pool import pool as lines_of

_GRID = 4


def _grids(request: ActingRequest) -> list[Node]:
    """The grids at or below the hat's area."""
    tree = grids.the_tree()
    top = tree.at(request.acting.area_path)
    found, waiting = [], [top] if top else []
    while waiting:
        node = waiting.pop()
        if node.rank == _GRID and node.kind == "grid":
            found.append(node)
        elif node.rank < _GRID:
            waiting.extend(reversed(tree.below(node.id)))
    return found


def _chosen(request: ActingRequest, nodes: list[Node]) -> Node:
    asked = request.GET.get("area", "")
    if not asked:
        return nodes[0]
    node = grids.the_tree().get(int(asked)) if asked.isdecimal() and len(asked) < 15 else None
    if node is None or node.rank != _GRID or not is_below(node.path, request.acting.area_path):
        raise Http404
    return node


@require_safe
@permitted(Permit.CASE_SEE)
def pool(request: ActingRequest) -> HttpResponse:
    """Six lines, one pool: who fills each line in a grid, and what waits there for whom."""
    nodes = _grids(request)
    if not nodes or request.acting.unit_id is not None:
        raise Http404
    grid, now = _chosen(request, nodes), timezone.now()
    found = lines_of(grid, request.acting)
    context = {
        "grid": grid,
        "lines": [{"line": line, "late": line.late(now)} for line in found],
        "orders_n": sum(len(line.orders) for line in found),
        "grids": [(node.id, node.label) for node in nodes[:200]] if len(nodes) > 1 else [],
        "now": now,
    }
    return render(request, "life/pool.html", context)
