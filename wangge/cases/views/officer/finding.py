"""Something found on the spot: photos, words, place; solved there, or handed on."""

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wangge.cases import actions
from wangge.cases.forms.officer import FindingForm, form_mark
from wangge.cases.models import Appeal, Case
from wangge.cases.queries import officer
from wangge.cases.queries.guesses import suggestions
from wangge.cases.rules.flows import Source
from wangge.cases.views.officer._words import on_foot
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.matters import queries as catalogue
from wangge.matters import rules as matters

_SENT = "found"


@permitted(Permit.CASE_REPORT)
@on_foot
def report(request: ActingRequest) -> HttpResponse:
    """Photos, words, place; then solved on the spot, or handed on. Nothing is lost when it fails."""
    at, acting = timezone.now(), request.acting
    initial = {"request_id": secrets.token_urlsafe(12)}
    form = FindingForm(request.POST or None, request.FILES or None, by=acting, initial=initial)
    if request.method == "POST":
        form.hold_photos(by=acting, at=at)
        if form.is_valid():
            found = attempt(form, lambda: _again(request, form) or _send(request, form, at=at))
            if found is not None:
                return redirect(found)
    own = grids.area(acting.area_id)
    context = {
        "form": form,
        "carry": {"post": acting.post_id, "form": form_mark()},
        "is_captain": acting.role == Role.CAPTAIN,
        "one_area": officer.own_areas(acting)[0] if len(officer.own_areas(acting)) == 1 else None,
        "own": own,
        "view": (own.row.lon, own.row.lat, 16) if own and own.row.lon is not None else None,
        **_guess(request),
    }
    return render(request, "cases/officer_report.html", context, status=422 if form.errors else 200)


def _again(request: ActingRequest, form: FindingForm) -> str:
    """A form sent twice is one finding."""
    where: str = request.session.get(_SENT, {}).get(form.cleaned_data["request_id"], "")
    return where


def _send(request: ActingRequest, form: FindingForm, *, at: datetime) -> str:
    """Do it, and say where it went; the address of what it became."""
    acting, given = request.acting, form.cleaned_data
    if acting.role == Role.CAPTAIN:
        appeal = _told(form, acting, at=at)
        where, said = reverse("cases:reported", args=[appeal.number]), ""
    else:
        case = _found(form, acting, at=at)
        said = officer.found_words(case, acting)
        is_seen = Case.objects.open_to(acting, Permit.CASE_SEE).filter(pk=case.pk).exists()
        where = reverse("cases:case", args=[case.pk]) if is_seen else reverse("cases:officer_home")
    request.session[_SENT] = {given["request_id"]: where}
    if said:
        messages.success(request, said)
    return where


def _told(form: FindingForm, acting: Acting, *, at: datetime) -> Appeal:
    """A captain's report is an appeal of his own, as any resident's."""
    given = form.cleaned_data
    return actions.report(
        text=given["text"],
        spot=form.spot(),
        matter=given["matter"],
        photos=form.held("before"),
        source=Source.CAPTAIN,
        by=acting,
        at=at,
    )


def _found(form: FindingForm, acting: Acting, *, at: datetime) -> Case:
    given = form.cleaned_data
    return actions.find(
        text=given["text"],
        spot=form.spot(),
        matter=given["matter"],
        photos=form.held("before"),
        became=form.became(form.held("photos")),
        by=acting,
        at=at,
    )


def _guess(request: ActingRequest) -> dict[str, Any]:
    """What the words look like, with what such a matter asks for; the officer decides."""
    text = request.POST.get("text", "")
    found = list(suggestions(text)) if text.strip() else []
    chosen = request.POST.get("matter", "")
    codes = [code for code, _, _ in found]
    entries = catalogue.catalogue().matters
    return {
        "guesses": [entries[code] for code in codes],
        "chosen": chosen if chosen in codes else (codes[0] if codes else ""),
        "emergency": matters.emergency(text),
    }


@permitted(Permit.CASE_REPORT)
@on_foot
def guess(request: ActingRequest) -> HttpResponse:
    """The suggestion for words typed so far: a fragment that htmx asks for; nothing is stored."""
    return render(request, "cases/officer_report.html#guess", _guess(request))
