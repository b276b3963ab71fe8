"""Splitting, joining and closing areas: chosen, shown as a whole, then done or given up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wangge.duties import actions
from wangge.duties.forms.territory import MergeForm, PartForm, RetireForm, SplitForm
from wangge.duties.queries import territory
from wangge.duties.queries.territory import Change
from wangge.grids import actions as grids
from wangge.grids import queries as areas
from wangge.grids.access import Permit
from wangge.grids.actions import Part
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area, Draft
from wangge.grids.rules import plane
from wangge.kernel.pages import attempt

_KIND = "territory"


def _editable(request: ActingRequest, area_id: int) -> Area:
    """The standing area, if this hat may edit it; otherwise it looks as if it were not there."""
    mine = Area.objects.current().open_to(request.acting, Permit.AREAS_EDIT)
    return get_object_or_404(mine.exclude(kind="party"), pk=area_id)


def _hold(request: ActingRequest, content: dict[str, Any]) -> HttpResponse:
    draft = grids.hold(_KIND, content, by=request.acting, at=timezone.now())
    return redirect("duties:territory", draft.pk)


@permitted(Permit.AREAS_EDIT)
def split(request: ActingRequest, area_id: int) -> HttpResponse:
    """Draw the lines along which an area is cut."""
    area, now = _editable(request, area_id), timezone.now()
    form = SplitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lines = form.cleaned_data["lines"]
        if attempt(form, lambda: territory.plan_split(area, lines, at=now)) is not None:
            return _hold(request, {"what": "split", "area": area.pk, "lines": lines})
    near = areas.around(area.pk)
    drawing = {
        "cut": True,
        "own": plane.as_json(near.own) if near.own else None,
        "parent": plane.as_json(near.parent) if near.parent else None,
        "siblings": [{"name": n, "geometry": plane.as_json(s)} for n, s in near.siblings.values()],
        "lines": form.cleaned_data.get("lines") if form.is_bound else None,
    }
    context = _about(area) | {"form": form, "drawing": drawing, "view": territory.middle([area])}
    return render(request, "duties/split.html", context, status=422 if form.errors else 200)


def _about(area: Area) -> dict[str, Any]:
    node = areas.the_tree().nodes[area.pk]
    return {
        "area": area,
        "node": node,
        "crumbs": [(n.name, f"/areas/{n.id}/") for n in areas.chain(node.path)],
    }


@permitted(Permit.AREAS_EDIT)
def merge(request: ActingRequest, area_id: int) -> HttpResponse:
    """Choose the areas below one that become one."""
    parent, now = _editable(request, area_id), timezone.now()
    form = MergeForm(request.POST or None, parent=parent)
    if request.method == "POST" and form.is_valid():
        chosen, name = list(form.cleaned_data["areas"]), form.cleaned_data["name"].strip()
        if attempt(form, lambda: territory.plan_merge(chosen, name, at=now)) is not None:
            return _hold(request, {"what": "merge", "areas": [a.pk for a in chosen], "name": name})
    context = _about(parent) | {"form": form, "heading": f"合并{parent.name}的网格", "merging": True}
    return render(request, "duties/choose_areas.html", context, status=422 if form.errors else 200)


@permitted(Permit.AREAS_EDIT)
def retire(request: ActingRequest, area_id: int) -> HttpResponse:
    """Choose the area that takes over from one that is closed."""
    area = _editable(request, area_id)
    form = RetireForm(request.POST or None, area=area)
    if request.method == "POST" and form.is_valid():
        return _hold(request, {"what": "retire", "area": area.pk, "to": form.cleaned_data["successor"].pk})
    context = _about(area) | {"form": form, "heading": f"停用{area.name}", "merging": False}
    return render(request, "duties/choose_areas.html", context, status=422 if form.errors else 200)


@permitted(Permit.AREAS_EDIT)
def change(request: ActingRequest, draft_id: UUID) -> HttpResponse:
    """What would move; POST does it in one go, or gives it up."""
    drafts = Draft.objects.filter(kind=_KIND, post_id=request.acting.post_id)
    draft = get_object_or_404(drafts, pk=draft_id)
    content: dict[str, Any] = draft.content
    ids = content.get("areas") or [content["area"]]
    old = [_editable(request, pk) for pk in ids]
    if "drop" in request.POST:
        grids.drop(draft)
        return redirect("grids:area", old[0].parent_id or old[0].pk)
    plan = _plan(request, content, old)
    forms = [
        PartForm(
            request.POST or None, prefix=f"part{n}", initial={"name": p.name, "households": p.households}
        )
        for n, p in enumerate(plan.pieces)
    ]
    is_split = content["what"] == "split"
    if request.method == "POST" and (not is_split or all([form.is_valid() for form in forms])):
        made = _do(request, content, old, plan, forms)
        grids.drop(draft)
        messages.success(request, f"{plan.title}：已完成，{plan.open_cases} 件在办的事一起转过去了。")
        return redirect("grids:area", made.pk)
    context = _about(old[0]) | {
        "plan": plan,
        "rows": list(zip(plan.pieces, forms, strict=True)),
        "drawn": territory.drawn(plan),
        "is_split": is_split,
        "view": territory.middle(old),
        "numbers": list(range(len(plan.pieces))),
    }
    return render(request, "duties/territory.html", context, status=422 if request.method == "POST" else 200)


def _plan(request: ActingRequest, content: dict[str, Any], old: list[Area]) -> Change:
    now = timezone.now()
    if content["what"] == "split":
        return territory.plan_split(old[0], content["lines"], at=now)
    if content["what"] == "merge":
        return territory.plan_merge(old, content["name"], at=now)
    return territory.plan_retire(old[0], _editable(request, content["to"]), at=now)


def _do(
    request: ActingRequest, content: dict[str, Any], old: list[Area], plan: Change, forms: list[PartForm]
) -> Area:
    by, now = request.acting, timezone.now()
    if content["what"] == "merge":
        return actions.merge_areas(old, name=content["name"], by=by, at=now)
    if content["what"] == "retire":
        successor = _editable(request, content["to"])
        actions.retire_area(old[0], successor=successor, by=by, at=now)
        return successor
    parts = [
        Part(form.cleaned_data["name"].strip(), piece.polygon, form.cleaned_data["households"])
        for form, piece in zip(forms, plan.pieces, strict=True)
        if piece.polygon is not None
    ]
    sent = request.POST
    chosen = {p.pk: [int(n) for n in sent.getlist(f"post{p.pk}") if n.isdecimal()] for p in plan.posts}
    posts_to = {pk: numbers for pk, numbers in chosen.items() if numbers}
    return actions.split_area(old[0], parts, posts_to=posts_to, by=by, at=now)[0]
