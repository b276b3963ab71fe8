"""Patrols: plans by place, rounds walked, and shop fronts with their duties 门责. No track is kept."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.duties.rules import patrol as rules
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area, Place
from wangge.kernel.ids import uuid7
from wangge.people.models import Person


class PatrolPlanQuerySet(models.QuerySet["PatrolPlan"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Plans of the hat's own area, those below it, and those of the areas above that it walks for."""
        if not acting.may(permit):
            return self.none()
        if not acting.area_path:
            return self
        here = access.below(acting.area_path, field="area__path")
        if permit == Permit.PATROL_WALK:
            here |= Q(area__path__in=access.paths_up(acting.area_path))
        return self.filter(here)


class PatrolPlan(models.Model):
    """Which places are looked at, for what, how often."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=12, choices=rules.Kind)
    every_days = models.PositiveSmallIntegerField("几天一次", default=7)
    looks_for = models.CharField("看什么", max_length=300, blank=True)
    is_active = models.BooleanField(default=True)

    objects = PatrolPlanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area"], name="patrol_plan_area")]
        constraints = [
            models.CheckConstraint(name="patrol_every_day_or_more", condition=Q(every_days__range=(1, 90)))
        ]

    def __str__(self) -> str:
        return self.name


class PatrolStop(models.Model):
    """One place of a plan, in its order."""

    plan = models.ForeignKey(PatrolPlan, models.CASCADE, related_name="stops")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "place"], name="patrol_stop_once")]

    def __str__(self) -> str:
        return f"{self.plan}・{self.place}"


class Patrol(models.Model):
    """One round: who walked it when, and at which stops he looked; ticked by hand, never measured."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(PatrolPlan, models.PROTECT, related_name="rounds")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    #: Ids of the stops that were looked at; kept only for security and emergency work.
    seen = models.JSONField(default=list)
    findings = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["plan", "started_at"], name="patrol_of_plan")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], condition=Q(ended_at__isnull=True), name="patrol_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}・{self.started_at:%m-%d}"


class FrontQuerySet(models.QuerySet["Front"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Shop fronts of the hat's own area and below."""
        if not acting.may(permit):
            return self.none()
        here = access.below(acting.area_path, field="area__path")
        return self.filter(here) if acting.area_path else self


class Front(models.Model):
    """A shop front 门责: an organisation's name and what it keeps in order before its door; no person."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.CharField("店招", max_length=60)
    place = models.CharField("门牌", max_length=80)
    #: Which of the three duties it has taken on.
    duties = models.JSONField(default=list)
    signed_on = models.DateField("签责任书的日期", null=True, blank=True)
    is_active = models.BooleanField(default=True)

    objects = FrontQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name", "place"], name="front_once")]

    def __str__(self) -> str:
        return self.name
