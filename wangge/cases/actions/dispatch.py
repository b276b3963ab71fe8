"""Sending work: orders to units, taking them back, and settling whose it is."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions import _core, _ready, _tell
from wangge.cases.actions._core import Said, record, take, take_order
from wangge.cases.models import Case, CaseAccused, Ruling, WorkOrder
from wangge.cases.rules import clocks
from wangge.cases.rules.flows import OPEN_ORDER, OrderState
from wangge.grids.access import Acting
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people.models import Unit
from wangge.worktime import queries as worktime

Kind = WorkOrder.Kind


@transaction.atomic
def dispatch(
    case: Case,
    *,
    lead: Unit | None,
    assists: Sequence[Unit] = (),
    task: str = "",
    by: Acting,
    at: datetime,
    said: str = "",
    note: str = "",
) -> Case:
    """Send work orders to the units that shall handle the case: one lead, and those who assist."""
    case = take(case, "dispatch", by=by)
    there = {o.unit_id: o for o in case.orders.filter(state__in=OPEN_ORDER)}
    has_lead = any(o.is_lead for o in there.values())
    if lead is None and not has_lead:
        raise Refused("请选择主办单位。", field="lead")
    if lead is not None and has_lead:
        raise Refused("已经有主办单位在办；要换主办，请先改派或撤回。", field="lead")
    wanted = [(lead, Kind.LEAD)] if lead is not None else []
    wanted += [(unit, Kind.ASSIST) for unit in dict.fromkeys(assists) if unit != lead]
    if not wanted:
        raise Refused("请选择要派给哪些单位。", field="assists")
    for unit, kind in wanted:
        if unit.pk in there:
            raise Refused(
                f"{unit.name}已经有这件事的工单。", field="lead" if kind == Kind.LEAD else "assists"
            )
        _may_send(case, unit, by=by)
    orders = [_order(case, unit, kind, task=task, at=at) for unit, kind in wanted]
    WorkOrder.objects.bulk_create(orders)
    _name_lead(case)
    names = "、".join(unit.name for unit, _ in wanted)
    record(case, "dispatch", by=by, at=at, words_of=Said(said, note), extra={"units": names, "task": task})
    for order in orders:
        _tell.unit(order, case, "dispatch", at=at)
    _tell.appellants(case, at=at)
    return case


def _may_send(case: Case, unit: Unit, *, by: Acting) -> None:
    """Within reach of the desk (domain/04 section 1c), never to an emergency line, never to whom it
    complains of.
    """
    if unit.department.is_emergency_service:
        raise Refused(f"{unit.name}是应急电话，请直接拨打并记录；工单派给留在现场的单位。", field="lead")
    if not unit.is_active:
        raise Refused(f"{unit.name}已停用，请选别的单位。", field="lead")
    if not queries.serves_below(unit.pk, by.area_path):
        raise NotAllowed(f"{unit.name}不在您的派单范围内，请上报上一级席位派单。")
    if CaseAccused.objects.filter(case=case, unit=unit).exists():
        raise Refused("不能派给被反映的单位。", field="lead")


def _order(case: Case, unit: Unit, kind: str, *, task: str, at: datetime, bound: bool = False) -> WorkOrder:
    calendar, limits, clock = worktime.calendar(), queries.limits(), _core.clock_of(case)
    due = case.due_at
    if kind == Kind.ASSIST and clock is not None and due is not None:
        due = clocks.assist_due(clock, at, limits, calendar)
    return WorkOrder(
        case=case,
        unit=unit,
        kind=kind,
        round=case.orders.filter(unit=unit).count() + 1,
        task=task[:200],
        is_bound=bound,
        sent_at=at,
        acknowledge_by=clocks.acknowledge_by(case.urgency, at, limits, calendar),
        due_at=due,
    )


def _name_lead(case: Case) -> None:
    """Lead and number of assisting units stand on the case for the lists."""
    orders = list(case.orders.filter(state__in=OPEN_ORDER).select_related("unit"))
    case.lead_unit = next((o.unit for o in orders if o.is_lead), None)
    case.assist_count = sum(not o.is_lead for o in orders)


@transaction.atomic
def recall(case: Case, *, by: Acting, at: datetime) -> Case:
    """Undo a wrong dispatch within 30 seconds, before any unit has acknowledged."""
    case = take(case, "recall", by=by)
    orders = list(case.orders.filter(state__in=OPEN_ORDER))
    if any(o.state != OrderState.SENT for o in orders):
        raise Refused("已经有单位签收，不能撤销派单；可以撤回工单。")
    if at - max(o.sent_at for o in orders) > queries.limits().undo_dispatch:
        raise Refused("已超过 30 秒，不能撤销派单；可以撤回工单。")
    for order in orders:
        order.state = OrderState.WITHDRAWN
        order.save(update_fields=["state"])
    _name_lead(case)
    return record(case, "recall", by=by, at=at)


@transaction.atomic
def withdraw(
    order: WorkOrder, *, instead: Unit | None = None, by: Acting, at: datetime, note: str = ""
) -> Case:
    """Take an order back; a lead order only together with another lead."""
    case, order = take_order(order, "withdraw", by=by)
    if order.is_lead and instead is None:
        raise Refused("主办工单要同时改派给别的单位。", field="instead")
    order.save(update_fields=["state"])
    return _instead(case, order, instead, "withdraw", by=by, at=at, note=note)


def _instead(
    case: Case,
    order: WorkOrder,
    unit: Unit | None,
    verb: str,
    *,
    by: Acting,
    at: datetime,
    note: str,
    bound: bool = False,
) -> Case:
    """Send the order elsewhere, or go on without it."""
    extra = {"from": order.unit.name}
    if unit is not None:
        _may_send(case, unit, by=by)
        fresh = _order(case, unit, order.kind, task=order.task, at=at, bound=bound)
        fresh.save(force_insert=True)
        extra["to"] = unit.name
        _tell.unit(fresh, case, "dispatch", at=at)
    _name_lead(case)
    record(case, verb, by=by, at=at, words_of=Said(note=note), order=order, extra=extra)
    return _ready.if_all_submitted(case, at=at)


@transaction.atomic
def agree(order: WorkOrder, *, instead: Unit | None, by: Acting, at: datetime, note: str = "") -> Case:
    """The unit was right: the order is withdrawn and goes elsewhere."""
    case, order = take_order(order, "agree", by=by)
    if order.is_lead and instead is None:
        raise Refused("请选择改派给哪个单位。", field="instead")
    if instead is not None and instead.pk == order.unit_id:
        raise Refused("改派的单位不能还是原单位。", field="instead")
    order.save(update_fields=["state"])
    return _instead(case, order, instead, "agree", by=by, at=at, note=note)


@transaction.atomic
def insist(order: WorkOrder, *, note: str, by: Acting, at: datetime) -> Case:
    """The desk keeps to its order; the second return within a case goes to arbitration."""
    if not note.strip():
        raise Refused("请写明为什么坚持由该单位办理。", field="note")
    returns = WorkOrder.objects.get(pk=order.pk).case.steps.filter(verb="send_back").count()
    is_dispute = returns >= queries.limits().returns_to_dispute
    target = OrderState.DISPUTED if is_dispute else OrderState.SENT
    case, order = take_order(order, "insist", by=by, to=target)
    calendar, limits = worktime.calendar(), queries.limits()
    if order.state == OrderState.SENT:
        order.acknowledge_by = clocks.acknowledge_by(case.urgency, at, limits, calendar)
        order.acknowledged_at, order.ack_reminded = None, False
    else:
        _core.dispute(case, order, at=at)
    order.save()
    record(case, "insist", by=by, at=at, words_of=Said(note=note), order=order)
    what = "dispatch" if order.state == OrderState.SENT else "send_back"
    _tell.unit(order, case, what, at=at)
    if order.state == OrderState.DISPUTED:
        _tell.arbiters(case, "dispute", at=at)
    return case


@transaction.atomic
def arbitrate(order: WorkOrder, *, instead: Unit | None = None, note: str, by: Acting, at: datetime) -> Case:
    """The level above decides whose it is; whoever is named is bound and may not send it back."""
    if not note.strip():
        raise Refused("请写明裁定的理由。", field="note")
    target = OrderState.WITHDRAWN if instead is not None else OrderState.SENT
    case, order = take_order(order, "arbitrate", by=by, to=target)
    if instead is not None:
        if instead.pk == order.unit_id:
            raise Refused("裁定改派时请选别的单位。", field="instead")
        order.save(update_fields=["state"])
        _rule(case, instead, instead_of=order.unit, by=by, at=at)
        return _instead(case, order, instead, "arbitrate", by=by, at=at, note=note, bound=True)
    _rule(case, order.unit, instead_of=None, by=by, at=at)
    order.is_bound, order.acknowledged_at = True, None
    order.acknowledge_by = clocks.acknowledge_by(case.urgency, at, queries.limits(), worktime.calendar())
    order.save()
    record(case, "arbitrate", by=by, at=at, words_of=Said(note=note), order=order)
    _tell.unit(order, case, "dispatch", at=at)
    return case


def _rule(case: Case, unit: Unit, *, instead_of: Unit | None, by: Acting, at: datetime) -> None:
    """The ruling is offered as precedent; a confidential case is none, its unit would tell of it."""
    if case.matter_id is None or by.area_id is None or case.is_confidential:
        return
    Ruling.objects.create(
        matter_id=case.matter_id,
        area_id=by.area_id,
        area_path=by.area_path,
        unit=unit,
        instead_of=instead_of,
        case=case,
        at=at,
    )
