"""The whistle and the summons: lists, a new one, and one page where each side does its part."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.cases.models import Case
from wangge.duties import actions
from wangge.duties.forms.whistle import SummonForm, WhistleForm, WordsForm, came_of, tasks_of
from wangge.duties.models import Invitation, Summons, Whistle, WhistleCall
from wangge.duties.rules.whistle import CALL_FLOW, CallState, Kind, WhistleState, next_due
from wangge.grids.access import Acting, Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.kernel.refusal import Refused

_SHOWN = 60


@require_safe
@permitted(Permit.WHISTLE_SEE)
def whistles(request: ActingRequest) -> HttpResponse:
    """The latest whistles this hat may see, running ones first."""
    seen = Whistle.objects.open_to(request.acting, Permit.WHISTLE_SEE)
    rows = list(
        seen.select_related("area", "street").prefetch_related("calls__unit").order_by("-drafted_at")[:_SHOWN]
    )
    rows.sort(key=lambda one: one.state in (WhistleState.DONE, WhistleState.REJECTED))
    context = {"rows": rows, "may_draft": request.acting.may(Permit.WHISTLE_DRAFT)}
    return render(request, "duties/whistles.html", context)


@permitted(Permit.WHISTLE_DRAFT)
def new_whistle(request: ActingRequest) -> HttpResponse:
    """Draft a whistle for the street's leader."""
    now = timezone.now()
    initial = {
        "kind": Kind.HARD_PROBLEM,
        "meet_at": now + timedelta(days=1),
        "about": request.GET.getlist("case"),
    }
    form = WhistleForm(request.POST or None, by=request.acting, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.draft_whistle(
                kind=Kind(given["kind"]),
                reason=given["reason"],
                units=list(given["units"]),
                meet_at=given["meet_at"],
                place=given["place"],
                about=list(given["about"]),
                by=request.acting,
                at=now,
            ),
        )
        if made is not None:
            messages.success(request, "已送街道领导批准，批准后部门才会收到。")
            return redirect("duties:whistle", made.pk)
    return render(request, "duties/new_whistle.html", {"form": form}, status=422 if form.errors else 200)


@permitted(Permit.WHISTLE_SEE)
def whistle(request: ActingRequest, whistle_id: UUID) -> HttpResponse:
    """One whistle: each unit with its four clocks; POST does what this hat may."""
    acting = request.acting
    seen = Whistle.objects.open_to(acting, Permit.WHISTLE_SEE).select_related(
        "area", "street", "drafted_by", "decided_by"
    )
    made = get_object_or_404(seen, pk=whistle_id)
    form = WordsForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: _do(request, made, form.cleaned_data)):
        return redirect("duties:whistle", made.pk)
    calls = list(made.calls.select_related("unit__department").order_by("unit__name"))
    if acting.unit_id is not None:
        calls.sort(key=lambda call: call.unit_id != acting.unit_id)
    context = {
        "whistle": made,
        "form": form,
        "calls": [_call(call, made, acting) for call in calls],
        "cases": _cases(made, acting),
        "may_approve": made.state == WhistleState.DRAFT and acting.may(Permit.WHISTLE_APPROVE),
        "may_write": acting.may(Permit.WHISTLE_DRAFT)
        and made.state in (WhistleState.SENT, WhistleState.DONE),
        "now": timezone.now(),
    }
    return render(request, "duties/whistle.html", context, status=422 if form.errors else 200)


def _cases(made: Whistle, acting: Acting) -> list[Any]:
    """The cases it is about, as links for those who may open them."""
    mine = Case.objects.open_to(acting, Permit.CASE_SEE).filter(pk__in=made.cases.values("pk"))
    return list(mine.select_related("matter__category"))


def _call(call: WhistleCall, made: Whistle, acting: Acting) -> dict[str, Any]:
    is_mine = acting.unit_id == call.unit_id
    verbs = []
    if made.state == WhistleState.SENT:
        verbs = [
            move
            for move in CALL_FLOW.open_moves(call.state, acting.permits)
            if (is_mine or acting.unit_id is None) and not (move.verb == "refuse" and call.is_bound)
        ]
    steps = [
        ("签收", call.signed_at, "sign"),
        ("联系", call.contacted_at, "contact"),
        ("到场", call.arrived_at, "arrive"),
        ("办完", call.finished_at, "finish"),
    ]
    due = call.dues()
    owed = next_due(call.state, due) if due and made.state == WhistleState.SENT else None
    is_street = acting.may(Permit.WHISTLE_DRAFT) or acting.may(Permit.WHISTLE_APPROVE)
    is_over = call.state == CallState.DONE
    return {
        "call": call,
        "is_mine": is_mine,
        "verbs": verbs,
        "steps": [(name, done, due.get(step)) for name, done, step in steps],
        "owed": owed,
        "is_late": owed is not None and owed[1] < timezone.now(),
        "may_rate": is_over
        and ((is_mine and call.street_stars is None) or (is_street and call.unit_stars is None)),
    }


