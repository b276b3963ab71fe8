"""云查询 and 云分析: questions and measures, each from its URL."""

import json
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids import queries as grids
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.insight import actions
from wangge.insight.forms import AnalysisForm, PurposeForm, QuestionForm, SaveForm
from wangge.insight.models import SavedQuestion
from wangge.insight.queries import analysis
from wangge.insight.queries import asking as queries
from wangge.insight.queries.counts import Counts
from wangge.insight.rules.asking import DAYS, ROWS, Question
from wangge.insight.rules.measures import COHORT_NOTE, ENOUGH, MEASURES
from wangge.insight.views.rows import line, script
from wangge.insight.views.wall import asked as asked_area
from wangge.insight.views.wall import scope
from wangge.kernel.words import local_day, moment

_MOST_PAGES = 200


def _question(request: ActingRequest, given: QueryDict) -> tuple[QuestionForm, Question]:
    form = QuestionForm(given, acting=request.acting)
    return form, form.question()


@require_safe
@permitted(Permit.INSIGHT_SEE)
def query(request: ActingRequest) -> HttpResponse:
    """A question and its answer: how many, a summary, the cases."""
    at, acting = timezone.now(), request.acting
    form, question = _question(request, request.GET)
    rows = queries.found(question, acting, at=at)
    total, is_more = queries.count(rows)
    known: Any = _Known(queries.listed(rows), total)
    page = Paginator(known, queries.PAGE).get_page(request.GET.get("page"))
    node = grids.area(question.area) or scope(request)
    summary = queries.groups(rows, question, node)
    most = max((group.n for group in summary), default=1)
    since, until = question.days(local_day(at))
    context = {
        "form": form,
        "question": question,
        "sentence": queries.in_words(question, local_day(at)),
        "total": total,
        "is_more": is_more,
        "is_long": not question.is_of_open_work and (until - since).days >= DAYS,
        "limits": (DAYS, ROWS),
        "page": page,
        "rows": [line(case) for case in page],
        "groups": [
            {"group": g, "url": f"?{urlencode(g.query)}", "width": round(100 * g.n / most)} for g in summary
        ],
        "group_name": dict(form.fields["group"].choices).get(question.group),  # type: ignore[attr-defined]
        "saved": queries.saved(acting, at=at),
        "save_form": SaveForm(),
        "purpose_form": PurposeForm(),
        "asked": json.dumps(question.as_query(), ensure_ascii=False),
        "measure": MEASURES.get(question.measure),
        "asof_words": moment(at, now=at),
        "mine": acting.person_id,
    }
    return render(request, "insight/query.html", context)


class _Known:
    """Rows whose number is already known: they are not counted twice."""

    def __init__(self, rows: Any, total: int) -> None:
        self.rows, self.total = rows, total

    def count(self) -> int:
        """As the page says."""
        return min(self.total, _MOST_PAGES * queries.PAGE)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> Any:
        return self.rows[part]


def _back(asked: dict[str, str]) -> str:
    return f"{reverse('insight:query')}?{urlencode(asked)}"


@require_POST
@permitted(Permit.INSIGHT_SEE)
def save(request: ActingRequest) -> HttpResponse:
    """Keep the question of the page."""
    asked = _asked(request)
    form = SaveForm(request.POST)
    if form.is_valid():
        actions.save_question(
            name=form.cleaned_data["title"],
            asked=asked,
            is_shared=form.cleaned_data["is_shared"],
            schedule=form.cleaned_data["schedule"],
            by=request.acting,
            at=timezone.now(),
        )
    return redirect(_back(asked))


def _asked(request: ActingRequest) -> dict[str, str]:
    """The question a form of the page carries along, read again as a question."""
    try:
        given = json.loads(request.POST.get("asked", "{}"))
    except ValueError as error:
        raise Http404 from error
    if not isinstance(given, dict):
        raise Http404
    words = QueryDict(urlencode({str(k): str(v) for k, v in given.items()}))
    return _question(request, words)[1].as_query()


