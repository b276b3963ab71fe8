"""A table of figures as a workbook: with its purpose, in the journal, under the post that sees the page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed
from wangge.sheets import actions as sheets
from wangge.sheets import registry, writing
from wangge.sheets.models import Export
from wangge.sheets.rules import Column, Template

EXPORTER = "insight.table"
_PERMITS = (Permit.INSIGHT_SEE, Permit.EXCLUSION_ASK, Permit.EXCLUSION_DECIDE)


def _may(request: Any) -> bool:
    acting = getattr(request, "acting", None)
    return bool(acting and any(acting.may(permit) for permit in _PERMITS))


registry.exporter(EXPORTER, title="指标和台账表格", may=_may, may_approve=_may)


@transaction.atomic
def export_table(
    *,
    name: str,
    titles: Sequence[str],
    rows: Sequence[Sequence[Any]],
    purpose: str,
    by: Acting,
    at: datetime,
) -> Export:
    """Keep the table of a page for whoever asked for it: figures and seats, nobody's name."""
    if not any(by.may(permit) for permit in _PERMITS):
        raise NotAllowed("您的岗位不能导出。")
    template = Template(name, tuple(Column(f"c{n}", title, width=18) for n, title in enumerate(titles)))
    found: list[Mapping[str, Any]] = [{f"c{n}": v for n, v in enumerate(row)} for row in rows]
    content, n = writing.workbook(template, found, mark=writing.Mark(by.name, at, purpose.strip()))
    made = sheets.export(
        content,
        exporter=EXPORTER,
        template=template,
        rows=n,
        purpose=purpose,
        file_name=writing.file_name(name, at=at),
        is_masked=True,
        by=by,
        at=at,
    )
    note = f"{name}，{n} 行"
    journal.record(by=by, verb="insight.export_table", subject=f"export:{made.pk}", note=note, at=at)
    return made
