"""Patrols: plans and rounds; what is found becomes a case in two taps; shop fronts with their duties."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.duties import actions
from wangge.duties.forms.patrol import FindForm, FrontForm, PlanForm
from wangge.duties.models import Front, Patrol, PatrolPlan
from wangge.duties.rules import patrol as rules
from wangge.duties.rules.patrol import Duty, Kind
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area, Place
from wangge.kernel.pages import attempt
from wangge.kernel.words import SHANGHAI

_SHOWN = 60


def _permit(request: ActingRequest) -> Permit:
    return Permit.PATROL_WALK if request.acting.may(Permit.PATROL_WALK) else Permit.PATROL_PLAN


@permitted(Permit.PATROL_WALK, Permit.PATROL_PLAN)
def patrols(request: ActingRequest) -> HttpResponse:
    """The plans of one's area: what is due, what is being walked; whoever plans adds one."""
    acting, now = request.acting, timezone.now()
    area = get_object_or_404(Area, pk=acting.area_id)
    may_plan = acting.may(Permit.PATROL_PLAN)
    form = PlanForm(request.POST or None, path=acting.area_path) if may_plan else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            given = form.cleaned_data
            plan = attempt(
                form,
                lambda: actions.plan_patrol(
                    area,
                    name=given["name"],
                    kind=Kind(given["kind"]),
                    every_days=given["every_days"],
                    looks_for=given["looks_for"],
                    places=list(given["places"]),
                    by=acting,
                    at=now,
                ),
            )
            if plan is not None:
                messages.success(request, "巡查已安排。")
                return redirect("duties:patrols")
    plans = PatrolPlan.objects.open_to(acting, _permit(request)).filter(is_active=True)
    plans = plans.select_related("area").annotate(last=Max("rounds__ended_at")).prefetch_related("stops")
    rows = [_row(plan) for plan in plans.order_by("name")[:_SHOWN]]
    rows.sort(key=lambda row: (row["next"], row["plan"].name))
    mine = Patrol.objects.filter(person=acting.person_id or 0, ended_at__isnull=True).select_related("plan")
    context = {
        "rows": rows,
        "form": form,
        "open": list(mine),
        "may_walk": acting.may(Permit.PATROL_WALK),
        "today": now.astimezone(SHANGHAI).date(),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "duties/patrols.html", context, status=status)


def _row(plan: Any) -> dict[str, Any]:
    today = timezone.now().astimezone(SHANGHAI).date()
    last = plan.last.astimezone(SHANGHAI).date() if plan.last else None
    due = rules.next_on(last, every_days=plan.every_days, today=today)
    return {"plan": plan, "last": last, "next": due, "stops": len(plan.stops.all())}


@require_POST
@permitted(Permit.PATROL_WALK)
def start(request: ActingRequest, plan_id: int) -> HttpResponse:
    """Set out."""
    plans = PatrolPlan.objects.open_to(request.acting, Permit.PATROL_WALK).filter(is_active=True)
    plan = get_object_or_404(plans, pk=plan_id)
    made = actions.start_patrol(plan, by=request.acting, at=timezone.now())
    return redirect("duties:patrol", made.pk)


@require_POST
@permitted(Permit.PATROL_PLAN)
def end_plan(request: ActingRequest, plan_id: int) -> HttpResponse:
    """It is not walked any more."""
    plan = get_object_or_404(PatrolPlan.objects.open_to(request.acting, Permit.PATROL_PLAN), pk=plan_id)
    actions.end_plan(plan, by=request.acting, at=timezone.now())
    messages.success(request, "这项巡查已停止。")
    return redirect("duties:patrols")


@permitted(Permit.PATROL_WALK)
def patrol(request: ActingRequest, patrol_id: UUID) -> HttpResponse:
    """On the way: stops to tick, findings in two taps, the end."""
    mine = Patrol.objects.filter(person=request.acting.person_id or 0).select_related("plan__area")
    made = get_object_or_404(mine, pk=patrol_id)
    stops = list(made.plan.stops.select_related("place").order_by("order"))
    places = Place.objects.filter(pk__in=[stop.place_id for stop in stops])
    form = FindForm(request.POST or None, places=places)
    if request.method == "POST":
        if "end" in request.POST:
            seen = [int(pk) for pk in request.POST.getlist("seen") if pk.isdecimal()]
            ended = actions.end_patrol(made, seen=seen, by=request.acting, at=timezone.now())
            left = len(rules.unseen(ended.plan.kind, seen, [stop.pk for stop in stops]))
            messages.success(request, f"巡查结束{f'，还有 {left} 处没看' if left else ''}。")
            return redirect("duties:patrols")
        if form.is_valid() and _found(request, made, form):
            return redirect("duties:patrol", made.pk)
    context = {
        "patrol": made,
        "stops": stops,
        "form": form,
        "findings": rules.FINDINGS[Kind(made.plan.kind)],
        "is_covered": made.plan.kind in rules.COVERED,
    }
    return render(request, "duties/patrol.html", context, status=422 if form.errors else 200)


def _found(request: ActingRequest, made: Patrol, form: FindForm) -> bool:
    given = form.cleaned_data
    chosen, _, matter = request.POST.get("quick", "").partition("|")
    case = attempt(
        form,
        lambda: actions.find(
            made,
            what=given["what"] or chosen,
            matter=given["matter"] or matter,
            place=given["place"],
            by=request.acting,
            at=timezone.now(),
        ),
    )
    if case is None:
        return False
    messages.success(request, f"已上报，编号 {case.number}。")
    return True


@permitted(Permit.PATROL_WALK, Permit.PATROL_PLAN)
def fronts(request: ActingRequest) -> HttpResponse:
    """Shop fronts of one's area with their three duties."""
    acting, now = request.acting, timezone.now()
    may_plan = acting.may(Permit.PATROL_PLAN)
    form = FrontForm(request.POST or None, path=acting.area_path) if may_plan else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            given = form.cleaned_data
            duties = [Duty(duty) for duty in given.pop("duties")]
            if attempt(
                form, lambda: actions.keep_front(given.pop("area"), **given, duties=duties, by=acting, at=now)
            ):
                messages.success(request, "门责已登记。")
                return redirect("duties:fronts")
    words = request.GET.get("q", "").strip()[:40]
    seen = Front.objects.open_to(acting, _permit(request)).filter(is_active=True).select_related("area")
    if words:
        seen = seen.filter(name__icontains=words) | seen.filter(place__icontains=words)
    rows = [(front, [Duty(d) for d in front.duties]) for front in seen.order_by("name")[:_SHOWN]]
    context = {"rows": rows, "form": form, "words": words, "may_walk": acting.may(Permit.PATROL_WALK)}
    status = 422 if form is not None and form.errors else 200
    return render(request, "duties/fronts.html", context, status=status)


@require_POST
@permitted(Permit.PATROL_WALK)
def front_fault(request: ActingRequest, front_id: int) -> HttpResponse:
    """Something before a door is not in order."""
    seen = Front.objects.open_to(request.acting, Permit.PATROL_WALK).filter(is_active=True)
    front = get_object_or_404(seen, pk=front_id)
    duty = request.POST.get("duty", "")
    if duty not in front.duties:
        raise Http404
    case = actions.front_fault(front, duty=Duty(duty), by=request.acting, at=timezone.now())
    messages.success(request, f"已上报，编号 {case.number}。")
    return redirect(reverse("duties:fronts"))
