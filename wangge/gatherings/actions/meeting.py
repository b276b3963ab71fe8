"""A gathering is called, people sign up and sign in, it is held with its minutes, or called off."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from wangge.gatherings.actions._common import note
from wangge.gatherings.models import Attendance, ContestResult, Decision, Gathering, Slot
from wangge.gatherings.rules import meeting as rules
from wangge.gatherings.rules.meeting import GATHERING_FLOW, HERE, Kind, Presence, Quorum, State, Way
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.grids.owned import need_unit, out_of_reach
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.people.models import Unit

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Call:
    """What is known of a gathering before it is held."""

    title: str
    starts_at: datetime
    kind: str = Kind.MEETING
    place: str = ""
    agenda: str = ""
    quorum: str = Quorum.NONE
    is_open: bool = False
    places: int | None = None
    slots: Sequence[Slot] = ()


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is written down when it was held. `entitled` are those who vote, `should` all who should come."""

    said: str
    chair: str = ""
    should: Collection[int] = field(default_factory=tuple)
    entitled: Collection[int] = field(default_factory=tuple)
    decisions: Sequence[tuple[str, int | None]] = ()


@transaction.atomic
def call(unit: Unit, area: Area, wanted: Call, *, by: Acting, at: datetime) -> Gathering:
    """Call a gathering: when, where, about what, and which lines of the agenda it is for."""
    need_unit(by, unit, area, Permit.GATHERING_EDIT)
    if wanted.places is not None and wanted.places < 1:
        raise Refused("名额至少 1 个。", field="places")
    made = Gathering(
        unit=unit,
        area=area,
        area_path=area.path,
        kind=wanted.kind,
        title=words(wanted.title, field="title", most=60, name="名称", may_be_empty=False),
        starts_at=wanted.starts_at,
        place=words(wanted.place, field="place", most=60, name="地点", may_be_empty=True),
        agenda=words(wanted.agenda, field="agenda", most=600, name="议程", may_be_empty=True),
        quorum=wanted.quorum,
        is_open=wanted.is_open,
        places=wanted.places,
        called_by_id=by.person_id,
        called_at=at,
    )
    made.save(force_insert=True)
    _book(made, wanted.slots)
    note(by, "call", f"gathering:{made.pk}", made.title, at)
    return made


def _book(gathering: Gathering, slots: Sequence[Slot]) -> None:
    """Open lines of the agenda are booked for it; one booked for another meeting meanwhile is refused."""
    if not slots:
        return
    free = Slot.objects.free().filter(pk__in=[s.pk for s in slots], unit=gathering.unit_id)
    if free.update(gathering=gathering) < len({s.pk for s in slots}):
        raise Refused("选的事项里有已经安排过的，请刷新再选。", field="slots")


def _take(gathering: Gathering, verb: str, *, by: Acting) -> Gathering:
    """The only way to a gathering one may change: within reach, locked, moved by the flow."""
    mine = Gathering.objects.open_to(by, Permit.GATHERING_EDIT).select_for_update(of=("self",))
    fresh = mine.filter(pk=gathering.pk).first()
    if fresh is None:
        raise out_of_reach()
    fresh.state = GATHERING_FLOW.step(fresh.state, verb)
    return fresh


@transaction.atomic
def cancel(gathering: Gathering, *, reason: str, by: Acting, at: datetime) -> Gathering:
    """Call it off; its lines of the agenda are open again."""
    fresh = _take(gathering, "cancel", by=by)
    fresh.reason = words(reason, field="reason", most=100, name="原因", may_be_empty=False)
    fresh.save(update_fields=["state", "reason"])
    Slot.objects.unmet().filter(gathering=fresh).update(gathering=None)
    note(by, "cancel", f"gathering:{fresh.pk}", "", at)
    return fresh


def _lock(gathering: Gathering) -> Gathering:
    return Gathering.objects.select_for_update(of=("self",)).get(pk=gathering.pk)


