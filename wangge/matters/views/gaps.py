"""Matters with no route, and the button that closes a gap."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wangge.grids.access import Acting, Permit
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area
from wangge.kernel.refusal import Refused
from wangge.matters import actions, queries
from wangge.matters.forms import GapForm
from wangge.matters.forms.fields import offered_units
from wangge.matters.models import Matter
from wangge.matters.queries import Gap
from wangge.matters.views import _common
from wangge.people.models import Unit


@login_required
def page(request: ActingRequest) -> HttpResponse:
    """Which matters find no unit where; POST gives one gap to a unit."""
    acting = _common.seeing(request)
    gaps = _gaps(acting)
    if request.method == "POST":
        return _close(request, gaps)
    units = offered_units()
    rows = [
        {
            "gap": gap,
            "key": key_of(gap),
            "form": GapForm(
                units=units, initial={"unit": gap.stand_in.id if gap.stand_in else None}, prefix=key_of(gap)
            ),
        }
        for gap in gaps
    ]
    concerned = {m.code for gap in gaps for m in gap.matters}
    context = {"rows": rows, "concerned": len(concerned), "may_edit": acting.may(Permit.MATTERS_EDIT)}
    return render(request, "matters/gaps.html", context)


def _gaps(acting: Acting) -> list[Gap]:
    """The gaps of the whole tree that this hat reaches."""
    roots = Area.objects.current().filter(parent__isnull=True).order_by("path")
    tops = Area.objects.current().filter(path=acting.area_path) if acting.area_path else roots
    return [gap for root in tops for gap in queries.routes_missing(root)]


def key_of(gap: Gap) -> str:
    """What names a gap in a form."""
    return f"{gap.department}-{gap.area.id}"


def _close(request: ActingRequest, gaps: list[Gap]) -> HttpResponse:
    acting = _common.editing(request)
    gap = next((gap for gap in gaps if key_of(gap) == request.POST.get("gap")), None)
    if gap is None:
        raise Http404
    form = GapForm(request.POST, units=offered_units(), prefix=key_of(gap))
    if not form.is_valid():
        messages.error(request, "没有这个单位，请从下拉里选。")
        return redirect("matters:gaps")
    unit = get_object_or_404(Unit, pk=form.cleaned_data["unit"])
    matters = list(Matter.objects.filter(pk__in=[m.code for m in gap.matters]).order_by("pk"))
    area = get_object_or_404(Area, pk=gap.area.id)
    try:
        made = actions.close_gap(matters, area=area, unit=unit, by=acting, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{area.name}：{len(made)} 个事项先由{unit.name}统筹。")
    return redirect("matters:gaps")
