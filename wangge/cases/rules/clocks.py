"""When something is due on a case, and what the clock does next (domain/04 section 4); arithmetic is
`worktime`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from wangge.cases.rules.flows import OrderState, State
from wangge.matters.rules import Urgency
from wangge.worktime import rules as worktime
from wangge.worktime.rules import Calendar, Clock, Limit, LimitUnit


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """The limits of service steps, read from the settings table (domain/04 section 4)."""

    intake: Limit
    intake_emergency: timedelta
    grid_untouched: Limit
    acknowledge: Limit
    acknowledge_emergency: timedelta
    first_contact: Limit
    first_contact_urgent: Limit
    waiting_info: Limit
    deliberation: Limit
    archive_after: timedelta
    reopen_within: timedelta
    undo_dispatch: timedelta
    arbitration: Limit
    arbitration_emergency: timedelta
    self_handled_sample: float
    supervised: Limit
    rework_supervise: int
    stars_supervise: int
    reopen_escalate: int
    suspension_most: timedelta
    extension_most: float
    send_back: Limit
    send_back_long: Limit
    returns_to_dispute: int
    revisit_tries: int
    assist_share: float
    remind_share: float
    supervise_share: float
    escalate_share: float


class Lateness(StrEnum):
    """How far the clock has spoken: kept on the case as 0-3."""

    NONE = "0"
    REMINDED = "1"
    SUPERVISED = "2"
    ESCALATED = "3"


class Alarm(StrEnum):
    """What the due-time sweep does when a case's alarm has come."""

    INTAKE_LATE = "intake_late"
    GRID_UNTOUCHED = "grid_untouched"
    INFO_NOT_GIVEN = "info_not_given"
    DELIBERATION_OVER = "deliberation_over"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    NOT_ARBITRATED = "not_arbitrated"
    REMIND = "remind"
    SUPERVISE = "supervise"
    ESCALATE = "escalate"
    REVIEW_SUSPENSION = "review_suspension"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the clock needs to know of a work order."""

    state: str
    is_lead: bool
    acknowledge_by: datetime
    ack_reminded: bool
    arbitrate_by: datetime | None = None
    arbitration_reminded: bool = False


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the clock needs to know of a case."""

    state: str
    urgency: str
    desk_rank: int
    is_held: bool
    reported_at: datetime
    entered_at: datetime
    clock: Clock | None
    lateness: int
    intake_reminded: bool
    review_on: datetime | None
    closed_at: datetime | None
    orders: Sequence[OrderFacts] = ()


#: One working day counts as eight working hours (domain/04 section 4); for comparing limits of different
#: kinds.
_HOURS = {
    LimitUnit.CONTINUOUS_HOUR: 1.0,
    LimitUnit.WORKING_HOUR: 1.0,
    LimitUnit.WORKING_DAY: 8.0,
    LimitUnit.CALENDAR_DAY: 8.0,
    LimitUnit.IMMEDIATE: 0.0,
}


def length(limit: Limit) -> float:
    """A limit's length in hours of its own kind, for comparison only."""
    return limit.value * _HOURS[limit.unit]


def paused(clock: Clock, at: datetime) -> Clock:
    """The clock stops."""
    return replace(clock, pauses=(*clock.pauses, (at, None)))


def resumed(clock: Clock, at: datetime) -> Clock:
    """The clock runs on; one that does not stand still stays as it is."""
    if not clock.pauses or clock.pauses[-1][1] is not None:
        return clock
    return replace(clock, pauses=(*clock.pauses[:-1], (clock.pauses[-1][0], at)))


def extended(clock: Clock, extension: Limit) -> Clock:
    """More time was granted."""
    return replace(clock, extension=extension)


def intake_by(urgency: str, reported_at: datetime, limits: ServiceLimits, calendar: Calendar) -> datetime:
    """Until when the desk decides about a report."""
    if urgency == Urgency.EMERGENCY:
        return reported_at + limits.intake_emergency
    return worktime.add(reported_at, limits.intake, calendar)


def acknowledge_by(urgency: str, sent_at: datetime, limits: ServiceLimits, calendar: Calendar) -> datetime:
    """Until when a unit confirms receipt."""
    if urgency == Urgency.EMERGENCY:
        return sent_at + limits.acknowledge_emergency
    return worktime.add(sent_at, limits.acknowledge, calendar)


def arbitrate_by(urgency: str, disputed_at: datetime, limits: ServiceLimits, calendar: Calendar) -> datetime:
    """Until when the level above says whose it is."""
    if urgency == Urgency.EMERGENCY:
        return disputed_at + limits.arbitration_emergency
    return worktime.add(disputed_at, limits.arbitration, calendar)


def first_contact_by(
    urgency: str, accepted_at: datetime, limits: ServiceLimits, calendar: Calendar
) -> datetime:
    """Until when whoever left a contact is called."""
    urgent = urgency in (Urgency.HIGH, Urgency.EMERGENCY)
    return worktime.add(
        accepted_at, limits.first_contact_urgent if urgent else limits.first_contact, calendar
    )


