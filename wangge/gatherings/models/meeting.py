"""A gathering, who was there, and what was decided."""

import secrets

from django.db import models
from django.db.models import Q

from wangge.gatherings.rules.meeting import Kind, Presence, Quorum, State, Way
from wangge.grids.models import Area
from wangge.grids.owned import OwnedQuerySet
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.people.models import Person, Unit


def new_token() -> str:
    """The word in the code on the wall."""
    return secrets.token_urlsafe(9)


class GatheringQuerySet(OwnedQuerySet["Gathering"]):
    """Meetings and activities of units."""


class Gathering(models.Model):
    """A meeting or an activity: called, held with its minutes, or called off."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    kind = models.CharField("形式", max_length=8, choices=Kind, default=Kind.MEETING)
    title = models.CharField("名称", max_length=60)
    starts_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=60, blank=True)
    agenda = models.TextField("议程", max_length=600, blank=True)
    state = models.CharField("状态", max_length=9, choices=State, default=State.PLANNED)
    quorum = models.CharField("到会要求", max_length=9, choices=Quorum, default=Quorum.NONE)
    #: Anybody of the unit may sign up beforehand; empty for no limit.
    is_open = models.BooleanField("开放报名", default=False)
    places = models.PositiveSmallIntegerField("名额", null=True, blank=True)
    token = models.CharField("签到码", max_length=16, unique=True, default=new_token)
    chair = models.CharField("主持人", max_length=40, blank=True)
    said = models.TextField("会议内容", max_length=5000, blank=True)
    mended = models.TextField("补正", max_length=2000, blank=True)
    #: For the minutes and the quorum; nothing else reads them.
    should_n = models.PositiveIntegerField("应到", default=0)
    here_n = models.PositiveIntegerField("实到", default=0)
    leave_n = models.PositiveIntegerField("请假", default=0)
    entitled_n = models.PositiveIntegerField("有表决权应到", default=0)
    entitled_here_n = models.PositiveIntegerField("有表决权实到", default=0)
    is_quorate = models.BooleanField("达到规定人数", null=True)
    called_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="安排人"
    )
    called_at = models.DateTimeField("安排时间")
    held_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    held_at = models.DateTimeField("记录时间", null=True, blank=True)
    reason = models.CharField("取消的原因", max_length=100, blank=True)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "starts_at"], name="gathering_unit"),
            models.Index(fields=["area_path", "starts_at"], name="gathering_area"),
        ]
        constraints = [
            models.CheckConstraint(
                name="gathering_held_has_minutes", condition=~Q(state="held") | ~Q(said="")
            ),
            models.CheckConstraint(
                name="gathering_cancelled_says_why", condition=~Q(state="cancelled") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """How somebody was there, by his number in the register of whoever held it; no name, no other use."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="attendances")
    attendee = models.BigIntegerField("名册中的编号")
    presence = models.CharField("到会情况", max_length=9, choices=Presence)
    way = models.CharField("登记方式", max_length=6, choices=Way, default=Way.TICKED)
    at = models.DateTimeField("登记时间")

    class Meta:
        indexes = [models.Index(fields=["attendee", "gathering"], name="attendance_attendee")]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "attendee"], name="attendance_once_a_gathering")
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.presence}"


class Decision(models.Model):
    """What was decided; it lives on as a promise or as a case, whose key stands in `ref`."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField("次序")
    words = models.CharField("决定的事项", max_length=200)
    ayes = models.PositiveIntegerField("赞成票", null=True, blank=True)
    is_passed = models.BooleanField("通过", default=True)
    #: `promise:0190…` or `case:0190…`; empty where it is only written down.
    ref = models.CharField("转成的事", max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "number"], name="decision_once")]

    def __str__(self) -> str:
        return self.words


class ContestResult(models.Model):
    """An award of a contest and who won it: a branch, a unit or a team; a person where he agreed."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="results")
    number = models.PositiveSmallIntegerField("次序")
    award = models.CharField("奖项", max_length=20)
    winner = models.CharField("获奖的队或个人", max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "number"], name="contest_result_once")]

    def __str__(self) -> str:
        return f"{self.award} {self.winner}"
