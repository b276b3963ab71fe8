"""Points: rules, entries that each name a deed, appeals, boards; and the cards of the five shows."""

import secrets
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids.models import Place
from wangge.kernel.ids import uuid7
from wangge.party.models.members import Member
from wangge.party.models.orgs import PartyOrg
from wangge.party.models.serving import Deed
from wangge.party.rules import points as rules
from wangge.party.rules.points import DeedKind
from wangge.people.models import Person


class PointRule(models.Model):
    """So many points for a deed of one kind; no rule has another source than a confirmed deed."""

    kind = models.CharField("来源", max_length=12, choices=DeedKind, primary_key=True)
    points = models.PositiveSmallIntegerField("每件分数")
    cap = models.PositiveSmallIntegerField("年度上限")
    is_on = models.BooleanField("启用", default=True)
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="party_points_within_bounds",
                condition=Q(points__gte=1, points__lte=rules.POINTS_MOST, cap__lte=rules.CAP_MOST),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.points}"

    @property
    def rule(self) -> rules.Rule:
        return rules.Rule(self.kind, self.points, self.cap, self.is_on)


class PointEntry(models.Model):
    """Points for a deed, or the correction of an entry; never changed, never a deduction."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    member = models.ForeignKey(Member, models.PROTECT, related_name="point_entries")
    year = models.PositiveSmallIntegerField("年度")
    deed = models.ForeignKey(Deed, models.PROTECT, related_name="entries", verbose_name="对应的实事")
    points = models.SmallIntegerField("分数")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="correction", verbose_name="更正哪一条"
    )
    reason = models.CharField("更正理由", max_length=100, blank=True)
    seat = models.CharField("记分的席位", max_length=80)
    at = models.DateTimeField("记分时间")

    class Meta:
        indexes = [models.Index(fields=["member", "year"], name="party_points_member")]
        constraints = [
            models.UniqueConstraint(
                fields=["deed"], condition=Q(corrects__isnull=True), name="party_points_once_a_deed"
            ),
            models.CheckConstraint(
                name="party_no_deductions",
                condition=Q(points__gt=0, corrects__isnull=True)
                | (Q(points__lt=0, corrects__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}・{self.points:+d}"


class PointAppeal(models.Model):
    """A member says that a deed or an entry is not right; somebody else than the confirmer answers."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    member = models.ForeignKey(Member, models.PROTECT, related_name="point_appeals")
    deed = models.ForeignKey(Deed, models.PROTECT, related_name="appeals", verbose_name="对应的实事")
    words = models.CharField("申诉的话", max_length=300)
    at = models.DateTimeField("提出时间")
    answer = models.CharField("答复", max_length=300, blank=True)
    is_granted = models.BooleanField("是否支持", null=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deed"], condition=Q(answered_at__isnull=True), name="party_one_open_appeal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}・{self.at:%Y-%m-%d}"


class Board(models.Model):
    """琅琊榜 of an organisation: there when somebody turned it on, and only of those who asked for it."""

    org = models.OneToOneField(PartyOrg, models.PROTECT, related_name="board")
    turned_on_at = models.DateTimeField("开启时间")

    def __str__(self) -> str:
        return str(self.org)


def new_token() -> str:
    """Of a card's public address: nobody guesses another's."""
    return secrets.token_hex(8)


class PledgeCardQuerySet(models.QuerySet["PledgeCard"]):
    def shown(self, on: date) -> Self:
        """Cards that are up today."""
        return self.filter(withdrawn_at__isnull=True, public_until__gte=on)


class PledgeCard(models.Model):
    """五亮: identity, promise, action, service, result; name only by consent, a building, never a flat."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="pledge_cards")
    building = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="张贴的楼栋"
    )
    identity = models.CharField("亮身份", max_length=60)
    promise = models.CharField("亮承诺", max_length=200)
    action = models.CharField("亮行动", max_length=200, blank=True)
    service = models.CharField("亮服务", max_length=200, blank=True)
    result = models.CharField("亮成效", max_length=200, blank=True)
    shows_name = models.BooleanField("本人同意公开姓名", default=False)
    shows_photo = models.BooleanField("本人同意留照片位", default=False)
    consented_at = models.DateTimeField("同意时间", null=True, blank=True)
    public_until = models.DateField("公示到")
    token = models.CharField("公示页的代号", max_length=16, unique=True, default=new_token)
    made_at = models.DateTimeField("制作时间")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = PledgeCardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="party_card_shows_by_consent",
                condition=Q(shows_name=False, shows_photo=False) | Q(consented_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}・{self.promise[:20]}"


class PledgeRemark(models.Model):
    """What a passer-by leaves at a card; a human reads it before anybody else does."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    card = models.ForeignKey(PledgeCard, models.PROTECT, related_name="remarks")
    words = models.CharField("留言", max_length=200)
    at = models.DateTimeField("留言时间")
    read_at = models.DateTimeField("支部已读时间", null=True, blank=True)
    is_passed_on = models.BooleanField("已转给本人", default=False)

    class Meta:
        indexes = [models.Index(fields=["card", "at"], name="party_remark_card")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class PledgeCampaign(models.Model):
    """A letter of commitment put to the members of an organisation (四个带头); the rate is of a branch."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="campaigns")
    title = models.CharField("名称", max_length=40)
    words = models.CharField("承诺内容", max_length=500)
    opened_on = models.DateField("开始日期")
    closes_on = models.DateField("结束日期")

    def __str__(self) -> str:
        return self.title


class PledgeSignature(models.Model):
    """A member signs, or does not: there is no list of those who did not."""

    campaign = models.ForeignKey(PledgeCampaign, models.PROTECT, related_name="signatures")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField("签署时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "member"], name="party_signed_once")]

    def __str__(self) -> str:
        return f"{self.campaign}・{self.member}"
