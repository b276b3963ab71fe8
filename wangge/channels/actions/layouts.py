"""Layouts of lists that go out, kept for oneself or for everybody of the same seat."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from wangge.channels.models import Layout
from wangge.grids.access import Acting
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean

_MOST = 30


@transaction.atomic
def save_layout(
    table: str,
    *,
    name: str,
    columns: Sequence[Sequence[str]],
    is_shared: bool,
    by: Acting,
    at: datetime,
) -> Layout:
    """Keep a layout under a name; one's own of the same name is replaced."""
    if by.person_id is None:
        raise NotAllowed("没有岗位，不能保存版式。")
    name = clean(name)
    mine = Layout.objects.filter(owner_id=by.person_id, table=table)
    if mine.count() >= _MOST and not mine.filter(name=name).exists():
        raise Refused(f"最多保存 {_MOST} 个版式，请先删去不用的。", field="name")
    made, _ = Layout.objects.update_or_create(
        owner_id=by.person_id,
        table=table,
        name=name,
        defaults={
            "columns": [list(pair) for pair in columns],
            "is_shared": is_shared,
            "area_id": by.area_id if by.unit_id is None else None,
            "unit_id": by.unit_id,
            "created_at": at,
        },
    )
    journal.record(by=by, verb="channels.save_layout", subject=f"layout:{made.pk}", note=name, at=at)
    return made


@transaction.atomic
def drop_layout(layout: Layout, *, by: Acting, at: datetime) -> None:
    """Its owner needs it no longer."""
    if layout.owner_id != by.person_id:
        raise NotAllowed("版式由建它的人删除。")
    journal.record(by=by, verb="channels.drop_layout", subject=f"layout:{layout.pk}", note=layout.name, at=at)
    layout.delete()