def _do(request: ActingRequest, made: Whistle, given: dict[str, Any]) -> bool:
    by, now, do, text = request.acting, timezone.now(), given["do"], given["text"]
    if do == "approve":
        actions.approve_whistle(made, by=by, at=now)
        messages.success(request, "已批准，部门已收到。")
    elif do == "reject":
        actions.reject_whistle(made, verdict=text, by=by, at=now)
        messages.success(request, "没有批准，已告诉起草人。")
    elif do == "minutes":
        actions.write_minutes(made, minutes=text, tasks=tasks_of(request.POST), by=by, at=now)
        messages.success(request, "纪要已保存，关联的事里也记了一笔。")
    else:
        _do_call(request, made, given)
    return True


def _do_call(request: ActingRequest, made: Whistle, given: dict[str, Any]) -> None:
    by, now, do, text = request.acting, timezone.now(), given["do"], given["text"]
    call = get_object_or_404(made.calls, pk=given["call"])
    call.whistle = made
    if do == "rate":
        actions.rate_call(call, stars=given["stars"] or 0, by=by, at=now)
        messages.success(request, "已评分。")
    elif do in ("excuse", "bind"):
        actions.rule_refusal(call, is_excused=do == "excuse", ruling=text, by=by, at=now)
        messages.success(request, "决定已告诉双方。")
    elif do in CALL_FLOW.moves:
        actions.answer_call(call, do, text=text, by=by, at=now)
        messages.success(request, "已登记。")
    else:
        raise Refused("没有这个操作。")


@require_safe
@permitted(Permit.SUMMON, Permit.SUMMON_ANSWER)
def summonses(request: ActingRequest) -> HttpResponse:
    """The latest summonses this hat made or is invited to."""
    acting = request.acting
    permit = Permit.SUMMON if acting.may(Permit.SUMMON) else Permit.SUMMON_ANSWER
    seen = Summons.objects.open_to(acting, permit).select_related("area").prefetch_related("invitations")
    context = {"rows": seen.order_by("is_over", "-made_at")[:_SHOWN], "may_summon": acting.may(Permit.SUMMON)}
    return render(request, "duties/summonses.html", context)


@permitted(Permit.SUMMON)
def new_summons(request: ActingRequest) -> HttpResponse:
    """Invite units."""
    now = timezone.now()
    form = SummonForm(request.POST or None, by=request.acting, initial={"meet_at": now + timedelta(days=2)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"units": list(form.cleaned_data["units"])}
        made = attempt(form, lambda: actions.summon(**given, by=request.acting, at=now))
        if made is not None:
            messages.success(request, "约请已发出。")
            return redirect("duties:summons", made.pk)
    return render(request, "duties/new_summons.html", {"form": form}, status=422 if form.errors else 200)


@permitted(Permit.SUMMON, Permit.SUMMON_ANSWER)
def summons(request: ActingRequest, summons_id: UUID) -> HttpResponse:
    """One summons and its answers."""
    acting, now = request.acting, timezone.now()
    permit = Permit.SUMMON if acting.may(Permit.SUMMON) else Permit.SUMMON_ANSWER
    seen = Summons.objects.open_to(acting, permit).select_related("area", "made_by")
    made = get_object_or_404(seen, pk=summons_id)
    form = WordsForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: _do_summons(request, made, form.cleaned_data)):
        return redirect("duties:summons", made.pk)
    invitations = list(made.invitations.select_related("unit").order_by("unit__name"))
    mine = next((one for one in invitations if one.unit_id == acting.unit_id), None)
    context = {
        "summons": made,
        "invitations": invitations,
        "mine": mine if acting.unit_id is not None else None,
        "may_close": acting.may(Permit.SUMMON) and not made.is_over and made.meet_at <= now,
        "form": form,
        "now": now,
    }
    return render(request, "duties/summons.html", context, status=422 if form.errors else 200)


def _do_summons(request: ActingRequest, made: Summons, given: dict[str, Any]) -> bool:
    by, now, do, text = request.acting, timezone.now(), given["do"], given["text"]
    if do == "close":
        actions.close_summons(made, minutes=text, came=came_of(request.POST), by=by, at=now)
        messages.success(request, "纪要已保存。")
        return True
    invitation = get_object_or_404(Invitation.objects.filter(summons=made, unit=by.unit_id or 0))
    actions.answer_summons(invitation, is_coming=do == "come", reason=text, by=by, at=now)
    messages.success(request, "已答复。")
    return True
