"""The working calendar changed: the due times that stand stored are reckoned anew, a batch at a time.

No step is recorded: nobody did anything to the case, and its clock explains the new time by itself.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch

from wangge.cases import queries
from wangge.cases.actions import _core
from wangge.cases.models import Case, CaseTask, Reckoning, WorkOrder
from wangge.cases.rules import clocks
from wangge.cases.rules.flows import OrderState
from wangge.matters import queries as catalogue
from wangge.matters.rules import checklist
from wangge.worktime import queries as worktime

_STORED = ("due_at", "act_by", "next_alarm_at")


@transaction.atomic
def note_calendar() -> str:
    """Note by which calendar due times hold from now on; its token where it is a new one, else nothing."""
    Reckoning.objects.get_or_create(pk=1)
    row = Reckoning.objects.select_for_update().get(pk=1)
    token = worktime.version()
    if row.calendar == token:
        return ""
    row.calendar = token
    row.save(update_fields=["calendar"])
    return token


@transaction.atomic
def recalculate(*, after: UUID | None = None, batch: int = 200) -> UUID | None:
    """Reckon up to `batch` open cases anew, in the order of their ids; the last of them, or None when all are
    done.
    """
    orders = WorkOrder.objects.exclude(state=OrderState.WITHDRAWN)
    lines = CaseTask.objects.filter(kind=CaseTask.Kind.STEP, done_at__isnull=True, due_at__isnull=False)
    waiting = (
        Case.objects.open()
        .order_by("pk")
        .select_for_update(of=("self",))
        .prefetch_related(Prefetch("orders", orders), Prefetch("tasks", lines, to_attr="open_lines"))
    )
    cases = list((waiting.filter(pk__gt=after) if after else waiting)[:batch])
    moved = [case for case in cases if _settle(case)]
    Case.objects.bulk_update(moved, _STORED)
    WorkOrder.objects.bulk_update([o for case in cases for o in _orders(case)], ["due_at", "acknowledge_by"])
    CaseTask.objects.bulk_update([line for case in cases for line in _lines(case)], ["due_at"])
    return cases[-1].pk if len(cases) == batch else None


def _settle(case: Case) -> bool:
    """Derive the times of a case again; whether one of them moved."""
    before = [getattr(case, name) for name in _STORED]
    _core.settle(case, list(case.orders.all()))
    return before != [getattr(case, name) for name in _STORED]


def _orders(case: Case) -> list[WorkOrder]:
    """The orders in hand whose times moved, with their new times."""
    return [order for order in case.orders.all() if _move(order, case)]


def _move(order: WorkOrder, case: Case) -> bool:
    if order.state not in (OrderState.SENT, OrderState.ACKNOWLEDGED):
        return False
    calendar, limits, clock = worktime.calendar(), queries.limits(), _core.clock_of(case)
    before = order.due_at, order.acknowledge_by
    order.due_at = case.due_at
    if not order.is_lead and clock is not None and case.due_at is not None:
        order.due_at = clocks.assist_due(clock, order.sent_at, limits, calendar)
    if order.state == OrderState.SENT and not order.returned_at and not order.is_bound:
        # An order that was sent again counts from that moment, which stands in no column: it stays.
        order.acknowledge_by = clocks.acknowledge_by(case.urgency, order.sent_at, limits, calendar)
    return before != (order.due_at, order.acknowledge_by)


def _lines(case: Case) -> list[CaseTask]:
    """The open lines of the check-list whose times moved; only while the model is the one they came from."""
    lines: Sequence[CaseTask] = getattr(case, "open_lines", [])
    model = catalogue.catalogue().models.get(case.model_code)
    if not lines or case.accepted_at is None or case.matter_id is None:
        return []
    if model is None or model.version != case.model_version:
        return []
    due = {
        item.no: item.due_at
        for item in checklist(model, case.matter_id, case.accepted_at, worktime.calendar())
    }
    moved = [line for line in lines if line.no in due and line.due_at != due[line.no]]
    for line in moved:
        line.due_at = due[line.no]
    return moved
