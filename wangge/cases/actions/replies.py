"""Replies a desk uses again and again: kept for its area, offered to it and to all desks below."""

from datetime import datetime

from django.db import transaction

from wangge.cases.models import SavedReply
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused


def _may(by: Acting) -> int:
    if not by.may(Permit.CASE_ACCEPT) or by.area_id is None:
        raise NotAllowed("您的岗位不能改常用答复。")
    return by.area_id


@transaction.atomic
def save_reply(*, name: str, text: str, verb: str = "", by: Acting, at: datetime) -> SavedReply:
    """Keep a reply for the own desk; the same name again changes its words."""
    area_id = _may(by)
    if not name.strip() or not text.strip():
        raise Refused("请写名称和内容。", field="text" if name.strip() else "name")
    reply, _ = SavedReply.objects.update_or_create(
        area_id=area_id, name=name.strip()[:40], defaults={"text": text.strip()[:500], "verb": verb}
    )
    journal.record(by=by, verb="save_reply", subject=f"reply:{reply.pk}", note=reply.name, at=at)
    return reply


@transaction.atomic
def drop_reply(reply: SavedReply, *, by: Acting, at: datetime) -> None:
    """Let go of a reply of the own desk."""
    if reply.area_id != _may(by):
        raise NotAllowed("只能删除本席位的常用答复。")
    journal.record(by=by, verb="drop_reply", subject=f"reply:{reply.pk}", note=reply.name, at=at)
    reply.delete()
