"""Keeping a question, letting go of it, and taking its answer out of the house."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from wangge.cases.models import Case
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.insight.models import SavedQuestion
from wangge.insight.queries import asking
from wangge.insight.rules.asking import Question, slot
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day
from wangge.matters.rules import forbidden_words
from wangge.sheets import actions as sheets
from wangge.sheets import registry, writing
from wangge.sheets.models import Export
from wangge.sheets.rules import Column, Template

EXPORTER = "insight.cases"
MOST_ROWS = 20_000


def _may(request: Any) -> bool:
    acting = getattr(request, "acting", None)
    return bool(acting and acting.may(Permit.INSIGHT_SEE))


registry.exporter(EXPORTER, title="云查询结果", may=_may, may_approve=_may)
TEMPLATE = Template(
    "云查询结果",
    (
        Column("number", "编号", width=14),
        Column("title", "事项", width=24),
        Column("category", "大类", width=16),
        Column("area", "区域", width=24),
        Column("source", "来源", width=12),
        Column("status", "状态", width=10),
        Column("unit", "主办单位", width=22),
        Column("reported_at", "上报时间", width=17),
        Column("due_at", "办理时限", width=17),
        Column("closed_at", "办结时间", width=17),
        Column("outcome", "办理结果", width=18),
        Column("counted_on", "统计日", width=12),
    ),
)


@transaction.atomic
def save_question(
    *, name: str, asked: Mapping[str, str], is_shared: bool, schedule: str = "", by: Acting, at: datetime
) -> SavedQuestion:
    """Keep a question under a name; the same name again changes it."""
    if not by.may(Permit.INSIGHT_SEE) or by.person_id is None:
        raise NotAllowed("您的岗位不能保存查询。")
    name = name.strip()[:40]
    if not name:
        raise Refused("请写一个名称。", field="name")
    if words := forbidden_words(name):
        raise Refused(f"名称里不能有“{words[0]}”。", field="name")
    row, _ = SavedQuestion.objects.update_or_create(
        person_id=by.person_id,
        name=name,
        defaults={
            "asked": dict(asked),
            "is_shared": is_shared,
            "area_path": by.area_path,
            "saved_at": at,
            "schedule": schedule,
            "post_id": by.post_id,
            "ran_on": slot(schedule, local_day(at)) if schedule else None,
        },
    )
    return row


@transaction.atomic
def drop_question(question: SavedQuestion, *, by: Acting) -> None:
    """Let go of one's own."""
    if question.person_id != by.person_id:
        raise NotAllowed("只能删除自己保存的查询。")
    question.delete()


@transaction.atomic
def export_answer(question: Question, *, purpose: str, by: Acting, at: datetime) -> Export:
    """The cases of a question as a workbook: facts, no words, nothing of a person; with a purpose, in the
    journal.
    """
    if not by.may(Permit.INSIGHT_SEE):
        raise NotAllowed("您的岗位不能导出。")
    if not purpose.strip():
        raise Refused("请写明导出的用途。", field="purpose")
    rows = asking.listed(asking.found(question, by, at=at))[: MOST_ROWS + 1]
    found = [_row(case) for case in rows]
    if len(found) > MOST_ROWS:
        raise Refused(f"超过 {MOST_ROWS:,} 件，请缩小范围再导出。")
    mark = writing.Mark(by.name, at, purpose.strip())
    content, n = writing.workbook(TEMPLATE, found, mark=mark)
    made = sheets.export(
        content,
        exporter=EXPORTER,
        template=TEMPLATE,
        rows=n,
        purpose=purpose,
        file_name=writing.file_name("云查询", at=at),
        is_masked=True,
        by=by,
        at=at,
    )
    journal.record(by=by, verb="insight.export_answer", subject=f"export:{made.pk}", note=f"{n} 件", at=at)
    return made


def _row(case: Case) -> dict[str, Any]:
    node = grids.area(case.area_id)
    return {
        "number": case.number,
        "title": case.title,
        "category": case.matter.category.name if case.matter else "",
        "area": node.label if node and not case.is_confidential else "",
        "source": case.get_source_display(),
        "status": case.reading.name,
        "unit": case.lead_unit.name if case.lead_unit else "",
        "reported_at": case.reported_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "outcome": case.get_outcome_display() if case.outcome else "",
        "counted_on": case.counted_on,
    }
