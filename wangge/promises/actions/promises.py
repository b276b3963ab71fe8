"""A promise is made, put off in the open, proved, confirmed by somebody else, or honestly taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.grids.owned import need_unit, out_of_reach
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day, words
from wangge.people.models import Unit
from wangge.promises import rules
from wangge.promises.actions._common import note
from wangge.promises.models import Agreement, Promise
from wangge.promises.rules import PROMISE_FLOW, Origin


@dataclass(frozen=True, slots=True)
class Given:
    """What is promised, by whom, until when; with public words it has a public status from the start."""

    title: str
    keeper: str
    due_on: date
    origin: str = Origin.OTHER
    origin_ref: str = ""
    keeper_no: int | None = None
    public_words: str = ""
    agreement: Agreement | None = None


@transaction.atomic
def make(unit: Unit, area: Area, given: Given, *, by: Acting, at: datetime) -> Promise:
    """Somebody promises something by a day."""
    need_unit(by, unit, area, Permit.PROMISE_EDIT)
    if given.due_on < local_day(at):
        raise Refused("承诺日期不能早于今天。", field="due_on")
    public = words(given.public_words, field="public_words", most=100, name="公开的一句话", may_be_empty=True)
    made = Promise(
        unit=unit,
        area=area,
        area_path=area.path,
        origin=given.origin,
        origin_ref=given.origin_ref,
        agreement=given.agreement,
        title=words(given.title, field="title", most=100, name="承诺事项", may_be_empty=False),
        keeper=words(given.keeper, field="keeper", most=60, name="由谁办", may_be_empty=False),
        keeper_no=given.keeper_no,
        due_on=given.due_on,
        first_due_on=given.due_on,
        is_public=bool(public),
        public_words=public,
        made_at=at,
    )
    made.save(force_insert=True)
    note(by, "make", f"promise:{made.pk}", made.get_origin_display(), at)
    return made


def _take(promise: Promise, verb: str, *, by: Acting) -> Promise:
    """The only way to a promise one may change: within reach, locked, moved by the flow."""
    permit = Permit(PROMISE_FLOW.permits(verb)[0])
    mine = Promise.objects.open_to(by, permit).select_for_update(of=("self",))
    fresh = mine.filter(pk=promise.pk).first()
    if fresh is None:
        raise out_of_reach()
    fresh.state = PROMISE_FLOW.step(fresh.state, verb)
    return fresh


@transaction.atomic
def prove(promise: Promise, *, proof: str, by: Acting, at: datetime) -> Promise:
    """It is done: what was done, in a few words; a second person looks at it."""
    fresh = _take(promise, "prove", by=by)
    fresh.proof = words(proof, field="proof", most=300, name="完成情况", may_be_empty=False)
    fresh.done_on, fresh.proved_by_id = local_day(at), by.person_id
    fresh.save(update_fields=["state", "proof", "done_on", "proved_by"])
    note(by, "prove", f"promise:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def confirm(promise: Promise, *, answer: str = "", by: Acting, at: datetime) -> Promise:
    """Somebody else has looked: it is kept."""
    fresh = _take(promise, "confirm", by=by)
    if fault := rules.confirm_fault(prover=fresh.proved_by_id, confirmer=by.person_id):
        raise Refused(fault)
    fresh.answer = words(answer, field="answer", most=100, name="意见", may_be_empty=True)
    fresh.confirmed_by_id, fresh.closed_at = by.person_id, at
    fresh.save(update_fields=["state", "answer", "confirmed_by", "closed_at"])
    note(by, "confirm", f"promise:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def redo(promise: Promise, *, answer: str, by: Acting, at: datetime) -> Promise:
    """Not yet: back to whoever keeps it, with a word why."""
    fresh = _take(promise, "redo", by=by)
    fresh.answer = words(answer, field="answer", most=100, name="原因", may_be_empty=False)
    fresh.done_on = None
    fresh.save(update_fields=["state", "answer", "done_on"])
    note(by, "redo", f"promise:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def put_off(promise: Promise, *, due_on: date, reason: str, by: Acting, at: datetime) -> Promise:
    """Another day, said openly: the first one stays readable."""
    fresh = _take(promise, "put_off", by=by)
    if due_on <= max(fresh.due_on, local_day(at)):
        raise Refused("新的日期要晚于原来的日期，也要晚于今天。", field="due_on")
    fresh.due_on = due_on
    fresh.reason = words(reason, field="reason", most=100, name="改期的原因", may_be_empty=False)
    fresh.reminded_at, fresh.late_told_at = None, None
    fresh.save(update_fields=["due_on", "reason", "reminded_at", "late_told_at"])
    note(by, "put_off", f"promise:{fresh.pk}", str(due_on), at)
    return fresh


@transaction.atomic
def drop(promise: Promise, *, reason: str, by: Acting, at: datetime) -> Promise:
    """It will not be done, and why; it stays on the list."""
    fresh = _take(promise, "drop", by=by)
    fresh.reason = words(reason, field="reason", most=100, name="撤回的原因", may_be_empty=False)
    fresh.closed_at = at
    fresh.save(update_fields=["state", "reason", "closed_at"])
    note(by, "drop", f"promise:{fresh.pk}", "", at)
    return fresh


@transaction.atomic
def publish(promise: Promise, *, public_words: str, by: Acting, at: datetime) -> Promise:
    """Release a sentence for the public page, or take it back with an empty one."""
    mine = Promise.objects.open_to(by, Permit.PROMISE_EDIT).select_for_update(of=("self",))
    fresh = mine.filter(pk=promise.pk).first()
    if fresh is None:
        raise out_of_reach()
    fresh.public_words = words(
        public_words, field="public_words", most=100, name="公开的一句话", may_be_empty=True
    )
    fresh.is_public = bool(fresh.public_words)
    fresh.save(update_fields=["public_words", "is_public"])
    note(by, "publish", f"promise:{fresh.pk}", "公开" if fresh.is_public else "收回", at)
    return fresh


@transaction.atomic
def mark_reminded(promises: Iterable[Promise], *, at: datetime) -> int:
    """Their keepers have been reminded."""
    return Promise.objects.filter(pk__in=[p.pk for p in promises]).update(reminded_at=at)


@transaction.atomic
def mark_late(promises: Iterable[Promise], *, at: datetime) -> int:
    """Their keepers have been told that the day is over."""
    return Promise.objects.filter(pk__in=[p.pk for p in promises]).update(late_told_at=at)
