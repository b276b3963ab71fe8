"""The emergency mode: asked for, agreed to, walked from door to door, ended; and its report for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.insight import actions
from wangge.insight.forms import DoorForm, EmergencyForm
from wangge.insight.models import Emergency, HelpDoor
from wangge.insight.queries import emergency as queries
from wangge.insight.rules.emergency import MOST_DAYS, Mode
from wangge.insight.views.wall import scope

_ALL = (Permit.EMERGENCY_ASK, Permit.EMERGENCY_AGREE, Permit.EMERGENCY_WALK)


def _seen(request: ActingRequest) -> Any:
    permit = next(permit for permit in _ALL if request.acting.may(permit))
    return Emergency.objects.open_to(request.acting, permit).select_related("area", "asked_by", "agreed_by")


@permitted(*_ALL)
def emergencies(request: ActingRequest) -> HttpResponse:
    """What runs, what waits for a second person, what is over; a form to ask."""
    acting = request.acting
    may_ask = acting.may(Permit.EMERGENCY_ASK)
    form = EmergencyForm(request.POST or None, acting=acting) if may_ask else None
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data
        row = actions.ask_emergency(
            kind=given["kind"],
            words=given["words"],
            days=given["days"],
            area_id=int(given["area"] or scope(request).id),
            by=acting,
            at=timezone.now(),
        )
        return redirect("insight:emergency", row.pk)
    context = {"rows": list(_seen(request).order_by("-asked_at")[:50]), "form": form, "most": MOST_DAYS}
    return render(request, "insight/emergencies.html", context, status=422 if form and form.errors else 200)


@permitted(*_ALL)
def emergency(request: ActingRequest, emergency_id: int) -> HttpResponse:
    """One of them: its counts; the doors, for whoever walks there."""
    acting = request.acting
    row = get_object_or_404(_seen(request), pk=emergency_id)
    walks = acting.may(Permit.EMERGENCY_WALK) and row.mode == Mode.ON
    form = DoorForm(request.POST or None, acting=acting) if walks else None
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data
        actions.ask_door(
            row,
            area_id=int(given["area"]),
            door=given["door"],
            needs=given["needs"],
            by=acting,
            at=timezone.now(),
        )
        return redirect("insight:emergency", row.pk)
    context = {
        "row": row,
        "counts": queries.counted(row),
        "form": form,
        "doors": queries.doors(row, acting) if walks else [],
        "may_agree": acting.may(Permit.EMERGENCY_AGREE)
        and row.mode == Mode.ASKED
        and row.asked_by_id != acting.person_id,
        "may_end": acting.may(Permit.EMERGENCY_AGREE) and row.mode == Mode.ON,
    }
    return render(request, "insight/emergency.html", context, status=422 if form and form.errors else 200)


@require_POST
@permitted(Permit.EMERGENCY_AGREE)
def decide_emergency(request: ActingRequest, emergency_id: int) -> HttpResponse:
    """The second person's yes or no."""
    row = get_object_or_404(_seen(request), pk=emergency_id)
    agreed = request.POST.get("is_agreed") == "yes"
    actions.decide_emergency(row, is_agreed=agreed, by=request.acting, at=timezone.now())
    return redirect("insight:emergency", row.pk)


@require_POST
@permitted(Permit.EMERGENCY_AGREE)
def end_emergency(request: ActingRequest, emergency_id: int) -> HttpResponse:
    """Over before its day."""
    row = get_object_or_404(_seen(request), pk=emergency_id)
    actions.end_emergency(row, by=request.acting, at=timezone.now())
    return redirect("insight:emergency", row.pk)


@require_POST
@permitted(Permit.EMERGENCY_WALK)
def helped(request: ActingRequest, door_id: int) -> HttpResponse:
    """The help has come to a door."""
    rows = HelpDoor.objects.open_to(request.acting, Permit.EMERGENCY_WALK)
    door = get_object_or_404(rows, pk=door_id)
    actions.help_door(door, by=request.acting, at=timezone.now())
    return redirect("insight:emergency", door.emergency_id)


@require_safe
def help_page(request: HttpRequest, emergency_id: int) -> HttpResponse:
    """What is collected, until when, and afterwards what it came to: for everybody."""
    rows = Emergency.objects.filter(mode__in=[Mode.ON, Mode.ENDED]).select_related("area")
    row = get_object_or_404(rows, pk=emergency_id)
    counts = queries.counted(row) if row.mode == Mode.ENDED else None
    return render(request, "insight/help.html", {"row": row, "counts": counts})
