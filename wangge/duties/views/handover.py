"""Handing over: begin, sign, print."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.duties import actions
from wangge.duties.forms.handover import HandoverForm
from wangge.duties.models import Handover
from wangge.duties.queries import handover as queries
from wangge.grids import queries as areas
from wangge.grids.access import Acting, Permit
from wangge.grids.doors import in_post, permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area
from wangge.kernel.pages import attempt

_SHOWN = 40


@permitted(Permit.HAND_OVER)
def handovers(request: ActingRequest) -> HttpResponse:
    """The latest ones, and the beginning of a new one."""
    acting, now = request.acting, timezone.now()
    area = get_object_or_404(Area, pk=acting.area_id)
    form = HandoverForm(request.POST or None, area=area, giver=acting.person_id or 0, at=now)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.write_handover(area, **form.cleaned_data, by=acting, at=timezone.now())
        )
        if made is not None:
            messages.success(request, "已保存。看一遍，没有问题就签字。")
            return redirect("duties:handover", made.pk)
    seen = Handover.objects.open_to(acting, Permit.HAND_OVER).select_related("area", "giver", "taker")
    context = {"form": form, "area": area, "rows": seen.order_by("-made_at")[:_SHOWN]}
    return render(request, "duties/handovers.html", context, status=422 if form.errors else 200)


def _seen(request: ActingRequest, handover_id: UUID) -> Handover:
    """Whoever signs may see it under any hat of his."""
    person = request.acting.person_id or 0
    mine = Handover.objects.filter(giver=person) | Handover.objects.filter(taker=person)
    seen = mine | Handover.objects.open_to(request.acting, Permit.HAND_OVER)
    return get_object_or_404(seen.select_related("area", "giver", "taker").distinct(), pk=handover_id)


@in_post
def handover(request: ActingRequest, handover_id: UUID) -> HttpResponse:
    """One page; POST signs it."""
    made = _seen(request, handover_id)
    if request.method == "POST":
        actions.sign_handover(made, by=request.acting, at=timezone.now())
        messages.success(request, "已签字。")
        return redirect("duties:handover", made.pk)
    person = request.acting.person_id
    may_sign = (person == made.giver_id and not made.giver_signed_at) or (
        person == made.taker_id and made.giver_signed_at is not None and not made.taker_signed_at
    )
    return render(request, "duties/handover.html", _page(made, request.acting) | {"may_sign": may_sign})


@require_safe
@in_post
def handover_print(request: ActingRequest, handover_id: UUID) -> HttpResponse:
    """On paper, with two lines to sign on."""
    return render(request, "duties/handover_print.html", _page(_seen(request, handover_id), request.acting))


def _page(made: Handover, acting: Acting) -> dict[str, Any]:
    node, now = areas.the_tree().nodes[made.area_id], timezone.now()
    return {
        "handover": made,
        "node": node,
        "load": queries.load(made, acting, at=now),
        "card": areas.grid_card(node, at=now),
    }
