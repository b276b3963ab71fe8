"""One look behind the glass: by whom, why, until when, and what the review said of it."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.cases.models.case import Case
from wangge.cases.rules.glass import Verdict, Why
from wangge.grids.access import Acting, Permit
from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField
from wangge.people.models import Person


class GlassQuerySet(models.QuerySet["Glass"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """One's own looks; all of them for whoever reads the journal."""
        if not acting.may(permit):
            return self.none()
        return self if permit == Permit.JOURNAL_READ else self.filter(person_id=acting.person_id or 0)

    def unjudged(self) -> Self:
        return self.filter(verdict="")


class Glass(models.Model):
    """紧急查看."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谁查看")
    post_id = models.BigIntegerField("岗位", null=True, blank=True)
    hat = models.CharField("岗位名", max_length=80)
    why = models.CharField("为什么", max_length=8, choices=Why)
    words = SealedTextField("情况")
    at = models.DateTimeField("时间")
    until = models.DateTimeField("看到几时")
    review_by = models.DateTimeField("复核期限")
    verdict = models.CharField("复核结论", max_length=10, choices=Verdict, blank=True)
    verdict_words = models.CharField("复核意见", max_length=300, blank=True)
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField("复核时间", null=True, blank=True)

    objects = GlassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="glass_judged_by_somebody_else",
                condition=Q(verdict="") | (Q(judged_at__isnull=False) & ~Q(judged_by=models.F("person"))),
            )
        ]
        indexes = [
            models.Index(fields=["person", "at"], name="glass_by_person"),
            models.Index(fields=["-at"], name="glass_at"),
            models.Index(fields=["review_by"], name="glass_unjudged", condition=Q(verdict="")),
        ]

    def __str__(self) -> str:
        return f"{self.hat} {self.at:%Y-%m-%d %H:%M}"
