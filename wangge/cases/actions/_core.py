"""What every action of the room does the same way: take a case within reach, record the step, keep the
clock.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wangge.cases import queries
from wangge.cases.actions import _count
from wangge.cases.models import Appeal, Case, CasePhoto, Step, StepText, WorkOrder
from wangge.cases.rules import chain, clocks, family, outcomes, words
from wangge.cases.rules.clocks import CaseFacts, OrderFacts
from wangge.cases.rules.flows import (
    CASE_FLOW,
    CASE_STEPS,
    OPEN,
    ORDER_FLOW,
    TERMINAL,
    VISIT_VERBS,
    OrderState,
    Outcome,
    State,
)
from wangge.cases.sealed import CaseKey, seal_json
from wangge.files import actions as files
from wangge.files.models import StoredFile
from wangge.grids.access import Acting, Permit
from wangge.kernel import kept, rows
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import clean
from wangge.matters.models import Matter
from wangge.worktime import queries as worktime
from wangge.worktime import rules as worktime_rules
from wangge.worktime.rules import Clock, Limit, LimitUnit


@dataclass(frozen=True, slots=True)
class Said:
    """The two kinds of words of a step, never mixed: to the appellant, and inside."""

    said: str = ""
    note: str = ""


def _permit(verb: str, by: Acting, *, steps: bool) -> Permit:
    flow = CASE_STEPS if steps else CASE_FLOW
    held = [Permit(p) for p in flow.permits(verb) if by.may(Permit(p))]
    if not held:
        raise NotAllowed(f"您的岗位不能“{flow.moves[verb][0].name}”。")
    return held[0]


def take(case: Case, verb: str, *, by: Acting, to: str | None = None) -> Case:
    """The only way to a case one may change: within reach, locked, and moved by the flow."""
    is_step = verb not in CASE_FLOW.moves
    permit = _permit(verb, by, steps=is_step)
    fresh = kept.first(_within_reach, (by, permit), pk=case.pk)
    if fresh is None:
        raise NotAllowed("这件事不在您的办理范围内。")
    flow = CASE_STEPS if is_step else CASE_FLOW
    fresh.came_from = fresh.state
    fresh.state = State(flow.step(fresh.state, verb, to=to))
    return fresh


def _within_reach(shape: tuple[Acting, Permit], *, pk: UUID) -> QuerySet[Case]:
    reach = Case.objects.open_to(*shape).select_related("matter__category")
    return reach.select_for_update(of=("self",)).filter(pk=pk)


def take_order(order: WorkOrder, verb: str, *, by: Acting, to: str | None = None) -> tuple[Case, WorkOrder]:
    """An order within reach and moved by its flow, with its case; the case is the one lock of both."""
    case = locked(order.case_id)
    case.came_from = case.state
    held = [Permit(p) for p in ORDER_FLOW.permits(verb) if by.may(Permit(p))]
    if not held:
        raise NotAllowed(f"您的岗位不能“{ORDER_FLOW.moves[verb][0].name}”。")
    fresh = kept.first(_order_within_reach, (by, held[0]), pk=order.pk)
    if fresh is None:
        raise NotAllowed("这张工单不在您的办理范围内。")
    fresh.state = OrderState(ORDER_FLOW.step(fresh.state, verb, to=to))
    return case, fresh


def _order_within_reach(shape: tuple[Acting, Permit], *, pk: UUID) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.open_to(*shape).filter(pk=pk).select_related("unit")


def locked(case_id: UUID) -> Case:
    """A case with its lock, whoever asks; raises where there is none."""
    found = kept.first(_locked, pk=case_id)
    if found is None:
        raise Case.DoesNotExist
    return found


def _locked(_: None, *, pk: UUID) -> QuerySet[Case]:
    return Case.objects.select_for_update(of=("self",)).filter(pk=pk)


def expect(present: str, expected: str | None) -> None:
    """An API caller may name the state it saw; another one means that somebody was faster."""
    if expected is not None and expected != present:
        raise Refused(f"事项现在是“{State(present).label}”，和您看到的不一样，请刷新。")


def record(
    case: Case,
    verb: str,
    *,
    by: Acting,
    at: datetime,
    words_of: Said = Said(),
    reason: str = "",
    order: WorkOrder | None = None,
    extra: dict[str, Any] | None = None,
    flow: tuple[str, str] | None = None,
) -> Case:
    """Write the step, derive status and alarm, save the locked row."""
    if flow is None:
        flow = (case.came_from, case.state)
    if flow[0] != flow[1]:
        case.entered_at = at
    append_step(
        case, verb, by=by, at=at, words_of=words_of, reason=reason, order=order, extra=extra, flow=flow
    )
    settle(case)
    rows.update(case)
    _count.follow(case, verb, at=at)
    return case


def append_step(
    case: Case,
    verb: str,
    *,
    by: Acting,
    at: datetime,
    words_of: Said,
    reason: str,
    order: WorkOrder | None,
    extra: dict[str, Any] | None,
    flow: tuple[str, str],
) -> Step:
    """One more link of the case's chain; its words go apart, under the case's key."""
    payload = {
        key: text for key, text in (("said", clean(words_of.said)), ("note", clean(words_of.note))) if text
    }
    payload |= extra or {}
    salt = os.urandom(16) if payload else b""
    digest = chain.digest(salt, payload) if payload else b""
    step = link(case, verb, by=by, at=at, digest=digest, reason=reason, order=order, flow=flow)
    step.has_said = "said" in payload
    if payload:
        sealed = seal_json(CaseKey.of(case), payload)
        rows.insert(step, StepText(step=step, case_id=case.pk, salt=salt, sealed=sealed))
    else:
        rows.insert(step)
    return step


def link(
    case: Case,
    verb: str,
    *,
    by: Acting,
    at: datetime,
    digest: bytes,
    flow: tuple[str, str],
    reason: str = "",
    order: WorkOrder | None = None,
) -> Step:
    """The next link of the chain, unsaved; the case's head moves on to it."""
    facts = chain.Facts(
        case_id=str(case.pk),
        seq=case.step_count + 1,
        verb=verb,
        order_id=str(order.pk) if order else "",
        source=flow[0],
        target=flow[1],
        at=at,
        person_id=by.person_id,
        post_id=by.post_id,
        reason=reason,
        digest=digest,
    )
    previous = bytes(case.head)
    step = Step(
        case_id=case.pk,
        seq=facts.seq,
        verb=verb,
        order_id=order.pk if order else None,
        source=facts.source,
        target=facts.target,
        at=at,
        person_id=by.person_id,
        post_id=by.post_id,
        seat=by.seat,
        reason=reason,
        digest=digest,
        previous=previous,
        hash=facts.hash(previous),
    )
    case.step_count, case.head = facts.seq, step.hash
    return step


