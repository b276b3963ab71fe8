"""Who reaches a multiple of five years is listed; a ceremony is planned; the good deed becomes a promise."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from wangge.gatherings import actions as gatherings
from wangge.gatherings.actions import Call
from wangge.gatherings.models import Gathering
from wangge.gatherings.rules.meeting import Kind
from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.life import rules
from wangge.life.models import Birthday
from wangge.party.models import Member, PartyOrg
from wangge.party.rules.members import MEMBERS
from wangge.promises import actions as promises
from wangge.promises.actions import Given
from wangge.promises.models import Promise
from wangge.promises.rules import Origin

_BATCH = 500


@transaction.atomic
def list_birthdays(*, year: int, at: datetime) -> int:
    """List the birthdays of a year by branch; who is listed already stays listed once."""
    members = (
        Member.objects.filter(
            status__in=MEMBERS, joined_on__year__in=rules.joined_in(year), left_on__isnull=True
        )
        .exclude(kind__in=["lives_here", "works_here"])
        .exclude(birthdays__year=year)
        .order_by("pk")
    )
    made = 0
    rows: list[Birthday] = []
    for member in members.iterator(chunk_size=_BATCH):
        years = rules.birthday_years(member.joined_on, year=year)
        if years is None:
            continue
        rows.append(
            Birthday(
                member=member,
                org_id=member.org_id,
                area_path=member.area_path,
                year=year,
                years=years,
                listed_at=at,
            )
        )
        made += 1
    Birthday.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    return made


@transaction.atomic
def plan_ceremony(
    org: PartyOrg,
    chosen: Sequence[Birthday],
    *,
    starts_at: datetime,
    place: str = "",
    by: Acting,
    at: datetime,
) -> Gathering:
    """Plan one ceremony with its four acts for those who want it."""
    if org.unit is None:
        raise Refused("这个党组织还没有单位，不能安排活动。")
    mine = Birthday.objects.open_to(by, Permit.GATHERING_EDIT).select_for_update(of=("self",))
    rows = list(mine.filter(pk__in=[b.pk for b in chosen], org=org, is_declined=False))
    if not rows:
        raise Refused("请至少选一位要过政治生日的党员。", field="chosen")
    if any(row.gathering_id for row in rows):
        raise Refused("选的人里有已经安排过的，请刷新再选。", field="chosen")
    wanted = Call(
        title=f"{starts_at.year} 年集体政治生日",
        starts_at=starts_at,
        kind=Kind.CEREMONY,
        place=place,
        agenda=rules.CEREMONY,
    )
    gathering = gatherings.call(org.unit, org.area, wanted, by=by, at=at)
    Birthday.objects.filter(pk__in=[row.pk for row in rows]).update(gathering=gathering)
    return gathering


@transaction.atomic
def note_acts(birthday: Birthday, *, oath: bool, story: bool, talk: bool, by: Acting) -> Birthday:
    """Which acts were done; the fourth is the promise."""
    mine = Birthday.objects.open_to(by, Permit.GATHERING_EDIT).select_for_update(of=("self",))
    fresh = mine.filter(pk=birthday.pk).first()
    if fresh is None:
        raise NotAllowed("这不在您的管理范围内。")
    fresh.oath, fresh.story, fresh.talk = oath, story, talk
    fresh.save(update_fields=["oath", "story", "talk"])
    return fresh


@transaction.atomic
def promise_deed(
    birthday: Birthday, *, title: str, due_on: date, public_words: str = "", by: Acting, at: datetime
) -> Promise:
    """The good deed he takes on; it is the branch's promise, and its public words name nobody."""
    mine = Birthday.objects.open_to(by, Permit.PROMISE_EDIT).select_for_update(of=("self",))
    fresh = mine.filter(pk=birthday.pk).select_related("org__unit", "org__area", "member").first()
    if fresh is None or fresh.org.unit is None:
        raise NotAllowed("这不在您的管理范围内。")
    if fresh.promise_id is not None:
        raise Refused("已经领办了一件实事。")
    given = Given(
        title=title,
        keeper=fresh.member.name,
        keeper_no=fresh.member_id,
        due_on=due_on,
        origin=Origin.BIRTHDAY,
        origin_ref=f"birthday:{fresh.pk}",
        public_words=public_words,
    )
    fresh.promise = promises.make(fresh.org.unit, fresh.org.area, given, by=by, at=at)
    fresh.save(update_fields=["promise"])
    return fresh.promise


@transaction.atomic
def decline_birthday(birthday: Birthday, *, by: Acting) -> None:
    """He does not want it: no reason is asked, the ceremony goes on without him."""
    own = Birthday.objects.own(by).filter(pk=birthday.pk)
    reached = own if own.exists() else Birthday.objects.open_to(by, Permit.GATHERING_EDIT)
    if not reached.filter(pk=birthday.pk, promise__isnull=True).update(is_declined=True, gathering=None):
        raise NotAllowed("这不在您的管理范围内，或已经领办了实事。")
