"""Promises and what becomes of them; the public status page; agreements; residents' projects."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from wangge.files import queries as files
from wangge.files.forms import PhotosMixin
from wangge.grids.access import Acting, Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask, confirm
from wangge.life import actions as life
from wangge.life import forms, queries
from wangge.life.views._common import meeting_unit_or_404, promise_or_404, seat_or_404, today
from wangge.promises import actions
from wangge.promises import queries as reading
from wangge.promises.actions import Given
from wangge.promises.actions.agreements import Head
from wangge.promises.models import Agreement, Project, Promise
from wangge.promises.rules import PROJECT_FLOW, PROMISE_FLOW, ProjectState

_DEEDS = {
    "prove": ("报完成", forms.ProofForm, "已报完成，等另一位同志确认。"),
    "confirm": ("确认兑现", forms.AnswerForm, "已确认兑现。"),
    "redo": ("退回再办", forms.AnswerForm, "已退回。"),
    "put_off": ("改期", forms.PutOffForm, "已改期，最初的日期仍看得到。"),
    "drop": ("撤回", forms.ReasonForm, "已撤回，仍留在清单上。"),
}


def _page(promise: Promise) -> str:
    return reverse("life:promise", args=[promise.pk])


def _may_do(acting: Acting, promise: Promise) -> bool:
    return acting.unit_id is None or acting.unit_id == promise.unit_id


@permitted(Permit.PROMISE_SEE)
def promises(request: ActingRequest) -> HttpResponse:
    """Promises within reach: the late ones, those in hand, all."""
    which = request.GET.get("which", "open")
    rows = queries.in_line(Promise.objects.all(), request.acting, Permit.PROMISE_SEE)
    day = today()
    late, open_ = rows.late(day), rows.in_hand()
    shown = {"late": late, "open": open_}.get(which, rows)
    tabs = [
        {"label": "进行中", "url": "?which=open", "count": open_.count(), "is_on": which == "open"},
        {"label": "已超期", "url": "?which=late", "count": late.count(), "is_on": which == "late"},
        {"label": "全部", "url": "?which=all", "count": None, "is_on": which not in ("open", "late")},
    ]
    lines = reading.lines(reading.in_hand_first(shown, on=day)[:100], on=day)
    own = queries.own_org(request.acting)
    context = {"lines": lines, "tabs": tabs, "own": own if own and own.unit_id else None, "which": which}
    return render(request, "life/promises.html", context)


@permitted(Permit.PROMISE_EDIT)
def new_promise(request: ActingRequest, org_id: int) -> HttpResponse:
    """Promise something for an organisation."""
    org, unit = meeting_unit_or_404(request.acting, org_id)
    return ask(
        request,
        forms.PromiseForm(request.POST or None, initial={"keeper": org.name}),
        lambda given: actions.make(unit, org.area, Given(**given), by=request.acting, at=timezone.now()),
        heading="作出承诺",
        label="承诺",
        back=reverse("life:promises"),
        said="已列入承诺清单。",
        then=_page,
    )


@permitted(Permit.PROMISE_SEE)
def promise(request: ActingRequest, promise_id: UUID) -> HttpResponse:
    """One promise: how it stands and what may be done with it now."""
    found = promise_or_404(request.acting, promise_id)
    (line,) = reading.lines([found], on=today())
    permits = request.acting.permits if _may_do(request.acting, found) else frozenset()
    moves = [m for m in PROMISE_FLOW.open_moves(found.state, permits) if m.verb in _DEEDS]
    context = {
        "line": line,
        "promise": found,
        "moves": moves,
        "photos": files.shown(files.of(f"promise:{found.pk}")),
        "may_publish": bool(moves) and request.acting.may(Permit.PROMISE_EDIT),
        "public_url": request.build_absolute_uri(reverse("life:public", args=[found.token])),
    }
    return render(request, "life/promise.html", context)


@permitted(Permit.PROMISE_EDIT, Permit.PROMISE_CONFIRM)
def deed(request: ActingRequest, promise_id: UUID, verb: str) -> HttpResponse:
    """Prove, confirm, send back, put off, take back."""
    if verb not in _DEEDS:
        raise Http404
    found = promise_or_404(request.acting, promise_id)
    if not _may_do(request.acting, found):
        raise Http404
    label, kind, said = _DEEDS[verb]
    act = life.prove if verb == "prove" else getattr(actions, verb)
    form = kind(request.POST or None, request.FILES or None)
    if request.method == "POST" and isinstance(form, PhotosMixin):
        form.hold_photos(by=request.acting, at=timezone.now())
    return ask(
        request,
        form,
        lambda given: act(found, **given, by=request.acting, at=timezone.now()),
        heading=f"{label}：{found.title}",
        label=label,
        back=_page(found),
        said=said,
    )


@permitted(Permit.PROMISE_EDIT)
def publish(request: ActingRequest, promise_id: UUID) -> HttpResponse:
    """Write the sentence the public reads, or take it back."""
    found = promise_or_404(request.acting, promise_id, Permit.PROMISE_EDIT)
    if not _may_do(request.acting, found):
        raise Http404
    return ask(
        request,
        forms.PublicWordsForm(request.POST or None, initial={"public_words": found.public_words}),
        lambda given: actions.publish(found, **given, by=request.acting, at=timezone.now()),
        heading=f"公开进展：{found.title}",
        label="保存",
        back=_page(found),
        said="已保存。",
        hint="公开页只有这句话、日期和状态，没有姓名、单位电话和具体地点。",
    )


def public(request: ActingRequest, token: str) -> HttpResponse:
    """Anybody reads how a public promise stands: a released sentence, the day, the state."""
    rows = Promise.objects.select_related("area__parent__parent").filter(is_public=True)
    found = get_object_or_404(rows, token=token)
    return render(request, "life/public.html", {"line": reading.public_line(found, on=today())})


@permitted(Permit.PROMISE_SEE)
def agreements(request: ActingRequest) -> HttpResponse:
    """Pairings and alliances within reach."""
    rows = queries.in_line(Agreement.objects.all(), request.acting, Permit.PROMISE_SEE)
    own = queries.own_org(request.acting)
    context = {
        "rows": rows.select_related("unit").order_by("-until", "pk")[:100],
        "own": own if own and own.unit_id else None,
        "may_write": request.acting.may(Permit.PROMISE_EDIT),
        "day": today(),
    }
    return render(request, "life/agreements.html", context)


@permitted(Permit.PROMISE_EDIT)
def new_agreement(request: ActingRequest, org_id: int) -> HttpResponse:
    """Agree with another organisation on dated promises."""
    org, unit = meeting_unit_or_404(request.acting, org_id)
    return ask(
        request,
        forms.AgreementForm(request.POST or None, initial={"since": today()}),
        lambda given: actions.agree_on(
            unit,
            org.area,
            **given | {"heads": [Head(*head) for head in given["heads"]]},
            by=request.acting,
            at=timezone.now(),
        ),
        heading="签订共建协议",
        label="签订",
        back=reverse("life:agreements"),
        said="已登记，每条承诺都列入清单。",
        then=lambda made: reverse("life:agreement", args=[made.pk]),
    )


def _agreement(acting: Acting, agreement_id: int) -> Agreement:
    rows = queries.in_line(Agreement.objects.all(), acting, Permit.PROMISE_SEE)
    return get_object_or_404(rows.select_related("unit", "area"), pk=agreement_id)


@permitted(Permit.PROMISE_SEE)
def agreement(request: ActingRequest, agreement_id: int) -> HttpResponse:
    """An agreement and how its promises stand."""
    found = _agreement(request.acting, agreement_id)
    context = {
        "agreement": found,
        "lines": reading.lines(found.promises.order_by("due_on", "pk"), on=today()),
        "may_write": request.acting.may(Permit.PROMISE_EDIT)
        and request.acting.unit_id in (None, found.unit_id),
    }
    return render(request, "life/agreement.html", context)


@permitted(Permit.PROMISE_EDIT)
def end_agreement(request: ActingRequest, agreement_id: int) -> HttpResponse:
    """End it before its day."""
    found = _agreement(request.acting, agreement_id)
    return confirm(
        request,
        lambda: actions.end_agreement(found, by=request.acting, at=timezone.now()),
        title=f"提前结束“{found.title}”？",
        text="还没有兑现的承诺不会消失，请逐条办完或写明原因撤回。",
        label="结束",
        back=reverse("life:agreement", args=[found.pk]),
        said="已结束。",
    )


@permitted(Permit.PROJECT_EDIT, Permit.PROJECT_DECIDE)
def projects(request: ActingRequest) -> HttpResponse:
    """Residents' projects within reach, those that wait for an answer first."""
    rows = _projects(request.acting)
    context = {
        "rows": rows.select_related("area").order_by("decided_at", "-proposed_at")[:100],
        "waiting": rows.filter(state=ProjectState.PROPOSED).count(),
    }
    return render(request, "life/projects.html", context)


