"""The tables of the room's pages as workbooks: the same rows that the page shows, with a purpose."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.insight import actions
from wangge.insight.forms import AnalysisForm
from wangge.insight.models import Bulletin
from wangge.insight.queries import analysis, command, follow
from wangge.insight.queries.counts import Counts
from wangge.insight.rules.measures import MEASURES
from wangge.insight.views.command import spot_line
from wangge.insight.views.wall import asked as asked_area
from wangge.insight.views.wall import scope
from wangge.kernel.words import local_day

#: Name, titles and rows of a table.
Table = tuple[str, list[str], list[list[Any]]]
_MOST = 5000


@require_POST
@permitted(Permit.INSIGHT_SEE, Permit.EXCLUSION_ASK, Permit.EXCLUSION_DECIDE)
def table(request: ActingRequest, name: str) -> HttpResponse:
    """Make the workbook of a page's table and show where it can be fetched."""
    make, permits = _TABLES.get(name, (None, ()))
    if make is None or not any(request.acting.may(permit) for permit in permits):
        raise Http404
    at = timezone.now()
    title, titles, rows = make(request, at)
    purpose = request.POST.get("purpose", "")
    actions.export_table(name=title, titles=titles, rows=rows, purpose=purpose, by=request.acting, at=at)
    return redirect("sheets:exports")


def _analysis(request: ActingRequest, at: datetime) -> Table:
    today, node = local_day(at), asked_area(request, scope(request))
    asked = AnalysisForm(request.GET, acting=request.acting).asked(today)
    measure, counts = asked.measure, Counts(with_hidden=True)
    shown = [analysis.shown(line, measure) for line in analysis.lines(node, asked, counts, today)]
    rows = [
        [
            row["line"].name,
            row["words"] if row["enough"] else "样本不足",
            _interval(row),
            row["base"],
            row["then_words"],
            row.get("change", ""),
        ]
        for row in shown
    ]
    since, until = analysis.span(asked, today)
    title = f"{node.name}{measure.name}{dict(analysis.ROWS)[asked.rows]}"
    return title, [f"{since} 至 {until}", measure.name, "95% 区间", "依据", "上期", "变化"], rows


def _interval(row: dict[str, Any]) -> str:
    if not row.get("interval") or not row["enough"]:
        return ""
    low, high = row["interval"]
    return f"{low * 100:.1f}–{high * 100:.1f}%"


def _measures(request: ActingRequest, at: datetime) -> Table:
    titles = ["指标", "说的是什么", "怎么算", "不计入", "单位"]
    rows = [[m.name, m.sentence, m.formula, m.left_out, str(m.counts)] for m in MEASURES.values()]
    return "指标口径", titles, rows


def _exclusions(request: ActingRequest, at: datetime) -> Table:
    titles = ["编号", "事项", "理由类别", "说明", "申请席位", "申请时间"]
    titles += ["决定席位", "决定时间", "结果", "依据"]
    found = [*follow.waiting(request.acting)[:_MOST], *follow.decided(request.acting)[:_MOST]]
    rows = [
        [
            row.case.number,
            row.case.title,
            row.get_ground_display(),
            row.reason,
            row.asked_seat,
            row.asked_at,
            row.decided_seat,
            row.decided_at,
            row.get_stand_display(),
            row.answer,
        ]
        for row in found
    ]
    return "剔除台账", titles, rows


def _sample(request: ActingRequest, at: datetime) -> Table:
    month = analysis.month_of(request.GET.get("month", ""), local_day(at))
    found = follow.sample_of(request.acting, month)
    rows = [
        [c.name, c.drawn, c.answered, c.solved, c.unreached, c.waiting]
        for c in (follow.coverage(found) if found else [])
    ]
    return f"抽样回访 {month:%Y-%m}", ["单位", "抽取", "已答复", "答已解决", "三次未通", "待回访"], rows


def _spots(request: ActingRequest, at: datetime) -> Table:
    node = asked_area(request, scope(request))
    found = [spot_line(spot) for spot in command.spots(request.acting, node)[:_MOST]]
    rows = [
        [row["place"], row["name"], row["spot"].n, row["spot"].first_on, row["spot"].last_on, _taken(row)]
        for row in found
    ]
    return "热点", ["地点", "事项", "件数", "最早", "最近", "处置"], rows


def _taken(row: dict[str, Any]) -> str:
    return "已转督办" if row["spot"].case_id else ""


def _bulletin(request: ActingRequest, at: datetime) -> Table:
    given = request.GET.get("bulletin", "")
    rows = Bulletin.objects.open_to(request.acting, Permit.INSIGHT_SEE).select_related("area")
    row = rows.filter(pk=int(given)).first() if given.isdecimal() and len(given) < 19 else None
    if row is None:
        raise Http404
    titles = ["区域", "来件", "办结", "应结", "按时率"]
    areas = row.facts.get("areas", [])
    return (
        row.title,
        titles,
        [[r["name"], r["reported"], r["closed"], r["due"], r["on_time"]] for r in areas],
    )


_SEES = (Permit.INSIGHT_SEE,)
_TABLES: dict[str, tuple[Callable[[ActingRequest, datetime], Table] | None, tuple[Permit, ...]]] = {
    "analysis": (_analysis, _SEES),
    "measures": (_measures, _SEES),
    "exclusions": (_exclusions, (Permit.EXCLUSION_ASK, Permit.EXCLUSION_DECIDE)),
    "sample": (_sample, _SEES),
    "spots": (_spots, _SEES),
    "bulletin": (_bulletin, _SEES),
}
