"""Rule books of an area: text, version, whom they bind, what in the product applies them."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.fields import PathField
from wangge.party.models.orgs import PartyOrg
from wangge.party.rules import books as rules
from wangge.party.rules.books import Applied, Mechanism


class RuleBookQuerySet(models.QuerySet["RuleBook"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Rules bind downwards: one reads those of the areas above too, and writes here and below."""
        if not acting.may(permit) or (permit == Permit.PARTY_EDIT and acting.unit_id is not None):
            return self.none()
        if acting.unit_id is not None:
            seat = PartyOrg.objects.filter(unit=acting.unit_id).values_list("area_path", flat=True).first()
            return self.filter(area_path__in=access.paths_up(seat)) if seat else self.none()
        if not acting.area_path:
            return self
        here = access.below(acting.area_path)
        above = Q(area_path__in=access.paths_up(acting.area_path))
        return self.filter(here if permit == Permit.PARTY_EDIT else here | above)

    def in_force(self) -> Self:
        """The versions that hold today."""
        return self.filter(retired_on__isnull=True)


class RuleBook(models.Model):
    """One version of a rule book; a new version retires it."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    mechanism = models.CharField("机制", max_length=12, choices=Mechanism)
    title = models.CharField("名称", max_length=60)
    version = models.PositiveSmallIntegerField("版本", default=1)
    text = models.TextField("正文", max_length=8000)
    binds = models.CharField("对谁适用", max_length=100)
    #: Keys of `rules.books.APPLIED`, with commas.
    applied = models.CharField("在系统里怎么落实", max_length=120, blank=True)
    since = models.DateField("施行日期")
    retired_on = models.DateField("停止施行", null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="代替的版本"
    )

    objects = RuleBookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "mechanism"], name="party_book_area")]

    def __str__(self) -> str:
        return f"{self.title} 第 {self.version} 版"

    @property
    def ways(self) -> list[Applied]:
        """The parts of the product that apply it."""
        return rules.applied_in(self.applied)
