"""The rows of the lists a person sees, as they go out in a table: the same rows, nothing more."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import QueryDict

from wangge.cases.models import Case, WorkOrder
from wangge.cases.queries import checks, desk, leaders, orders
from wangge.channels.models import Layout
from wangge.grids import queries as grids
from wangge.grids.access import Acting

Row = dict[str, Any]
#: A file for people to read, not a copy of the database.
MOST = 5000


def rows(table: str, acting: Acting, asked: QueryDict, filters: Any, *, at: datetime) -> Iterator[Row]:
    """The rows of a list under this hat, narrowed as its page was."""
    if table == "desk":
        found = desk.narrowed(desk.reach(acting), filters, acting, at=at)
        yield from (_case(case) for case in desk.rows(found, filters)[:MOST])
    elif table == "orders":
        own = orders.narrowed(orders.mine(acting), filters, acting, at=at)
        yield from (
            _order(order) for order in orders.rows(own, filters.tab, at=at).select_related("unit")[:MOST]
        )
    elif table == "revisit":
        tab = asked.get("tab", "")
        tab = tab if tab in dict(checks.TABS) else checks.WAITING
        yield from (_revisit(appeal) for appeal in checks.to_revisit(acting, tab, at=at)[:MOST])
    else:
        tab = asked.get("tab", "")
        tab = tab if tab in dict(leaders.TABS) else leaders.OVER
        found = leaders.rows(acting, tab, at=at, who=asked.get("who", ""))
        yield from (_case(case) for case in found.select_related("lead_unit")[:MOST])


def _case(case: Case) -> Row:
    """A confidential case shows its category and nothing else."""
    node, hidden = grids.area(case.area_id), case.is_confidential
    return {
        "number": case.number,
        "title": case.title or "待定事项",
        "status": case.reading.name,
        "urgency": case.get_urgency_display(),
        "area": node.label if node else "待定位",
        "place": "" if hidden else case.place,
        "unit": case.lead_unit.name if case.lead_unit and not hidden else "",
        "source": "" if hidden else case.get_source_display(),
        "reported_at": case.reported_at,
        "act_by": case.act_by,
        "due_at": case.due_at,
        "appeals": case.appeal_count,
        "supervised": "督办" if case.is_supervised else "",
    }


def _order(order: WorkOrder) -> Row:
    return _case(order.case) | {
        "status": order.get_state_display(),
        "unit": order.unit.name,
        "kind": order.get_kind_display(),
        "task": "" if order.case.is_confidential else order.task,
        "sent_at": order.sent_at,
        "acknowledge_by": order.acknowledge_by,
        "due_at": order.due_at,
    }


def _revisit(appeal: Any) -> Row:
    case = appeal.case
    return _case(case) | {
        "number": appeal.number,
        "closed_at": case.closed_at,
        "outcome": case.get_outcome_display(),
        "tries": appeal.unreached_tries,
    }


def layouts(table: str, acting: Acting) -> list[Layout]:
    """The layouts somebody may use of a list: his own, and those of his seat."""
    return list(Layout.objects.of(acting).filter(table=table).order_by("name", "pk")[:50])
