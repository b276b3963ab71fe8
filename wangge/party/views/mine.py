"""A member's own pages on a phone: my branch, what I can claim, my deeds, report-ins, card, points."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask
from wangge.party import actions, forms, queries
from wangge.party.models import (
    Deed,
    Member,
    MicroTask,
    Office,
    PledgeCampaign,
    PledgeCard,
    PostHolding,
    ReportIn,
    ResponsibilityPost,
)
from wangge.party.queries.members import own_paths
from wangge.party.queries.serving import board, fitting, posts_for
from wangge.party.rules import points
from wangge.party.rules.serving import ReportState, TaskState
from wangge.party.views._common import me_or_404

_SHOWN = 30
_MINE = (TaskState.CLAIMED, TaskState.DONE)


@require_safe
@permitted(Permit.PARTY_MINE)
def home(request: ActingRequest) -> HttpResponse:
    """My branch, what I took on, what I can claim; nothing here is counted by looking at it."""
    me, today = me_or_404(request.acting), timezone.localdate()
    open_tasks = queries.tasks_for(me)
    mine = list(
        MicroTask.objects.filter(member=me, state__in=_MINE).select_related("area").order_by("due_on")
    )
    reports = (
        ReportIn.objects.filter(member=me).exclude(state=ReportState.ENDED).select_related("area", "rpost")
    )
    holdings = PostHolding.objects.filter(member=me, until__isnull=True).select_related("rpost__area")
    heads = Office.objects.held(today).filter(org=me.org, office="secretary").select_related("member")
    year = queries.statement(me, today.year)
    letters = _letters(me)
    context = {
        "me": me,
        "secretary": next((o.member.name for o in heads), ""),
        "open": open_tasks[:3],
        "mine": mine,
        "reports": reports,
        "holdings": holdings,
        "letters": letters,
        "remarks": _passed_on(me),
        "counts": [
            {"label": "可认领", "figure": open_tasks.count(), "url": reverse("party:mine_tasks")},
            {"label": "我认领的", "figure": len(mine), "url": f"{reverse('party:mine_tasks')}#mine"},
            {
                "label": "今年实事",
                "figure": sum(1 for d in year.deeds if d.state == "confirmed"),
                "url": reverse("party:mine_deeds"),
            },
            *(
                [{"label": "积分", "figure": year.total, "url": reverse("party:mine_deeds")}]
                if me.points_joined_on
                else []
            ),
        ],
        "today": today,
    }
    return render(request, "party/mine.html", context)


def _letters(me: Member) -> list[PledgeCampaign]:
    """Letters of commitment put to me that I have not signed; nobody sees who has not."""
    ups = me.org_path.rstrip("/").split("/")
    found = PledgeCampaign.objects.filter(
        org__in=[int(pk) for pk in ups], closes_on__gte=timezone.localdate()
    )
    return list(found.exclude(signatures__member=me).order_by("closes_on"))


def _passed_on(me: Member) -> list[str]:
    found = PledgeCard.objects.filter(member=me, withdrawn_at__isnull=True, remarks__is_passed_on=True)
    return list(found.order_by("-remarks__at").values_list("remarks__words", flat=True)[:3])


# --- tasks ---


@require_safe
@permitted(Permit.PARTY_MINE)
def tasks(request: ActingRequest) -> HttpResponse:
    """What I can claim, and what I claimed."""
    me = me_or_404(request.acting)
    mine = MicroTask.objects.filter(member=me, state__in=_MINE).select_related("area").order_by("due_on")
    paths = own_paths(me)
    held = set(PostHolding.objects.filter(member=me, until__isnull=True).values_list("rpost", flat=True))
    context = {
        "open": fitting(queries.tasks_for(me)[:_SHOWN], me),
        "mine": mine,
        "posts": fitting([post for post in posts_for(paths)[:_SHOWN] if post.pk not in held], me),
        "holdings": PostHolding.objects.filter(member=me, until__isnull=True).select_related("rpost__area"),
        "today": timezone.localdate(),
    }
    return render(request, "party/mine_tasks.html", context)


def _visible(request: ActingRequest, task_id: str) -> tuple[Member, MicroTask]:
    """A task that is open to me, or mine."""
    me = me_or_404(request.acting)
    found = get_object_or_404(MicroTask.objects.around(own_paths(me)).select_related("area"), pk=task_id)
    if found.state != TaskState.OPEN and found.member_id != me.pk:
        found = get_object_or_404(MicroTask.objects.none(), pk=task_id)
    return me, found


@permitted(Permit.PARTY_MINE)
def task(request: ActingRequest, task_id: str) -> HttpResponse:
    """One task: read it, claim it, say what came of it, hand it back."""
    me, found = _visible(request, task_id)
    form = forms.ResultForm(request.POST or None)
    context = {
        "task": found,
        "form": form,
        "is_mine": found.member_id == me.pk,
        "today": timezone.localdate(),
    }
    if request.method == "POST" and form.is_valid():
        actions.finish_task(found, **form.cleaned_data, by=request.acting, at=timezone.now())
        messages.success(request, "已报完成，等发布的人确认。")
        return redirect("party:mine_tasks")
    return render(request, "party/mine_task.html", context, status=422 if form.errors else 200)


@require_POST
@permitted(Permit.PARTY_MINE)
def move_task(request: ActingRequest, task_id: str, verb: str) -> HttpResponse:
    """Claim or hand back."""
    _, found = _visible(request, task_id)
    if verb == "claim":
        actions.claim_task(found, by=request.acting, at=timezone.now())
        messages.success(request, "认领了。做不了随时可以交回。")
        return redirect("party:mine_task", found.pk)
    actions.hand_back_task(found, by=request.acting, at=timezone.now())
    messages.success(request, "已交回，不影响您的任何记录。")
    return redirect("party:mine_tasks")


@require_POST
@permitted(Permit.PARTY_MINE)
def move_post(request: ActingRequest, post_id: int, verb: str) -> HttpResponse:
    """Take or leave a post of responsibility."""
    me, by, now = me_or_404(request.acting), request.acting, timezone.now()
    post = get_object_or_404(ResponsibilityPost.objects.around(own_paths(me)), pk=post_id)
    if verb == "take":
        actions.take_post(post, by=by, at=now)
        messages.success(request, f"您在“{post.title}”上了。")
    else:
        holding = get_object_or_404(PostHolding, rpost=post, member=me, until__isnull=True)
        actions.leave_post(holding, by=by, at=now)
        messages.success(request, "已交回岗位。")
    return redirect("party:mine_tasks")


# --- deeds and points ---


def _year(request: ActingRequest) -> int:
    asked, now = request.GET.get("year", ""), timezone.localdate().year
    return int(asked) if asked.isdecimal() and now - 6 <= int(asked) <= now else now


@require_safe
@permitted(Permit.PARTY_MINE)
def deeds(request: ActingRequest) -> HttpResponse:
    """My deeds of a year with their points, each with who confirmed it."""
    me, year = me_or_404(request.acting), _year(request)
    found, today = queries.statement(me, year), timezone.localdate()
    by_deed: dict[UUID, int] = {}
    for entry in found.entries:
        by_deed[entry.deed_id] = by_deed.get(entry.deed_id, 0) + entry.points
    asked = set(me.point_appeals.filter(answered_at__isnull=True).values_list("deed", flat=True))
    rows = [
        {
            "deed": deed,
            "points": by_deed.get(deed.pk),
            "may_appeal": _may_appeal(deed, today) and deed.pk not in asked,
            "is_asked": deed.pk in asked,
        }
        for deed in found.deeds
    ]
    context = {
        "me": me,
        "year": year,
        "rows": rows,
        "statement": found,
        "has_board": board(me.org, year) is not None,
    }
    return render(request, "party/mine_deeds.html", context)


def _may_appeal(deed: Deed, today: Any) -> bool:
    return deed.decided_at is not None and points.may_appeal(
        timezone.localtime(deed.decided_at).date(), on=today
    )


@require_safe
@permitted(Permit.PARTY_MINE)
def print_deeds(request: ActingRequest) -> HttpResponse:
    """The yearly statement on paper."""
    me, year = me_or_404(request.acting), _year(request)
    found = queries.statement(me, year)
    entries: dict[UUID, int] = {}
    for entry in found.entries:
        entries[entry.deed_id] = entries.get(entry.deed_id, 0) + entry.points
    rows = [(deed, entries.get(deed.pk)) for deed in found.deeds if deed.state == "confirmed"]
    return render(
        request, "party/statement_print.html", {"me": me, "year": year, "rows": rows, "statement": found}
    )


@permitted(Permit.PARTY_MINE)
def propose(request: ActingRequest) -> HttpResponse:
    """Write a deed down for somebody else to confirm."""
    me_or_404(request.acting)
    return ask(
        request,
        forms.DeedForm(request.POST or None, initial={"on": timezone.localdate()}),
        lambda given: actions.propose_deed(**given, by=request.acting, at=timezone.now()),
        heading="填报一件实事",
        label="交给支部确认",
        back=reverse("party:mine_deeds"),
        said="已交给支部确认。",
        hint="微事项和报到服务由系统记录，不用填报。",
    )


@permitted(Permit.PARTY_MINE)
def appeal(request: ActingRequest, deed_id: str) -> HttpResponse:
    """Say that a record is not right."""
    found = get_object_or_404(Deed, pk=deed_id, member=me_or_404(request.acting))
    return ask(
        request,
        forms.AppealForm(request.POST or None),
        lambda given: actions.appeal(found, **given, by=request.acting, at=timezone.now()),
        heading="申诉",
        label="提交申诉",
        back=reverse("party:mine_deeds"),
        said="已提交，由原确认人以外的人答复。",
        hint=found.words,
    )


@require_POST
@permitted(Permit.PARTY_MINE)
def join(request: ActingRequest, what: str) -> HttpResponse:
    """Join or leave the points, or the board."""
    me_or_404(request.acting)
    is_in, now = request.POST.get("on") == "1", timezone.now()
    if what == "points":
        actions.join_points(is_in=is_in, by=request.acting, at=now)
        messages.success(request, "已参加积分。" if is_in else "已退出积分，榜上也不再有您。")
    else:
        actions.join_board(is_in=is_in, by=request.acting, at=now)
        messages.success(request, "您的名字可以上榜了。" if is_in else "已下榜。")
    return redirect("party:mine_deeds")


@permitted(Permit.PARTY_MINE)
def role_card(request: ActingRequest) -> HttpResponse:
    """Three roles, twenty indicators: counted from confirmed deeds, or in my own words and marked so."""
    me, year = me_or_404(request.acting), _year(request)
    if request.method == "POST":
        words = {k.removeprefix("w_"): str(v) for k, v in request.POST.items() if k.startswith("w_")}
        actions.write_role_notes(words, year=year, by=request.acting, at=timezone.now())
        messages.success(request, "已保存。")
        return redirect("party:mine_role")
    return render(
        request, "party/role_card.html", {"me": me, "year": year, "card": queries.role_card(me, year)}
    )


@require_safe
@permitted(Permit.PARTY_MINE)
def show_board(request: ActingRequest) -> HttpResponse:
    """The board of my branch, where it is on: the first ten of those who asked for it."""
    me, year = me_or_404(request.acting), _year(request)
    found = board(me.org, year)
    return render(
        request, "party/board.html", {"me": me, "year": year, "lines": found, "is_on": found is not None}
    )