def act_by(facts: CaseFacts, due_at: datetime | None, limits: ServiceLimits, calendar: Calendar) -> datetime:
    """Until when somebody must act next: the order of every work list. An immediate matter stands at its
    start.
    """
    if facts.state == State.REPORTED:
        return intake_by(facts.urgency, facts.reported_at, limits, calendar)
    if facts.state == State.WAITING_INFO:
        return worktime.add(facts.entered_at, limits.waiting_info, calendar)
    if facts.state == State.DELIBERATING:
        return worktime.add(facts.entered_at, limits.deliberation, calendar)
    if facts.state == State.SUSPENDED and facts.review_on:
        return facts.review_on
    if facts.closed_at and facts.state in (State.CLOSED, State.ARCHIVED):
        return facts.closed_at
    due = due_at or facts.entered_at
    disputed = [o.arbitrate_by for o in facts.orders if _is_disputed(o) and o.arbitrate_by]
    return min([due, *disputed]) if facts.state == State.IN_HAND else due


def _is_disputed(order: OrderFacts) -> bool:
    return order.state == OrderState.DISPUTED


def assist_due(clock: Clock, sent_at: datetime, limits: ServiceLimits, calendar: Calendar) -> datetime | None:
    """An assist order is due at 80 % of the lead's limit, counted from its own sending when
    that came later.
    """
    at_share = worktime.moment_at_share(clock, calendar, limits.assist_share)
    whole = worktime.due(clock, calendar)
    if at_share is None or whole is None:
        return None
    return at_share if at_share > sent_at else whole


def next_alarm(facts: CaseFacts, limits: ServiceLimits, calendar: Calendar) -> tuple[datetime, Alarm] | None:
    """The earliest thing the clock will do about the case, or None when it has nothing more to say."""
    candidates = [
        *_intake_alarms(facts, limits, calendar),
        *_limit_alarms(facts, limits, calendar),
        *_order_alarms(facts),
        *_rest_alarms(facts, limits, calendar),
    ]
    return min(candidates, default=None)


Candidates = list[tuple[datetime, Alarm]]


def _intake_alarms(facts: CaseFacts, limits: ServiceLimits, calendar: Calendar) -> Candidates:
    found: Candidates = []
    if facts.state == State.REPORTED and not facts.intake_reminded:
        found.append((intake_by(facts.urgency, facts.reported_at, limits, calendar), Alarm.INTAKE_LATE))
    untouched = facts.state in (State.REPORTED, State.ACCEPTED) and facts.desk_rank >= 4 and not facts.is_held
    if untouched:
        limit = limits.grid_untouched
        found.append((worktime.add(facts.entered_at, limit, calendar), Alarm.GRID_UNTOUCHED))
    return found


def _limit_alarms(facts: CaseFacts, limits: ServiceLimits, calendar: Calendar) -> Candidates:
    running = facts.state in (State.ACCEPTED, State.IN_HAND, State.VERIFYING)
    if not running or facts.clock is None or facts.clock.limit.unit == LimitUnit.IMMEDIATE:
        return []
    ladder = (
        (1, limits.remind_share, Alarm.REMIND),
        (2, limits.supervise_share, Alarm.SUPERVISE),
        (3, limits.escalate_share, Alarm.ESCALATE),
    )
    for rung, share, alarm in ladder:
        if facts.lateness < rung:
            moment = worktime.moment_at_share(facts.clock, calendar, share)
            return [(moment, alarm)] if moment else []
    return []


def _order_alarms(facts: CaseFacts) -> Candidates:
    if facts.state != State.IN_HAND:
        return []
    waiting = [o for o in facts.orders if o.state == OrderState.SENT and not o.ack_reminded]
    disputed = [o for o in facts.orders if _is_disputed(o) and not o.arbitration_reminded]
    return [
        *((o.acknowledge_by, Alarm.NOT_ACKNOWLEDGED) for o in waiting),
        *((o.arbitrate_by, Alarm.NOT_ARBITRATED) for o in disputed if o.arbitrate_by),
    ]


def _rest_alarms(facts: CaseFacts, limits: ServiceLimits, calendar: Calendar) -> Candidates:
    if facts.state == State.WAITING_INFO:
        return [(worktime.add(facts.entered_at, limits.waiting_info, calendar), Alarm.INFO_NOT_GIVEN)]
    if facts.state == State.DELIBERATING:
        return [(worktime.add(facts.entered_at, limits.deliberation, calendar), Alarm.DELIBERATION_OVER)]
    if facts.state == State.SUSPENDED and facts.review_on:
        return [(facts.review_on, Alarm.REVIEW_SUSPENSION)]
    if facts.state == State.CLOSED and facts.closed_at:
        return [(facts.closed_at + limits.archive_after, Alarm.ARCHIVE)]
    return []
