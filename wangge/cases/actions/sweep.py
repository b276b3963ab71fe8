"""What happens by itself when a case's alarm has come: reminders, supervision, moving up, archive."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions import _core, _supervise, _tell
from wangge.cases.actions._core import record
from wangge.cases.models import Case
from wangge.cases.rules import clocks, desks
from wangge.cases.rules.clocks import Alarm
from wangge.cases.rules.flows import PushReason, State
from wangge.grids.access import THE_CLOCK
from wangge.kernel.words import local_day
from wangge.worktime import queries as worktime
from wangge.worktime.rules import Clock

log = logging.getLogger(__name__)


@transaction.atomic
def sweep(*, at: datetime, batch: int = 200) -> int:
    """Do what is due now for up to `batch` cases; returns how many there were. Found by the index on the
    alarm.
    """
    due = Case.objects.filter(next_alarm_at__lte=at).order_by("next_alarm_at")
    cases = list(due.select_for_update(of=("self",), skip_locked=True)[:batch])
    for case in cases:
        try:
            with transaction.atomic():
                _sound(case, at=at)
        except Exception:
            # One case that cannot be swept must not hold up all others: it is looked at again in an hour.
            log.exception("case %s could not be swept", case.pk)
            Case.objects.filter(pk=case.pk).update(next_alarm_at=at + timedelta(hours=1))
    return len(cases)


def _sound(case: Case, *, at: datetime) -> None:
    orders = list(case.orders.exclude(state="withdrawn"))
    alarm = clocks.next_alarm(_core.facts_of(case, orders), queries.limits(), worktime.calendar())
    if alarm is None or alarm[0] > at:
        _core.settle(case, orders)
        case.save(update_fields=["next_alarm_at", "act_by", "due_at", "status"])
        return
    case.came_from = case.state
    _DO[alarm[1]](case, at)


def _intake_late(case: Case, at: datetime) -> None:
    case.intake_reminded = True
    record(case, "remind", by=THE_CLOCK, at=at, reason="intake_late")
    _tell.desk(case, "intake_late", at=at)
    _tell.leaders(case, "intake_late", at=at)


def _grid_untouched(case: Case, at: datetime) -> None:
    """Untouched on the grid's desk for four working hours: up by the clock."""
    seat = desks.next_up(queries.chain(case.desk_path), queries.rank_of(case.desk_id), queries.Staffed(at))
    if seat is None:
        case.holder = None
        case.next_alarm_at = None
        case.save(update_fields=["next_alarm_at"])
        return
    case.desk_id, case.desk_path, case.entered_at = seat.area_id, seat.path, at
    record(case, "push_up", by=THE_CLOCK, at=at, reason=PushReason.NO_MEANS)
    _tell.desk(case, "push_up", at=at)


def _info_not_given(case: Case, at: datetime) -> None:
    """Asked once, three working days waited: back to the desk, which decides."""
    _core.waited(case, at=at)
    case.state = State.REPORTED
    record(case, "give_info", by=THE_CLOCK, at=at, reason="no_answer")
    _tell.desk(case, "no_answer", at=at)


def _deliberation_over(case: Case, at: datetime) -> None:
    case.state = State.ACCEPTED
    if case.matter is not None:
        case.clock = Clock(start=at, limit=_core.limit_of(case.matter)).to_json()
    record(case, "conclude", by=THE_CLOCK, at=at, reason="no_meeting")
    _tell.desk(case, "push_up", at=at)


def _not_acknowledged(case: Case, at: datetime) -> None:
    for order in case.orders.filter(state="sent", ack_reminded=False, acknowledge_by__lte=at):
        order.ack_reminded = True
        order.save(update_fields=["ack_reminded"])
        _tell.unit(order, case, "not_acknowledged", at=at)
    record(case, "remind", by=THE_CLOCK, at=at, reason="not_acknowledged")
    _tell.desk(case, "not_acknowledged", at=at)


def _not_arbitrated(case: Case, at: datetime) -> None:
    """Nobody has said whose it is in time: every leader above hears of it."""
    case.orders.filter(state="disputed", arbitration_reminded=False, arbitrate_by__lte=at).update(
        arbitration_reminded=True
    )
    record(case, "remind", by=THE_CLOCK, at=at, reason="not_arbitrated")
    _tell.arbiters(case, "not_arbitrated", at=at)


def _remind(case: Case, at: datetime) -> None:
    case.lateness = 1
    record(case, "remind", by=THE_CLOCK, at=at, reason="share_80")
    _tell.doers(case, "remind", at=at)


def _put_under_supervision(case: Case, at: datetime) -> None:
    case.lateness = 2
    _supervise.list_it(case, at=at)
    case.counted_on = case.counted_on or local_day(case.due_at or at)
    record(case, "supervise", by=THE_CLOCK, at=at, reason="share_100")
    _tell.doers(case, "supervise", at=at)
    _tell.leaders(case, "supervise", at=at)


def _escalate(case: Case, at: datetime) -> None:
    case.lateness = 3
    record(case, "supervise", by=THE_CLOCK, at=at, reason="share_200")
    _tell.doers(case, "escalate", at=at)
    _tell.leaders(case, "escalate", at=at)


def _review(case: Case, at: datetime) -> None:
    case.review_on = None
    record(case, "remind", by=THE_CLOCK, at=at, reason="review")
    _tell.desk(case, "review", at=at)
    _tell.leaders(case, "review", at=at)


def _archive(case: Case, at: datetime) -> None:
    case.is_sampled = False
    case.state = State.ARCHIVED
    record(case, "archive", by=THE_CLOCK, at=at)


_DO: MappingProxyType[Alarm, Callable[[Case, datetime], None]] = MappingProxyType(
    {
        Alarm.INTAKE_LATE: _intake_late,
        Alarm.GRID_UNTOUCHED: _grid_untouched,
        Alarm.INFO_NOT_GIVEN: _info_not_given,
        Alarm.DELIBERATION_OVER: _deliberation_over,
        Alarm.NOT_ACKNOWLEDGED: _not_acknowledged,
        Alarm.NOT_ARBITRATED: _not_arbitrated,
        Alarm.REMIND: _remind,
        Alarm.SUPERVISE: _put_under_supervision,
        Alarm.ESCALATE: _escalate,
        Alarm.REVIEW_SUSPENSION: _review,
        Alarm.ARCHIVE: _archive,
    }
)
