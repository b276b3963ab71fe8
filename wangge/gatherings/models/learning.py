"""What is offered for learning, and votes for honours. How long anybody reads is not known to anybody."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from wangge.grids.models import Area
from wangge.grids.owned import OwnedQuerySet
from wangge.kernel.fields import PathField
from wangge.people.models import Unit


class ArticleQuerySet(OwnedQuerySet["Article"]):
    def released(self) -> Self:
        """Those anybody below may read."""
        return self.filter(withdrawn_at__isnull=True)


class Article(models.Model):
    """An article or a course. There is no column for who opened it and none for how long."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    kind = models.CharField(
        "类型", max_length=7, choices=[("article", "文章"), ("course", "课程"), ("talk", "讲稿")]
    )
    series = models.CharField("栏目", max_length=20, blank=True)
    title = models.CharField("标题", max_length=60)
    body = models.TextField("正文", max_length=20000)
    #: What to talk about when it is read together.
    question = models.CharField("讨论题", max_length=200, blank=True)
    released_at = models.DateTimeField("发布时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "released_at"], name="article_area")]

    def __str__(self) -> str:
        return self.title


class PollQuerySet(OwnedQuerySet["Poll"]):
    """Votes of units."""


class Poll(models.Model):
    """Nominations until it opens, votes until it closes; one ballot a person, and it is secret."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    title = models.CharField("名称", max_length=60)
    words = models.CharField("评选条件", max_length=300, blank=True)
    seats = models.PositiveSmallIntegerField("名额", default=1)
    most = models.PositiveSmallIntegerField("每人最多选", default=1)
    opens_at = models.DateTimeField("投票开始")
    closes_at = models.DateTimeField("投票结束")
    voters_n = models.PositiveIntegerField("已投票人数", default=0)
    made_at = models.DateTimeField("发起时间")

    objects = PollQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "closes_at"], name="poll_area")]
        constraints = [
            models.CheckConstraint(name="poll_closes_later", condition=Q(closes_at__gt=models.F("opens_at")))
        ]

    def __str__(self) -> str:
        return self.title


class Nominee(models.Model):
    """Somebody or a team put forward, with the deed that speaks for it; the count carries no voter."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="nominees")
    name = models.CharField("提名对象", max_length=40)
    words = models.CharField("事迹", max_length=200)
    votes = models.PositiveIntegerField("得票", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "name"], name="nominee_once")]

    def __str__(self) -> str:
        return self.name


class Voter(models.Model):
    """That somebody has voted, so that he votes once; for whom is written nowhere."""

    #: Random, so that not even the order of votes can be read from it.
    id = models.UUIDField(primary_key=True, default=uuid4)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="voters")
    attendee = models.BigIntegerField("名册中的编号")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "attendee"], name="one_ballot_a_person")]

    def __str__(self) -> str:
        return f"{self.poll_id}"
