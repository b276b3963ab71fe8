"""The whistle: drafted, approved by the street's leader, answered by each unit, rated by both sides."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from wangge.cases import actions as cases
from wangge.cases.models import Case
from wangge.duties.models import Whistle, WhistleCall
from wangge.duties.rules import whistle as rules
from wangge.duties.rules.whistle import CALL_FLOW, OVER, CallState, Kind, WhistleState
from wangge.grids import queries as areas
from wangge.grids.access import THE_CLOCK, Acting, Permit, Role, paths_up
from wangge.grids.models import Area
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters import queries as catalogue
from wangge.notices import actions as notices
from wangge.people.models import Unit
from wangge.worktime import queries as worktime

_STAMPS = {"sign": "signed_at", "contact": "contacted_at", "arrive": "arrived_at", "finish": "finished_at"}


@transaction.atomic
def draft_whistle(
    *,
    kind: Kind,
    reason: str,
    units: Sequence[Unit],
    meet_at: datetime,
    place: str,
    about: Sequence[Case] = (),
    by: Acting,
    at: datetime,
) -> Whistle:
    """Write down whom the street should call, where and why; its leader is asked to approve."""
    if not by.may(Permit.WHISTLE_DRAFT) or by.person_id is None or by.area_id is None:
        raise NotAllowed("您的岗位不能起草吹哨。")
    street = next((n for n in areas.chain(by.area_path) if n.rank == 1), None)
    if street is None:
        raise Refused("吹哨由街道（镇）发出。")
    if not units:
        raise Refused("请选择要来的部门。", field="units")
    if kind != Kind.EMERGENCY and meet_at <= at:
        raise Refused("到场时间要在以后。", field="meet_at")
    if any(case.is_confidential for case in about):
        raise Refused("保密事项不能写进吹哨。", field="cases")
    whistle = Whistle.objects.create(
        area_id=by.area_id,
        street_id=street.id,
        kind=kind,
        reason=reason.strip(),
        meet_at=meet_at,
        place=place.strip(),
        drafted_by_id=by.person_id,
        drafted_at=at,
    )
    whistle.cases.set(about)
    WhistleCall.objects.bulk_create(WhistleCall(whistle=whistle, unit=unit) for unit in units)
    _note(whistle, "draft_whistle", by, at)
    notices.tell(
        text=f"有吹哨等您批准：{whistle.place}",
        link=_link(whistle),
        at=at,
        seat=(street.id, [Role.STREET_LEADER]),
        kind="whistle",
        key=f"{whistle.pk}:draft",
    )
    return whistle


def _link(whistle: Whistle) -> str:
    return f"/duties/whistles/{whistle.pk}/"


def _note(whistle: Whistle, verb: str, by: Acting, at: datetime, text: str = "") -> None:
    subject = f"whistle:{whistle.pk}"
    journal.record(by=by, verb=f"duties.{verb}", subject=subject, note=text or whistle.place, at=at)


def _taken(whistle: Whistle, permit: Permit, by: Acting, *states: str) -> Whistle:
    """Within reach, locked, and in a state that allows it."""
    reach = Whistle.objects.open_to(by, permit).select_for_update(of=("self",))
    fresh = reach.filter(pk=whistle.pk).first()
    if fresh is None:
        raise NotAllowed("这次吹哨不在您的范围内。")
    if states and fresh.state not in states:
        raise Refused("这次吹哨的状态已经变了，请刷新。")
    return fresh


@transaction.atomic
def approve_whistle(whistle: Whistle, *, by: Acting, at: datetime) -> Whistle:
    """The street's leader lets it sound: every unit is called, its clocks run from now."""
    fresh = _taken(whistle, Permit.WHISTLE_APPROVE, by, WhistleState.DRAFT)
    fresh.state, fresh.decided_by_id, fresh.decided_at = WhistleState.SENT, by.person_id, at
    fresh.save(update_fields=["state", "decided_by", "decided_at"])
    due = _due_times(fresh, at)
    for call in fresh.calls.select_related("unit"):
        call.due = {step: moment.isoformat() for step, moment in due.items()}
        call.next_due_at = due["sign"]
        call.save(update_fields=["due", "next_due_at"])
        text = f"街道吹哨：{fresh.get_kind_display()}，{fresh.meet_at:%m-%d} 到{fresh.place}"
        notices.tell(
            text=text, link=_link(fresh), at=at, unit=call.unit_id, kind="whistle", key=f"{call.pk}:called"
        )
    _note(fresh, "approve_whistle", by, at)
    return fresh


