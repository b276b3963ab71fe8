"""The two nets over a case 双网: who of the Party network stands on its ground, who of the administration."""

from collections.abc import Sequence
from dataclasses import dataclass

from wangge.cases.models import Case
from wangge.cases.rules.flows import OrderState
from wangge.grids.access import paths_up
from wangge.matters.rules import Track
from wangge.party.models import PartyOrgArea

_FEW = 3


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a case: organisations, desks and units, never persons; and which way it takes."""

    track: str
    party: list[str]
    administration: list[str]


def sides(case: Case) -> Sides:
    """The nearest organisations bound to its ground; its desk and the units with an order. One question.

    `case` has its orders and their units joined.
    """
    orders: Sequence[str] = [
        f"{order.unit.name}（{order.get_kind_display()}）"
        for order in case.orders.all()
        if order.state not in (OrderState.WITHDRAWN, OrderState.RETURNED)
    ]
    return Sides(Track(case.track).label, _organisations(case), [f"{case.desk.name}席位", *orders])


def _organisations(case: Case) -> list[str]:
    """A confidential case is never deliberated, so the network has no part in it."""
    if case.is_confidential or case.area_id is None:
        return []
    bound = PartyOrgArea.objects.current().filter(
        area__path__in=paths_up(case.area_path), org__closed_on__isnull=True
    )
    nearest = bound.order_by("-area__rank", "org__path").values_list("org__name", flat=True)
    return list(dict.fromkeys(nearest[: _FEW * 2]))[:_FEW]
