"""What there is to read, training and contests that were held, and votes for honours."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from wangge.gatherings import actions as gatherings
from wangge.gatherings.models import Article, Gathering, Nominee, Poll, Voter
from wangge.gatherings.models.learning import ArticleQuerySet, PollQuerySet
from wangge.gatherings.rules import votes as rules
from wangge.gatherings.rules.meeting import Kind, State
from wangge.gatherings.rules.votes import PollState
from wangge.grids.access import Acting, Permit, paths_up
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask, attempt, confirm
from wangge.life import forms, queries
from wangge.life.views._common import meeting_unit_or_404, seat_or_404
from wangge.party.models import PartyOrg

_TRAINING = (Kind.LECTURE, Kind.TRAINING, Kind.CONTEST)


def _own_path(acting: Acting) -> str:
    """Where a hat reads: what is offered in its area and above it."""
    if acting.area_path:
        return acting.area_path
    org = PartyOrg.objects.filter(unit=acting.unit_id).first() if acting.unit_id else None
    return org.area_path if org else ""


def _articles(acting: Acting) -> ArticleQuerySet:
    """Offered in one's own area and above, and, to who looks after an area, below."""
    above = Article.objects.released().filter(area_path__in=paths_up(_own_path(acting)))
    return above | Article.objects.released().open_to(acting, Permit.GATHERING_SEE)


@permitted(Permit.GATHERING_SEE, Permit.GATHERING_JOIN)
def learning(request: ActingRequest) -> HttpResponse:
    """Articles and courses to read; lectures, training and contests that were held here."""
    acting = request.acting
    rows = Gathering.objects.filter(kind__in=_TRAINING, state=State.HELD)
    if acting.may(Permit.GATHERING_SEE):
        held = queries.in_line(rows, acting, Permit.GATHERING_SEE)
    else:
        held = rows.filter(unit=acting.unit_id)
    context = {
        "articles": _articles(acting).order_by("-released_at", "-pk")[:50],
        "held": held.select_related("unit").prefetch_related("results").order_by("-starts_at")[:30],
        "polls": _polls(acting).order_by("-closes_at")[:20],
        "may_write": acting.may(Permit.GATHERING_EDIT),
        "own": queries.own_org(acting) if acting.may(Permit.GATHERING_EDIT) else None,
        "now": timezone.now(),
    }
    return render(request, "life/learning.html", context)


@permitted(Permit.GATHERING_EDIT)
def new_article(request: ActingRequest) -> HttpResponse:
    """Offer something to read to one's own area and below."""
    unit, area = seat_or_404(request.acting)
    return ask(
        request,
        forms.ArticleForm(request.POST or None),
        lambda given: gatherings.release_article(unit, area, **given, by=request.acting, at=timezone.now()),
        heading="发布学习内容",
        label="发布",
        back=reverse("life:learning"),
        said="已发布。",
        then=lambda made: reverse("life:article", args=[made.pk]),
        hint="系统不记录谁打开过、读了多久。",
    )


@permitted(Permit.GATHERING_SEE, Permit.GATHERING_JOIN)
def article(request: ActingRequest, article_id: int) -> HttpResponse:
    """Read; nobody counts it."""
    found = get_object_or_404(_articles(request.acting).select_related("unit"), pk=article_id)
    mine = Article.objects.open_to(request.acting, Permit.GATHERING_EDIT).filter(pk=found.pk).exists()
    return render(request, "life/article.html", {"article": found, "may_write": mine})


@permitted(Permit.GATHERING_EDIT)
def withdraw_article(request: ActingRequest, article_id: int) -> HttpResponse:
    """Take it off the list."""
    rows = Article.objects.open_to(request.acting, Permit.GATHERING_EDIT).released()
    found = get_object_or_404(rows, pk=article_id)
    return confirm(
        request,
        lambda: gatherings.withdraw_article(found, by=request.acting, at=timezone.now()),
        title=f"撤回“{found.title}”？",
        text="撤回后不再列出。",
        label="撤回",
        back=reverse("life:learning"),
        said="已撤回。",
    )


def _polls(acting: Acting) -> PollQuerySet:
    above = Poll.objects.filter(area_path__in=paths_up(_own_path(acting)))
    return above | Poll.objects.open_to(acting, Permit.GATHERING_SEE)


@permitted(Permit.GATHERING_EDIT)
def new_poll(request: ActingRequest, org_id: int) -> HttpResponse:
    """Announce a vote for an honour."""
    org, unit = meeting_unit_or_404(request.acting, org_id)
    return ask(
        request,
        forms.PollForm(request.POST or None),
        lambda given: gatherings.make_poll(
            unit,
            org.area,
            words_=given["words"],
            **{k: given[k] for k in ("title", "seats", "most", "opens_at", "closes_at")},
            by=request.acting,
            at=timezone.now(),
        ),
        heading="发起评选",
        label="发起",
        back=reverse("life:learning"),
        said="已发起。",
        then=lambda made: reverse("life:poll", args=[made.pk]),
        hint="投票开始前可以提名；一人一票，谁投给谁不留记录。",
    )


@permitted(Permit.GATHERING_SEE, Permit.GATHERING_JOIN)
def poll(request: ActingRequest, poll_id: int) -> HttpResponse:
    """Nominate before it opens, vote while it is open, read the result when it is closed."""
    found = get_object_or_404(_polls(request.acting).select_related("unit"), pk=poll_id)
    now = timezone.now()
    state = rules.poll_state(opens_at=found.opens_at, closes_at=found.closes_at, at=now)
    nominees = list(Nominee.objects.filter(poll=found).order_by("pk"))
    member = queries.me(request.acting) if request.acting.may(Permit.GATHERING_JOIN) else None
    has_voted = member is not None and Voter.objects.filter(poll=found, attendee=member.pk).exists()
    form = _form(request, state, nominees)
    if request.method == "POST" and form is not None and form.is_valid() and member is not None:
        done = attempt(form, lambda: _act(request, found, state, form, member.pk))
        if done:
            messages.success(request, done)
            return redirect("life:poll", found.pk)
    won = rules.elected([(n.pk, n.votes) for n in nominees], seats=found.seats)
    context = {
        "poll": found,
        "state": state,
        "nominees": [(n, n.pk in won) for n in sorted(nominees, key=lambda n: -n.votes)]
        if state == PollState.CLOSED
        else [(n, False) for n in nominees],
        "is_closed": state == PollState.CLOSED,
        "form": form if member is not None and not has_voted else None,
        "has_voted": has_voted,
        "label": "提名" if state == PollState.NOMINATING else "投票",
    }
    return render(request, "life/poll.html", context, status=422 if form and form.errors else 200)


def _form(
    request: ActingRequest, state: PollState, nominees: list[Nominee]
) -> forms.NominateForm | forms.VoteForm | None:
    if state == PollState.NOMINATING:
        return forms.NominateForm(request.POST or None)
    if state == PollState.VOTING and nominees:
        choices = [(str(n.pk), f"{n.name}：{n.words}") for n in nominees]
        return forms.VoteForm(request.POST or None, choices=choices)
    return None


def _act(request: ActingRequest, found: Poll, state: PollState, form: Form, attendee: int) -> str:
    given, by, at = form.cleaned_data, request.acting, timezone.now()
    if state == PollState.NOMINATING:
        gatherings.nominate(found, name=given["name"], words_=given["words"], by=by, at=at)
        return "已提名。"
    gatherings.vote(found, chosen=[int(pk) for pk in given["chosen"]], attendee=attendee, by=by, at=at)
    return "已投票，谢谢。"
