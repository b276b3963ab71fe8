"""Meetings out of a ledger kept on paper or elsewhere: held, minuted and attended, a block at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wangge.gatherings.actions._common import note
from wangge.gatherings.actions.meeting import Call, Minutes
from wangge.gatherings.models import Attendance, Decision, Gathering, Slot
from wangge.gatherings.rules import meeting as rules
from wangge.gatherings.rules.meeting import HERE, Presence, State, Way
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.grids.owned import need_unit
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day, words
from wangge.people.models import Unit

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A line of a ledger: whose meeting, what was called, what was written down, who was there and how."""

    number: int
    unit: Unit
    area: Area
    call: Call
    minutes: Minutes
    presence: Mapping[int, str]


@transaction.atomic
def enter_many(lines: Sequence[Held], *, by: Acting, at: datetime) -> list[tuple[int, str]]:
    """Enter what a ledger says was held; returns (number, sentence) of the lines that were not entered.

    Each line comes whole or not at all. Its lines of the agenda must still be free.
    """
    wrong: list[tuple[int, str]] = []
    whole: list[tuple[Held, Gathering, list[str]]] = []
    for line in lines:
        need_unit(by, line.unit, line.area, Permit.GATHERING_EDIT)
        try:
            whole.append((line, _gathering(line, by=by, at=at), _decisions(line)))
        except Refused as refusal:
            wrong.append((line.number, refusal.message))
    Gathering.objects.bulk_create([made for _, made, _ in whole], batch_size=_BATCH)
    Attendance.objects.bulk_create(
        [
            Attendance(gathering=made, attendee=attendee, presence=presence, way=Way.TABLE, at=at)
            for line, made, _ in whole
            for attendee, presence in line.presence.items()
        ],
        batch_size=_BATCH,
    )
    Decision.objects.bulk_create(
        [
            Decision(gathering=made, number=number, words=text)
            for _, made, texts in whole
            for number, text in enumerate(texts, 1)
        ],
        batch_size=_BATCH,
    )
    _meet(whole)
    if whole:
        note(by, "enter_many", "gatherings", f"{len(whole)} 次", at)
    return wrong


def _gathering(line: Held, *, by: Acting, at: datetime) -> Gathering:
    """The meeting as `call` and `hold` would have left it."""
    wanted, minutes = line.call, line.minutes
    said = words(minutes.said, field="said", most=5000, name="会议内容", may_be_empty=True)
    where, fault = rules.held_fault(starts_at=wanted.starts_at, said=said, at=at)
    if fault:
        raise Refused(fault, field=where)
    should, entitled = set(minutes.should), set(minutes.entitled)
    here = {attendee for attendee, presence in line.presence.items() if presence in HERE}
    voters = len(here & entitled)
    return Gathering(
        unit=line.unit,
        area=line.area,
        area_path=line.area.path,
        kind=wanted.kind,
        title=words(wanted.title, field="title", most=60, name="名称"),
        starts_at=wanted.starts_at,
        place=words(wanted.place, field="place", most=60, name="地点", may_be_empty=True),
        quorum=wanted.quorum,
        state=State.HELD,
        said=said,
        chair=words(minutes.chair, field="chair", most=40, name="主持人", may_be_empty=True),
        should_n=len(should),
        here_n=len(here),
        leave_n=sum(presence == Presence.LEAVE for presence in line.presence.values()),
        entitled_n=len(entitled),
        entitled_here_n=voters,
        is_quorate=rules.is_quorate(wanted.quorum, should=len(entitled), here=voters),
        called_by_id=by.person_id,
        called_at=at,
        held_by_id=by.person_id,
        held_at=at,
    )


def _decisions(line: Held) -> list[str]:
    return [words(text, field="decisions", most=200, name="决定的事项") for text, _ in line.minutes.decisions]


def _meet(whole: Sequence[tuple[Held, Gathering, list[str]]]) -> None:
    """The lines of the agenda are met by what was held for them."""
    wanted = {slot.pk: made for line, made, _ in whole for slot in line.call.slots}
    free = list(Slot.objects.free().select_for_update(of=("self",)).filter(pk__in=wanted))
    if len(free) < len(wanted):
        raise Refused("有的事项刚被安排给别的会议，请再导入一次。")
    for slot in free:
        slot.gathering = wanted[slot.pk]
        slot.met_on = local_day(wanted[slot.pk].starts_at)
    Slot.objects.bulk_update(free, ["gathering", "met_on"], batch_size=_BATCH)
