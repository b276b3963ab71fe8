"""Looked at by somebody else, and asked by somebody else: the verifier's list, the revisit clerk's list and
call.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wangge.cases import actions
from wangge.cases.forms.checks import RevisitForm, UnreachedForm
from wangge.cases.models import Appeal, Case
from wangge.cases.queries import checks as queries
from wangge.cases.queries import page as pages
from wangge.cases.rules.spot import Contact
from wangge.cases.views._proof import asked_again
from wangge.grids import queries as grids
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.kernel.words import moment

REVISITS = 30
#: So many drawn cases stand on the list at once; the next ones follow when these are done.
SAMPLES = 10


@permitted(Permit.CASE_VERIFY)
def verify_list(request: ActingRequest) -> HttpResponse:
    """What waits for this person's eyes: where, what to look at, before and after."""
    at, acting = timezone.now(), request.acting
    area = request.GET.get("area", "")
    everything = queries.to_verify(acting)
    areas = queries.areas_of(everything, acting)
    chosen = int(area) if area in {str(node.id) for node, _ in areas} else None
    found = queries.joined(queries.to_verify(acting, area_id=chosen))
    page = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    places: list[tuple[int | None, str, int]] = [(node.id, node.name, n) for node, n in areas]
    total = everything.count() if chosen else page.paginator.count
    context = {
        "page": page,
        "checks": [queries.check(case, at=at) for case in page],
        "tabs": [
            {"label": name, "url": f"?area={id_ or ''}", "count": n, "is_on": id_ == chosen}
            for id_, name, n in [(None, "全部", total), *places]
        ],
        "drawn": [queries.check(case, at=at) for case in queries.joined(queries.sampled(acting))[:SAMPLES]],
        "asof_words": moment(at, now=at),
    }
    return render(request, "cases/verify_list.html", context)


@permitted(Permit.CASE_REVISIT)
def revisit_list(request: ActingRequest) -> HttpResponse:
    """Whom to call, by the day their case was closed; and how many have been asked."""
    at, acting = timezone.now(), request.acting
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(queries.TABS) else queries.WAITING
    coverage = queries.coverage(acting, at=at)
    page = Paginator(queries.to_revisit(acting, tab, at=at), REVISITS).get_page(request.GET.get("page"))
    context = {
        "tabs": [
            {
                "label": label,
                "url": f"?tab={code}",
                "count": coverage.counts[code],
                "is_on": code == tab,
            }
            for code, label in queries.TABS
        ],
        "tab": tab,
        "coverage": coverage,
        "page": page,
        "rows": [_row(appeal) for appeal in page],
        "asof_words": moment(at, now=at),
    }
    return render(request, "cases/revisit_list.html", context)


def _row(appeal: Appeal) -> dict[str, Any]:
    case = appeal.case
    node = grids.area(case.area_id)
    hidden = case.is_confidential
    return {
        "appeal": appeal,
        "case": case,
        "title": case.title,
        "place": "保密事项，只显示大类" if hidden else case.place,
        "area": "" if hidden else node.label if node else "待定位",
        "unit": "仅经办可见" if hidden else (case.lead_unit.name if case.lead_unit else "网格自处置"),
        "last_try": getattr(appeal, "last_try", None),
    }


@permitted(Permit.CASE_REVISIT)
def revisit(request: ActingRequest, appeal_id: UUID) -> HttpResponse:
    """The call: the script with its three questions, the telephone on request, what he answered."""
    at, acting = timezone.now(), request.acting
    left = Appeal.objects.select_related("case").filter(phone_index__isnull=False)
    appeal = get_object_or_404(left, pk=appeal_id)
    get_object_or_404(Case.objects.open_to(acting, Permit.CASE_REVISIT), pk=appeal.case_id)
    tries = queries.tries_of(appeal)
    deed = request.POST.get("deed", "")
    if deed == "reveal" and (to_prove := asked_again(request, at=at)):
        return to_prove
    form = RevisitForm(request.POST if deed == "answered" else None)
    unreached = UnreachedForm(request.POST if deed == "unreached" else None, tries=tries, at=at)
    if _write_down(request, appeal, form, unreached, at=at):
        return redirect("cases:revisit_list")
    contact = _reveal(request, appeal, at=at) if deed == "reveal" else None
    case = pages.load(Case.objects.open_to(acting, Permit.CASE_SEE)).get(pk=appeal.case_id)
    shown = pages.page(case, acting, at=at)
    context = {
        "appeal": appeal,
        "case": case,
        "page": shown,
        "sender": next((s for s in shown.senders if s.appeal.pk == appeal.pk), None),
        "answer": next((line.said for line in shown.lines if line.said), ""),
        "units": [card.unit for card in shown.orders],
        "form": form,
        "unreached": unreached,
        "tries": [moment(when, now=at) for when in tries],
        "contact": contact,
        "is_asked": appeal.rated_at is not None,
        "received": moment(appeal.received_at, now=at),
        "closed": moment(case.closed_at, now=at) if case.closed_at else "",
    }
    status = 422 if form.errors or unreached.errors else 200
    return render(request, "cases/revisit.html", context, status=status)


def _write_down(
    request: ActingRequest, appeal: Appeal, form: RevisitForm, unreached: UnreachedForm, *, at: datetime
) -> bool:
    """Take down an answer, or one more try; whether it was done."""
    by = request.acting
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        case = attempt(form, lambda: actions.revisit(appeal, reached=True, by=by, at=at, **given))
        if case is None:
            return False
        words = "已记下回访结果。" if given["solved"] else "已记下，这件事会重新办理。"
        messages.success(request, words)
        return True
    if unreached.is_bound and unreached.is_valid():
        if attempt(unreached, lambda: actions.revisit(appeal, reached=False, by=by, at=at)) is None:
            return False
        messages.success(request, "已记下没有联系上，请换个时段再打。")
        return True
    return False


def _reveal(request: ActingRequest, appeal: Appeal, *, at: datetime) -> Contact:
    """The telephone for this call; who looked and when is written down."""
    ip = request.META.get("REMOTE_ADDR", "")
    return actions.reveal(appeal, reason="revisit", by=request.acting, at=at, ip=ip)
