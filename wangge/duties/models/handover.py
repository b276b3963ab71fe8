"""Handing over a grid 交接: one page, signed by who gives and who takes."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.ids import uuid7
from wangge.people.models import Person


class HandoverQuerySet(models.QuerySet["Handover"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """The two who sign, and whoever answers for the area above."""
        if not acting.may(permit) or acting.person_id is None:
            return self.none()
        mine = Q(giver=acting.person_id) | Q(taker=acting.person_id)
        is_above = acting.area_rank is not None and acting.area_rank <= 3
        if is_above:
            return self.filter(mine | access.below(acting.area_path, field="area__path"))
        return self.filter(mine)


class Handover(models.Model):
    """What is handed over: open cases and places as they were, keys, notes, who helps; no resident's data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    giver = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="移交人")
    taker = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="接手人")
    keys = models.CharField("钥匙和物品", max_length=500, blank=True)
    notes = models.TextField("要交代的事", max_length=2000, blank=True)
    helpers = models.CharField("谁能帮忙", max_length=500, blank=True)
    made_at = models.DateTimeField()
    #: Numbers of the open cases when the giver signed.
    case_numbers = models.JSONField(default=list)
    #: Keys of what was promised and not yet kept, and of the dated looks to come, at that moment.
    promise_keys = models.JSONField(default=list)
    visit_keys = models.JSONField(default=list)
    giver_signed_at = models.DateTimeField(null=True, blank=True)
    taker_signed_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area", "made_at"], name="handover_of_area")]
        constraints = [
            models.CheckConstraint(
                name="handover_giver_signs_first",
                condition=Q(taker_signed_at__isnull=True) | Q(giver_signed_at__isnull=False),
            ),
            models.CheckConstraint(name="handover_of_two", condition=~Q(giver=models.F("taker"))),
        ]

    def __str__(self) -> str:
        return f"{self.area}・{self.made_at:%Y-%m-%d}"

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.taker_signed_at:
            return "双方已签"
        return "等接手人签" if self.giver_signed_at else "还没签"
