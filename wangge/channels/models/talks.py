"""Talks with the assistant: only what was addressed to it, sealed, gone after 90 days."""

import json
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q, TextChoices

from wangge.channels.rules.standing import Stage
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Post
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField

#: Voice and chat sources are kept so long (domain/06 section 6).
KEPT = timedelta(days=90)
#: What nobody continued for so long is over.
IDLE = timedelta(hours=2)


class TalkQuerySet(models.QuerySet["Talk"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Talks a desk may look into: of its own area and below; nobody below the street sees into a
        confidential one, and what was said nowhere in particular waits at the root.
        """
        if not acting.may(permit) or not acting.area_path or acting.area_rank is None:
            return self.none()
        nowhere = Q(area_path="") if acting.area_rank == 0 else Q(pk__in=[])
        found = self.filter(access.below(acting.area_path) | nowhere)
        return found if acting.area_rank <= 1 else found.filter(is_confidential=False)

    def live(self) -> Self:
        """Those that go on."""
        return self.filter(closed_at__isnull=True)


class Talk(models.Model):
    """One conversation of one browser. Who it is, nobody knows unless he says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    #: Of the page the first message came from: sent twice, it begins one talk.
    key = models.CharField(max_length=40, unique=True)
    door = models.CharField("渠道", max_length=12, default="web")
    stage = models.CharField("进行到", max_length=10, choices=Stage, default=Stage.OPEN)
    #: What is being taken down: words, place, photos, contact; sealed JSON.
    draft = SealedTextField()
    misses = models.PositiveSmallIntegerField(default=0)
    area_path = PathField(max_length=120, blank=True)
    #: The matter it is about, as far as the words tell; for the desk's list and the day's counts.
    matter = models.CharField("事项", max_length=12, blank=True)
    is_confidential = models.BooleanField("保密", default=False)
    is_alarm = models.BooleanField("紧急", default=False)
    #: Since when somebody waits for a person.
    waits_since = models.DateTimeField("等人工", null=True, blank=True)
    #: Who of the staff has taken it over.
    held_by = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    lines_count = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField("开始")
    last_at = models.DateTimeField("最近")
    closed_at = models.DateTimeField("结束", null=True, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path"], condition=Q(closed_at__isnull=True), name="talk_live"),
            models.Index(fields=["last_at"], name="talk_age"),
        ]

    def __str__(self) -> str:
        return f"{self.get_door_display_name()} {self.opened_at:%m-%d %H:%M}"

    def get_door_display_name(self) -> str:
        return {"web": "网页", "weixin": "微信", "wecom": "企业微信"}.get(self.door, self.door)

    @property
    def notes(self) -> dict[str, Any]:
        """The draft as values."""
        found: dict[str, Any] = json.loads(self.draft) if self.draft else {}
        return found


class Who(TextChoices):
    """Who says a line."""

    RESIDENT = "resident", "居民"
    ASSISTANT = "assistant", "党小栖"
    STAFF = "staff", "工作人员"


class Line(models.Model):
    """One thing said; words and what goes with them are one sealed JSON."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    who = models.CharField(max_length=10, choices=Who)
    said = SealedTextField()
    #: The browser's own id of what it sent: said twice, it is one line.
    client_id = models.CharField(max_length=64, blank=True)
    #: Of staff: the desk as the public sees it, never a name.
    seat = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["talk", "number"], name="line_in_order"),
            models.UniqueConstraint(
                fields=["talk", "client_id"], condition=~Q(client_id=""), name="line_said_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.talk_id} {self.number}"

    @property
    def content(self) -> dict[str, Any]:
        """What was said and what goes with it."""
        found: dict[str, Any] = json.loads(self.said) if self.said else {}
        return found


class TalkCount(models.Model):
    """How often something was asked for in an area on a day, and what became of it: never by whom."""

    day = models.DateField()
    area_path = PathField(max_length=120, blank=True)
    #: A matter's code, or `knowledge`, `progress`, `person`, `thanks`.
    about = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "area_path", "about", "outcome"], name="talk_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.about} {self.outcome} {self.n}"
