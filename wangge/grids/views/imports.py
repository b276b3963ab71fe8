"""Bringing territory in: which tables there are; boundaries from GeoJSON, shown before they are written."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import actions, area_imports, queries
from wangge.grids.access import Permit
from wangge.grids.crs import Crs
from wangge.grids.doors import permitted
from wangge.grids.forms import BoundaryForm
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area, Draft, GeometryVersion
from wangge.grids.rules import plane

_KIND = "boundaries"


@require_safe
@permitted(Permit.AREAS_EDIT)
def imports(request: ActingRequest) -> HttpResponse:
    """The tables that can come in, in the order in which a new place needs them."""
    current = Area.objects.current()
    context = {
        "areas": current.count(),
        "with_shape": current.filter(geometry__isnull=False).count(),
        "last": GeometryVersion.objects.order_by("-pk").values("made_at", "source", "crs").first(),
        "tables": [area_imports.DIVISIONS, area_imports.AREAS, area_imports.PLACES],
    }
    return render(request, "grids/imports.html", context)


@permitted(Permit.AREAS_EDIT)
def upload(request: ActingRequest) -> HttpResponse:
    """Choose a file of boundaries and say in which system its coordinates are."""
    form = BoundaryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = {
            "document": form.cleaned_data["file"],
            "crs": form.cleaned_data["crs"],
            "by_name": form.cleaned_data["match"] == "name",
            "source": form.file_name,
        }
        draft = actions.hold(_KIND, content, by=request.acting, at=timezone.now())
        return redirect("grids:preview_boundaries", draft.pk)
    return render(request, "grids/boundaries.html", {"form": form}, status=422 if form.errors else 200)


@permitted(Permit.AREAS_EDIT)
def preview(request: ActingRequest, draft_id: UUID) -> HttpResponse:
    """What the file would change; POST does it, or gives it up."""
    drafts = Draft.objects.filter(kind=_KIND, post_id=request.acting.post_id)
    draft = get_object_or_404(drafts, pk=draft_id)
    content: dict[str, Any] = draft.content
    options = {"crs": content["crs"], "by_name": content["by_name"]}
    if request.method == "POST":
        if "confirm" in request.POST:
            done = actions.import_boundaries(
                content["document"], **options, source=content["source"], by=request.acting, at=timezone.now()
            )
            text = f"已导入边界：新增 {done.count('new')}，修改 {done.count('changed')}。"
            messages.success(request, text)
        actions.drop(draft)
        return redirect("grids:tree" if "confirm" in request.POST else "grids:boundaries")
    return render(request, "grids/boundaries_preview.html", _shown(content, options))


def _shown(content: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    plan = queries.plan_boundaries(content["document"], **options)
    drawn = [
        {
            "type": "Feature",
            "properties": {"id": b.node.id, "name": b.node.name, "role": "part", "lon": None, "lat": None},
            "geometry": plane.as_json(b.prepared.polygon),
        }
        for b in plan.boundaries
    ]
    states = (("新增", "new"), ("修改", "changed"), ("未变", "unchanged"))
    return {
        "plan": plan,
        "source": content["source"],
        "crs": Crs(content["crs"]).label,
        "counts": [(label, plan.count(state)) for label, state in states],
        "is_new": any(boundary.state != "unchanged" for boundary in plan.boundaries),
        "drawn": {"type": "FeatureCollection", "features": drawn},
    }
