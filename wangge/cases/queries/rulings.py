"""What was ruled before: who handles a matter here, offered to the desks below."""

from collections.abc import Sequence

from wangge.cases.models import Case, Ruling
from wangge.grids import access

FEW = 3
_LOOK_BACK = 20


def precedents(case: Case) -> Sequence[Ruling]:
    """The newest rulings on the same matter by a level above this desk: one a unit, three at most."""
    if case.matter_id is None:
        return []
    above = access.paths_up(case.desk_path)
    rulings = Ruling.objects.filter(matter=case.matter_id, area_path__in=above, unit__is_active=True)
    newest = rulings.exclude(case=case).select_related("unit", "instead_of", "area").order_by("-at")
    found: dict[int, Ruling] = {}
    for ruling in newest[:_LOOK_BACK]:
        found.setdefault(ruling.unit_id, ruling)
    return list(found.values())[:FEW]
