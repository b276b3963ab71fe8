"""What hangs on a unit and its area: one definition of who may see it, and of who may do it."""

from typing import Self, TypeVar

from django.db import models

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.refusal import NotAllowed
from wangge.people.models import Unit

M_co = TypeVar("M_co", bound=models.Model, covariant=True)

_OUT = "这不在您的管理范围内。"


class OwnedQuerySet(models.QuerySet[M_co]):
    """Rows with `unit` and `area_path`."""

    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """A hat of a unit reaches that unit's own, a hat of an area what lies there and below."""
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is not None:
            return self.filter(unit=acting.unit_id)
        return self.filter(access.below(acting.area_path)) if acting.area_path else self


def need_unit(by: Acting, unit: Unit | None, area: Area, permit: Permit) -> None:
    """Refuse unless the hat may do it for this unit, seated in this area."""
    if not by.may(permit):
        raise NotAllowed("您现在的岗位没有这项权限。")
    if by.unit_id is not None:
        if unit is None or by.unit_id != unit.pk:
            raise NotAllowed(_OUT)
    elif by.area_path and not access.is_below(area.path, by.area_path):
        raise NotAllowed(_OUT)


def out_of_reach() -> NotAllowed:
    """The row is not within reach of this hat."""
    return NotAllowed(_OUT)
