"""The one move that happens by itself: on to verification when every order is handed in."""

from datetime import datetime

from wangge.cases.actions import _tell
from wangge.cases.actions._core import record
from wangge.cases.models import Case
from wangge.cases.rules.flows import OPEN_ORDER, OrderState, State
from wangge.grids.access import THE_CLOCK


def if_all_submitted(case: Case, *, at: datetime) -> Case:
    """By itself when every order is submitted: on to verification."""
    states = set(case.orders.filter(state__in=OPEN_ORDER).values_list("state", flat=True))
    if case.state != State.IN_HAND or states != {OrderState.SUBMITTED}:
        return case
    case.came_from, case.state = case.state, State.VERIFYING
    case.verified_at = None
    record(case, "ready", by=THE_CLOCK, at=at)
    _tell.verifiers(case, at=at)
    return case
