"""What somebody may do with one case or one order right now: read from the flows and from
`open_to`, nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from wangge.cases.models import Case, WorkOrder
from wangge.cases.models.case import judged, scope_of
from wangge.cases.queries.ground import limits
from wangge.cases.rules.flows import (
    CASE_FLOW,
    CASE_STEPS,
    ORDER_FLOW,
    WORK_VERBS,
    OrderState,
    Side,
    State,
)
from wangge.grids.access import Acting, Permit
from wangge.kernel.flow import Move
from wangge.matters.rules import Urgency

#: Moves that are made by other means than a button on the case's page.
_NOT_BUTTONS = frozenset(
    {
        "report",
        "give_info",
        "withdraw_appeal",
        "rate",
        "add_photo",
        "archive",
        "ready",
        "tick",
        "reveal",
        "break_glass",
        "revisit",
        "move_area",
        "child_reopened",
        "me_too",
        "withdraw_consent",
        "correct_words",
        "forget_words",
        "fulfil",
    }
)


def permits_on(case: Case, acting: Acting) -> set[Permit]:
    """The permits that reach this case from this post: judged by the row in hand, and what that leaves open
    asked in one question.
    """
    asked = [
        permit
        for permit in sorted(acting.permits)
        if permit.startswith(("case_", "contact_", "order_")) and permit != Permit.CASE_REPORT
    ]
    scopes = {permit: scope_of(acting, permit) for permit in asked}
    of_scope = {scope: permit for permit, scope in scopes.items()}
    told = {scope: judged(acting, permit, case) for scope, permit in of_scope.items()}
    columns = {f"in_{scope}": of_scope[scope] for scope, answer in told.items() if answer is None}
    if columns:
        row = Case.objects.filter(pk=case.pk).telling(acting, columns).values(*columns).first() or {}
        told |= {scope: row.get(f"in_{scope}", False) for scope in told if f"in_{scope}" in columns}
    return {permit for permit, scope in scopes.items() if told[scope]}


def open_moves(case: Case, acting: Acting, *, at: datetime, permits: set[Permit] | None = None) -> list[Move]:
    """The moves and steps this hat may make on the case now, one row a verb, in the order of the tables.

    `permits` are those of `permits_on`, where the caller has asked already.
    """
    permits = permits_on(case, acting) if permits is None else permits
    moves = [*CASE_FLOW.open_moves(case.state, permits), *CASE_STEPS.open_moves(case.state, permits)]
    found: dict[str, Move] = {}
    for move in moves:
        if move.verb not in _NOT_BUTTONS and _fits(move.verb, case, acting, at=at):
            found.setdefault(move.verb, _named(move, case))
    return list(found.values())


def _named(move: Move, case: Case) -> Move:
    """What the button says: a second dispatch only adds helpers."""
    if move.verb == "dispatch" and case.lead_unit_id is not None:
        return replace(move, name="加派协办")
    return move


def _fits(verb: str, case: Case, acting: Acting, *, at: datetime) -> bool:
    """What the tables cannot say: a move that would surely be refused is not offered."""
    return _FITS[verb](case, acting, at) if verb in _FITS else True


def _may_check(case: Case, acting: Acting, at: datetime) -> bool:
    return not case.steps.filter(person_id=acting.person_id, verb__in=WORK_VERBS).exists()


def _may_recall(case: Case, acting: Acting, at: datetime) -> bool:
    sent = [order.sent_at for order in case.orders.filter(state=OrderState.SENT)]
    return bool(sent) and at - max(sent) <= limits().undo_dispatch


def _sides_asked(case: Case) -> int:
    return sum(step.verb == "ask_opinion" for step in case.steps.all())


def _may_sample(case: Case, acting: Acting, at: datetime) -> bool:
    above_grid = acting.area_rank is not None and acting.area_rank < 4
    return case.is_sampled and above_grid and _may_check(case, acting, at)


def _is_at_own_desk(case: Case, acting: Acting, at: datetime) -> bool:
    return acting.area_id == case.desk_id and not case.is_confidential


_HANDED_IN = (OrderState.SUBMITTED, OrderState.DONE)
Fit = Callable[[Case, Acting, datetime], bool]
_FITS: Mapping[str, Fit] = {
    "verify": lambda case, acting, at: case.verified_at is None and _may_check(case, acting, at),
    "rework": _may_check,
    "close": lambda case, acting, at: case.verified_at is not None,
    "answer": lambda case, acting, at: not case.orders.exists(),
    "void": lambda case, acting, at: case.appeal_count == 0,
    "ask_info": lambda case, acting, at: case.appeal_count > 0,
    "first_contact": lambda case, acting, at: case.contact_left and case.first_contact_at is None,
    "recall": _may_recall,
    "raise_visibility": lambda case, acting, at: not case.is_confidential,
    "deliberate": lambda case, acting, at: (
        not (case.is_confidential or case.urgency in (Urgency.HIGH, Urgency.EMERGENCY))
    ),
    "add_helper": lambda case, acting, at: case.is_confidential,
    "self_handle": _is_at_own_desk,
    "take": lambda case, acting, at: case.holder_id is None and _is_at_own_desk(case, acting, at),
    "sample_ok": _may_sample,
    "sample_fail": _may_sample,
    "split_off": lambda case, acting, at: case.parent_id is None,
    "ask_opinion": lambda case, acting, at: _sides_asked(case) < len(Side),
    "give_opinion": lambda case, acting, at: _sides_asked(case) > 0,
    "rate_unit": lambda case, acting, at: any(order.state in _HANDED_IN for order in case.orders.all()),
    "clear": lambda case, acting, at: case.is_supervised,
}


def order_moves(
    order: WorkOrder, case: Case, acting: Acting, *, permits: set[Permit] | None = None
) -> list[Move]:
    """The moves this hat may make on an order now; `permits` as for `open_moves`."""
    if case.state not in (State.IN_HAND, State.VERIFYING):
        return []
    permits = permits_on(case, acting) if permits is None else permits
    if acting.unit_id is not None:
        mine = WorkOrder.objects.open_to(acting, Permit.ORDER_SEE).filter(pk=order.pk).exists()
        permits = set(acting.permits) if mine else set()
    moves: Iterable[Move] = ORDER_FLOW.open_moves(order.state, permits)
    found: dict[str, Move] = {}
    for move in moves:
        if move.verb in ("approve", "rework") or (move.verb == "send_back" and order.is_bound):
            continue
        found.setdefault(move.verb, move)
    return list(found.values())
