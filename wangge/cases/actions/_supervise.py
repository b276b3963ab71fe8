"""Put on the list of supervised cases, with a limit of its own, until the supervisor takes it off (销号)."""

from datetime import datetime

from wangge.cases import queries
from wangge.cases.actions import _tell
from wangge.cases.actions._core import record
from wangge.cases.models import Case
from wangge.grids.access import THE_CLOCK
from wangge.worktime import queries as worktime
from wangge.worktime import rules as worktime_rules


def list_it(case: Case, *, at: datetime) -> None:
    """On the list; one that is there already keeps its day."""
    if not case.is_supervised or case.supervise_by is None:
        limit = queries.limits().supervised
        case.supervise_by = worktime_rules.add(at, limit, worktime.calendar())
    case.is_supervised = True


def after_rework(case: Case, *, at: datetime) -> None:
    """Sent back to be done again once too often."""
    if case.rework_count >= queries.limits().rework_supervise and not case.is_supervised:
        _by_itself(case, "rework_twice", "supervise", at=at)


def after_reopening(case: Case, *, at: datetime) -> None:
    """Taken up again once too often: the level above hears of it too."""
    if case.reopen_count >= queries.limits().reopen_escalate:
        _by_itself(case, "reopened_twice", "escalate", at=at)


def after_rating(case: Case, satisfaction: int | None, *, at: datetime) -> None:
    """Somebody was that dissatisfied, although he calls it solved; else it is taken up again anyway."""
    if (
        satisfaction is not None
        and satisfaction <= queries.limits().stars_supervise
        and not case.is_supervised
    ):
        _by_itself(case, "low_rating", "supervise", at=at)


def _by_itself(case: Case, reason: str, what: str, *, at: datetime) -> None:
    list_it(case, at=at)
    case.came_from = case.state
    record(case, "supervise", by=THE_CLOCK, at=at, reason=reason)
    _tell.leaders(case, what, at=at)
