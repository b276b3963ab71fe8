"""The grid's card: who is who, what it holds, what is open, who answers above it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from wangge.cases.queries import desk as desks
from wangge.cases.queries import officer
from wangge.cases.views.officer._words import on_foot
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area, Post
from wangge.grids.rules.tree import Node


@permitted(Permit.AREAS_SEE)
@on_foot
def grid_card(request: ActingRequest) -> HttpResponse:
    """Who is who in a grid, what it holds, what is open there, and who answers above it."""
    at, acting = timezone.now(), request.acting
    wanted = request.GET.get("area", "")
    reach = Area.objects.open_to(acting, Permit.AREAS_SEE).current()
    row = get_object_or_404(reach, pk=int(wanted) if wanted.isdecimal() else acting.area_id)
    node = grids.area(row.pk)
    if node is None:
        raise Http404
    card = grids.grid_card(node, at=at)
    tabs = officer.by_status(acting, node)
    context = {
        "node": node,
        "card": card,
        "heading": node.label.replace("·", "・"),
        "team": _team(card.answering[0].posts),
        "captains": [p.person.name for p in card.answering[0].posts if p.role == Role.CAPTAIN],
        "above": card.answering[1:],
        "units": [_unit(unit) for unit in card.units],
        "counts": _figures(card, tabs),
        "tabs": [tab for tab in tabs[1:] if tab.count],
        "grids": _others(acting),
        "is_own": node.id == acting.area_id,
        "ground_version": grids.places_token(),
    }
    return render(request, "cases/grid_card.html", context)


def _team(posts: list[Post]) -> list[dict[str, Any]]:
    icons = {Role.LEADER: "flag", Role.OFFICER: "user-round"}
    return [
        {
            "title": post.person.name,
            "sub": "・".join(
                w for w in (post.get_role_display(), post.get_employment_type_display(), post.title) if w
            ),
            "icon": icons.get(Role(post.role), "user-round"),
            "red": post.role == Role.LEADER,
        }
        for post in posts
        if post.role != Role.CAPTAIN
    ]


#: Whom a grid needs first, by department; all others follow in the order of their reach.
_FIRST = {
    "police": "shield",
    "residents_committee": "landmark",
    "villagers_committee": "landmark",
    "property_company": "building-2",
    "owners_committee": "users",
    "community_party_org": "flag",
    "comprehensive_enforcement": "shield-check",
    "fire_rescue": "flame",
}


def _unit(unit: Any) -> dict[str, Any]:
    return {
        "title": unit.name,
        "sub": unit.department.name,
        "icon": _FIRST.get(unit.department_id, "briefcase-business"),
        "is_first": unit.department_id in _FIRST,
    }


def _figures(card: grids.GridCard, tabs: list[desks.Tab]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": "户", "figure": card.households if card.households is not None else "—"},
        {"label": "小区", "figure": len(card.estates)},
        {"label": "楼栋", "figure": card.buildings},
    ]
    if tabs:
        found.append({"label": "在办", "figure": tabs[0].count})
    return found


def _others(acting: Acting) -> list[Node]:
    """The grids this hat reaches, to go from one card to another."""
    areas = officer.own_areas(acting)
    return areas if len(areas) > 1 else []
