"""Whether a door to the outside stands open, and what went wrong at it."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.channels.rules.doors import Door
from wangge.grids.access import Acting, Permit
from wangge.people.models import Person


class DoorState(models.Model):
    """对外的门: shut until the administrator opens it."""

    door = models.CharField("门", max_length=12, choices=Door, primary_key=True)
    is_open = models.BooleanField("开放", default=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.door


class TroubleQuerySet(models.QuerySet["Trouble"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """All or none."""
        return self if acting.may(permit) else self.none()

    def open(self) -> Self:
        """Nobody has put it right yet."""
        return self.filter(cleared_at__isnull=True)


class Trouble(models.Model):
    """故障: the same one again is counted, not listed again. Never quotes what anybody sent."""

    door = models.CharField("门", max_length=12, choices=Door)
    key = models.CharField(max_length=80)
    text = models.CharField("出了什么事", max_length=200)
    todo = models.CharField("怎么办", max_length=200)
    link = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField("次数", default=1)
    first_at = models.DateTimeField("第一次")
    last_at = models.DateTimeField("最近一次")
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = TroubleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["door", "key"], condition=Q(cleared_at__isnull=True), name="trouble_open_once"
            )
        ]
        indexes = [models.Index(fields=["-last_at"], name="trouble_last")]

    def __str__(self) -> str:
        return self.text


class LayoutQuerySet(models.QuerySet["Layout"]):
    def of(self, acting: Acting) -> Self:
        """One's own and those of one's seat: a unit or an area."""
        mine = Q(owner_id=acting.person_id or 0)
        if acting.unit_id is not None:
            return self.filter(mine | Q(is_shared=True, unit_id=acting.unit_id))
        return self.filter(mine | Q(is_shared=True, area_id=acting.area_id or 0))


class Layout(models.Model):
    """导出版式: which columns a department wants of a list, in which order, under which titles."""

    name = models.CharField("名称", max_length=40)
    table = models.CharField("列表", max_length=12)
    #: [[our key, their title], ...]
    columns = models.JSONField()
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    area_id = models.BigIntegerField(null=True, blank=True)
    unit_id = models.BigIntegerField(null=True, blank=True)
    is_shared = models.BooleanField("本席位共用", default=False)
    created_at = models.DateTimeField()

    objects = LayoutQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "table"], name="layout_owner")]

    def __str__(self) -> str:
        return self.name
