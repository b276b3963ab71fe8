"""Tables of promises, agreements and residents' projects; all belong to a unit or an area."""

import secrets
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids.models import Area
from wangge.grids.owned import OwnedQuerySet
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.people.models import Person, Unit
from wangge.promises import rules
from wangge.promises.rules import OPEN, AgreementKind, Origin, ProjectState, Standing, State


def new_token() -> str:
    """The word in the address of a public status page."""
    return secrets.token_urlsafe(9)


class Agreement(models.Model):
    """A pairing or an alliance: with whom, from when to when, and its heads, each of which is a promise."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    kind = models.CharField("类型", max_length=12, choices=AgreementKind)
    title = models.CharField("名称", max_length=60)
    partner = models.CharField("共建单位", max_length=80)
    offers = models.CharField("对方能提供的", max_length=200, blank=True)
    needs = models.CharField("我们需要的", max_length=200, blank=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期")
    ended_on = models.DateField("提前结束", null=True, blank=True)
    #: What the partner says to it, once a year; a sentence, not a mark.
    partner_words = models.CharField("对方的话", max_length=200, blank=True)

    objects = OwnedQuerySet["Agreement"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "until"], name="agreement_area")]
        constraints = [
            models.CheckConstraint(name="agreement_ends_later", condition=Q(until__gte=models.F("since")))
        ]

    def __str__(self) -> str:
        return self.title


class PromiseQuerySet(OwnedQuerySet["Promise"]):
    def late(self, on: date) -> Self:
        """Not done, and their day is over."""
        return self.filter(state=State.DOING, due_on__lt=on)

    def in_hand(self) -> Self:
        return self.filter(state__in=OPEN)


class Promise(models.Model):
    """Something somebody said he would do by a day, followed until it is done or honestly taken back."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    origin = models.CharField("来源", max_length=9, choices=Origin)
    #: `gathering:0190…`, `birthday:12`; what it came from, by its key.
    origin_ref = models.CharField("来源编号", max_length=60, blank=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="promises")
    title = models.CharField("承诺事项", max_length=100)
    #: The desk, unit or post that answers for it; on internal pages only.
    keeper = models.CharField("由谁办", max_length=60)
    #: By his number in the register of the unit, where one person keeps it; never shown to the public.
    keeper_no = models.BigIntegerField("名册中的编号", null=True, blank=True)
    due_on = models.DateField("承诺日期")
    first_due_on = models.DateField("最初承诺的日期")
    state = models.CharField("状态", max_length=7, choices=State, default=State.DOING)
    is_public = models.BooleanField("公开进展", default=False)
    public_words = models.CharField("公开的一句话", max_length=100, blank=True)
    token = models.CharField("公开页的代号", max_length=16, unique=True, default=new_token)
    proof = models.CharField("完成情况", max_length=300, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    proved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报完成的人"
    )
    answer = models.CharField("确认人的话", max_length=100, blank=True)
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    made_at = models.DateTimeField("作出时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    reminded_at = models.DateTimeField("提醒时间", null=True, blank=True)
    late_told_at = models.DateTimeField("超期提醒时间", null=True, blank=True)
    reason = models.CharField("改期或撤回的原因", max_length=100, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "due_on"], name="promise_unit"),
            models.Index(fields=["area_path", "due_on"], condition=Q(state="doing"), name="promise_doing"),
            models.Index(fields=["due_on"], condition=Q(state="doing"), name="promise_due"),
            models.Index(fields=["origin_ref"], condition=~Q(origin_ref=""), name="promise_origin"),
        ]
        constraints = [
            models.CheckConstraint(
                name="promise_public_has_words", condition=Q(is_public=False) | ~Q(public_words="")
            ),
            models.CheckConstraint(
                name="promise_done_has_proof", condition=~Q(state__in=["proved", "kept"]) | ~Q(proof="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def standing(self, on: date) -> Standing:
        """How it stands on a day."""
        return rules.standing(self.state, due_on=self.due_on, done_on=self.done_on, on=on)

    @property
    def is_put_off(self) -> bool:
        """Whether another day was promised first."""
        return self.due_on > self.first_due_on


class Project(models.Model):
    """A small project a residents' team proposes for its stairwell or lane (row 97a)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    team = models.CharField("自治队伍", max_length=40)
    title = models.CharField("项目", max_length=60)
    words = models.CharField("想做什么", max_length=500)
    spot = models.CharField("在哪里", max_length=60, blank=True)
    budget_asked = models.PositiveIntegerField("需要经费（元）", default=0)
    budget_given = models.PositiveIntegerField("给的经费（元）", null=True, blank=True)
    help = models.CharField("给的帮助", max_length=200, blank=True)
    state = models.CharField("状态", max_length=9, choices=ProjectState, default=ProjectState.PROPOSED)
    answer = models.CharField("答复", max_length=200, blank=True)
    report = models.CharField("完成情况", max_length=500, blank=True)
    spent = models.PositiveIntegerField("用了经费（元）", null=True, blank=True)
    asked_n = models.PositiveIntegerField("参加评议", default=0)
    useful_n = models.PositiveIntegerField("认为有用", default=0)
    appraisal = models.CharField("评议意见", max_length=200, blank=True)
    promise = models.OneToOneField(Promise, models.PROTECT, null=True, blank=True, related_name="project")
    proposed_at = models.DateTimeField("提出时间")
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    closed_at = models.DateTimeField("评议时间", null=True, blank=True)

    objects = OwnedQuerySet["Project"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "state"], name="project_area")]
        constraints = [
            models.CheckConstraint(
                name="project_useful_among_asked", condition=Q(useful_n__lte=models.F("asked_n"))
            )
        ]

    def __str__(self) -> str:
        return self.title
