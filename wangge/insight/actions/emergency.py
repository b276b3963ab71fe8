"""Switching the emergency mode on by two persons, asking at doors, and deleting everything but counts."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import THE_CLOCK, Acting, Permit, Role
from wangge.grids.models import Post
from wangge.insight.models import Emergency, HelpDoor
from wangge.insight.rules import emergency as rules
from wangge.insight.rules.emergency import Kind, Mode, Need
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import SHANGHAI, clean
from wangge.notices import actions as notices

_RESIDENTS = (Role.RESIDENT, Role.CAPTAIN)
_WALKERS = (Role.OFFICER, Role.LEADER, Role.STAFF, Role.SECRETARY)
_AT_ONCE = 50


@transaction.atomic
def ask_emergency(*, kind: str, words: str, days: int, area_id: int, by: Acting, at: datetime) -> Emergency:
    """The first person: what for, where, how long; nothing happens until a second one agrees."""
    node = grids.area(area_id)
    if not by.may(Permit.EMERGENCY_ASK) or by.person_id is None or node is None:
        raise NotAllowed("您的岗位不能申请应急状态。")
    if by.area_path and not access.is_below(node.path, by.area_path):
        raise NotAllowed("这个区域不在您的范围内。")
    if kind not in Kind.values:
        raise Refused("请从列表里选种类。", field="kind")
    if not 1 <= days <= rules.MOST_DAYS:
        raise Refused(f"一次最多 {rules.MOST_DAYS} 天，到期还需要的再由两个人同意。", field="days")
    if not words.strip():
        raise Refused("请写明情况。", field="words")
    row = Emergency.objects.create(
        kind=kind,
        words=clean(words).strip()[:200],
        area_id=node.id,
        area_path=node.path,
        days=days,
        asked_by_id=by.person_id,
        asked_seat=by.seat,
        asked_at=at,
    )
    _note(row, "insight.ask_emergency", by=by, at=at)
    return row


@transaction.atomic
def decide_emergency(row: Emergency, *, is_agreed: bool, by: Acting, at: datetime) -> Emergency:
    """The second person: on, with everybody told, or not. A renewal prolongs the one that runs."""
    row = _take(row, Permit.EMERGENCY_AGREE, by=by)
    if row.mode != Mode.ASKED:
        raise Refused("这条申请已经有了决定。")
    if by.person_id is None or by.person_id == row.asked_by_id:
        raise NotAllowed("要由另一个人同意，申请的人不能自己同意。")
    if row.kind == Kind.OTHER and by.role != Role.DISTRICT_LEADER and is_agreed:
        raise NotAllowed("“其他”要由区领导同意。")
    row.agreed_by_id, row.agreed_seat, row.agreed_at = by.person_id, by.seat, at
    row.mode = Mode.ON if is_agreed else Mode.REFUSED
    if is_agreed:
        row.until = rules.until(at, row.days)
        running = Emergency.objects.select_for_update(of=("self",)).filter(
            area_id=row.area_id, kind=row.kind, mode=Mode.ON
        )
        if (known := running.first()) is not None:
            known.until = row.until
            known.save(update_fields=["until"])
            row.mode = Mode.RENEWED
    row.save()
    if row.mode == Mode.ON:
        _tell(row, at=at)
    _note(row, "insight.decide_emergency", by=by, at=at)
    return row


def _tell(row: Emergency, *, at: datetime) -> None:
    """Residents hear what is collected and until when; those who walk hear what to do."""
    here = Post.objects.held(at).filter(access.below(row.area_path, field="area__path"))
    link = reverse("insight:help", args=[row.pk])
    until = f"{row.until.astimezone(SHANGHAI):%m-%d}" if row.until else ""
    name = f"{row.area.name}{row.get_kind_display().split('（')[0]}"
    for roles, text, where in (
        (
            _RESIDENTS,
            f"{name}应急：会上门问需要什么帮助，只记门牌和所需帮助，{until} 前删除。",
            link,
        ),
        (_WALKERS, f"{name}应急：请逐户问需要什么帮助。", reverse("insight:emergency", args=[row.pk])),
    ):
        told = set(here.filter(role__in=roles).values_list("person_id", flat=True))
        notices.tell(text=text, link=where, kind="insight", persons=told, at=at)


@transaction.atomic
def ask_door(
    row: Emergency, *, area_id: int, door: str, needs: Iterable[str], by: Acting, at: datetime
) -> HelpDoor:
    """A door was asked; what it needs of the closed list, or nothing."""
    row = _take(row, Permit.EMERGENCY_WALK, by=by)
    node = grids.area(area_id)
    if row.mode != Mode.ON or row.until is None or row.until <= at:
        raise Refused("应急状态已经结束，不能再登记。")
    reach = (row.area_path, by.area_path)
    if node is None or not all(access.is_below(node.path, path) for path in reach):
        raise NotAllowed("这个区域不在您的范围内。")
    if not door.strip():
        raise Refused("请写门牌。", field="door")
    wanted = [need for need in Need.values if need in set(needs)]
    return HelpDoor.objects.create(
        emergency=row, area_id=node.id, area_path=node.path, door=door.strip()[:40], needs=wanted, asked_at=at
    )


@transaction.atomic
def help_door(door: HelpDoor, *, by: Acting, at: datetime) -> HelpDoor:
    """The help has come."""
    found = HelpDoor.objects.open_to(by, Permit.EMERGENCY_WALK).select_for_update(of=("self",))
    row = found.filter(pk=door.pk).first()
    if row is None:
        raise NotAllowed("这一户不在您的范围内。")
    row.helped_at = row.helped_at or at
    row.save(update_fields=["helped_at"])
    return row


@transaction.atomic
def end_emergency(row: Emergency, *, by: Acting, at: datetime) -> Emergency:
    """Before its day, by somebody who may agree: the doors go at once, the counts stay."""
    return _end(_take(row, Permit.EMERGENCY_AGREE, by=by), by=by, at=at)


@transaction.atomic
def end_due(*, at: datetime) -> int:
    """Those whose day has come; returns how many."""
    rows = Emergency.objects.filter(mode=Mode.ON, until__lte=at).order_by("until")
    due = list(rows.select_for_update(of=("self",), skip_locked=True)[:_AT_ONCE])
    for row in due:
        _end(row, by=THE_CLOCK, at=at)
    return len(due)


def _end(row: Emergency, *, by: Acting, at: datetime) -> Emergency:
    if row.mode != Mode.ON:
        raise Refused("应急状态没有在进行。")
    doors = list(row.doors.values_list("needs", "helped_at"))
    row.tally = rules.tally((needs, helped is not None) for needs, helped in doors)
    row.doors.all().delete()
    row.mode, row.ended_at = Mode.ENDED, at
    row.save()
    _note(row, "insight.end_emergency", by=by, at=at)
    return row


def _take(row: Emergency, permit: Permit, *, by: Acting) -> Emergency:
    rows = Emergency.objects.open_to(by, permit).select_for_update(of=("self",)).select_related("area")
    found = rows.filter(pk=row.pk).first()
    if found is None:
        raise NotAllowed("不在您的范围内。")
    return found


def _note(row: Emergency, verb: str, *, by: Acting, at: datetime) -> None:
    note = f"{row.get_kind_display()}，{row.days} 天，{row.get_mode_display()}"
    journal.record(by=by, verb=verb, subject=f"emergency:{row.pk}", note=note, at=at)