def attach(
    case: Case,
    photos: Sequence[StoredFile],
    kind: str,
    *,
    by: Acting,
    at: datetime,
    appeal: Appeal | None = None,
    order: WorkOrder | None = None,
) -> None:
    """Photos become the case's own; those a form held are claimed from it. The same photo twice is one
    photo.
    """
    for holder in dict.fromkeys(photo.holder for photo in photos):
        ids = [photo.pk for photo in photos if photo.holder == holder]
        claimed = files.claim(holder, ids, owner=f"case:{case.pk}", by=by, at=at)
        shots = [
            CasePhoto(case=case, appeal=appeal, order=order, file=file, kind=kind, at=at, seat=by.seat)
            for file in claimed
        ]
        CasePhoto.objects.bulk_create(shots, ignore_conflicts=True)


def clock_of(case: Case) -> Clock | None:
    """The running limit of a case as a value."""
    return Clock.from_json(case.clock) if case.clock else None


def waited(case: Case, *, at: datetime) -> None:
    """The time a desk waited for the appellant does not count against it."""
    case.intake_from = (case.intake_from or case.reported_at) + (at - case.entered_at)


def limit_of(matter: Matter) -> Limit:
    """A matter's handling limit as a value."""
    return Limit(float(matter.limit_value), LimitUnit(matter.limit_unit))


