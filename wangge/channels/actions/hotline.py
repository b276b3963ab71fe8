"""Orders of the hotline and of other systems: taken in once, put together, answered, and their settings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from wangge.cases import actions as cases
from wangge.cases import queries as case_queries
from wangge.cases.models import Case
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Contact
from wangge.channels.models import OutsideOrder, Reply, System
from wangge.channels.queries import hotline as queries
from wangge.channels.rules import hotline as rules
from wangge.channels.rules.hotline import Sign, State
from wangge.grids.access import Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean
from wangge.matters.rules import emergency

NOBODY = Contact()
_SAID = {
    Sign.URGE: "来源系统催办。",
    Sign.CANCEL: "来源系统通知：来电人撤单。请核对后办结或答复。",
    Sign.AGAIN: "来源系统通知：来电人不满意，要求重新办理。",
}


@dataclass(frozen=True, slots=True)
class Given:
    """One order as another system gives it."""

    number: str
    text: str
    place: str = ""
    contact: Contact = NOBODY
    category: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    sign: Sign = Sign.NEW
    lon: float | None = None
    lat: float | None = None


@transaction.atomic
def take_in(system: System, given: Given, *, by: Acting, at: datetime) -> OutsideOrder:
    """Take in one order of another system. The same number again is the same appeal, whatever comes twice."""
    if not by.may(Permit.OUTSIDE_IMPORT) and not by.may(Permit.CASE_CLOCK):
        raise NotAllowed("您的岗位不能导入外部工单。")
    order = _known(system, given.number)
    if order is None:
        if given.sign in (Sign.CANCEL, Sign.CLOSED):
            raise Refused("对方已经撤单或办结，以前也没有收到过，没有收进来。")
        try:
            with transaction.atomic():
                return _fresh(system, given, by=by, at=at)
        except IntegrityError:  # another import took it in at this very moment
            order = _known(system, given.number)
            if order is None:
                raise
    return _again(order, given, by=by, at=at)


def _known(system: System, number: str) -> OutsideOrder | None:
    rows = OutsideOrder.objects.select_for_update(of=("self",)).select_related("appeal__case")
    return rows.filter(system=system, number=number).first()


def _fresh(system: System, given: Given, *, by: Acting, at: datetime) -> OutsideOrder:
    try:
        since = rules.believed(given.received_at, at=at)
    except ValueError as problem:
        raise Refused(str(problem)) from None
    matter = rules.matter_of(given.category, system.matters, queries.codes())
    appeal = cases.report(
        text=given.text[:4000],
        spot=_spot(system, given),
        by=by if by.may(Permit.CASE_REPORT) else _door(system),
        at=at,
        source=Source(system.source),
        matter="" if emergency(given.text) else matter,
        contact=given.contact,
        since=since,
    )
    order = OutsideOrder(
        system=system,
        number=given.number,
        appeal=appeal,
        received_at=since,
        due_at=given.due_at,
        sign=given.sign,
        seen_at=at,
        created_at=at,
    )
    order.twin = queries.twin_of(appeal.case, given.text, given.number, system)
    order.save(force_insert=True)
    return order


def _door(system: System) -> Acting:
    from wangge.grids import access

    return access.door(system.code, seat=system.name)


def _spot(system: System, given: Given) -> Any:
    """Where it is: their point where it lies here, else their words."""
    if given.lon is not None and given.lat is not None:
        try:
            return case_queries.spot(
                lon=given.lon, lat=given.lat, given_crs=system.crs, place=given.place, text=given.text
            )
        except Refused:  # outside: their point is often the caller's own district
            pass
    return case_queries.spot(place=given.place, text=given.text)


def _again(order: OutsideOrder, given: Given, *, by: Acting, at: datetime) -> OutsideOrder:
    """It was here before: only what they now say of it is new."""
    order.seen_count, order.seen_at = order.seen_count + 1, at
    order.due_at = given.due_at or order.due_at
    if given.sign != order.sign and given.sign is not Sign.NEW:
        _heed(order, order.appeal.case, given.sign, by=by, at=at)
        order.sign = given.sign
    order.save()
    return order


def _heed(order: OutsideOrder, case: Case, sign: Sign, *, by: Acting, at: datetime) -> None:
    if sign is Sign.CLOSED:
        order.state = State.CLOSED
    elif sign is Sign.URGE and case.is_open:
        cases.remind(case, note=_SAID[sign], by=by, at=at)
    elif sign is Sign.CANCEL:
        order.state = State.CANCELLED
        if case.is_open:
            cases.log(case, note=_SAID[sign], by=by, at=at)
    elif sign is Sign.AGAIN:
        order.state = State.OPEN
        if not case.is_open:
            cases.reopen(case, note=_SAID[sign], by=by, at=at)


# --- orders that may be one ---


@transaction.atomic
def join(order: OutsideOrder, *, by: Acting, at: datetime) -> Case:
    """It is the same incident: its case goes into the other, both numbers go on working."""
    order = _own(order, by=by)
    if order.twin is None:
        raise Refused("这件外部工单没有疑似重复的事。")
    main = cases.merge(order.appeal.case, into=order.twin, note="外部工单重复，并案办理。", by=by, at=at)
    OutsideOrder.objects.filter(pk=order.pk).update(twin=None)
    return main


@transaction.atomic
def set_apart(order: OutsideOrder, *, by: Acting, at: datetime) -> None:
    """It is another incident after all."""
    order = _own(order, by=by)
    OutsideOrder.objects.filter(pk=order.pk).update(twin=None)
    journal.record(by=by, verb="channels.set_apart", subject=f"case:{order.appeal.case_id}", at=at)


def _own(order: OutsideOrder, *, by: Acting) -> OutsideOrder:
    reach = OutsideOrder.objects.open_to(by, Permit.CASE_ACCEPT).select_related("appeal__case", "twin")
    found = reach.select_for_update(of=("self",)).filter(pk=order.pk).first()
    if found is None:
        raise NotAllowed("这件外部工单不在您的办理范围内。")
    return found


# --- telling them ---


@transaction.atomic
def file_replies(replies: Collection[Reply], *, export_id: Any, by: Acting, at: datetime) -> int:
    """These stand in a file now; they wait for somebody to say that it was handed over."""
    found = Reply.objects.filter(pk__in=[r.pk for r in replies], state__in=["due", "dead"])
    return found.update(state=Reply.State.FILED, export_id=export_id, moved_at=at)


@transaction.atomic
def settle_replies(system: System, *, handed_over: bool, by: Acting, at: datetime) -> int:
    """The file was handed over, or was not: then its replies wait again."""
    if not by.may(Permit.OUTSIDE_IMPORT):
        raise NotAllowed("您的岗位不能回传外部工单。")
    pks = list(queries.waiting(by, system).filter(state="filed").values_list("pk", flat=True))
    state = Reply.State.SENT if handed_over else Reply.State.DUE
    done = Reply.objects.filter(pk__in=pks, state="filed").update(state=state, moved_at=at)
    if handed_over:
        note = f"{system.name} {done} 条"
        journal.record(by=by, verb="channels.replied", subject=f"system:{system.pk}", note=note, at=at)
    return done


@transaction.atomic
def note_pushed(reply: Reply, *, error: str, is_last: bool, at: datetime) -> None:
    """How a push of one reply went."""
    found = Reply.objects.filter(pk=reply.pk, state=Reply.State.DUE)
    if not error:
        found.update(state=Reply.State.SENT, last_error="", moved_at=at)
        return
    state = Reply.State.DEAD if is_last else Reply.State.DUE
    found.update(attempts=F("attempts") + 1, last_error=error[:200], state=state, moved_at=at)


@transaction.atomic
def push_again(system: System, *, by: Acting, at: datetime) -> int:
    """All that did not get through is tried again from its first attempt."""
    if not by.permits & {Permit.OUTSIDE_IMPORT, Permit.CHANNELS_EDIT}:
        raise NotAllowed("您的岗位不能回传外部工单。")
    found = Reply.objects.filter(system=system, state="dead")
    return found.update(state=Reply.State.DUE, attempts=0, moved_at=at)


# --- settings ---


@transaction.atomic
def save_system(system: System, *, by: Acting, at: datetime) -> System:
    """Add a system, or keep its changed settings; who did is in the journal, the secret is not."""
    if not by.may(Permit.CHANNELS_EDIT):
        raise NotAllowed("对接系统由系统管理员设置。")
    system.name = clean(system.name)
    if System.objects.filter(code=system.code).exclude(pk=system.pk).exists():
        raise Refused("这个代码已经用了，请换一个。", field="code")
    verb = "channels.change_system" if system.pk else "channels.add_system"
    if system.created_at is None:
        system.created_at = at
    system.save()
    journal.record(by=by, verb=verb, subject=f"system:{system.pk}", note=system.name, at=at)
    return system


@transaction.atomic
def note_pulled(system: System, *, until: datetime, rest_until: datetime | None = None) -> None:
    """How far another city has been read, and until when it is left in peace after a failure."""
    System.objects.filter(pk=system.pk).update(pulled_until=until, rest_until=rest_until)
