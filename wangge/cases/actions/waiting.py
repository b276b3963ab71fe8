"""Waiting honestly: a deliberation with its own clock, a suspension with a day to look again, an extension
granted.
"""

from datetime import datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions import _core, _tell
from wangge.cases.actions._core import Said, record, take
from wangge.cases.models import Case
from wangge.cases.rules import clocks
from wangge.cases.rules.flows import State, SuspendCause
from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.matters.rules import Urgency
from wangge.worktime.rules import Clock, Limit, LimitUnit


@transaction.atomic
def deliberate(case: Case, *, by: Acting, at: datetime, said: str = "", note: str = "") -> Case:
    """Talk it over first; the deliberation has its own clock of five working days."""
    case = take(case, "deliberate", by=by)
    if case.is_confidential or case.urgency in (Urgency.HIGH, Urgency.EMERGENCY):
        raise Refused("紧急、保密的事不共议，请直接派单。")
    record(case, "deliberate", by=by, at=at, words_of=Said(said, note))
    _tell.appellants(case, at=at)
    return case


@transaction.atomic
def conclude(case: Case, *, is_solved: bool, minutes: str, by: Acting, at: datetime, said: str = "") -> Case:
    """The deliberation is over: solved by those concerned, or a clear ask to a unit; the limit starts with
    this.
    """
    target = State.VERIFYING if is_solved else State.ACCEPTED
    case = take(case, "conclude", by=by, to=target)
    if not minutes.strip():
        raise Refused("请写下共议的结果。", field="minutes")
    if case.matter is not None:
        case.clock = Clock(start=at, limit=_core.limit_of(case.matter)).to_json()
        case.lateness = 0
    if is_solved:
        case.submitted_at = at
    return record(case, "conclude", by=by, at=at, words_of=Said(said, minutes))


@transaction.atomic
def suspend(
    case: Case,
    *,
    cause: SuspendCause,
    review_on: datetime,
    said: str,
    by: Acting,
    at: datetime,
    note: str = "",
) -> Case:
    """Stop the clock for a cause, with a day to look again at most 30 days ahead; the appellant is told."""
    case = take(case, "suspend", by=by)
    if not at < review_on <= at + queries.limits().suspension_most:
        raise Refused("复查日期要在今天以后、30 天以内。", field="review_on")
    if not said.strip():
        raise Refused("请写明挂起的原因，来件人会看到。", field="said")
    clock = _core.clock_of(case)
    if clock is not None:
        case.clock = clocks.paused(clock, at).to_json()
    case.review_on = review_on
    record(case, "suspend", by=by, at=at, words_of=Said(said, note), reason=cause)
    _core.refresh_orders(case)
    _tell.appellants(case, at=at)
    return case


@transaction.atomic
def resume(case: Case, *, by: Acting, at: datetime, said: str = "", note: str = "") -> Case:
    """The clock runs on."""
    case = take(case, "resume", by=by)
    clock = _core.clock_of(case)
    if clock is not None:
        case.clock = clocks.resumed(clock, at).to_json()
    case.review_on = None
    record(case, "resume", by=by, at=at, words_of=Said(said, note))
    _core.refresh_orders(case)
    return case


@transaction.atomic
def extend(case: Case, *, days: int, said: str, by: Acting, at: datetime, note: str = "") -> Case:
    """Grant more time: asked before the due time, once, at most as long again; the appellant is told."""
    case = take(case, "extend", by=by)
    clock = _core.clock_of(case)
    if clock is None or clock.limit.unit == LimitUnit.IMMEDIATE:
        raise Refused("立即处理的事不能延期。")
    if clock.extension is not None:
        raise Refused("已经延期过一次，不能再延。")
    if case.due_at is not None and at > case.due_at:
        raise Refused("已经超过办理时限，不能再申请延期。")
    if not said.strip():
        raise Refused("请写明延期的原因，来件人会看到。", field="said")
    extension = Limit(days, LimitUnit.WORKING_DAY)
    if clocks.length(extension) > clocks.length(clock.limit) * queries.limits().extension_most:
        raise Refused("延期最多和原时限一样长。", field="days")
    case.clock = clocks.extended(clock, extension).to_json()
    record(case, "extend", by=by, at=at, words_of=Said(said, note), extra={"days": days})
    _core.refresh_orders(case)
    _tell.appellants(case, at=at)
    return case
