"""The map of open work, and its points as JSON."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.cases.forms.maps import MapForm
from wangge.cases.models import Case
from wangge.cases.queries import maps as queries
from wangge.cases.queries.leaders import Standing, standing
from wangge.grids import queries as grids
from wangge.grids.access import Permit, Role
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.rules.tree import Node

#: Whose lists are others than the inbox: a click on a count has nowhere to lead.
_NO_INBOX = frozenset({Role.HANDLER, Role.UNIT_LEADER, Role.VERIFIER, Role.REVISIT})


def _asked(request: ActingRequest) -> Node:
    given = request.GET.get("area", "")
    node = queries.scope(request.acting, int(given) if given.isdecimal() else None)
    if node is None:
        raise Http404
    return node


@require_safe
@permitted(Permit.CASE_SEE)
def points(request: ActingRequest) -> HttpResponse:
    """The points of the map; the same tag until a case moves, so that a browser asks only for a yes or no."""
    at, acting = timezone.now(), request.acting
    node = _asked(request)
    filters = MapForm(request.GET, acting=acting).narrow(node.id)
    found = queries.points(queries.open_cases(acting, filters, at=at), node).as_json()
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="application/json")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@permitted(Permit.CASE_SEE)
def case_map(request: ActingRequest) -> HttpResponse:
    """The map, with the areas below and what is due first as lists beside it."""
    at, acting = timezone.now(), request.acting
    node = _asked(request)
    form = MapForm(request.GET, acting=acting)
    filters = form.narrow(node.id)
    cases = queries.open_cases(acting, filters, at=at)
    rows = standing(cases, node.id, at=at)
    query = {name: value for name, value in request.GET.items() if value and name not in ("area", "page")}
    has_inbox = acting.role not in _NO_INBOX
    context = {
        "node": node,
        "crumbs": _crumbs(request, node, query),
        "form": form,
        "keep": [("area", node.id)] if node.id != acting.area_id else [],
        "is_filtered": bool(query),
        "clear_url": f"?area={node.id}",
        "points_url": f"{reverse('cases:map_points')}?{urlencode({**query, 'area': node.id})}",
        "areas": [_area(row, node, query, has_inbox=has_inbox) for row in rows],
        "total": sum(row.open for row in rows),
        "over": sum(row.over for row in rows),
        "first": [_row(case) for case in queries.first(cases)],
        "list_url": _list_url(query, node.id) if has_inbox else "",
        "has_shapes": node.row.lon is not None,
        "posts_url": reverse("party:post_points") if acting.may(Permit.TASK_PUBLISH) else "",
    }
    return render(request, "cases/map.html", context)


def _crumbs(request: ActingRequest, node: Node, query: dict[str, Any]) -> list[tuple[str, str]]:
    """From the post's own area down to the one shown."""
    top = request.acting.area_id
    ids = list(node.chain_ids)
    ids = ids[ids.index(top) :] if top in ids else ids
    nodes = [found for id_ in ids if (found := grids.area(id_))]
    return [(n.name, f"?{urlencode({**query, 'area': n.id})}" if n is not node else "") for n in nodes]


def _list_url(query: dict[str, Any], area_id: int) -> str:
    return f"{reverse('cases:desk')}?{urlencode({**query, 'area': area_id})}"


def _area(row: Standing, shown: Node, query: dict[str, Any], *, has_inbox: bool) -> dict[str, Any]:
    is_part = row.node is not None and row.node.id != shown.id
    return {
        "row": row,
        "id": row.node.id if is_part and row.node else 0,
        "url": f"?{urlencode({**query, 'area': row.node.id})}" if is_part and row.node else "",
        "list_url": _list_url(query, row.node.id) if is_part and row.node and has_inbox and row.open else "",
    }


def _row(case: Case) -> dict[str, Any]:
    node = grids.area(case.area_id)
    return {"case": case, "title": case.title, "place": case.place, "area": node.label if node else "待定位"}
