"""The six lines of a grid and the one pool of orders they share (row 42)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wangge.cases.models import Case, WorkOrder
from wangge.cases.rules.flows import OrderState
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import UnitArea
from wangge.grids.rules.tree import Node
from wangge.party.models import Shape, ShapeFill
from wangge.party.queries.shapes import slots_of
from wangge.party.rules.shapes import Slot, SlotKind

#: The shape whose lines share a pool, as it ships.
SHAPE = "1+6"
_OPEN = (OrderState.SENT, OrderState.ACKNOWLEDGED, OrderState.SUBMITTED, OrderState.DISPUTED)
_SHOWN = 300


@dataclass(slots=True)
class Line:
    """One line of the roster: who fills it here, and its orders, the next due first."""

    name: str
    departments: frozenset[str] = frozenset()
    units: list[str] = field(default_factory=list)
    orders: list[WorkOrder] = field(default_factory=list)

    def late(self, at: datetime) -> int:
        """How many of its orders are over their time."""
        return sum(order.due_at is not None and order.due_at < at for order in self.orders)


def pool(grid: Node, by: Acting) -> list[Line]:
    """The lines of a grid with their open orders; what belongs to none of them stands last.

    Four questions, however many orders there are; only cases that the hat may see.
    """
    slots = [slot for slot in _slots() if slot.kind == SlotKind.LINE]
    lines = [Line(slot.name, frozenset(slot.what.split(","))) for slot in slots]
    _staff(lines, slots, grid)
    rest = Line("其他单位")
    for order in _orders(grid, by):
        department = order.unit.department_id
        line = next((line for line in lines if department in line.departments), rest)
        line.orders.append(order)
    return [*lines, rest] if rest.orders else lines


def _slots() -> list[Slot]:
    shape = Shape.objects.filter(code=SHAPE).first()
    return slots_of(shape) if shape else []


def _staff(lines: Sequence[Line], slots: Sequence[Slot], grid: Node) -> None:
    served = UnitArea.objects.filter(area__path__in=access.paths_up(grid.path), unit__is_active=True)
    named: dict[str, list[str]] = {}
    for department, name in served.order_by("unit__name").values_list("unit__department", "unit__name"):
        named.setdefault(str(department), []).append(name)
    by_hand: dict[int, list[str]] = {}
    fills = ShapeFill.objects.filter(slot__in=[slot.id for slot in slots], area=grid.id)
    for fill in fills.select_related("unit").order_by("pk"):
        by_hand.setdefault(fill.slot_id, []).append(fill.unit.name if fill.unit else fill.words)
    for line, slot in zip(lines, slots, strict=True):
        names = [name for department in sorted(line.departments) for name in named.get(department, [])]
        line.units = list(dict.fromkeys(by_hand.get(slot.id, []) + names))


def _orders(grid: Node, by: Acting) -> list[WorkOrder]:
    seen = Case.objects.open_to(by, Permit.CASE_SEE).filter(access.below(grid.path), is_open=True)
    rows = WorkOrder.objects.filter(case__in=seen, state__in=_OPEN)
    return list(rows.select_related("case__matter", "unit").order_by("due_at", "pk")[:_SHOWN])
