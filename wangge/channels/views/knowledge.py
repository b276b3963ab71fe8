"""The knowledge base in the browser: list, trial question, editor, and the questions without an answer."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.channels.actions import knowledge as actions
from wangge.channels.forms.knowledge import EntryFilter, EntryForm, initial_of
from wangge.channels.models import Entry, Unanswered
from wangge.channels.models.knowledge import EntryQuerySet
from wangge.channels.queries import knowledge as queries
from wangge.grids.access import Acting, Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.kernel.words import SHANGHAI

A_PAGE = 30
_EDIT = Permit.KNOWLEDGE_EDIT


def _editing(request: ActingRequest) -> Acting:
    acting: Acting | None = getattr(request, "acting", None)
    if not acting or not acting.may(_EDIT):
        raise Http404
    return acting


def _today() -> date:
    return timezone.now().astimezone(SHANGHAI).date()


def _visible(acting: Acting) -> EntryQuerySet:
    """Own area, below and above: what a resident there may be answered with."""
    return Entry.objects.open_to(acting, Permit.TALK_SEE)


@login_required
def list_of(request: ActingRequest) -> HttpResponse:
    """The entries; and what the assistant would answer to a question typed here."""
    acting = _editing(request)
    form = EntryFilter(request.GET)
    shown = _kept(_visible(acting), form).select_related("area").order_by("topic", "pk")
    asked = request.GET.get("try", "").strip()[:200]
    answer, near = queries.asked(asked, on=_today(), path=acting.area_path) if asked else (None, ())
    reach = Unanswered.objects.open_to(acting, _EDIT)
    context = {
        "form": form,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "answer": answer,
        "near": near,
        "waiting": reach.filter(state=Unanswered.State.OPEN).count(),
        "today": _today(),
    }
    return render(request, "channels/knowledge.html", context)


def _kept(entries: EntryQuerySet, form: EntryFilter) -> EntryQuerySet:
    state, today = form.value("state"), _today()
    if state == "":
        entries = entries.in_force(today)
    elif state == "local":
        entries = entries.in_force(today).filter(needs_local=True)
    elif state == "ended":
        entries = entries.filter(valid_to__lt=today)
    elif state == "off":
        entries = entries.filter(is_active=False)
    if topic := form.value("topic"):
        entries = entries.filter(topic=topic)
    for word in form.value("q").split():
        entries = entries.filter(
            Q(question__icontains=word) | Q(variants__icontains=word) | Q(answer__icontains=word)
        )
    return entries


@login_required
def add(request: ActingRequest) -> HttpResponse:
    """A new entry; the address may name the question it answers."""
    acting = _editing(request)
    noted = _noted(acting, request.GET.get("question", ""))
    initial: dict[str, Any] = {"dated": _today(), "valid_from": _today(), "area": acting.area_id}
    if noted is not None:
        initial |= {"question": noted.words[:120]}
    form = EntryForm(request.POST or None, initial=initial, acting=acting)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, lambda: actions.add(form.draft(), unanswered=noted, by=acting, at=timezone.now())
        )
        if done is not None:
            messages.success(request, "已加进知识库，党小栖现在就会用它答复。")
            return redirect("channels:knowledge")
    return _show(request, form, None, noted)


def _noted(acting: Acting, given: str) -> Unanswered | None:
    try:
        return Unanswered.objects.open_to(acting, _EDIT).filter(pk=UUID(given)).first() if given else None
    except ValueError:
        return None


@login_required
def edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Change an entry of one's own area or below."""
    acting = _editing(request)
    entry = get_object_or_404(_visible(acting).select_related("area"), pk=pk)
    form = EntryForm(request.POST or None, initial=initial_of(entry), acting=acting)
    if request.method == "POST" and form.is_valid():
        expected = form.cleaned_data["expected"] or 0
        done = attempt(
            form,
            lambda: actions.edit(entry, form.draft(), expected=expected, by=acting, at=timezone.now()),
        )
        if done is not None:
            messages.success(request, f"已存为第 {done.version} 版。")
            return redirect("channels:knowledge")
    return _show(request, form, entry, None)


def _show(
    request: ActingRequest, form: EntryForm, entry: Entry | None, noted: Unanswered | None
) -> HttpResponse:
    may_edit = entry is None or Entry.objects.open_to(request.acting, _EDIT).filter(pk=entry.pk).exists()
    context = {"form": form, "entry": entry, "noted": noted, "may_edit": may_edit}
    return render(request, "channels/entry_form.html", context, status=422 if form.errors else 200)


@login_required
def unanswered(request: ActingRequest) -> HttpResponse:
    """Questions the assistant could not answer, the most asked first."""
    acting = _editing(request)
    found = Unanswered.objects.open_to(acting, _EDIT).filter(state=Unanswered.State.OPEN)
    page = Paginator(found.order_by("-times", "-last_at"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "channels/unanswered.html", {"page": page})


@login_required
@require_POST
def drop(request: ActingRequest, question_id: UUID) -> HttpResponse:
    """This question needs no entry."""
    acting = _editing(request)
    noted = get_object_or_404(Unanswered.objects.open_to(acting, _EDIT), pk=question_id)
    actions.drop(noted, by=acting, at=timezone.now())
    messages.success(request, "已标为不用答。")
    return redirect("channels:unanswered")
