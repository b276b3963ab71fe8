"""Recurring duties, the plans by which units adopt them, and the slots of each month's agenda."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.gatherings.rules import agenda
from wangge.gatherings.rules.agenda import Every, Standing
from wangge.gatherings.rules.meeting import Kind, Quorum
from wangge.grids.models import Area
from wangge.grids.owned import OwnedQuerySet
from wangge.kernel.fields import PathField
from wangge.people.models import Unit


class Routine(models.Model):
    """A recurring duty as the rule books name it; a unit adopts it as a plan it may change."""

    code = models.CharField("代号", max_length=40, unique=True)
    series = models.CharField("制度", max_length=20)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("形式", max_length=8, choices=Kind, default=Kind.MEETING)
    every = models.CharField("周期", max_length=7, choices=Every)
    times = models.PositiveSmallIntegerField("每期次数", default=1)
    #: A yearly duty may be due only from a month on.
    from_month = models.PositiveSmallIntegerField("每年从几月起", default=1)
    grace_days = models.PositiveSmallIntegerField("宽限天数", default=5)
    quorum = models.CharField("到会要求", max_length=9, choices=Quorum, default=Quorum.NONE)
    agenda = models.CharField("议程", max_length=300, blank=True)
    basis = models.CharField("依据", max_length=80, blank=True)
    #: Kinds of organisations it is meant for, by comma; the room above knows them.
    meant_for = models.CharField("适用", max_length=160, blank=True)
    order = models.PositiveSmallIntegerField("次序", default=0)
    is_on = models.BooleanField("启用", default=True)

    def __str__(self) -> str:
        return self.name


class UnitPlanQuerySet(OwnedQuerySet["Plan"]):
    def current(self, on: date) -> Self:
        """Plans in force on a day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)


class Plan(models.Model):
    """A unit's own version of a recurring duty: how often, on which day, with how much grace."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    routine = models.ForeignKey(Routine, models.PROTECT, related_name="plans")
    every = models.CharField("周期", max_length=7, choices=Every)
    times = models.PositiveSmallIntegerField("每期次数", default=1)
    from_month = models.PositiveSmallIntegerField("每年从几月起", default=1)
    fixed_day = models.PositiveSmallIntegerField("固定日", null=True, blank=True)
    grace_days = models.PositiveSmallIntegerField("宽限天数")
    agenda = models.CharField("议程", max_length=300, blank=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    objects = UnitPlanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path"], name="plan_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "routine"], condition=Q(until__isnull=True), name="plan_once_a_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}・{self.routine}"


class SlotQuerySet(OwnedQuerySet["Slot"]):
    def within(self, first: date, last: date) -> Self:
        """Slots one can meet on some day of a span."""
        return self.filter(starts_on__lte=last, due_on__gte=first)

    def unmet(self) -> Self:
        """Neither held nor let off."""
        return self.filter(met_on__isnull=True, waived_on__isnull=True)

    def free(self) -> Self:
        """Unmet, and no gathering is booked for it."""
        return self.unmet().filter(gathering__isnull=True)

    def unmet_by(self, on: date) -> Self:
        """Their days were over by then, and they were not held."""
        return self.unmet().filter(due_on__lt=on)


class Slot(models.Model):
    """One line of the agenda: something due within a span of days, met by a gathering that was held."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="slots")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("截止日期")
    number = models.PositiveSmallIntegerField("第几次", default=1)
    #: After this day it is told upward.
    grace_until = models.DateField("宽限到")
    gathering = models.ForeignKey(
        "gatherings.Gathering", models.SET_NULL, null=True, blank=True, related_name="slots"
    )
    met_on = models.DateField("开展日期", null=True, blank=True)
    waived_on = models.DateField("免除日期", null=True, blank=True)
    reason = models.CharField("不开展的原因", max_length=100, blank=True)
    #: Told to the branch, and told upward.
    flagged_at = models.DateTimeField("提醒本组织的时间", null=True, blank=True)
    raised_at = models.DateTimeField("报告上级的时间", null=True, blank=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_on"], name="slot_unit"),
            models.Index(
                fields=["due_on"],
                condition=Q(met_on__isnull=True, waived_on__isnull=True),
                name="slot_unmet",
            ),
            models.Index(
                fields=["area_path", "due_on"],
                condition=Q(met_on__isnull=True, waived_on__isnull=True),
                name="slot_unmet_area",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "starts_on", "number"], name="slot_once"),
            models.CheckConstraint(
                name="slot_waived_says_why", condition=Q(waived_on__isnull=True) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.due_on}"

    def standing(self, on: date) -> Standing:
        """How it stands on a day."""
        return agenda.standing(
            due_on=self.due_on,
            is_met=self.met_on is not None,
            is_waived=self.waived_on is not None,
            is_raised=self.raised_at is not None,
            on=on,
        )
