"""Political birthdays; all else of Party life lies in the rooms below."""

from typing import Self

from django.db import models

from wangge.gatherings.models import Gathering
from wangge.grids.access import Acting, Permit, below
from wangge.kernel.fields import PathField
from wangge.party.models import Member, PartyOrg
from wangge.promises.models import Promise


class BirthdayQuerySet(models.QuerySet["Birthday"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """The line above; whose birthday it is reaches his own by `own`."""
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is not None:
            top = PartyOrg.objects.filter(unit=acting.unit_id).values_list("path", flat=True).first()
            return self.filter(below(top, field="org__path")) if top else self.none()
        return self.filter(below(acting.area_path)) if acting.area_path else self

    def own(self, acting: Acting) -> Self:
        """Those of whoever acts."""
        return self.filter(member__person=acting.person_id) if acting.person_id else self.none()


class Birthday(models.Model):
    """Somebody reaches a multiple of five years in the Party; the branch and he see it, nobody else."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="birthdays")
    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    year = models.PositiveSmallIntegerField("年份")
    years = models.PositiveSmallIntegerField("党龄")
    #: The ceremony he takes part in.
    gathering = models.ForeignKey(Gathering, models.SET_NULL, null=True, blank=True, related_name="birthdays")
    oath = models.BooleanField("重温入党誓词", default=False)
    story = models.BooleanField("分享入党经历", default=False)
    talk = models.BooleanField("谈心谈话", default=False)
    #: The good deed, followed to its end.
    promise = models.OneToOneField(
        Promise, models.PROTECT, null=True, blank=True, related_name="birthday", verbose_name="领办的实事"
    )
    #: He does not want a ceremony; no reason is asked for.
    is_declined = models.BooleanField("本人不参加", default=False)
    listed_at = models.DateTimeField("列出时间")

    objects = BirthdayQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "year"], name="birthday_org"),
            models.Index(fields=["area_path", "year"], name="birthday_area"),
        ]
        constraints = [models.UniqueConstraint(fields=["member", "year"], name="birthday_once_a_year")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.year}"