@transaction.atomic
def sign_up(gathering: Gathering, *, attendee: int, by: Acting, at: datetime) -> Attendance:
    """Somebody says he will come; places are given in the order of asking."""
    if not by.may(Permit.GATHERING_JOIN):
        raise NotAllowed("您现在的岗位不能报名。")
    fresh = _lock(gathering)
    if fresh.state != State.PLANNED or fresh.starts_at <= at:
        raise Refused("报名已经结束。")
    if not fresh.is_open:
        raise Refused("这次不用报名，直接来就可以。")
    there = Attendance.objects.filter(gathering=fresh)
    mine = there.filter(attendee=attendee).first()
    if mine is not None:
        return mine
    if fresh.places is not None and there.filter(presence=Presence.SIGNED_UP).count() >= fresh.places:
        raise Refused(f"{fresh.places} 个名额已经报满。")
    return Attendance.objects.create(
        gathering=fresh, attendee=attendee, presence=Presence.SIGNED_UP, way=Way.CODE, at=at
    )


@transaction.atomic
def withdraw_sign_up(gathering: Gathering, *, attendee: int, by: Acting, at: datetime) -> None:
    """He cannot come after all: nothing remains of it."""
    if not by.may(Permit.GATHERING_JOIN):
        raise NotAllowed("您现在的岗位不能报名。")
    fresh = _lock(gathering)
    Attendance.objects.filter(gathering=fresh, attendee=attendee, presence=Presence.SIGNED_UP).delete()


@transaction.atomic
def sign_in(gathering: Gathering, *, attendee: int, by: Acting, at: datetime) -> Attendance:
    """Somebody is there and says so by the code on the wall; twice is once."""
    if not by.may(Permit.GATHERING_JOIN):
        raise NotAllowed("您现在的岗位不能签到。")
    fresh = _lock(gathering)
    if fault := rules.sign_in_fault(state=fresh.state, starts_at=fresh.starts_at, at=at):
        raise Refused(fault)
    mine = Attendance.objects.filter(gathering=fresh, attendee=attendee).first()
    if mine is None:
        return Attendance.objects.create(
            gathering=fresh, attendee=attendee, presence=Presence.PRESENT, way=Way.CODE, at=at
        )
    if mine.presence not in HERE:
        mine.presence, mine.way, mine.at = Presence.PRESENT, Way.CODE, at
        mine.save(update_fields=["presence", "way", "at"])
    return mine


@transaction.atomic
def take_attendance(
    gathering: Gathering, present: Mapping[int, str], *, way: str = Way.TICKED, by: Acting, at: datetime
) -> int:
    """Who was there and how, ticked by hand or from a table, all at once; who signed in himself stays so."""
    fresh = _take(gathering, "mend" if gathering.state == State.HELD else "hold", by=by)
    there = {a.attendee: a for a in Attendance.objects.filter(gathering=fresh)}
    new = [
        Attendance(gathering=fresh, attendee=attendee, presence=presence, way=way, at=at)
        for attendee, presence in present.items()
        if attendee not in there
    ]
    changed = []
    for attendee, presence in present.items():
        row = there.get(attendee)
        if row is not None and row.presence != presence:
            row.presence, row.way, row.at = presence, way, at
            changed.append(row)
    Attendance.objects.bulk_create(new, batch_size=_BATCH)
    Attendance.objects.bulk_update(changed, ["presence", "way", "at"], batch_size=_BATCH)
    return len(new) + len(changed)


@transaction.atomic
def hold(gathering: Gathering, minutes: Minutes, *, by: Acting, at: datetime) -> Gathering:
    """It was held: the minutes, the count, the quorum, what was decided; its lines of the agenda are met."""
    fresh = _take(gathering, "hold", by=by)
    said = words(minutes.said, field="said", most=5000, name="会议内容", may_be_empty=True)
    where, fault = rules.held_fault(starts_at=fresh.starts_at, said=said, at=at)
    if fault:
        raise Refused(fault, field=where)
    fresh.said = said
    fresh.chair = words(minutes.chair, field="chair", most=40, name="主持人", may_be_empty=True)
    _count(fresh, minutes)
    fresh.held_by_id, fresh.held_at = by.person_id, at
    fresh.save()
    Slot.objects.filter(gathering=fresh).update(met_on=local_day(fresh.starts_at))
    decide(fresh, minutes.decisions, by=by, at=at)
    note(by, "hold", f"gathering:{fresh.pk}", fresh.title, at)
    return fresh