@require_POST
@permitted(Permit.INSIGHT_SEE)
def drop(request: ActingRequest, question_id: int) -> HttpResponse:
    """Let go of a kept question."""
    row = SavedQuestion.objects.open_to(request.acting, Permit.INSIGHT_SEE).filter(pk=question_id).first()
    if row is None:
        raise Http404
    actions.drop_question(row, by=request.acting)
    return redirect("insight:query")


@require_POST
@permitted(Permit.INSIGHT_SEE)
def export(request: ActingRequest) -> HttpResponse:
    """The answer as a workbook, with its purpose."""
    asked = _asked(request)
    question = _question(request, QueryDict(urlencode(asked)))[1]
    purpose = request.POST.get("purpose", "")
    actions.export_answer(question, purpose=purpose, by=request.acting, at=timezone.now())
    return redirect("sheets:exports")


@require_safe
@permitted(Permit.INSIGHT_SEE)
def analyse(request: ActingRequest) -> HttpResponse:
    """A measure by a pair, two periods beside each other."""
    at, acting = timezone.now(), request.acting
    today = local_day(at)
    node = asked_area(request, scope(request))
    asked = AnalysisForm(request.GET, acting=acting).asked(today)
    form = AnalysisForm(_said(asked, request.GET.get("area", "")), acting=acting)
    form.is_valid()
    counts = Counts(with_hidden=True)
    rows = [analysis.shown(line, asked.measure) for line in analysis.lines(node, asked, counts, today)]
    for row in rows:
        row["url"] = f"{reverse('insight:query')}?{urlencode(row['line'].query)}"
    since, until = analysis.span(asked, today)
    context = {
        "form": form,
        "node": node,
        "asked": asked,
        "measure": asked.measure,
        "rows": rows,
        "row_name": dict(analysis.ROWS)[asked.rows],
        "has_then": asked.rows != "month" and not asked.has_third,
        "before": asked.before,
        "since": since,
        "until": until,
        "limits": (DAYS, ROWS),
        "note": COHORT_NOTE,
        "enough": ENOUGH,
        "read": counts.read,
        "asof_words": moment(at, now=at),
        "chart": _chart(rows, asked),
        "table_query": request.GET.urlencode(),
    }
    return render(request, "insight/analysis.html", context)


def _said(asked: analysis.Asked, area: str) -> dict[str, Any]:
    """What is shown, as the form shows it."""
    return {
        "measure": asked.measure.code,
        "rows": asked.rows,
        "area": area,
        "since": f"{asked.since:%Y-%m}",
        "until": f"{asked.until:%Y-%m}",
        "matter": asked.matter,
        "source": asked.source,
        "unit": "" if asked.unit is None else str(asked.unit),
    }


def _chart(rows: list[dict[str, Any]], asked: analysis.Asked) -> str:
    """What the chart draws, as JSON that may stand in a page."""
    percent = 100 if asked.measure.is_rate else 1
    drawn = [row for row in rows if row["now"] is not None and (row["enough"] or asked.rows == "month")]
    found = {
        "name": asked.measure.name,
        "percent": asked.measure.is_rate,
        "kind": "line" if asked.rows == "month" else "bar",
        "rows": [
            {
                "name": row["line"].name,
                "now": round(row["now"] * percent, 1),
                "then": None
                if row["then"] is None or not row["line"].then
                else round(row["then"] * percent, 1),
                "span": [round(end * 100, 1) for end in row["interval"]] if row.get("interval") else None,
            }
            for row in drawn[:60]
        ],
    }
    return script(found)


@require_safe
@permitted(Permit.INSIGHT_SEE)
def measures(request: ActingRequest) -> HttpResponse:
    """Every measure: its sentence, its formula, what is left out."""
    return render(request, "insight/measures.html", {"measures": MEASURES.values(), "note": COHORT_NOTE})