def _due_times(whistle: Whistle, at: datetime) -> dict[str, datetime]:
    is_emergency = whistle.kind == Kind.EMERGENCY
    return rules.due_times(
        whistle.kind,
        sent_at=at,
        meet_at=whistle.meet_at,
        sign=catalogue.limit("whistle_sign_emergency" if is_emergency else "whistle_sign"),
        contact=catalogue.limit("whistle_contact"),
        arrive=catalogue.limit("whistle_arrive_emergency") if is_emergency else None,
        done=catalogue.limit("whistle_done"),
        calendar=worktime.calendar(),
    )


@transaction.atomic
def reject_whistle(whistle: Whistle, *, verdict: str, by: Acting, at: datetime) -> Whistle:
    """The street can do it itself, or should try first: nobody is called."""
    fresh = _taken(whistle, Permit.WHISTLE_APPROVE, by, WhistleState.DRAFT)
    if not verdict.strip():
        raise Refused("请写明为什么不批准。", field="verdict")
    fresh.state, fresh.verdict = WhistleState.REJECTED, verdict.strip()
    fresh.decided_by_id, fresh.decided_at = by.person_id, at
    fresh.save(update_fields=["state", "verdict", "decided_by", "decided_at"])
    notices.tell(
        text=f"吹哨未批准：{fresh.place}",
        link=_link(fresh),
        at=at,
        persons=[fresh.drafted_by_id],
        kind="whistle",
    )
    _note(fresh, "reject_whistle", by, at)
    return fresh


@transaction.atomic
def answer_call(call: WhistleCall, verb: str, *, text: str = "", by: Acting, at: datetime) -> WhistleCall:
    """A unit signs, makes contact, arrives, finishes, or asks the district to be excused."""
    fresh = _taken_call(call, verb, by)
    if fresh.unit_id != by.unit_id:
        raise NotAllowed("这不是给您单位的。")
    if verb == "refuse":
        if fresh.is_bound:
            raise Refused("区里已经决定必须来，不能再申请。")
        if not text.strip():
            raise Refused("请写明为什么不来，由区里决定。", field="text")
        fresh.refusal = text.strip()
    if verb == "finish":
        if not text.strip():
            raise Refused("请写明办了什么、结果怎样。", field="text")
        fresh.result = text.strip()
    if verb in _STAMPS:
        setattr(fresh, _STAMPS[verb], at)
    _move(fresh, verb)
    if verb == "refuse":
        _tell_district(fresh.whistle, f"{fresh.unit.name}申请不来，请决定：{fresh.whistle.place}", at=at)
    _settle(fresh.whistle, at=at)
    _note(fresh.whistle, f"whistle_{verb}", by, at, fresh.unit.name)
    return fresh


def _taken_call(call: WhistleCall, verb: str, by: Acting) -> WhistleCall:
    permit = CALL_FLOW.moves[verb][0].permit
    whistle = _taken(call.whistle, Permit(permit), by, WhistleState.SENT)
    fresh = WhistleCall.objects.select_related("unit").select_for_update(of=("self",)).get(pk=call.pk)
    fresh.whistle = whistle
    return fresh


def _move(call: WhistleCall, verb: str) -> None:
    call.state = CALL_FLOW.step(call.state, verb)
    owed = rules.next_due(call.state, call.dues())
    call.next_due_at = owed[1] if owed else None
    call.save()


@transaction.atomic
def rule_refusal(
    call: WhistleCall, *, is_excused: bool, ruling: str, by: Acting, at: datetime
) -> WhistleCall:
    """The district decides whether a unit need not come; one that must come cannot ask again."""
    verb = "excuse" if is_excused else "bind"
    fresh = _taken_call(call, verb, by)
    if not ruling.strip():
        raise Refused("请写明理由。", field="ruling")
    fresh.ruling, fresh.is_bound = ruling.strip(), not is_excused
    if not is_excused and fresh.signed_at is None:
        fresh.signed_at = at
    _move(fresh, verb)
    notices.tell(
        text=f"区里决定：{'可以不来' if is_excused else '必须来'}，{fresh.whistle.place}",
        link=_link(fresh.whistle),
        at=at,
        unit=fresh.unit_id,
        persons=[fresh.whistle.drafted_by_id],
        kind="whistle",
    )
    _settle(fresh.whistle, at=at)
    _note(fresh.whistle, f"whistle_{verb}", by, at, fresh.unit.name)
    return fresh


