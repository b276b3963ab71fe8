"""Remarks on the system itself, given on the foot of any page."""

from typing import Self

from django.db import models

from wangge.grids.access import Acting, Role
from wangge.kernel.sealing import SealedTextField


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def open_to(self, acting: Acting) -> Self:
        """The system administrator reads them; nobody else."""
        return self if acting.role == Role.SYSTEM_ADMIN else self.none()


class Feedback(models.Model):
    """What somebody wrote about a page of the system: no case, no appeal, no person."""

    text = models.CharField("意见", max_length=500)
    page = models.CharField("页面", max_length=200, blank=True)
    #: The role it was written under, never who; empty for the public.
    role = models.CharField("岗位", max_length=20, blank=True, choices=Role)
    contact = SealedTextField("联系方式")
    at = models.DateTimeField("时间")
    #: When the administrator has dealt with it; the contact goes with that.
    done_at = models.DateTimeField("处理时间", null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["at"], name="feedback_at")]

    def __str__(self) -> str:
        return self.text[:40]
