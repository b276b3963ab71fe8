"""What the grid asks of members and confirms: micro-tasks, posts of responsibility, report-ins."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask
from wangge.party import actions, forms
from wangge.party.models import MicroTask, PostHolding, ReportBack, ReportIn, ResponsibilityPost
from wangge.party.queries.serving import spots
from wangge.party.rules.serving import REPORT_FLOW, TASK_FLOW, ReportState, TaskState, half_bounds, half_name
from wangge.party.views._common import tops

#: Closed work is shown so far back; the rest is in the members' own statements.
_CLOSED_SHOWN = 30
_OPEN_SHOWN = 200
_TONES = {
    TaskState.OPEN: "amber",
    TaskState.CLAIMED: "blue",
    TaskState.DONE: "violet",
    TaskState.CONFIRMED: "green",
    ReportState.REPORTED: "grey",
    ReportState.CHOSEN: "violet",
    ReportState.SERVING: "green",
}


# --- micro-tasks ---


@require_safe
@permitted(Permit.TASK_PUBLISH)
def tasks(request: ActingRequest) -> HttpResponse:
    """What was asked: what waits for a word first, then what is open, then the last closed."""
    found = MicroTask.objects.open_to(request.acting, Permit.TASK_PUBLISH).select_related("area", "member")
    tab = request.GET.get("tab", "")
    open_ = found.exclude(state__in=[TaskState.CONFIRMED, TaskState.WITHDRAWN])
    rows = (
        found.filter(state=TaskState.DONE).order_by("done_at")
        if tab == "done"
        else found.filter(state__in=[TaskState.CONFIRMED, TaskState.WITHDRAWN]).order_by("-closed_at")[
            :_CLOSED_SHOWN
        ]
        if tab == "closed"
        else open_.order_by("due_on", "pk")[:_OPEN_SHOWN]
    )
    counts = {"": open_.count(), "done": found.filter(state=TaskState.DONE).count(), "closed": None}
    names = (("", "在办"), ("done", "待确认"), ("closed", "已完成"))
    context = {
        "rows": [{"task": t, "tone": _TONES.get(TaskState(t.state), "grey")} for t in rows],
        "tabs": [
            {"label": name, "url": f"?tab={code}", "count": counts[code], "is_on": tab == code}
            for code, name in names
        ],
        "today": timezone.localdate(),
    }
    return render(request, "party/tasks.html", context)


@permitted(Permit.TASK_PUBLISH)
def new_task(request: ActingRequest) -> HttpResponse:
    """Ask for something small."""
    paths = tops(request.acting)
    form = forms.TaskForm(request.POST or None, tops=paths)
    return ask(
        request,
        form,
        lambda given: actions.publish_task(**given, by=request.acting, at=timezone.now()),
        heading="发布微事项",
        label="发布",
        back=reverse("party:tasks"),
        said="已发布，本网格的党员可以认领。",
        hint="党员自愿认领，可以交回；完成后由您确认，一件事只记一次。",
    )


def _task(request: ActingRequest, task_id: str) -> MicroTask:
    found = MicroTask.objects.open_to(request.acting, Permit.TASK_PUBLISH)
    return get_object_or_404(found.select_related("area", "member__org"), pk=task_id)


@require_safe
@permitted(Permit.TASK_PUBLISH)
def task(request: ActingRequest, task_id: str) -> HttpResponse:
    """One task as its publisher sees it."""
    found = _task(request, task_id)
    moves = [m.verb for m in TASK_FLOW.open_moves(found.state, {Permit.TASK_PUBLISH})]
    is_own = found.member is not None and found.member.person_id == request.acting.person_id
    context = {
        "task": found,
        "moves": moves,
        "is_own": is_own,
        "tone": _TONES.get(TaskState(found.state), "grey"),
    }
    return render(request, "party/task.html", context)


@require_POST
@permitted(Permit.TASK_PUBLISH)
def move_task(request: ActingRequest, task_id: str, verb: str) -> HttpResponse:
    """Confirm, ask once more, or withdraw."""
    found, by, now = _task(request, task_id), request.acting, timezone.now()
    words = request.POST.get("words", "")
    if verb == "confirm":
        actions.confirm_task(found, answer=words, by=by, at=now)
        said = "已确认，记在党员的实事里。"
    elif verb == "redo":
        actions.redo_task(found, answer=words, by=by, at=now)
        said = "已请党员再做一下。"
    else:
        actions.withdraw_task(found, by=by, at=now)
        said = "已撤回。"
    messages.success(request, said)
    return redirect("party:task", found.pk)


# --- posts of responsibility ---


@require_safe
@permitted(Permit.TASK_PUBLISH)
def posts(request: ActingRequest) -> HttpResponse:
    """Areas and posts of responsibility here, and who holds them by choice."""
    found = ResponsibilityPost.objects.open_to(request.acting, Permit.TASK_PUBLISH).select_related(
        "area", "place"
    )
    rows = list(found.filter(closed_on__isnull=True).order_by("area_path", "title")[:_OPEN_SHOWN])
    held: dict[int, list[str]] = {}
    holdings = PostHolding.objects.filter(rpost__in=rows, until__isnull=True).select_related("member")
    for holding in holdings.order_by("since"):
        held.setdefault(holding.rpost_id, []).append(holding.member.name)
    listed = [{"post": row, "names": held.get(row.pk, []), "n": len(held.get(row.pk, []))} for row in rows]
    has_map = any(row.place is not None and row.place.lon is not None for row in rows)
    return render(request, "party/posts.html", {"rows": listed, "has_map": has_map})


@require_safe
@permitted(Permit.TASK_PUBLISH)
def post_points(request: ActingRequest) -> HttpResponse:
    """Where the posts are, for the map: the fixed place of a post, green when it is held, amber when not."""
    posts = ResponsibilityPost.objects.open_to(request.acting, Permit.TASK_PUBLISH)
    page = reverse("party:posts")
    rows = [
        [
            spot.lon,
            spot.lat,
            "green" if spot.is_full else "amber",
            spot.words,
            f"{page}#post{spot.post_id}",
        ]
        for spot in spots(posts)
    ]
    return JsonResponse(rows, safe=False)


@permitted(Permit.TASK_PUBLISH)
def new_post(request: ActingRequest) -> HttpResponse:
    """Open a post."""
    return ask(
        request,
        forms.PostForm(request.POST or None, tops=tops(request.acting)),
        lambda given: actions.open_post(**given, by=request.acting, at=timezone.now()),
        heading="设责任区或责任岗",
        label="设立",
        back=reverse("party:posts"),
        said="已设立，党员可以自己来认领。",
    )


@require_POST
@permitted(Permit.TASK_PUBLISH)
def close_post(request: ActingRequest, post_id: int) -> HttpResponse:
    """Close a post."""
    found = ResponsibilityPost.objects.open_to(request.acting, Permit.TASK_PUBLISH)
    actions.close_post(get_object_or_404(found, pk=post_id), by=request.acting, at=timezone.now())
    messages.success(request, "已撤销。")
    return redirect("party:posts")


# --- report-ins ---


def _reports(request: ActingRequest) -> Any:
    found = ReportIn.objects.open_to(request.acting, Permit.REPORTERS_SEE)
    return found.select_related("member", "area", "rpost")


@require_safe
@permitted(Permit.REPORTERS_SEE)
def reports(request: ActingRequest) -> HttpResponse:
    """Who reported in here; names and numbers only of those who agreed to be called."""
    found = _reports(request)
    order = {ReportState.CHOSEN: 0, ReportState.REPORTED: 1, ReportState.SERVING: 2}
    rows = list(found.exclude(state=ReportState.ENDED).order_by("-reported_at")[:_OPEN_SHOWN])
    rows.sort(key=lambda row: order.get(ReportState(row.state), 3))
    waiting = ReportBack.objects.filter(report_in__in=found, confirmed_at__isnull=True)
    context = {
        "rows": [_reporter(row) for row in rows],
        "homes": [
            {"back": back, "half": half_name(back.half), "report": _reporter(back.report_in)}
            for back in waiting.select_related("report_in__member", "report_in__area", "report_in__rpost")[
                :60
            ]
        ],
    }
    return render(request, "party/reports.html", context)


def _reporter(row: ReportIn) -> dict[str, Any]:
    """A line: somebody who did not agree to be called is a serving member, no more."""
    name = row.who if row.may_contact else "在职党员（未同意公开）"
    return {
        "report": row,
        "name": name,
        "phone": row.member.masked_phone if row.member and row.may_contact else "",
        "tone": _TONES.get(ReportState(row.state), "grey"),
    }


@permitted(Permit.TASK_PUBLISH)
def new_report(request: ActingRequest) -> HttpResponse:
    """Write down that a unit's Party organisation reported in."""
    return ask(
        request,
        forms.UnitReportForm(request.POST or None, tops=tops(request.acting)),
        lambda given: actions.report_unit(given.pop("area"), **given, by=request.acting, at=timezone.now()),
        heading="登记单位党组织报到",
        label="登记",
        back=reverse("party:reports"),
        said="已登记。",
        then=lambda made: reverse("party:report", args=[made.pk]),
    )