def _settle(whistle: Whistle, *, at: datetime) -> None:
    """When nothing is waited for any more, the whistle is done and its cases learn the result."""
    if whistle.calls.exclude(state__in=list(OVER)).exists():
        return
    Whistle.objects.filter(pk=whistle.pk).update(state=WhistleState.DONE, done_at=at)
    notices.tell(
        text=f"吹哨已办结，请互评：{whistle.place}",
        link=_link(whistle),
        at=at,
        persons=[whistle.drafted_by_id],
        kind="whistle",
        key=f"{whistle.pk}:done",
    )


@transaction.atomic
def write_minutes(
    whistle: Whistle, *, minutes: str, tasks: dict[str, str], by: Acting, at: datetime
) -> Whistle:
    """Who does what until when, as agreed on the spot; the cases it is about get it as a record."""
    fresh = _taken(whistle, Permit.WHISTLE_DRAFT, by, WhistleState.SENT, WhistleState.DONE)
    if not minutes.strip():
        raise Refused("请写下商定的分工和期限。", field="minutes")
    fresh.minutes = minutes.strip()
    fresh.save(update_fields=["minutes"])
    for call in fresh.calls.all():
        if str(call.pk) in tasks:
            WhistleCall.objects.filter(pk=call.pk).update(task=tasks[str(call.pk)].strip()[:300])
    reach = Case.objects.open_to(by, Permit.CASE_DISPATCH).open()
    for case in reach.filter(pk__in=fresh.cases.values("pk")):
        cases.log(case, by=by, at=at, note=f"吹哨会商：{fresh.minutes}"[:500])
    _note(fresh, "write_minutes", by, at)
    return fresh


@transaction.atomic
def rate_call(call: WhistleCall, *, stars: int, by: Acting, at: datetime) -> WhistleCall:
    """The street rates the unit, or the unit the street; once, when it is over."""
    if not 1 <= stars <= 5:
        raise Refused("请评 1 到 5 分。", field="stars")
    reach = Whistle.objects.open_to(by, Permit.WHISTLE_SEE).filter(pk=call.whistle_id)
    fresh = WhistleCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    is_unit = by.unit_id is not None and by.unit_id == fresh.unit_id
    is_street = by.may(Permit.WHISTLE_DRAFT) or by.may(Permit.WHISTLE_APPROVE)
    if not reach.exists() or not (is_unit or is_street):
        raise NotAllowed("不能由您来评。")
    if fresh.state != CallState.DONE:
        raise Refused("办完了才能评。")
    field = "street_stars" if is_unit else "unit_stars"
    if getattr(fresh, field) is not None:
        raise Refused("已经评过了。")
    setattr(fresh, field, stars)
    fresh.save(update_fields=[field])
    journal.record(
        by=by, verb="duties.rate_call", subject=f"whistle:{fresh.whistle_id}", note=f"{stars} 分", at=at
    )
    return fresh


def _tell_district(whistle: Whistle, text: str, *, at: datetime) -> None:
    district = (
        Area.objects.filter(path__in=paths_up(whistle.street.path), rank__lte=0).order_by("-rank").first()
    )
    if district is not None:
        notices.tell(
            text=text,
            link=_link(whistle),
            at=at,
            seat=(district.pk, [Role.DISTRICT_LEADER, Role.DISTRICT_DISPATCHER]),
            kind="whistle",
        )


@transaction.atomic
def tell_late_calls(*, at: datetime, size: int = 100) -> int:
    """Whoever is late hears it, and so does the district, which supervises both sides; once a step."""
    late = WhistleCall.objects.filter(next_due_at__lt=at).select_related("unit", "whistle__street")
    found = list(late.order_by("next_due_at")[:size])
    for call in found:
        owed = rules.next_due(call.state, call.dues())
        words = owed[0] if owed else ""
        text = f"吹哨超时没有{words}：{call.unit.name}，{call.whistle.place}"
        notices.tell(text=text, link=_link(call.whistle), at=at, unit=call.unit_id, kind="whistle")
        _tell_district(call.whistle, text, at=at)
        WhistleCall.objects.filter(pk=call.pk).update(next_due_at=None)
        _note(call.whistle, "whistle_late", THE_CLOCK, at, f"{call.unit.name} {words}")
    return len(found)
