"""The exclusion desk, the month's calls, bulletins as pages and as Word."""

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.cases.queries.lookup import by_number
from wangge.grids import queries as grids
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area
from wangge.insight import actions, typeset
from wangge.insight.forms import DecideForm, ExclusionForm, TextForm, WriteForm
from wangge.insight.models import Bulletin, Exclusion
from wangge.insight.queries import analysis, follow
from wangge.insight.queries import bulletins as queries
from wangge.insight.queries.counts import Counts
from wangge.insight.rules import telling
from wangge.insight.views.wall import scope
from wangge.insight.word import document
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ASKS = (Permit.EXCLUSION_ASK, Permit.EXCLUSION_DECIDE)


# --- exclusions ---


@permitted(*_ASKS)
def exclusions(request: ActingRequest) -> HttpResponse:
    """What waits, what was decided and why, how much of each unit; and a form to ask."""
    at, acting = timezone.now(), request.acting
    may_ask = acting.may(Permit.EXCLUSION_ASK)
    form = ExclusionForm(request.POST or None)
    if request.method == "POST" and may_ask and form.is_valid() and _ask(request, form):
        return redirect("insight:exclusions")
    today = local_day(at)
    page = Paginator(follow.decided(acting), 30).get_page(request.GET.get("page"))
    has_counts = acting.may(Permit.INSIGHT_SEE)
    node = scope(request) if has_counts else None
    since = analysis.shift(today.replace(day=1), -2)
    context = {
        "form": form if may_ask else None,
        "waiting": [_row(row) for row in follow.waiting(acting)[:100]],
        "page": page,
        "decided": [_row(row) for row in page],
        "may_decide": acting.may(Permit.EXCLUSION_DECIDE),
        "may_ask": may_ask,
        "shares": follow.shares(node, Counts(with_hidden=True), since, today) if node else [],
        "grounds": follow.grounds(node) if node else [],
        "since": since,
        "me": acting.person_id,
    }
    return render(request, "insight/exclusions.html", context, status=422 if form.errors else 200)


