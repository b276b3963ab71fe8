"""The grid's card: who is who, what it holds, what is open, who answers above it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.queries import desk as desks
from wangge.cases.queries import officer
from wangge.cases.views.officer._words import on_foot
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area, Post
from wangge.grids.queries import Answering, GridCard
from wangge.grids.rules.tree import Node
from wangge.people.models import Unit


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
    own, above = card.answering[0].posts, card.answering[1:]
    captains = [post.person.name for post in own if post.role == Role.CAPTAIN]
    units = sorted(map(unit_line, card.units), key=lambda unit: not unit["is_first"])
    near = [unit for unit in units if unit["is_first"]]
    context = {
        "node": node,
        "heading": node.label.replace("·", "・"),
        "counts": _figures(card, tabs),
        "grids": _others(acting),
        "team": team_lines(own),
        "captains": captains,
        "captains_words": f"{len(captains)} 人",
        "findings": [finding.text for finding in card.findings],
        "tabs": [tab for tab in tabs[1:] if tab.count],
        "view": (node.row.lon, node.row.lat, 16) if node.row.lon is not None else None,
        "estates": [place.name for place in card.estates],
        "units": near or units,
        "more_units": [unit for unit in units if not unit["is_first"]] if near else [],
        "above": [level_line(level) for level in above],
    }
    return render(request, "cases/grid_card.html", context)


def team_lines(posts: list[Post]) -> list[dict[str, Any]]:
    """Leader and officers; captains stand together in one line."""
    return [
        {
            "title": post.person.name,
            "sub": "・".join(filter(None, [post.get_role_display(), _employed(post), post.title])),
            "icon": "flag" if post.role == Role.LEADER else "user-round",
            "red": post.role == Role.LEADER,
        }
        for post in posts
        if post.role != Role.CAPTAIN
    ]


def _employed(post: Post) -> str:
    return {"full_time": "专职", "part_time": "兼职"}.get(post.employment_type, "")


#: Whom a grid needs first, by department, with an icon; all others stand in a fold.
_FIRST = {
    "police": "shield",
    "residents_committee": "landmark",
    "villagers_committee": "landmark",
    "community_party_org": "flag",
    "property_company": "building-2",
    "owners_committee": "users",
    "comprehensive_enforcement": "shield-check",
    "fire_rescue": "flame",
}


def unit_line(unit: Unit) -> dict[str, Any]:
    return {
        "title": unit.name,
        "sub": unit.department.name,
        "icon": _FIRST.get(unit.department_id, "briefcase-business"),
        "is_first": unit.department_id in _FIRST,
    }


def level_line(level: Answering) -> dict[str, Any]:
    """One level above: who answers there, by role."""
    by_role: dict[str, list[str]] = {}
    for post in level.posts:
        by_role.setdefault(post.get_role_display(), []).append(post.person.name)
    posts = [f"{role}　{'、'.join(names)}" for role, names in by_role.items()]
    return {"name": level.area.name, "posts": posts, "is_vacant": level.is_vacant}


def _figures(card: GridCard, tabs: list[desks.Tab]) -> list[dict[str, Any]]:
    """The counts over the card; open cases only where this hat may see them."""
    found: list[dict[str, Any]] = [
        {"label": "户", "figure": card.households if card.households is not None else "—"},
        {"label": "小区", "figure": len(card.estates)},
        {"label": "楼栋", "figure": card.buildings},
    ]
    if tabs:
        url = reverse("cases:officer_list")
        found.append({"label": "在办", "figure": tabs[0].count, "url": url})
    return found


def _others(acting: Acting) -> list[Node]:
    """The grids this hat reaches, to go from one card to another."""
    areas = officer.own_areas(acting)
    return areas if len(areas) > 1 else []
