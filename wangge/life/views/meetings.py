"""Calling a gathering, signing up and in, writing it down, printing it; decisions that go on living."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from wangge.files import queries as files
from wangge.gatherings import actions as gatherings
from wangge.gatherings import queries as reading
from wangge.gatherings.actions import Call, Minutes
from wangge.gatherings.models import Attendance, Decision, Gathering, Slot
from wangge.gatherings.rules import meeting as rules
from wangge.gatherings.rules.meeting import HERE, Presence, Quorum, State
from wangge.grids.access import Permit, below
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area
from wangge.kernel.pages import ask, attempt
from wangge.life import actions, forms, queries
from wangge.life.actions import Came
from wangge.life.rules import OnRoll
from wangge.life.views._common import gathering_or_404, may_write, me_or_404, meeting_unit_or_404
from wangge.party.models import PartyOrg


def _page(gathering: Gathering) -> str:
    return reverse("life:gathering", args=[gathering.pk])


def _wanted(request: ActingRequest, unit_id: int | None) -> list[Slot]:
    """The lines of the agenda named in the address."""
    ids = [int(pk) for pk in request.GET.getlist("slot") if pk.isdecimal()][:20]
    found = Slot.objects.free().filter(unit=unit_id, pk__in=ids).select_related("plan__routine")
    return list(found.order_by("plan__routine__order", "number"))


def _initial(slots: list[Slot]) -> dict[str, Any]:
    """What the lines of the agenda say already."""
    start = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {"starts_at": start, "slots": [slot.pk for slot in slots]}
    if slots:
        routine = slots[0].plan.routine
        agenda = "；".join(slot.plan.agenda for slot in slots if slot.plan.agenda)
        given |= {"title": "、".join(slot.plan.routine.name for slot in slots)[:60], "kind": routine.kind}
        given |= {"agenda": agenda[:600], "quorum": _strictest(slots)}
    return given


def _strictest(slots: list[Slot]) -> str:
    return rules.strictest({slot.plan.routine.quorum for slot in slots})


@permitted(Permit.GATHERING_EDIT)
def call(request: ActingRequest, org_id: int) -> HttpResponse:
    """Call a meeting or an activity, perhaps for lines of the agenda (`?slot=`)."""
    org, unit = meeting_unit_or_404(request.acting, org_id)
    form = forms.CallForm(request.POST or None, unit_id=unit.pk, initial=_initial(_wanted(request, unit.pk)))
    return ask(
        request,
        form,
        lambda given: gatherings.call(
            unit,
            org.area,
            Call(**given | {"slots": list(given["slots"])}),
            by=request.acting,
            at=timezone.now(),
        ),
        heading="安排会议或活动",
        label="安排",
        back=reverse("life:org", args=[org.pk]),
        said="已安排。",
        then=_page,
        crumbs=[(org.name, reverse("life:org", args=[org.pk])), ("安排", "")],
    )


@permitted(Permit.GATHERING_EDIT)
def record(request: ActingRequest, org_id: int) -> HttpResponse:
    """Write down in one go what was held: who came, what was said, what was decided."""
    org, unit = meeting_unit_or_404(request.acting, org_id)
    wanted = _wanted(request, unit.pk)
    people = queries.roll(org, on=timezone.localdate())
    form = forms.RecordForm(
        request.POST or None,
        request.FILES or None,
        unit_id=unit.pk,
        people=people,
        initial=_initial(wanted),
    )

    if request.method == "POST":
        form.hold_photos(by=request.acting, at=timezone.now())

    def act(given: dict[str, Any]) -> Gathering:
        slots = list(given["slots"])
        quorum = _strictest(slots)
        named = [one for one in people if one.is_committee] if quorum == Quorum.COMMITTEE else people
        kind = slots[0].plan.routine.kind if slots else rules.Kind.MEETING
        call_ = Call(
            given["title"], given["starts_at"], kind=kind, place=given["place"], quorum=quorum, slots=slots
        )
        return actions.record(
            org, call_, _minutes(given), _came(given, named), by=request.acting, at=timezone.now()
        )

    return ask(
        request,
        form,
        act,
        heading="记录一次会议或活动",
        label="记下",
        back=reverse("life:org", args=[org.pk]),
        said="已记下。",
        then=_page,
        crumbs=[(org.name, reverse("life:org", args=[org.pk])), ("记录", "")],
        template="life/hold.html",
    )


def _minutes(given: dict[str, Any]) -> Minutes:
    return Minutes(said=given["said"], chair=given["chair"], decisions=given["decisions"])


def _came(given: dict[str, Any], roll: list[OnRoll]) -> Came:
    present, leave = ([int(pk) for pk in given[key]] for key in ("present", "leave"))
    return Came(roll, present, leave, given["photos"])


@permitted(Permit.GATHERING_SEE)
def gathering(request: ActingRequest, gathering_id: UUID) -> HttpResponse:
    """A gathering: who, when, what was said and decided, and what can be done with it now."""
    found, org = gathering_or_404(request.acting, gathering_id)
    context = _about(found, org) | {
        "may_write": may_write(request.acting, org),
        "may_case": request.acting.may(Permit.CASE_REPORT),
        "photos": files.shown(files.of(f"gathering:{found.pk}")),
        "is_past": found.starts_at <= timezone.now(),
    }
    return render(request, "life/gathering.html", context)


def _about(found: Gathering, org: PartyOrg) -> dict[str, Any]:
    people = queries.roll_of(found, org)
    there = reading.presences(found.pk)
    return {
        "gathering": found,
        "org": org,
        "slots": list(found.slots.select_related("plan__routine").order_by("pk")),
        "decisions": list(found.decisions.order_by("number")),
        "results": list(found.results.order_by("number")),
        "here": [one.name for one in people if there.get(one.number) in HERE],
        "leave": [one.name for one in people if there.get(one.number) == Presence.LEAVE],
        "signed": sum(p == Presence.SIGNED_UP for p in there.values()),
        "should": len(people),
    }


@permitted(Permit.GATHERING_EDIT)
def hold(request: ActingRequest, gathering_id: UUID) -> HttpResponse:
    """Write a called gathering down."""
    found, org = gathering_or_404(request.acting, gathering_id, Permit.GATHERING_EDIT)
    if found.state != State.PLANNED:
        return redirect(_page(found))
    people = queries.roll_of(found, org)
    there = reading.presences(found.pk)
    form = forms.HoldForm(
        request.POST or None,
        request.FILES or None,
        people=people,
        initial={
            "present": [str(n) for n, p in there.items() if p in HERE],
            "leave": [str(n) for n, p in there.items() if p == Presence.LEAVE],
        },
    )
    if request.method == "POST":
        form.hold_photos(by=request.acting, at=timezone.now())
    return ask(
        request,
        form,
        lambda given: actions.write_down(
            found, _minutes(given), _came(given, people), by=request.acting, at=timezone.now()
        ),
        heading=f"记录：{found.title}",
        label="记下",
        back=_page(found),
        said="已记下。",
        then=_page,
        crumbs=[(org.name, reverse("life:org", args=[org.pk])), (found.title, _page(found)), ("记录", "")],
        template="life/hold.html",
    )


@permitted(Permit.GATHERING_EDIT)
def cancel(request: ActingRequest, gathering_id: UUID) -> HttpResponse:
    """Call it off."""
    found, _ = gathering_or_404(request.acting, gathering_id, Permit.GATHERING_EDIT)
    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        lambda given: gatherings.cancel(found, **given, by=request.acting, at=timezone.now()),
        heading=f"取消：{found.title}",
        label="取消这次",
        back=_page(found),
        said="已取消，对应的事项重新列为待开展。",
    )


@permitted(Permit.GATHERING_EDIT)
def mend(request: ActingRequest, gathering_id: UUID) -> HttpResponse:
    """Add to the minutes; what stands there stays."""
    found, _ = gathering_or_404(request.acting, gathering_id, Permit.GATHERING_EDIT)
    return ask(
        request,
        forms.MendForm(request.POST or None),
        lambda given: gatherings.mend(found, words_=given["words"], by=request.acting, at=timezone.now()),
        heading=f"补正：{found.title}",
        label="补上",
        back=_page(found),
        said="已补上，原来的记录不变。",
    )


@permitted(Permit.GATHERING_EDIT)
def results(request: ActingRequest, gathering_id: UUID) -> HttpResponse:
    """Who won what at a contest."""
    found, _ = gathering_or_404(request.acting, gathering_id, Permit.GATHERING_EDIT)
    lines = "\n".join(f"{row.award}：{row.winner}" for row in found.results.order_by("number"))
    return ask(
        request,
        forms.ResultsForm(request.POST or None, initial={"results": lines}),
        lambda given: gatherings.note_results(found, given["results"], by=request.acting, at=timezone.now()),
        heading=f"比赛结果：{found.title}",
        label="保存",
        back=_page(found),
        said="已登记比赛结果。",
    )


@permitted(Permit.GATHERING_SEE)
def minutes(request: ActingRequest, gathering_id: UUID) -> HttpResponse:
    """The minutes on paper."""
    found, org = gathering_or_404(request.acting, gathering_id)
    return render(request, "life/minutes.html", _about(found, org))


@permitted(Permit.GATHERING_EDIT)
def wall(request: ActingRequest, gathering_id: UUID) -> HttpResponse:
    """The sheet with the code for the wall."""
    found, org = gathering_or_404(request.acting, gathering_id, Permit.GATHERING_EDIT)
    link = request.build_absolute_uri(reverse("life:sign_in", args=[found.token]))
    context = {"gathering": found, "org": org, "code": _drawn(link)}
    return render(request, "life/wall.html", context)


def _drawn(link: str) -> SafeString:
    return mark_safe(segno.make(link, error="m").svg_inline(border=2, omitsize=True))  # noqa: S308  (our own link)


@permitted(Permit.GATHERING_JOIN)
def sign_in(request: ActingRequest, token: str) -> HttpResponse:
    """What the code on the wall opens: the member says that he is here, with one tap."""
    found = get_object_or_404(Gathering.objects.select_related("unit", "area"), token=token)
    member, org = me_or_404(request.acting), get_object_or_404(PartyOrg, unit=found.unit_id)
    if member.pk not in {one.number for one in queries.roll_of(found, org)}:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        gatherings.sign_in(found, attendee=member.pk, by=request.acting, at=now)
        messages.success(request, "已签到。")
        return redirect("life:sign_in", token)
    mine = Attendance.objects.filter(gathering=found, attendee=member.pk).first()
    context = {
        "gathering": found,
        "org": org,
        "mine": mine,
        "is_here": mine is not None and mine.presence in HERE,
        "fault": rules.sign_in_fault(state=found.state, starts_at=found.starts_at, at=now),
    }
    return render(request, "life/sign_in.html", context)


@require_POST
@permitted(Permit.GATHERING_JOIN)
def sign_up(request: ActingRequest, gathering_id: UUID) -> HttpResponse:
    """Say that one comes, or that one cannot after all."""
    member = me_or_404(request.acting)
    found = get_object_or_404(Gathering, pk=gathering_id, unit=member.org.unit_id)
    if request.POST.get("no"):
        gatherings.withdraw_sign_up(found, attendee=member.pk, by=request.acting, at=timezone.now())
        messages.success(request, "已取消报名。")
    else:
        gatherings.sign_up(found, attendee=member.pk, by=request.acting, at=timezone.now())
        messages.success(request, "已报名。")
    return redirect("life:me")


def _decision(request: ActingRequest, decision_id: int) -> Decision:
    rows = Decision.objects.select_related("gathering__unit", "gathering__area")
    found = get_object_or_404(rows, pk=decision_id)
    gathering_or_404(request.acting, found.gathering_id, Permit.GATHERING_EDIT)
    return found


@permitted(Permit.GATHERING_EDIT)
def to_promise(request: ActingRequest, decision_id: int) -> HttpResponse:
    """A decision becomes a promise with an owner and a day."""
    decision = _decision(request, decision_id)
    return ask(
        request,
        forms.DecisionPromiseForm(request.POST or None, initial={"keeper": decision.gathering.unit.name}),
        lambda given: actions.open_promise(decision, **given, by=request.acting, at=timezone.now()),
        heading=f"转成承诺：{decision.words}",
        label="转成承诺",
        back=_page(decision.gathering),
        said="已转成承诺，到期前会提醒。",
    )


@permitted(Permit.GATHERING_EDIT)
def to_case(request: ActingRequest, decision_id: int) -> HttpResponse:
    """A decision becomes a case of a grid."""
    decision = _decision(request, decision_id)
    org = get_object_or_404(PartyOrg.objects.select_related("area"), unit=decision.gathering.unit_id)
    bound = org.bindings.filter(until__isnull=True).values("area")
    here = Area.objects.current().filter(below(org.area_path, field="path"), rank__gte=3)
    areas = (Area.objects.current().filter(pk__in=bound) | here).distinct().order_by("-rank", "path")
    form = forms.DecisionCaseForm(request.POST or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form, lambda: actions.open_case(decision, **given, by=request.acting, at=timezone.now())
        )
        if made is not None:
            messages.success(request, "已转成网格的事项，按事项办理。")
            return redirect(_page(decision.gathering))
    context = {
        "form": form,
        "heading": f"转成事项：{decision.words}",
        "label": "转成事项",
        "back": _page(decision.gathering),
    }
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)