def _projects(acting: Acting) -> Any:
    permit = Permit.PROJECT_EDIT if acting.may(Permit.PROJECT_EDIT) else Permit.PROJECT_DECIDE
    return queries.in_line(Project.objects.all(), acting, permit)


@permitted(Permit.PROJECT_EDIT)
def new_project(request: ActingRequest) -> HttpResponse:
    """Write down what a team wants to do, in one's own area or organisation."""
    unit, area = seat_or_404(request.acting)
    return ask(
        request,
        forms.ProjectForm(request.POST or None),
        lambda given: actions.propose_project(
            unit,
            area,
            words_=given["words"],
            **{key: given[key] for key in ("team", "title", "spot", "budget_asked")},
            by=request.acting,
            at=timezone.now(),
        ),
        heading="登记居民项目",
        label="登记",
        back=reverse("life:projects"),
        said="已登记，等社区答复。",
        then=lambda made: reverse("life:project", args=[made.pk]),
    )


@permitted(Permit.PROJECT_EDIT, Permit.PROJECT_DECIDE)
def project(request: ActingRequest, project_id: UUID) -> HttpResponse:
    """A residents' project and what may be done with it now."""
    found = get_object_or_404(_projects(request.acting).select_related("area", "promise"), pk=project_id)
    context = {
        "project": found,
        "moves": PROJECT_FLOW.open_moves(found.state, request.acting.permits),
        "pairs": [
            ("自治队伍", found.team),
            ("在哪里", found.spot),
            ("需要经费", f"{found.budget_asked} 元"),
            ("给的经费", "" if found.budget_given is None else f"{found.budget_given} 元"),
            ("给的帮助", found.help),
            ("用了经费", "" if found.spent is None else f"{found.spent} 元"),
        ],
    }
    return render(request, "life/project.html", context)


