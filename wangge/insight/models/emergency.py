"""The emergency mode: who switched it on, and the doors that were asked, as long as it lasts."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.insight.rules.emergency import MOST_DAYS, Kind, Mode
from wangge.kernel.fields import PathField
from wangge.kernel.sealing import SealedTextField
from wangge.people.models import Person


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Those of the post's area, above it (they hold there too), and below it."""
        if not acting.may(permit):
            return self.none()
        above = Q(area_path__in=access.paths_up(acting.area_path))
        return self.filter(above | access.below(acting.area_path)) if acting.area_path else self


class Emergency(models.Model):
    """One switching on, for an area and below; afterwards its counts alone."""

    kind = models.CharField("种类", max_length=8, choices=Kind)
    words = models.CharField("情况说明", max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    days = models.PositiveSmallIntegerField("天数")
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_seat = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    agreed_seat = models.CharField(max_length=80, blank=True)
    agreed_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tally: Any = models.JSONField(default=dict)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="emergency_has_two_names",
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="emergency_is_short", condition=Q(days__gte=1) & Q(days__lte=MOST_DAYS)
            ),
            models.CheckConstraint(
                name="emergency_on_ends", condition=~Q(mode=Mode.ON) | Q(until__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["until"], name="emergency_on", condition=Q(mode=Mode.ON))]

    def __str__(self) -> str:
        return f"{self.area} {self.get_kind_display()}"


class HelpDoorQuerySet(models.QuerySet["HelpDoor"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Doors within the post's area, while the emergency lasts."""
        if not acting.may(permit) or not acting.area_path:
            return self.none()
        return self.filter(access.below(acting.area_path), emergency__mode=Mode.ON)


class HelpDoor(models.Model):
    """A door that was asked what help is needed: where it is, and which of a closed list; gone at the end."""

    emergency = models.ForeignKey(Emergency, models.CASCADE, related_name="doors")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    door = SealedTextField("门牌")
    needs: Any = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    helped_at = models.DateTimeField(null=True)

    objects = HelpDoorQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["emergency", "area_path"], name="help_door_area")]

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.pk}"
