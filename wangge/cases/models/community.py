"""What a community has of its own: its desks with their duties, and what it thinks of a unit's work."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from wangge.cases.models.case import Case
from wangge.cases.rules.benches import Bench
from wangge.grids.models import Area
from wangge.kernel.fields import PathField
from wangge.people.models import Unit


class CommunityBench(models.Model):
    """A desk that a community has switched on, and the categories of matters on its list of duties."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bench = models.CharField("席位", max_length=12, choices=Bench)
    categories = models.JSONField("职责清单", default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "bench"], name="bench_once_an_area")]

    def __str__(self) -> str:
        return f"{self.area} {self.get_bench_display()}"


class UnitReview(models.Model):
    """How a community found the work of a unit on one case; the words are a step's."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    #: Whose judgement it is.
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    stars = models.PositiveSmallIntegerField("几星", validators=[MinValueValidator(1), MaxValueValidator(5)])
    at = models.DateTimeField("时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "unit"], name="unit_reviewed_once_a_case"),
            models.CheckConstraint(name="unit_review_stars", condition=Q(stars__range=(1, 5))),
        ]
        indexes = [models.Index(fields=["unit", "at"], name="review_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.stars}"