@permitted(Permit.PROJECT_EDIT, Permit.PROJECT_DECIDE)
def project_deed(request: ActingRequest, project_id: UUID, verb: str) -> HttpResponse:
    """Yes or no, report, end, appraise."""
    found = get_object_or_404(_projects(request.acting).select_related("area"), pk=project_id)
    org = queries.own_org(request.acting)
    by, at = request.acting, timezone.now()
    if verb == "agree" and (org is None or org.unit is None):
        raise Http404
    unit = org.unit if org else None
    acts: dict[str, tuple[str, type[Any], Any]] = {
        "agree": (
            "同意",
            forms.AgreeForm,
            lambda g: actions.agree_project(
                found,
                unit=unit,  # type: ignore[arg-type]
                due_on=g["due_on"],
                budget_given=g["budget_given"],
                help_=g["help"],
                by=by,
                at=at,
            ),
        ),
        "decline": (
            "不同意",
            forms.ReasonForm,
            lambda g: actions.decline_project(found, answer=g["reason"], by=by, at=at),
        ),
        "report": (
            "报告完成",
            forms.ReportForm,
            lambda g: actions.report_project(found, **g, by=by, at=at),
        ),
        "end": ("终止", forms.ReasonForm, lambda g: actions.end_project(found, **g, by=by, at=at)),
        "appraise": (
            "评议",
            forms.AppraiseForm,
            lambda g: actions.appraise_project(found, **g, by=by, at=at),
        ),
    }
    if verb not in acts:
        raise Http404
    label, form, act = acts[verb]
    return ask(
        request,
        form(request.POST or None),
        act,
        heading=f"{label}：{found.title}",
        label=label,
        back=reverse("life:project", args=[found.pk]),
        said="已记下。",
    )
