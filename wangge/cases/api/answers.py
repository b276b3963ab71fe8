"""What the API shows: to a sender only what was said to him, to a token what its hat may see; no name, no
phone.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wangge.cases.models import Appeal, Case, WorkOrder
from wangge.cases.queries import may, public
from wangge.cases.rules import words
from wangge.cases.rules.flows import CASE_FLOW, Outcome
from wangge.cases.sealed import CaseKey, open_json
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.rules.tree import Node
from wangge.kernel import kept
from wangge.kernel.flow import Move

JSON = dict[str, Any]
#: What a sender can do, by the flags of his page.
_CHOICES = (
    ("can_add_photo", "add_photo", "补充照片"),
    ("can_give_info", "give_info", "补充信息"),
    ("can_rate", "rate", "评价是否解决"),
    ("can_withdraw", "withdraw_appeal", "撤回来件"),
)


def moment(at: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def chain(node: Node | None) -> JSON | None:
    """An area with all above it."""
    return node.as_json() if node else None


def _area(area_id: int | None) -> JSON | None:
    node = grids.area(area_id)
    return node.chain[-1]._asdict() if node else None


def progress(appeal: Appeal, case: Case, *, at: datetime) -> JSON:
    """One appeal for whoever sent it."""
    page = public.public_page(appeal, case, at=at)
    return _public(case, number=appeal.number, received_at=appeal.received_at) | {
        "state": page.status,
        "can": [{"verb": verb, "name": name} for flag, verb, name in _CHOICES if getattr(page, flag)],
    }


def for_token(case: Case, acting: Acting, *, number: str, at: datetime) -> JSON:
    """The same course for a token, and the case as its hat may see it."""
    appeal = next((a for a in case.appeals.all() if a.number == number), None)
    received_at = appeal.received_at if appeal else case.reported_at
    return _public(case, number=number, received_at=received_at) | {"case": whole(case, acting, at=at)}


def _public(case: Case, *, number: str, received_at: datetime) -> JSON:
    matter = case.matter
    outcome = Outcome(case.outcome) if case.outcome else None
    return {
        "number": number,
        "status": case.status,
        "state": case.reading.public,
        "received_at": moment(received_at),
        "due_at": moment(case.due_at),
        "area": chain(grids.area(case.area_id)),
        "matter": {"code": matter.code, "name": matter.name} if matter and not case.is_confidential else None,
        "outcome": {"code": outcome, "text": words.OUTCOME_PUBLIC[outcome]} if outcome else None,
        "timeline": timeline(case),
        "can": [],
        "case": None,
    }


def timeline(case: Case) -> list[JSON]:
    """The course in the order it went: the verb's own plain words, and what was `said`; never a note."""
    key = CaseKey.of(case)
    course: list[JSON] = []
    for step in sorted(case.steps.all(), key=lambda step: step.seq):
        title = public.PUBLIC_TITLES.get(step.verb)
        said = ""
        if step.has_said and hasattr(step, "text"):
            said = str(open_json(key, step.text.sealed).get("said", ""))
        if title is None or (step.verb == "push_up" and not said):
            continue
        course.append({"at": moment(step.at), "text": f"{title}：{said}" if said else title})
    return course


def brief(case: Case) -> JSON:
    """A case in a list; `matter__category` and `lead_unit` joined."""
    matter = case.matter
    return {
        "number": case.number,
        "state": case.state,
        "status": case.reading.name,
        "title": case.title,
        "matter": {"code": matter.code, "name": matter.name} if matter and not case.is_confidential else None,
        "urgency": case.urgency,
        "visibility": case.visibility,
        "area": _area(case.area_id),
        "place": case.place,
        "lead_unit": case.lead_unit.code if case.lead_unit else None,
        "reported_at": moment(case.reported_at),
        "due_at": moment(case.due_at),
        "act_by": moment(case.act_by),
        "closed_at": moment(case.closed_at),
    }


def whole(case: Case, acting: Acting, *, at: datetime) -> JSON:
    """A case with its orders, those of one's own unit for a unit, and the moves that are open to this hat."""
    orders = kept.rows(_orders, acting, case=case.pk)
    permits = may.permits_on(case, acting)
    moves = may.open_moves(case, acting, at=at, permits=permits)
    return brief(case) | {
        "orders": [_order(order, case, acting, permits) for order in orders],
        "moves": _choices(move for move in moves if move.verb in CASE_FLOW.moves),
    }


def _orders(acting: Acting, *, case: UUID) -> QuerySet[WorkOrder]:
    seen = WorkOrder.objects.open_to(acting, Permit.CASE_SEE).filter(case=case)
    return seen.select_related("unit").order_by("sent_at", "pk")


def _order(order: WorkOrder, case: Case, acting: Acting, permits: set[Permit]) -> JSON:
    return {
        "id": str(order.pk),
        "unit": order.unit.code,
        "unit_name": order.unit.name,
        "kind": order.kind,
        "state": order.state,
        "task": order.task,
        "due_at": moment(order.due_at),
        "acknowledge_by": moment(order.acknowledge_by),
        "moves": _choices(may.order_moves(order, case, acting, permits=permits)),
    }


def _choices(moves: Iterable[Move]) -> list[JSON]:
    return [{"verb": move.verb, "name": move.name} for move in moves]
