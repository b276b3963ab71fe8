"""Notices: one row for each person who is told something."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.kernel.ids import uuid7
from wangge.people.models import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        """Those nobody has opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """A sentence for one person and a link to where it is done. Of a confidential case it says no content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    text = models.CharField("内容", max_length=200)
    #: A path of this installation; empty where there is nothing to open.
    link = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    #: Told twice under one key before it is read, it stays one notice.
    key = models.CharField(max_length=100, blank=True)
    #: The case it is about; no foreign key, so that a small register never points at a big table.
    case_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "created_at"], name="notice_of_person"),
            # The count on every page reads this one only, so that it does not grow with what was read.
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["created_at"], name="notice_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                condition=Q(read_at__isnull=True) & ~Q(key=""),
                name="notice_once_while_unread",
            )
        ]

    def __str__(self) -> str:
        return self.text
