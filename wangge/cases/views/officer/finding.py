"""Something found on the spot: photos, words, place; solved there, or handed on."""

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wangge.cases import actions, queries
from wangge.cases.forms.officer import DONE, FindingForm
from wangge.cases.models import Appeal, Case
from wangge.cases.queries import officer
from wangge.cases.queries.guesses import suggestions
from wangge.cases.rules.flows import PushReason, Source
from wangge.cases.rules.spot import Spot
from wangge.cases.views.officer._words import on_foot
from wangge.files import queries as files
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area
from wangge.kernel.pages import attempt
from wangge.kernel.refusal import Refused
from wangge.matters import queries as catalogue
from wangge.matters import rules as matters
from wangge.matters.models import Matter

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
        appeal = _told(given, acting, at=at)
        where, said = reverse("cases:reported", args=[appeal.number]), ""
    else:
        case, said = _found(given, acting, at=at)
        is_seen = Case.objects.open_to(acting, Permit.CASE_SEE).filter(pk=case.pk).exists()
        where = reverse("cases:case", args=[case.pk]) if is_seen else reverse("cases:officer_home")
    request.session[_SENT] = {given["request_id"]: where}
    if said:
        messages.success(request, said)
    return where


def _told(given: dict[str, Any], acting: Acting, *, at: datetime) -> Appeal:
    """A captain's report is an appeal of his own, as any resident's."""
    return actions.report(
        text=given["text"],
        spot=_spot(given),
        matter=given["matter"],
        photos=files.held(given["before"].holder, given["before"].ids),
        source=Source.CAPTAIN,
        by=acting,
        at=at,
    )


@transaction.atomic
def _found(given: dict[str, Any], acting: Acting, *, at: datetime) -> tuple[Case, str]:
    """All of it or nothing: a finding whose second half is refused was never sent."""
    before = files.held(given["before"].holder, given["before"].ids)
    done = given["how"] == DONE
    # What was solved on the spot stays on the grid's desk, whichever level the catalogue names for it.
    matter = "" if done else given["matter"]
    case = actions.discover(
        text=given["text"], spot=_spot(given), matter=matter, photos=before, by=acting, at=at
    )
    if done:
        return _solved(case, given, acting, at=at), "已当场办结，照片和情况都记下了。"
    if given.get("reason") and case.desk_id == acting.area_id:
        reason = PushReason(given["reason"])
        case = actions.push_up(case, reason=reason, note=given["note"], by=acting, at=at)
    elif case.desk_id == acting.area_id:
        case = actions.take_up(case, by=acting, at=at)
        return case, "已登记。这类事由网格办，已记在您名下；网格办不了再上报。"
    desk = grids.area(case.desk_id)
    return case, f"已上报，现在由{desk.name if desk else '上一级'}受理。"


def _solved(case: Case, given: dict[str, Any], acting: Acting, *, at: datetime) -> Case:
    if case.is_confidential or case.urgency == matters.Urgency.EMERGENCY:
        raise Refused("看起来是紧急或保密的事，不在网格当场办结，请改选“上报”。", field="how")
    if case.desk_id != acting.area_id:
        raise Refused("这个地点不归您这个网格，请改选“上报”，或者核对位置。", field="how")
    after = files.held(given["photos"].holder, given["photos"].ids)
    matter = Matter.objects.get(pk=given["matter"])
    return actions.self_handle(case, said=given["said"], matter=matter, photos=after, by=acting, at=at)


def _spot(given: dict[str, Any]) -> Spot:
    """The point if there is one; else what the words name inside the grid; else the grid itself."""
    if given["lon"] is not None:
        return queries.spot(
            lon=given["lon"], lat=given["lat"], given_crs=given["crs"] or "wgs84", place=given["place"]
        )
    area: Area = given["area"]
    if given["place"]:
        named = queries.spot(place=given["place"], within=area.path)
        if named.is_known and access.is_below(named.chain[0].path, area.path):
            return named
    return queries.area_spot(area.pk, place=given["place"])


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
