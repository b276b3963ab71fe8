"""The plans of an organisation: adopted from the rule books, changed, ended; a line let off with a reason."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.gatherings import actions as gatherings
from wangge.gatherings.models import Plan, Routine, Slot
from wangge.grids.access import Permit, is_below
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask, confirm
from wangge.life import actions, forms, queries
from wangge.life.views._common import may_write, org_or_404, own_or_404, today
from wangge.party.models import PartyOrg


@permitted(Permit.GATHERING_SEE)
def plans(request: ActingRequest, org_id: int) -> HttpResponse:
    """What an organisation has planned, and what the rule books offer for its kind."""
    org = org_or_404(request.acting, org_id)
    rows = Plan.objects.current(today()).filter(unit=org.unit_id).select_related("routine")
    adopted = list(rows.order_by("routine__order", "pk"))
    offered = [
        routine
        for routine in Routine.objects.filter(is_on=True).order_by("order", "pk")
        if org.kind in routine.meant_for.split(",") and routine.pk not in {p.routine_id for p in adopted}
    ]
    context = {
        "org": org,
        "plans": adopted,
        "offered": offered,
        "may_write": may_write(request.acting, org),
        "below": request.acting.unit_id is None and request.acting.may(Permit.GATHERING_EDIT),
    }
    return render(request, "life/plans.html", context)


@require_POST
@permitted(Permit.GATHERING_EDIT)
def adopt(request: ActingRequest, org_id: int) -> HttpResponse:
    """Take over what the rule books offer: all of it, or one duty; an area's hat also for all below."""
    org = own_or_404(request.acting, org_id)
    code = request.POST.get("code", "")
    orgs = [org]
    if request.POST.get("below") and request.acting.unit_id is None:
        orgs = [o for o in queries.live_below(request.acting, Permit.PARTY_SEE) if _is_below(o, org)]
    made = actions.adopt_for(
        orgs,
        codes=[code] if code else None,
        since=today().replace(day=1),
        by=request.acting,
        at=timezone.now(),
    )
    messages.success(request, f"已启用 {made} 项计划，本月议程已生成。" if made else "没有新的计划要启用。")
    return redirect("life:plans", org.pk)


def _is_below(org: PartyOrg, top: PartyOrg) -> bool:
    return is_below(org.path, top.path)


def _plan(request: ActingRequest, plan_id: int) -> tuple[Plan, PartyOrg]:
    found = get_object_or_404(Plan.objects.select_related("routine"), pk=plan_id, until__isnull=True)
    org = PartyOrg.objects.filter(unit=found.unit_id).first()
    if org is None:
        raise Http404
    return found, own_or_404(request.acting, org.pk)


@permitted(Permit.GATHERING_EDIT)
def change(request: ActingRequest, plan_id: int) -> HttpResponse:
    """Change a plan to what the organisation really does."""
    plan, org = _plan(request, plan_id)
    initial = {name: getattr(plan, name) for name in ("times", "fixed_day", "grace_days", "agenda")}
    return ask(
        request,
        forms.PlanForm(request.POST or None, initial=initial),
        lambda given: gatherings.change_plan(plan, **given, by=request.acting, at=timezone.now()),
        heading=f"修改计划：{plan.routine.name}",
        label="保存",
        back=reverse("life:plans", args=[org.pk]),
        said="已保存。",
        hint=f"{plan.get_every_display()}；依据：{plan.routine.basis}",
    )


@permitted(Permit.GATHERING_EDIT)
def drop(request: ActingRequest, plan_id: int) -> HttpResponse:
    """End a plan."""
    plan, org = _plan(request, plan_id)
    return confirm(
        request,
        lambda: gatherings.drop_plan(plan, by=request.acting, at=timezone.now()),
        title=f"停用“{plan.routine.name}”？",
        text="以后不再生成；已经开展的记录保留。上级看得到停用。",
        label="停用",
        back=reverse("life:plans", args=[org.pk]),
        said="已停用。",
    )


@permitted(Permit.GATHERING_EDIT)
def waive(request: ActingRequest, slot_id: int) -> HttpResponse:
    """This once it is not held."""
    slot = get_object_or_404(Slot.objects.select_related("plan__routine"), pk=slot_id)
    org = get_object_or_404(PartyOrg, unit=slot.unit_id)
    org = own_or_404(request.acting, org.pk)
    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        lambda given: gatherings.waive(slot, **given, by=request.acting, at=timezone.now()),
        heading=f"本期不开展：{slot.plan.routine.name}",
        label="写明",
        back=reverse("life:org", args=[org.pk]),
        said="已写明原因。",
        hint="原因上级看得到；不写个人情况。",
    )
