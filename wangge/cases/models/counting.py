"""The tally of a case, from which all figures follow, and the changes of figures that wait to be folded."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from wangge.cases.models.case import Case
from wangge.cases.rules.counting import COHORT, Cell, Facts
from wangge.kernel.fields import PathField


class Tally(models.Model):
    """What is counted of one case, as it was last counted. Written by the actions of this room alone; holds
    facts, never words, and nothing of a person.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="tally")
    area_path = PathField(max_length=120)
    matter = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=12)
    is_hidden = models.BooleanField(default=False)
    is_excluded = models.BooleanField(default=False)
    #: Found by a post-holder, without an appeal.
    is_found = models.BooleanField(default=False)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    reported_on = models.DateField()
    closed_on = models.DateField(null=True)
    standing = models.CharField(max_length=12, blank=True)
    lateness = models.PositiveSmallIntegerField(default=0)
    standing_unit = models.BigIntegerField(default=0)

    counted_on = models.DateField(null=True)
    #: The lead at `counted_on`; 0 where the area itself dealt with it.
    unit = models.BigIntegerField(default=0)
    #: After the first close what was done stands; only answers and a reopening still change it.
    is_settled = models.BooleanField(default=False)
    bucket = models.PositiveSmallIntegerField(null=True)
    b = models.PositiveSmallIntegerField(default=0)
    response = models.PositiveSmallIntegerField(default=0)
    contact_due = models.PositiveSmallIntegerField(default=0)
    contacted = models.PositiveSmallIntegerField(default=0)
    on_time = models.PositiveSmallIntegerField(default=0)
    orders = models.PositiveSmallIntegerField(default=0)
    acked = models.PositiveSmallIntegerField(default=0)
    firsts = models.PositiveSmallIntegerField(default=0)
    kept = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    solved = models.PositiveSmallIntegerField(default=0)
    rated = models.PositiveSmallIntegerField(default=0)
    #: Tenths: 10 for satisfied, 6 for neither.
    happy = models.PositiveSmallIntegerField(default=0)
    checked = models.PositiveSmallIntegerField(default=0)
    passed = models.PositiveSmallIntegerField(default=0)
    reworked = models.PositiveSmallIntegerField(default=0)
    ended = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    self_handled = models.PositiveSmallIntegerField(default=0)
    accepted = models.PositiveSmallIntegerField(default=0)
    located = models.PositiveSmallIntegerField(default=0)
    found_first = models.PositiveSmallIntegerField(default=0)
    as_solved = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["reported_on", "area_path"], name="tally_reported"),
            models.Index(fields=["counted_on", "area_path"], name="tally_counted"),
            # Near in matter, time and space: repeats, hot spots, what was found before anybody complained.
            models.Index(fields=["matter", "reported_on"], name="tally_matter"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def facts(self) -> Facts:
        """As the rules count it."""
        return Facts(
            area_path=self.area_path,
            matter=self.matter,
            category=self.category,
            source=self.source,
            is_hidden=self.is_hidden,
            is_excluded=self.is_excluded,
            reported_on=self.reported_on,
            closed_on=self.closed_on,
            standing=self.standing,
            lateness=self.lateness,
            standing_unit=self.standing_unit,
            counted_on=self.counted_on,
            unit=self.unit,
            bucket=self.bucket,
            counts=tuple(getattr(self, name) for name in COHORT),
        )


class Delta(models.Model):
    """One change of one figure, written in the transaction of the act that caused it; insert only, so nobody
    waits for anybody. A worker of `insight` folds them into the counts and takes them away.
    """

    measure = models.CharField(max_length=16)
    #: Empty for open work, which has no day.
    day = models.DateField(null=True)
    area_path = PathField(max_length=120)
    unit = models.BigIntegerField(default=0)
    matter = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=12)
    lateness = models.PositiveSmallIntegerField(default=0)
    n = models.SmallIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.measure} {self.n:+}"

    @classmethod
    def of(cls, cell: Cell, n: int, at: datetime) -> "Delta":
        """A change of a cell, unsaved."""
        return cls(
            measure=cell.measure,
            day=cell.day,
            area_path=cell.area_path,
            unit=cell.unit,
            matter=cell.matter,
            category=cell.category,
            source=cell.source,
            lateness=cell.lateness,
            n=n,
            at=at,
        )


class Repeat(models.Model):
    """A case that was closed as solved, and the one by which the same came back; counted on the day of the
    first.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="repeat")
    again = models.ForeignKey(Case, models.CASCADE, related_name="+")
    counted_on = models.DateField()
    area_path = PathField(max_length=120)
    unit = models.BigIntegerField(default=0)
    matter = models.CharField(max_length=12)
    category = models.CharField(max_length=8)
    source = models.CharField(max_length=12)
    is_hidden = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="repeat_at")]
        constraints = [
            models.CheckConstraint(name="repeat_is_another", condition=~Q(case=models.F("again"))),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.again_id}"
