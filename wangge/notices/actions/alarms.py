"""Alarms: rung for one after the other until somebody says he knows; every ring is a row.

The system never pretends to have reached 110, 119, 120 or 122: it shows the numbers and rings for people.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wangge.grids.access import DESK_ROLES, Acting, Role
from wangge.grids.models import Area, Post
from wangge.jobs import actions as jobs
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed
from wangge.notices import rules
from wangge.notices.actions.telling import tell
from wangge.notices.models import Alarm, Ring, Shift
from wangge.notices.rules import OnDuty

_LEADERS = {0: Role.DISTRICT_LEADER, 1: Role.STREET_LEADER, 2: Role.SECRETARY, 3: Role.SECRETARY}


@transaction.atomic
def alarm(
    area_id: int,
    *,
    case_id: UUID,
    text: str,
    link: str = "",
    at: datetime,
    without: Collection[int] = (),
) -> Alarm:
    """Ring for whoever is on duty at a desk, and go on until somebody answers; once a case.

    `area_id` is the desk's; of a confidential case the caller gives a sentence without content.
    """
    known = Alarm.objects.filter(case_id=case_id).first()
    if known is not None:
        return known
    area = Area.objects.select_related("parent").get(pk=area_id)
    shifts = _on_duty(area, at)
    links = rules.chain(
        shifts,
        desk=_holders(area, DESK_ROLES.get(max(area.rank, 0), frozenset()), at),
        leaders=_leaders(area, at),
        above=_on_duty(area.parent, at) if area.parent else (),
        above_leaders=_leaders(area.parent, at) if area.parent else (),
        without=without,
    )
    made = Alarm.objects.create(
        area=area,
        case_id=case_id,
        text=text[:200],
        link=link,
        raised_at=at,
        chain=[[person, why] for person, why in links],
        is_unmanned=not shifts,
    )
    _ring(made, at=at)
    return made


def _on_duty(area: Area, at: datetime) -> list[OnDuty]:
    running = Shift.objects.filter(area=area).running(at).order_by("starts_at", "pk")
    return [OnDuty(*pair) for pair in running.values_list("person_id", "substitute_id")]


def _holders(area: Area, roles: Iterable[Role], at: datetime) -> list[int]:
    held = Post.objects.held(at).filter(area=area, role__in=list(roles)).order_by("pk")
    return list(held.values_list("person_id", flat=True))


def _leaders(area: Area, at: datetime) -> list[int]:
    role = _LEADERS.get(max(area.rank, 0))
    return _holders(area, [role], at) if role else []


def _ring(made: Alarm, *, at: datetime) -> list[Ring]:
    """The next of the chain: a row, a notice, a text message, and the clock for who comes after."""
    chain = [(int(person), str(why)) for person, why in made.chain]
    now = rules.next_links(chain, made.rings.values_list("person_id", flat=True))
    if not now:
        Alarm.objects.filter(pk=made.pk).update(exhausted_at=at)
        return []
    rings = [
        Ring(alarm=made, person_id=person, why=why, rung_at=at, sms="waiting" if settings.SMS_URL else "")
        for person, why in now
    ]
    Ring.objects.bulk_create(rings)
    tell(
        text=f"紧急：{made.text}",
        link=f"/duty/alarms/{made.pk}/",
        at=at,
        kind="alarm",
        key=f"alarm:{made.pk}",
        case_id=made.case_id,
        persons=[ring.person_id for ring in rings],
    )
    for ring in rings if settings.SMS_URL else ():
        jobs.add("notices.sms", {"ring": str(ring.pk)}, at=at)
    jobs.add("notices.ring_next", {"alarm": str(made.pk)}, at=at, run_at=at + rules.RING_FOR)
    return rings


@transaction.atomic
def ring_next(alarm_id: UUID, *, at: datetime) -> list[Ring]:
    """Nobody answered in five minutes: ring for the next one as well; the earlier ones go on ringing."""
    made = Alarm.objects.select_for_update().filter(pk=alarm_id).first()
    if made is None or made.acknowledged_at is not None or made.exhausted_at is not None:
        return []
    return _ring(made, at=at)


@transaction.atomic
def acknowledge(alarm: Alarm, *, by: Acting, at: datetime) -> Alarm:
    """Somebody it was rung for, or of the desk, says that he knows: it is silent for everybody."""
    if by.person_id is None:
        raise NotAllowed("请先登录。")
    fresh = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if fresh.acknowledged_at is not None:
        return fresh
    fresh.acknowledged_at, fresh.acknowledged_by_id = at, by.person_id
    fresh.save(update_fields=["acknowledged_at", "acknowledged_by"])
    Ring.objects.filter(alarm=fresh, is_ringing=True).update(is_ringing=False)
    waited = int((at - fresh.raised_at).total_seconds())
    journal.record(by=by, verb="notices.acknowledge", subject=f"alarm:{fresh.pk}", note=f"{waited} 秒", at=at)
    return fresh


@transaction.atomic
def note_sms(ring: Ring, *, error: str, at: datetime) -> None:
    """How the text message to somebody went."""
    Ring.objects.filter(pk=ring.pk).update(
        sms="failed" if error else "sent", sms_at=at, sms_error=error[:120]
    )
