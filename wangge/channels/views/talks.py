"""The desk's console: who waits for a person, what is said, take over and give back; the day in counts."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.channels.actions import talks as actions
from wangge.channels.forms.talks import ReplyForm
from wangge.channels.models import Talk
from wangge.channels.queries import bubbles, consoles
from wangge.grids.access import Acting, Permit
from wangge.grids.middleware import ActingRequest
from wangge.journal import actions as journal
from wangge.kernel.pages import attempt
from wangge.kernel.words import SHANGHAI

A_PAGE = 30


def _seeing(request: ActingRequest) -> Acting:
    acting: Acting | None = getattr(request, "acting", None)
    if not acting or not acting.may(Permit.TALK_SEE):
        raise Http404
    return acting


@login_required
def list_of(request: ActingRequest) -> HttpResponse:
    """Live talks: who waits for a person first."""
    acting = _seeing(request)
    reach = Talk.objects.open_to(acting, Permit.TALK_SEE)
    tab = request.GET.get("tab", "")
    shown = reach.filter(closed_at__isnull=False) if tab == "ended" else reach.live()
    order = F("waits_since").asc(nulls_last=True)
    page = Paginator(shown.select_related("held_by").order_by(order, "-last_at"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": consoles.rows(page, acting, now=timezone.now()),
        "tabs": consoles.tabs(reach, tab),
        "is_ended": tab == "ended",
    }
    return render(request, "channels/talks.html", context)


@login_required
@never_cache
def talk(request: ActingRequest, talk_id: UUID) -> HttpResponse:
    """One talk: read it, take it over, answer. Opening it is on record."""
    acting = _seeing(request)
    found = _found(acting, talk_id)
    form = ReplyForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(form, lambda: actions.reply(found, by=acting, at=now, **given))
        if done is not None:
            return redirect("channels:talk", talk_id)
    elif not request.htmx:
        journal.record(by=acting, verb="channels.talk_see", subject=f"talk:{found.pk}", at=now)
    context = {
        "talk": found,
        "row": consoles.rows([found], acting, now=now)[0],
        "bubbles": bubbles.of(found, now=now),
        "form": form,
        "client_id": secrets.token_urlsafe(12),
        "is_mine": found.held_by_id is not None and found.held_by_id == acting.post_id,
        "is_live": found.closed_at is None,
    }
    template = (
        "channels/talk.html#lines" if request.htmx and request.method == "GET" else "channels/talk.html"
    )
    return render(request, template, context, status=422 if form.errors else 200)


def _found(acting: Acting, talk_id: UUID) -> Talk:
    reach = Talk.objects.open_to(acting, Permit.TALK_SEE).select_related("held_by")
    return get_object_or_404(reach, pk=talk_id)


@login_required
@require_POST
def take(request: ActingRequest, talk_id: UUID) -> HttpResponse:
    """Take a talk over."""
    acting = _seeing(request)
    actions.take_over(_found(acting, talk_id), by=acting, at=timezone.now())
    messages.success(request, "已接手，您说的话居民马上看得到，只显示席位，不显示姓名。")
    return redirect("channels:talk", talk_id)


@login_required
@require_POST
def give(request: ActingRequest, talk_id: UUID) -> HttpResponse:
    """Give it back to the assistant."""
    acting = _seeing(request)
    actions.give_back(_found(acting, talk_id), by=acting, at=timezone.now())
    messages.success(request, "已交还给党小栖。")
    return redirect("channels:talks")


@login_required
def day(request: ActingRequest) -> HttpResponse:
    """What was asked for and what became of it, in counts; never who, never in what mood."""
    acting = _seeing(request)
    days = 7 if request.GET.get("days") == "7" else 1
    today = timezone.now().astimezone(SHANGHAI).date()
    summary = consoles.summary(acting.area_path, since=today - timedelta(days=days - 1), until=today)
    return render(request, "channels/day.html", {"summary": summary, "days": days, "today": today})
