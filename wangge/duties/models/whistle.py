"""Whistles with the units they call, summonses with the units they invite."""

from datetime import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from wangge.cases.models import Case
from wangge.duties.rules import whistle as rules
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.ids import uuid7
from wangge.people.models import Person, Unit

_STARS = [MinValueValidator(1), MaxValueValidator(5)]


class WhistleQuerySet(models.QuerySet["Whistle"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Streets and communities their own, the district all of its own, a unit what it was called to."""
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is not None:
            called = WhistleCall.objects.filter(unit=acting.unit_id).exclude(whistle__state="draft")
            return self.filter(pk__in=called.exclude(whistle__state="rejected").values("whistle"))
        return self.filter(access.below(acting.area_path, field="area__path")) if acting.area_path else self


class Whistle(models.Model):
    """A street calls departments to one place; approved by its leader before anybody hears it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    #: Where it was drafted: the community or the street.
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    street = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField("类型", max_length=14, choices=rules.Kind)
    reason = models.CharField("为什么吹哨", max_length=500)
    meet_at = models.DateTimeField("到场时间")
    place = models.CharField("到场地点", max_length=200)
    cases = models.ManyToManyField(Case, related_name="+", blank=True)
    state = models.CharField(max_length=10, choices=rules.WhistleState, default=rules.WhistleState.DRAFT)
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    #: Why it was not approved.
    verdict = models.CharField(max_length=300, blank=True)
    minutes = models.TextField("会商纪要", max_length=2000, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = WhistleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area", "drafted_at"], name="whistle_of_area")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}・{self.place}"


class WhistleCall(models.Model):
    """One called unit: its steps, its four due times, and what both sides say of each other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    whistle = models.ForeignKey(Whistle, models.CASCADE, related_name="calls")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=rules.CallState, default=rules.CallState.CALLED)
    #: Step to due time, ISO.
    due = models.JSONField(default=dict)
    #: What is owed next is due then; the clock looks here, and once it has told of it, no more.
    next_due_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    task = models.CharField("分工", max_length=300, blank=True)
    result = models.CharField("办理结果", max_length=500, blank=True)
    refusal = models.CharField("不来的理由", max_length=300, blank=True)
    ruling = models.CharField("区里的决定", max_length=300, blank=True)
    is_bound = models.BooleanField("必须来", default=False)
    unit_stars = models.PositiveSmallIntegerField("街道评部门", null=True, blank=True, validators=_STARS)
    street_stars = models.PositiveSmallIntegerField("部门评街道", null=True, blank=True, validators=_STARS)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_due_at"], condition=Q(next_due_at__isnull=False), name="whistle_call_due"
            ),
            models.Index(fields=["unit"], name="whistle_call_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["whistle", "unit"], name="whistle_calls_a_unit_once"),
            models.CheckConstraint(
                name="whistle_stars",
                condition=(Q(unit_stars__isnull=True) | Q(unit_stars__range=(1, 5)))
                & (Q(street_stars__isnull=True) | Q(street_stars__range=(1, 5))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}・{self.get_state_display()}"

    def dues(self) -> dict[str, datetime]:
        """The due times as moments."""
        return {step: datetime.fromisoformat(text) for step, text in self.due.items()}


class SummonsQuerySet(models.QuerySet["Summons"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Whoever summons sees those of his own area and below; a unit those it is invited to."""
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is not None:
            return self.filter(pk__in=Invitation.objects.filter(unit=acting.unit_id).values("summons"))
        return self.filter(access.below(acting.area_path, field="area__path")) if acting.area_path else self


class Summons(models.Model):
    """约请: the community's Party organisation or a desk invites units to a meeting or a look on the spot."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    topic = models.CharField("商量什么", max_length=200)
    meet_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=200)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reply_due_at = models.DateTimeField("答复期限")
    minutes = models.TextField("纪要", max_length=2000, blank=True)
    is_over = models.BooleanField(default=False)

    objects = SummonsQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area", "made_at"], name="summons_of_area")]

    def __str__(self) -> str:
        return self.topic


class Invitation(models.Model):
    """One invited unit and its answer; who does not come says why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    summons = models.ForeignKey(Summons, models.CASCADE, related_name="invitations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=rules.Answer, default=rules.Answer.ASKED)
    reason = models.CharField("不能来的理由", max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summons", "unit"], name="summons_asks_a_unit_once")]
        indexes = [models.Index(fields=["unit"], name="invitation_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit}・{self.get_answer_display()}"
