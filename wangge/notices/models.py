"""Notices: one row for each person who is told something."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
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


class ShiftQuerySet(models.QuerySet["Shift"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """The rosters of the hat's own area and those below it."""
        if not acting.may(permit):
            return self.none()
        here = access.below(acting.area_path, field="area__path")
        return self.filter(here) if acting.area_path else self

    def running(self, at: datetime) -> Self:
        """Shifts that cover a moment."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)


class Shift(models.Model):
    """A line of the duty roster 值班表: who answers an emergency at a desk, from when to when."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="值班人")
    substitute = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="替班人"
    )
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")

    objects = ShiftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area", "ends_at"], name="shift_of_area")]
        constraints = [
            models.CheckConstraint(
                name="shift_ends_after_it_begins", condition=Q(ends_at__gt=models.F("starts_at"))
            ),
            models.UniqueConstraint(fields=["area", "person", "starts_at"], name="shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area}・{self.starts_at:%m-%d %H:%M}"


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Alarms of the hat's own desk and those below it, and any it was rung for."""
        if acting.person_id is None:
            return self.none()
        rung = Q(pk__in=Ring.objects.filter(person=acting.person_id).values("alarm"))
        if acting.may(permit) and acting.area_path:
            return self.filter(rung | access.below(acting.area_path, field="area__path"))
        return self.filter(rung)

    def unanswered(self) -> Self:
        """Nobody has said yet that he knows of it."""
        return self.filter(acknowledged_at__isnull=True)


class Alarm(models.Model):
    """An emergency that somebody on duty has to know of at once; without content where it is confidential."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    #: No foreign key: a small register never points at a big table.
    case_id = models.UUIDField(unique=True)
    text = models.CharField("内容", max_length=200)
    link = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField("发出时间")
    #: Whom it will be rung for, in this order, with the reason: [[person, why], …].
    chain = models.JSONField(default=list)
    is_unmanned = models.BooleanField("当时没有人值班", default=False)
    acknowledged_at = models.DateTimeField("知晓时间", null=True, blank=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    #: Everybody was rung for and nobody answered.
    exhausted_at = models.DateTimeField(null=True, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area", "raised_at"], name="alarm_of_area")]

    def __str__(self) -> str:
        return f"{self.area}・{self.raised_at:%m-%d %H:%M}"


class Ring(models.Model):
    """One link of the chain: for whom it was rung when, and how the text message went."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="rings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    why = models.CharField("身份", max_length=12)
    rung_at = models.DateTimeField("时间")
    #: Empty: no gateway; waiting, sent, failed.
    sms = models.CharField("短信", max_length=8, blank=True)
    sms_at = models.DateTimeField(null=True, blank=True)
    sms_error = models.CharField(max_length=120, blank=True)
    #: Still to be answered; the pages of that person ask for it every few seconds.
    is_ringing = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["person"], condition=Q(is_ringing=True), name="ring_open")]
        constraints = [models.UniqueConstraint(fields=["alarm", "person"], name="ring_once_a_person")]

    def __str__(self) -> str:
        return f"{self.alarm}・{self.why}"
