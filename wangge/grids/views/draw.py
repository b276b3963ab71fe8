"""Drawing the boundary of an area on the map; and which grids are far from five hundred households."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import actions, queries
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.forms import DrawForm
from wangge.grids.middleware import ActingRequest
from wangge.grids.queries.shapes import Around
from wangge.grids.rules import checks, plane
from wangge.grids.rules.drawing import Fit
from wangge.grids.views.area import editable, node_or_404
from wangge.grids.views.tree import describe
from wangge.kernel.pages import attempt


@permitted(Permit.AREAS_EDIT)
def draw(request: ActingRequest, area_id: int) -> HttpResponse:
    """Drag, add and take away the corners of a boundary; neighbours and the area above are in sight."""
    stored, node = editable(request, area_id), node_or_404(area_id)
    near = queries.around(node.id)
    form = DrawForm(request.POST or None, initial={"fit": ""})
    if request.method == "POST" and form.is_valid():
        names = attempt(
            form,
            lambda: actions.draw_boundary(
                stored,
                form.cleaned_data["geometry"],
                fit=Fit(form.cleaned_data["fit"]),
                by=request.acting,
                at=timezone.now(),
            ),
        )
        if names is not None:
            messages.success(
                request, "边界已保存。" + (f"{'、'.join(names)}让出了重叠部分。" if names else "")
            )
            return redirect("grids:area", node.id)
    drawn = form.cleaned_data.get("geometry") if form.is_bound and hasattr(form, "cleaned_data") else None
    context = describe(node) | {
        "form": form,
        "drawing": _drawing(near, drawn),
        "view": _view(near, node.row.lon, node.row.lat),
        "has_parent": near.parent is not None,
    }
    return render(request, "grids/draw.html", context, status=422 if form.errors else 200)


def _drawing(near: Around, drawn: Any) -> dict[str, Any]:
    """What the page's script draws: the boundary itself, and what it has to agree with."""
    own = drawn or (plane.as_json(near.own) if near.own else None)
    return {
        "own": own,
        "parent": plane.as_json(near.parent) if near.parent else None,
        "siblings": [{"name": name, "geometry": plane.as_json(s)} for name, s in near.siblings.values()],
    }


def _view(near: Around, lon: float | None, lat: float | None) -> tuple[float, float, int] | None:
    if lon is not None and lat is not None:
        return lon, lat, 15
    if near.parent is not None:
        middle = plane.label_point(near.parent)
        return middle[0], middle[1], 15
    return None


@require_safe
@permitted(Permit.AREAS_SEE)
def sizes(request: ActingRequest, area_id: int) -> HttpResponse:
    """The grids at or below an area, those farthest from five hundred households first."""
    node = node_or_404(area_id)
    grids = queries.grid_sizes(node)
    context = describe(node) | {
        "rows": grids,
        "off": sum(row.is_off for row in grids),
        "unknown": sum(row.households is None for row in grids),
        "few": checks.FEW_HOUSEHOLDS,
        "many": checks.MANY_HOUSEHOLDS,
        "usual": checks.USUAL_HOUSEHOLDS,
        "can_edit": request.acting.may(Permit.AREAS_EDIT),
    }
    return render(request, "grids/sizes.html", context)