def _count(gathering: Gathering, minutes: Minutes) -> None:
    """Count for the minutes: only those who should come, each once."""
    should, entitled = set(minutes.should), set(minutes.entitled)
    rows = Attendance.objects.filter(gathering=gathering).values_list("attendee", "presence")
    here = {attendee for attendee, presence in rows if presence in HERE}
    leave = {attendee for attendee, presence in rows if presence == Presence.LEAVE}
    gathering.should_n, gathering.here_n = len(should), len(here)
    gathering.leave_n = len(leave)
    gathering.entitled_n, gathering.entitled_here_n = len(entitled), len(here & entitled)
    gathering.is_quorate = rules.is_quorate(gathering.quorum, should=len(entitled), here=len(here & entitled))


@transaction.atomic
def decide(
    gathering: Gathering, decisions: Sequence[tuple[str, int | None]], *, by: Acting, at: datetime
) -> list[Decision]:
    """Write down what was decided, with the ayes where it was put to the vote."""
    if not Gathering.objects.open_to(by, Permit.GATHERING_EDIT).filter(pk=gathering.pk).exists():
        raise out_of_reach()
    first = Decision.objects.filter(gathering=gathering).count()
    made = []
    for number, (typed, ayes) in enumerate(decisions, first + 1):
        text = words(typed, field="decisions", most=200, name="决定的事项", may_be_empty=False)
        if ayes is not None and gathering.is_quorate is False:
            raise Refused("到会人数没有达到规定，不能表决。", field="decisions")
        if ayes is not None and ayes > gathering.entitled_here_n:
            raise Refused(
                f"赞成票 {ayes} 张，多于到会有表决权的 {gathering.entitled_here_n} 人。", field="decisions"
            )
        passed = ayes is None or rules.passes(ayes=ayes, should=gathering.entitled_n)
        made.append(Decision(gathering=gathering, number=number, words=text, ayes=ayes, is_passed=passed))
    return Decision.objects.bulk_create(made)


@transaction.atomic
def link_decision(decision: Decision, *, ref: str, by: Acting, at: datetime) -> Decision:
    """What was decided has become a promise or a case; once only."""
    fresh = Decision.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=decision.pk)
    if not Gathering.objects.open_to(by, Permit.GATHERING_EDIT).filter(pk=fresh.gathering_id).exists():
        raise out_of_reach()
    if fresh.ref:
        raise Refused("这项决定已经转成要办的事了。")
    if not fresh.is_passed:
        raise Refused("这项没有通过，不能转成要办的事。")
    fresh.ref = ref
    fresh.save(update_fields=["ref"])
    note(by, "link_decision", f"gathering:{fresh.gathering_id}", ref.partition(":")[0], at)
    return fresh


@transaction.atomic
def mend(gathering: Gathering, *, words_: str, by: Acting, at: datetime) -> Gathering:
    """Minutes are not rewritten: what was wrong or missing is added below, with its day."""
    fresh = _take(gathering, "mend", by=by)
    text = words(words_, field="words", most=500, name="补正", may_be_empty=False)
    line = f"{_written(local_day(at))}补正：{text}"
    fresh.mended = f"{fresh.mended}\n{line}".strip()
    if len(fresh.mended) > 2000:
        raise Refused("补正已经很长了，请另开会说明。", field="words")
    fresh.save(update_fields=["mended"])
    note(by, "mend", f"gathering:{fresh.pk}", "", at)
    return fresh


def _written(on: date) -> str:
    return f"{on.year} 年 {on.month} 月 {on.day} 日"


@transaction.atomic
def note_results(
    gathering: Gathering, results: Sequence[tuple[str, str]], *, by: Acting, at: datetime
) -> list[ContestResult]:
    """Who won what at a contest that was held; written anew, what stood there goes."""
    fresh = _take(gathering, "mend", by=by)
    if fresh.kind != rules.Kind.CONTEST:
        raise Refused("只有技能比武有比赛结果。")
    ContestResult.objects.filter(gathering=fresh).delete()
    rows = [
        ContestResult(
            gathering=fresh,
            number=number,
            award=words(award, field="results", most=20, name="奖项"),
            winner=words(winner, field="results", most=40, name="获奖的队或个人"),
        )
        for number, (award, winner) in enumerate(results, start=1)
    ]
    made = ContestResult.objects.bulk_create(rows)
    note(by, "note_results", f"gathering:{fresh.pk}", f"{len(made)} 项", at)
    return made
