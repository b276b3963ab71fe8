"""What the reader of steps makes of them: the payload of an event, and the public facts of a case."""

from typing import Any

from wangge.cases.models import Case, Step
from wangge.channels.rules import public
from wangge.channels.rules.webhooks import VERBS
from wangge.grids import queries as grids
from wangge.grids.rules.tree import Node
from wangge.kernel.words import SHANGHAI

FACTS = [
    "number",
    "matter_id",
    "area_id",
    "area_path",
    "month",
    "closed_month",
    "is_open",
    "outcome",
    "days",
]
_COMMUNITY = 3


def wide_area(path: str) -> Node | None:
    """The community of a path, or the deepest area above one: never a grid."""
    return next((node for node in reversed(grids.chain(path)) if node.rank <= _COMMUNITY), None)


def payload(step: Step, case: Case) -> dict[str, Any]:
    """Facts alone: no words, no place, no point, nobody's name."""
    area = wide_area(case.area_path)
    matter = case.matter
    return {
        "event": step.verb,
        "name": VERBS.get(step.verb, step.verb),
        "at": step.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "sequence": step.seq,
        "from": step.source,
        "to": step.target,
        "case": {
            "number": case.number,
            "matter": {"code": matter.code, "name": matter.name} if matter else None,
            "area": {"code": area.code, "name": area.name} if area else None,
            "urgency": case.urgency,
            "source": case.source,
            "outcome": case.outcome if step.target in ("closed", "archived") else "",
        },
    }


def facts(case: Case) -> dict[str, Any] | None:
    """The public facts of a case as columns; None where it has none. Needs `matter` joined."""
    area, matter = wide_area(case.area_path), case.matter
    if matter is None or area is None:
        return None
    shown = public.is_public(
        state=case.state, case_visibility=case.visibility, matter_visibility=matter.visibility
    )
    if not shown:
        return None
    ended = None if case.is_open else case.closed_at
    return {
        "number": case.number,
        "matter_id": matter.pk,
        "area_id": area.id,
        "area_path": area.path,
        "month": public.month_of(case.reported_at),
        "closed_month": public.month_of(ended) if ended else None,
        "is_open": case.is_open,
        "outcome": case.outcome if ended else "",
        "days": public.days_between(case.reported_at, ended) if ended else None,
    }