def _ask(request: ActingRequest, form: ExclusionForm) -> bool:
    """Ask; a refusal stands at its field, and nothing that was typed is lost."""
    given = form.cleaned_data
    case = by_number(given["number"], request.acting)
    if case is None:
        form.add_error("number", "没有这个编号，或者不在您的范围内。")
        return False
    try:
        actions.ask_exclusion(
            case, ground=given["ground"], reason=given["reason"], by=request.acting, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


def _row(row: Exclusion) -> dict[str, Any]:
    return {"row": row, "title": row.case.title, "ground": row.get_ground_display()}


@permitted(Permit.EXCLUSION_DECIDE)
def decide(request: ActingRequest, exclusion_id: int) -> HttpResponse:
    """The second name."""
    rows = Exclusion.objects.open_to(request.acting, Permit.EXCLUSION_DECIDE)
    row = get_object_or_404(rows.select_related("case__matter__category", "asked_by"), pk=exclusion_id)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.decide_exclusion(
            row,
            is_approved=form.cleaned_data["is_approved"] == "yes",
            answer=form.cleaned_data["answer"],
            by=request.acting,
            at=timezone.now(),
        )
        return redirect("insight:exclusions")
    earlier = rows.filter(case_id=row.case_id, round__lt=row.round).select_related("decided_by").first()
    context = {"form": form, "entry": _row(row), "earlier": earlier}
    return render(request, "insight/decide.html", context, status=422 if form.errors else 200)


# --- calls ---


@require_safe
@permitted(Permit.CASE_REVISIT, Permit.INSIGHT_SEE)
def sample(request: ActingRequest) -> HttpResponse:
    """Last month's sample: whom this clerk calls, and how far it got."""
    at, acting = timezone.now(), request.acting
    month = analysis.month_of(request.GET.get("month", ""), local_day(at))
    found = follow.sample_of(acting, month)
    may_call = acting.may(Permit.CASE_REVISIT)
    calls = follow.calls(found, acting, at=at) if found and may_call else None
    page = Paginator(calls, 30).get_page(request.GET.get("page")) if calls is not None else None
    context = {
        "sample": found,
        "month": month,
        "months": [analysis.shift(local_day(at).replace(day=1), -n) for n in range(6)],
        "page": page,
        "rows": [_call(call) for call in page] if page else [],
        "coverage": follow.coverage(found) if found else [],
        "may_call": may_call,
        "may_table": acting.may(Permit.INSIGHT_SEE),
        "table_query": f"month={month:%Y-%m}",
    }
    return render(request, "insight/sample.html", context)


def _call(call: Any) -> dict[str, Any]:
    case = call.appeal.case
    node = grids.area(case.area_id)
    return {
        "appeal": call.appeal,
        "title": case.title,
        "place": "保密事项，只显示大类" if case.is_confidential else case.place,
        "area": "" if case.is_confidential else node.label if node else "",
        "unit": case.lead_unit.name if case.lead_unit and not case.is_confidential else "",
        "closed_at": case.closed_at,
    }


# --- bulletins ---


@permitted(Permit.INSIGHT_SEE)
def bulletins(request: ActingRequest) -> HttpResponse:
    """Bulletins of the area, newest first; a form for a new draft."""
    acting = request.acting
    may_edit = acting.may(Permit.BULLETIN_EDIT)
    form = WriteForm(request.POST or None, acting=acting)
    if request.method == "POST" and may_edit and form.is_valid():
        area = form.cleaned_data["area"]
        made = actions.write_bulletin(
            area_id=int(area) if area else scope(request).id,
            kind=form.cleaned_data["kind"],
            day=form.cleaned_data["day"],
            by=acting,
            at=timezone.now(),
        )
        return redirect("insight:bulletin", made.pk)
    rows = Bulletin.objects.open_to(acting, Permit.INSIGHT_SEE).select_related("area", "released_by")
    page = Paginator(rows.order_by("-since", "area__path", "kind"), 30).get_page(request.GET.get("page"))
    context = {"page": page, "form": form if may_edit else None}
    return render(request, "insight/bulletins.html", context, status=422 if form.errors else 200)


def _drawn(row: Bulletin) -> dict[str, Any]:
    """Words, charts and notes, as each of its pages shows them."""
    words = [part for part in row.text.split("\n") if part.strip()]
    return {"paragraphs": words, "drawn": telling.drawn(row.facts), "notes": telling.NOTES}


def _one(request: ActingRequest, bulletin_id: int) -> Bulletin:
    rows = Bulletin.objects.open_to(request.acting, Permit.INSIGHT_SEE)
    return get_object_or_404(rows.select_related("area", "written_by", "released_by"), pk=bulletin_id)


@permitted(Permit.INSIGHT_SEE)
def bulletin(request: ActingRequest, bulletin_id: int) -> HttpResponse:
    """One bulletin; as long as it is a draft its words can be gone over."""
    row = _one(request, bulletin_id)
    acting = request.acting
    may_edit = acting.may(Permit.BULLETIN_EDIT) and row.released_at is None
    form = TextForm(request.POST or None, initial={"text": row.text}) if may_edit else None
    if request.method == "POST" and form is not None and form.is_valid():
        actions.edit_bulletin(row, text=form.cleaned_data["text"], by=acting, at=timezone.now())
        return redirect("insight:bulletin", row.pk)
    context = {
        "bulletin": row,
        "form": form,
        "table_query": f"bulletin={row.pk}",
        "has_pdf": typeset.is_ready(),
        **_drawn(row),
        "may_release": acting.may(Permit.BULLETIN_RELEASE) and row.released_at is None,
    }
    return render(request, "insight/bulletin.html", context)


@require_safe
@permitted(Permit.INSIGHT_SEE)
def printed(request: ActingRequest, bulletin_id: int) -> HttpResponse:
    """The same on A4: printed, or kept as a PDF by the browser."""
    row = _one(request, bulletin_id)
    context = {"bulletin": row, **_drawn(row)}
    return render(request, "insight/printed.html", context)


@require_POST
@permitted(Permit.BULLETIN_RELEASE)
def release(request: ActingRequest, bulletin_id: int) -> HttpResponse:
    """Let it go."""
    row = _one(request, bulletin_id)
    actions.release_bulletin(row, by=request.acting, at=timezone.now())
    return redirect("insight:bulletin", row.pk)


@require_safe
@permitted(Permit.INSIGHT_SEE)
def word(request: ActingRequest, bulletin_id: int) -> HttpResponse:
    """The same as a Word document."""
    row = _one(request, bulletin_id)
    return _file(row, document(row), "docx", _DOCX)


@require_safe
@permitted(Permit.INSIGHT_SEE)
def pdf(request: ActingRequest, bulletin_id: int) -> HttpResponse:
    """The same as a PDF file; where none can be made, the page that the browser prints."""
    row = _one(request, bulletin_id)
    if not typeset.is_ready():
        return redirect("insight:printed", row.pk)
    return _file(row, typeset.pdf(row), "pdf", "application/pdf")


def _file(row: Bulletin, content: bytes, ending: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.title)}.{ending}"
    return answer


@require_safe
def disclosure(request: HttpRequest, area_id: int) -> HttpResponse:
    """The last released month of a community or larger area, for everybody: numbers and sentences alone."""
    area = Area.objects.current().filter(pk=area_id, rank__lte=3).first()
    rows = Bulletin.objects.filter(area=area, kind=Bulletin.Kind.MONTH, released_at__isnull=False)
    row = rows.select_related("area").order_by("-since").first() if area else None
    if row is None:
        raise Http404
    context = {"bulletin": row, **_drawn(row)}
    return render(request, "insight/disclosure.html", context)


@require_safe
def disclosures(request: HttpRequest) -> HttpResponse:
    """Of which areas a month was released, in the order of the register: for everybody."""
    return render(request, "insight/disclosures.html", {"areas": queries.disclosed()})
