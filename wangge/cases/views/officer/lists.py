"""All cases of one's grids, open and ended, walked by key."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.forms.officer import ListForm
from wangge.cases.models import Case
from wangge.cases.queries import desk as desks
from wangge.cases.queries import officer
from wangge.cases.views.officer._words import heading, marks, on_foot, title
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.words import moment


@permitted(Permit.CASE_SEE)
@on_foot
def cases(request: ActingRequest) -> HttpResponse:
    """All cases of my grids: open ones by due time, ended ones the newest first; walked by key."""
    at, acting = timezone.now(), request.acting
    form = ListForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    tab = request.GET.get("tab", "")
    ended = tab == "ended"
    filters = desks.Filters(late=given.get("late", ""), q=given.get("q", "").strip())
    found = (
        Case.objects.open_to(acting, Permit.CASE_SEE).filter(is_open=False) if ended else desks.reach(acting)
    )
    found = desks.narrowed(found, filters, acting, at=at)
    if given.get("mine"):
        found = officer.mine(found, acting)
    more = request.htmx and request.GET.get("after")
    tabs = [] if more or ended else desks.tabs(found)
    if tab and not ended:
        found = found.filter(status=tab)
    part = officer.stretch(found, after=request.GET.get("after", ""), is_ended=ended)
    context = {
        "heading": heading(acting),
        "form": form,
        "tabs": [] if more else _tabs(request, tabs or desks.tabs(desks.reach(acting)), tab),
        "rows": [_in_list(case, acting, at=at, ended=ended) for case in part.cases],
        "onward": _url(request, after=part.onward) if part.onward else "",
        "is_filtered": bool(form.changed_data),
        "is_ended": ended,
        "tab": tab,
    }
    return render(request, "cases/officer_list.html#rows" if more else "cases/officer_list.html", context)


def _url(request: ActingRequest, **changed: str) -> str:
    """This list with something changed; what is not named here stays in the URL."""
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query[name] = value
    return f"{reverse('cases:officer_list')}?{query.urlencode()}"


def _tabs(request: ActingRequest, tabs: list[desks.Tab], present: str) -> list[dict[str, Any]]:
    ended = present == "ended"
    shown = [tab for tab in tabs if tab.count or tab.code in ("", present)]
    found: list[dict[str, Any]] = [
        {
            "label": tab.label,
            "url": _url(request, tab=tab.code),
            "count": None if ended else tab.count,
            "is_on": tab.code == present,
        }
        for tab in shown
    ]
    return [*found, {"label": "已办结", "url": _url(request, tab="ended"), "count": None, "is_on": ended}]


def _in_list(case: Case, acting: Acting, *, at: datetime, ended: bool) -> dict[str, Any]:
    node = grids.area(case.area_id)
    wide = (acting.area_rank or 0) < officer.GRID
    facts = [node.name] if wide and node else []
    facts += marks(case)
    facts.append(f"{case.get_source_display()} {moment(case.reported_at, now=at).removeprefix('今天 ')}")
    if case.lead_unit and not case.is_confidential:
        facts.append(f"主办 {case.lead_unit.name}")
    if case.holder:
        who = "我" if case.holder_id == acting.person_id else case.holder.name
        facts.append(f"{who}办的" if ended else f"{who}在办")
    return {
        "title": title(case),
        "url": reverse("cases:case", args=[case.pk]),
        "due": case.act_by,
        "paused": "计时已停" if case.state == "suspended" else "",
        "when": f"{moment(case.closed_at, now=at)} 办结" if ended and case.closed_at else "",
        "icon": "circle-check" if ended else "flame" if case.urgency in ("high", "emergency") else "",
        "state": case.reading.name,
        "tone": case.reading.tone,
        "facts": facts,
    }
