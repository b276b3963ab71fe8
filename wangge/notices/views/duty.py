"""The roster of a desk, what rings now, one alarm with its chain."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wangge.grids.access import Acting, Permit
from wangge.grids.doors import in_post, permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area
from wangge.kernel.pages import attempt
from wangge.kernel.words import SHANGHAI
from wangge.notices import actions, queries
from wangge.notices.forms import ShiftForm
from wangge.notices.models import Alarm, Shift

_SHOWN = 30


def _desks(acting: Acting) -> list[Area]:
    """The desks with a roster that this hat sees: its own, those below it, and the one above a community."""
    found = Area.objects.current().filter(rank__in=queries.ROSTER_RANKS)
    if not acting.area_path:
        return list(found.order_by("path"))
    below = list(found.below(acting.area_path).order_by("path"))
    return below or list(found.up_from(acting.area_path).order_by("-rank")[:1])


@permitted(Permit.ROSTER_SEE)
def roster(request: ActingRequest) -> HttpResponse:
    """Who is on duty now and this week; whoever may puts somebody on duty."""
    acting, now = request.acting, timezone.now()
    desks = _desks(acting)
    if not desks:
        raise Http404
    asked = request.GET.get("area", "")
    area = next((desk for desk in desks if str(desk.pk) == asked), desks[0])
    may_edit = acting.may(Permit.ROSTER_EDIT)
    start = _evening(now)
    form = ShiftForm(
        request.POST or None,
        area=area,
        by=acting,
        at=now,
        initial={"starts_at": start, "ends_at": start + timedelta(hours=15)},
    )
    if request.method == "POST" and form.is_valid():
        shift = attempt(
            form, lambda: actions.add_shift(area, **form.cleaned_data, by=acting, at=timezone.now())
        )
        if shift is not None:
            messages.success(request, f"已排{shift.person.name}值班。")
            return redirect(f"{reverse('duty:roster')}?area={area.pk}")
    alarms = queries.with_chain(Alarm.objects.open_to(acting, Permit.ROSTER_SEE).filter(area=area))
    context = {
        "desk": queries.desk(area, at=now),
        "desks": desks,
        "area": area,
        "form": form if may_edit else None,
        "may_edit": may_edit,
        "now": now,
        "alarms": alarms.order_by("-raised_at")[:10],
    }
    return render(request, "notices/roster.html", context, status=422 if form.errors else 200)


def _evening(now: datetime) -> datetime:
    """The next evening at half past five, when a night shift begins."""
    here = now.astimezone(SHANGHAI)
    start = here.replace(hour=17, minute=30, second=0, microsecond=0)
    return start if start > here else start + timedelta(days=1)


@require_POST
@permitted(Permit.ROSTER_EDIT)
def remove_shift(request: ActingRequest, shift_id: int) -> HttpResponse:
    """Take a shift out of the roster."""
    mine = Shift.objects.open_to(request.acting, Permit.ROSTER_EDIT).select_related("area", "person")
    shift = get_object_or_404(mine, pk=shift_id)
    actions.remove_shift(shift, by=request.acting, at=timezone.now())
    messages.success(request, "这一班已取消。")
    return redirect(f"{reverse('duty:roster')}?area={shift.area_id}")


@never_cache
@require_safe
@login_required
def ringing(request: HttpRequest) -> HttpResponse:
    """What rings for whoever asks: his pages ask every few seconds, quietly."""
    person_id = getattr(request.user, "person_id", None)
    rows = [
        {"text": ring.alarm.text, "url": reverse("duty:alarm", args=[ring.alarm_id])}
        for ring in (queries.ringing(person_id) if person_id else [])
    ]
    return JsonResponse({"alarms": rows})


def _open(request: ActingRequest, alarm_id: UUID) -> Alarm:
    found = queries.with_chain(Alarm.objects.open_to(request.acting, Permit.ROSTER_SEE))
    return get_object_or_404(found, pk=alarm_id)


@never_cache
@in_post
def alarm(request: ActingRequest, alarm_id: UUID) -> HttpResponse:
    """One alarm: what it is, whom to call, who was rung for; POST says that one knows."""
    made = _open(request, alarm_id)
    if request.method == "POST":
        actions.acknowledge(made, by=request.acting, at=timezone.now())
        messages.success(request, "已记下：您知道这件事了。")
        return redirect("duty:alarm", made.pk)
    rings = list(made.rings.all())
    waiting = [person for person, _ in made.chain][len(rings) :]
    context = {
        "alarm": made,
        "rings": rings,
        "more": len(waiting),
        "is_mine": any(ring.person_id == request.acting.person_id for ring in rings),
    }
    return render(request, "notices/alarm.html", context)


@login_required
@in_post
def alarms(request: ActingRequest) -> HttpResponse:
    """The latest alarms this hat may see, unanswered ones first."""
    found = queries.with_chain(Alarm.objects.open_to(request.acting, Permit.ROSTER_SEE))
    rows = list(found.order_by("-raised_at")[:_SHOWN])
    rows.sort(key=lambda one: one.acknowledged_at is not None)
    return render(request, "notices/alarms.html", {"rows": rows})