def refresh_orders(case: Case) -> None:
    """The case's due time moved: its open orders move with it, the assisting ones to their share."""
    calendar, limits, clock = worktime.calendar(), queries.limits(), clock_of(case)
    for order in kept.rows(_running, case=case.pk):
        order.due_at = case.due_at
        if not order.is_lead and clock is not None and case.due_at is not None:
            order.due_at = clocks.assist_due(clock, order.sent_at, limits, calendar)
        rows.update(order, "due_at")


def _running(_: None, *, case: UUID) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(case=case, state__in=[OrderState.SENT, OrderState.ACKNOWLEDGED])


def ends_so(case: Case, outcome: str, *, left: str = "", left_with: str = "") -> dict[str, str] | None:
    """What an outcome asks for is there, or a refusal; what is left and who has it, for the step."""
    seen = case.steps.filter(verb__in=VISIT_VERBS, person_id__isnull=False)
    witnesses = list(seen.values_list("person_id", flat=True).distinct())
    found = outcomes.lacks(
        outcome, witnesses=[p for p in witnesses if p is not None], left=left, left_with=left_with
    )
    if found is not None:
        raise Refused(found[1], field=found[0])
    if outcome != Outcome.PARTLY:
        return None
    return {"left": clean(left).strip()[:500], "left_with": clean(left_with).strip()[:80]}


def holds_back(case: Case) -> None:
    """Refused as long as something that was split off is still open."""
    refusal = family.held_back(case.children.filter(is_open=True).count())
    if refusal:
        raise Refused(refusal)


def dispute(case: Case, order: WorkOrder, *, at: datetime) -> None:
    """From now on the level above has its own limit to say whose it is."""
    order.arbitrate_by = clocks.arbitrate_by(case.urgency, at, queries.limits(), worktime.calendar())
    order.arbitration_reminded = False


def facts_of(case: Case, orders: Sequence[WorkOrder]) -> CaseFacts:
    """A case as the pure rules of the clock see it."""
    return CaseFacts(
        state=case.state,
        urgency=case.urgency,
        desk_rank=queries.rank_of(case.desk_id),
        is_held=case.holder_id is not None,
        reported_at=case.intake_from or case.reported_at,
        entered_at=case.entered_at,
        clock=clock_of(case),
        lateness=case.lateness,
        intake_reminded=case.intake_reminded,
        review_on=case.review_on,
        closed_at=case.closed_at,
        orders=[
            OrderFacts(
                o.state,
                o.is_lead,
                o.acknowledge_by,
                o.ack_reminded,
                o.arbitrate_by,
                o.arbitration_reminded,
            )
            for o in orders
        ],
    )


def settle(case: Case, orders: Sequence[WorkOrder] | None = None) -> None:
    """Everything of a case that is derived: openness, status, due time, next alarm."""
    calendar, limits = worktime.calendar(), queries.limits()
    if orders is None:
        orders = [] if case._state.adding else kept.rows(_orders, case=case.pk)
    case.is_open = case.state in OPEN or case.state == State.DRAFT
    case.status = words.status(
        case.state,
        [o.state for o in orders],
        is_verified=case.verified_at is not None,
        is_revisited=case.is_revisited,
    ).code
    clock = clock_of(case)
    case.due_at = worktime_rules.due(clock, calendar) if clock and not _is_immediate(clock) else None
    facts = facts_of(case, orders)
    case.act_by = clocks.act_by(facts, case.due_at, limits, calendar)
    alarm = None if case.state in TERMINAL else clocks.next_alarm(facts, limits, calendar)
    case.next_alarm_at = alarm[0] if alarm else None


def _orders(_: None, *, case: UUID) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(case=case).exclude(state=OrderState.WITHDRAWN)


def _is_immediate(clock: Clock) -> bool:
    return clock.limit.unit == LimitUnit.IMMEDIATE
