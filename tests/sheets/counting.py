"""Two importers and an exporter over the kernel's named counters: the smallest register there is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from wangge.journal.models import Actor
from wangge.kernel.models import Counter
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import masked_phone
from wangge.sheets import cells, registry
from wangge.sheets.registry import Review
from wangge.sheets.rules import Column, Row, RowError, Template

#: Posts that have ended.
ENDED: set[int | None] = set()


def restored(who: Actor, *, at: datetime) -> Any:
    """The hat as it was stored, unless its post has ended."""
    if who.post_id in ENDED:
        raise NotAllowed("您的岗位已经结束。")
    return who


COUNTERS = Template(
    "计数器",
    (
        Column("name", "名称", True, "不超过 40 个字", cells.text_up_to(40), "来件"),
        Column("value", "数值（个）", True, "整数", cells.whole_number(0, 1000), "12", also=("数量",)),
        Column("kind", "类别", choices=("甲", "乙")),
        Column("since", "启用日期", parse=cells.date, blank=None, example="2026-11-20"),
    ),
    note="每个名称只写一行。",
    unique=("name",),
)
PHONES = Template(
    "电话表",
    (Column("name", "名称"), Column("phone", "手机号", is_personal=True, mask=masked_phone)),
    register="staff",
)


def may(request: HttpRequest) -> bool:
    """Community staff."""
    return str(getattr(request, "acting").role) == "staff"  # noqa: B009  (put there by a middleware)


def may_approve(request: HttpRequest) -> bool:
    """Their secretary."""
    return str(getattr(request, "acting").role) == "secretary"  # noqa: B009


@registry.importer("counters", title="导入计数器", template=COUNTERS, may=may)
@registry.each
def write_one(row: Row, /, *, by: Any, at: datetime) -> None:
    """One counter; a name that exists is refused by the database's own rule."""
    if row["name"] == "禁用":
        raise Refused("这个名称不能用。")
    if Counter.objects.filter(name=row["name"]).exists():
        raise ValueError("已经有这个名称")
    Counter.objects.create(name=row["name"], value=row["value"])


def look(rows: Sequence[Row], /, *, by: Any, at: datetime) -> Review:
    """What would change."""
    there = set(Counter.objects.values_list("name", flat=True))
    errors = [RowError(row.number, "名称", "已经有了") for row in rows if row["name"] in there]
    return Review(errors, [f"新增 {len(rows) - len(errors)} 个"])


@registry.importer(
    "whole-counters", title="整表导入计数器", template=lambda: COUNTERS, may=may, is_whole=True, review=look
)
def write_all(rows: Sequence[Row], /, *, by: Any, at: datetime) -> list[RowError]:
    """All counters, or none."""
    if any(row["name"] == "禁用" for row in rows):
        raise Refused("表里有不能用的名称。")
    there = set(Counter.objects.values_list("name", flat=True))
    Counter.objects.bulk_create(
        [Counter(name=r["name"], value=r["value"]) for r in rows if r["name"] not in there]
    )
    return [RowError(row.number, "名称", "已经有了") for row in rows if row["name"] in there]


EXPORTER = registry.exporter("phones", title="电话表", may=may, may_approve=may_approve)
