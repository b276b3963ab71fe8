"""Requests to take a case out of the rates, monthly samples of whom to call, bulletins."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from wangge.cases.models import Appeal, Case
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.insight.rules.follow import Ground, Stand
from wangge.kernel.fields import PathField
from wangge.people.models import Person


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Requests about cases within the same reach as the cases themselves."""
        seen = Case.objects.open_to(acting, permit).filter(pk=OuterRef("case"))
        return self.filter(Exists(seen)) if acting.may(permit) else self.none()


class Exclusion(models.Model):
    """One request: a ground, a reason, who asked, who decided; the second one is the appeal."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    #: The lead of the case when it was asked, for the public count; 0 where the area dealt with it.
    unit = models.BigIntegerField(default=0)
    area_path = PathField(max_length=120)
    ground = models.CharField("理由类别", max_length=12, choices=Ground)
    reason = models.CharField("说明", max_length=300)
    round = models.PositiveSmallIntegerField(default=1)
    stand = models.CharField(max_length=10, choices=Stand, default=Stand.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_seat = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_seat = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField("答复", max_length=300, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="exclusion_round_once"),
            models.CheckConstraint(
                name="exclusion_has_two_names",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
        ]
        indexes = [models.Index(fields=["area_path", "asked_at"], name="exclusion_area")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stand}"


class Sample(models.Model):
    """Whom to call about what was closed in a month: drawn by a seed that anybody may use again."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    month = models.DateField()
    seed = models.BigIntegerField()
    drawn_at = models.DateTimeField()
    #: Appeals with a contact that could have been drawn.
    of = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "month"], name="sample_once")]

    def __str__(self) -> str:
        return f"{self.area} {self.month:%Y-%m}"


class SampleCall(models.Model):
    """One call of a sample; what was answered stands on the appeal itself."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="calls")
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="+")
    unit = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "appeal"], name="sample_call_once")]

    def __str__(self) -> str:
        return str(self.appeal_id)


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Those of the post's area and below."""
        return self.filter(access.below(acting.area_path)) if acting.may(permit) else self.none()


class Bulletin(models.Model):
    """A week or a month of an area: numbers as they stood, sentences that a person went over."""

    class Kind(models.TextChoices):
        WEEK = "week", "周报"
        MONTH = "month", "月报"

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    kind = models.CharField(max_length=5, choices=Kind)
    since = models.DateField()
    until = models.DateField()
    facts: Any = models.JSONField(default=dict)
    text = models.TextField("正文", max_length=6000)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "kind", "since"], name="bulletin_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """As it is headed."""
        return f"{self.area.name}基层治理{self.get_kind_display()}（{self.span}）"

    @property
    def span(self) -> str:
        """The month, or the first and last day of the week."""
        if self.kind == "month":
            return f"{self.since:%Y 年} {self.since.month} 月"
        first, last = (f"{day.month} 月 {day.day} 日" for day in (self.since, self.until))
        return f"{self.since:%Y 年} {first}至 {last}"