@require_safe
@permitted(Permit.REPORTERS_SEE)
def report(request: ActingRequest, report_id: str) -> HttpResponse:
    """One report-in as the grid sees it."""
    found = get_object_or_404(_reports(request), pk=report_id)
    may = request.acting.may(Permit.TASK_PUBLISH)
    moves = [m.verb for m in REPORT_FLOW.open_moves(found.state, {Permit.TASK_PUBLISH})] if may else []
    backs = [{"back": b, "half": half_name(b.half)} for b in found.reports.order_by("-half")]
    context = _reporter(found) | {"moves": moves, "backs": backs, "may": may}
    return render(request, "party/report.html", context)


@require_POST
@permitted(Permit.TASK_PUBLISH)
def move_report(request: ActingRequest, report_id: str, verb: str) -> HttpResponse:
    """Accept what was chosen, or ask for another choice."""
    found, by, now = get_object_or_404(_reports(request), pk=report_id), request.acting, timezone.now()
    if verb == "accept":
        actions.accept(found, by=by, at=now)
        messages.success(request, "已确认，服务从今天开始。")
    else:
        actions.decline(found, why=request.POST.get("words", ""), by=by, at=now)
        messages.success(request, "已请对方另选。")
    return redirect("party:report", found.pk)


@permitted(Permit.TASK_PUBLISH)
def confirm_home(request: ActingRequest, report_id: str, half: str) -> HttpResponse:
    """The community's word on a half-year."""
    found = get_object_or_404(_reports(request), pk=report_id)
    back = get_object_or_404(ReportBack, report_in=found, half=half)
    return ask(
        request,
        forms.WordsForm(request.POST or None, label="社区的意见", most=300),
        lambda given: actions.confirm_home(
            back, feedback=given["words_"], by=request.acting, at=timezone.now()
        ),
        heading=f"{half_name(half)}报告",
        label="确认",
        back=reverse("party:report", args=[found.pk]),
        said="已确认，可以打印后交给所在单位党组织。",
        hint=back.words,
    )


@require_safe
@permitted(Permit.REPORTERS_SEE, Permit.PARTY_MINE)
def print_home(request: ActingRequest, report_id: str, half: str) -> HttpResponse:
    """The half-year report on paper, for the home branch; by the grid or by the reporter himself."""
    here = ReportIn.objects.open_to(request.acting, Permit.REPORTERS_SEE).filter(pk=report_id)
    own = ReportIn.objects.filter(pk=report_id, member__person=request.acting.person_id)
    reach = ReportIn.objects.filter(Q(pk__in=here.values("pk")) | Q(pk__in=own.values("pk")))
    row = get_object_or_404(reach.select_related("member", "area", "rpost"), pk=report_id)
    back = get_object_or_404(ReportBack, report_in=row, half=half)
    deeds = row.member.deeds.filter(state="confirmed").order_by("on") if row.member else []
    first, last = half_bounds(half)
    listed = [deed for deed in deeds if first <= deed.on <= last]
    context = {"report": row, "back": back, "half": half_name(half), "deeds": listed}
    return render(request, "party/report_print.html", context)
