"""Writing a bulletin's first draft, going over it, releasing it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, is_below
from wangge.insight.models import Bulletin
from wangge.insight.queries import bulletins
from wangge.insight.rules import telling
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean, local_day


def _span_of(kind: str, day: date) -> tuple[date, date]:
    """The week or month a day lies in."""
    if kind == Bulletin.Kind.MONTH:
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


@transaction.atomic
def write_bulletin(*, area_id: int, kind: str, day: date, by: Acting, at: datetime) -> Bulletin:
    """A first draft from the numbers; written again as long as nobody has released it."""
    node = grids.area(area_id)
    if not by.may(Permit.BULLETIN_EDIT) or by.person_id is None or node is None:
        raise NotAllowed("您的岗位不能写简报。")
    if by.area_path and not is_below(node.path, by.area_path):
        raise NotAllowed("这个区域不在您的范围内。")
    since, until = _span_of(kind, day)
    if since > local_day(at):
        raise Refused("这一期还没有开始。", field="day")
    known = Bulletin.objects.select_for_update().filter(area_id=node.id, kind=kind, since=since).first()
    if known is not None and known.released_at is not None:
        raise Refused("这一期已经发布，不能重写。")
    facts = bulletins.facts(
        node, since, min(until, local_day(at)), by_month=kind == Bulletin.Kind.MONTH, at=at
    )
    row, _ = Bulletin.objects.update_or_create(
        area_id=node.id,
        kind=kind,
        since=since,
        defaults={
            "area_path": node.path,
            "until": min(until, local_day(at)),
            "facts": facts,
            "text": "\n\n".join(telling.sentences(facts)),
            "written_by_id": by.person_id,
            "written_at": at,
        },
    )
    return row


@transaction.atomic
def edit_bulletin(bulletin: Bulletin, *, text: str, by: Acting, at: datetime) -> Bulletin:
    """Go over the words; the numbers stay as they were counted."""
    row = _own(bulletin, Permit.BULLETIN_EDIT, by=by)
    if not text.strip():
        raise Refused("正文不能为空。", field="text")
    row.text, row.written_by_id, row.written_at = clean(text).strip()[:6000], by.person_id or 0, at
    row.save(update_fields=["text", "written_by", "written_at"])
    return row


@transaction.atomic
def release_bulletin(bulletin: Bulletin, *, by: Acting, at: datetime) -> Bulletin:
    """A person has read it and lets it go; after this it stands."""
    row = _own(bulletin, Permit.BULLETIN_RELEASE, by=by)
    row.released_by_id, row.released_at = by.person_id, at
    row.save(update_fields=["released_by", "released_at"])
    journal.record(
        by=by, verb="insight.release_bulletin", subject=f"bulletin:{row.pk}", note=row.title, at=at
    )
    return row


def _own(bulletin: Bulletin, permit: Permit, *, by: Acting) -> Bulletin:
    rows = Bulletin.objects.open_to(by, permit).select_for_update(of=("self",)).select_related("area")
    row = rows.filter(pk=bulletin.pk).first()
    if row is None:
        raise NotAllowed("这份简报不在您的范围内。")
    if row.released_at is not None:
        raise Refused("这份简报已经发布，不能再改。")
    return row
