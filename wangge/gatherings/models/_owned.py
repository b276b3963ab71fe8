"""What hangs on a unit and its area: one definition of who may see or do it."""

from typing import Self, TypeVar

from django.db import models

from wangge.grids import access
from wangge.grids.access import Acting, Permit

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class OwnedQuerySet(models.QuerySet[M_co]):
    """Rows with `unit` and `area_path`."""

    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """A hat of a unit reaches that unit's own, a hat of an area what lies there and below."""
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is not None:
            return self.filter(unit=acting.unit_id)
        return self.filter(access.below(acting.area_path)) if acting.area_path else self
