"""Rule books: issued for an area, replaced by a new version, retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.party.actions._common import need_area, note
from wangge.party.models import RuleBook
from wangge.party.rules.books import APPLIED


@dataclass(frozen=True, slots=True)
class Text:
    """What a version says."""

    title: str
    text: str
    binds: str
    since: date
    applied: Sequence[str] = ()


@transaction.atomic
def issue_book(area: Area, *, mechanism: str, given: Text, by: Acting, at: datetime) -> RuleBook:
    """The first version of a rule book of an area."""
    if by.unit_id is not None:
        raise NotAllowed("规则由社区、街道或区发布。")
    need_area(by, Permit.PARTY_EDIT, area)
    made = _fill(RuleBook(area=area, area_path=area.path, mechanism=mechanism), given)
    made.save(force_insert=True)
    note(by, "issue_book", f"rule_book:{made.pk}", made.title, at)
    return made


@transaction.atomic
def renew_book(book: RuleBook, *, given: Text, by: Acting, at: datetime) -> RuleBook:
    """A new version; the old one stays to be read."""
    fresh = _take(book, by=by)
    if given.since < fresh.since:
        raise Refused("新版的施行日期不能早于上一版。", field="since")
    made = RuleBook(
        area_id=fresh.area_id,
        area_path=fresh.area_path,
        mechanism=fresh.mechanism,
        version=fresh.version + 1,
        replaces=fresh,
    )
    _fill(made, given).save(force_insert=True)
    fresh.retired_on = given.since
    fresh.save(update_fields=["retired_on"])
    note(by, "renew_book", f"rule_book:{made.pk}", f"第 {made.version} 版", at)
    return made


@transaction.atomic
def retire_book(book: RuleBook, *, by: Acting, at: datetime) -> RuleBook:
    """It holds no longer; what it said stays to be read."""
    fresh = _take(book, by=by)
    fresh.retired_on = local_day(at)
    fresh.save(update_fields=["retired_on"])
    note(by, "retire_book", f"rule_book:{fresh.pk}", fresh.title, at)
    return fresh


def _take(book: RuleBook, *, by: Acting) -> RuleBook:
    mine = RuleBook.objects.open_to(by, Permit.PARTY_EDIT).select_for_update(of=("self",))
    fresh = mine.filter(pk=book.pk).first()
    if fresh is None:
        raise NotAllowed("这份规则不在您的管理范围内。")
    if fresh.retired_on is not None:
        raise Refused("这一版已经停止施行。")
    return fresh


def _fill(row: RuleBook, given: Text) -> RuleBook:
    row.title = words(given.title, field="title", most=60, name="名称")
    row.text = words(given.text, field="text", most=8000, name="正文")
    row.binds = words(given.binds, field="binds", most=100, name="对谁适用")
    row.applied = ",".join(key for key in APPLIED if key in given.applied)
    row.since = given.since
    return row
