"""The row of a file. Its bytes lie sealed on disk under a random key; the row outlives them."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.files.rules import Kind
from wangge.kernel.ids import uuid7

#: What was uploaded with a form that was never sent is kept so long.
HELD = timedelta(hours=24)


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def held_by(self, holder: str) -> Self:
        """Uploads that wait for their form."""
        return self.filter(holder=holder, claimed_at__isnull=True, forgotten_at__isnull=True)

    def of(self, owner: str) -> Self:
        """What belongs to an owner now, in the order of uploading."""
        return self.filter(holder=owner, claimed_at__isnull=False, forgotten_at__isnull=True).order_by("pk")

    def unclaimed(self, at: datetime) -> Self:
        """Uploads nobody came back for."""
        return self.filter(claimed_at__isnull=True, forgotten_at__isnull=True, created_at__lt=at - HELD)


class StoredFile(models.Model):
    """A photo or document. `holder`: its form's secret until it is claimed, then its owner (`appeal:01…`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    holder = models.CharField("归属", max_length=80)
    #: SHA-256 of the bytes as they came; empty once forgotten.
    digest = models.CharField("摘要", max_length=64, blank=True)
    kind = models.CharField("种类", max_length=10, choices=Kind)
    content_type = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("字节数")
    width = models.PositiveIntegerField("宽", default=0)
    height = models.PositiveIntegerField("高", default=0)
    #: Random name of the bytes on disk; empty once forgotten.
    key = models.CharField(max_length=32, blank=True)
    #: {"small": [width, height], …}: the copies that were made.
    copies = models.JSONField("副本", default=dict)
    #: From the camera's notes: evidence, never shown to the public.
    taken_at = models.DateTimeField("拍摄时间", null=True)
    person_id = models.BigIntegerField("上传人", null=True)
    post_id = models.BigIntegerField("岗位", null=True)
    role = models.CharField("角色", max_length=20)
    created_at = models.DateTimeField("上传时间")
    claimed_at = models.DateTimeField("归档时间", null=True)
    forgotten_at = models.DateTimeField("删除时间", null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["holder"], name="file_holder"),
            models.Index(fields=["key"], condition=~Q(key=""), name="file_key"),
            models.Index(
                fields=["created_at"],
                condition=Q(claimed_at__isnull=True, forgotten_at__isnull=True),
                name="file_unclaimed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "digest"], condition=~Q(digest=""), name="file_once_a_holder"
            ),
            models.CheckConstraint(
                name="file_forgotten_has_no_bytes",
                condition=Q(forgotten_at__isnull=True) | Q(key="", digest="", taken_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_forgotten(self) -> bool:
        return self.forgotten_at is not None

    @property
    def is_image(self) -> bool:
        return self.kind == Kind.IMAGE
