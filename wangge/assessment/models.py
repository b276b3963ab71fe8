"""Versioned standards, reviews of a subject for a year, marks with their numbers, appeals, history."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.assessment.rules import How, SectionKind, StandardState, State
from wangge.assessment.rules.measures import MEASURES
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.party.models import PartyOrg
from wangge.people.models import Person, Unit


class Standard(models.Model):
    """A version of a standard; what was judged by an old one stays judged by it."""

    code = models.CharField("代号", max_length=20)
    version = models.PositiveSmallIntegerField("版本", default=1)
    name = models.CharField("名称", max_length=40)
    basis = models.CharField("依据", max_length=120, blank=True)
    state = models.CharField("状态", max_length=8, choices=StandardState, default=StandardState.DRAFT)
    #: `95:五星,85:四星`; empty for a check without grades.
    bands = models.CharField("等次", max_length=200, blank=True)
    #: The bands are shares of all who were reviewed, in per cent.
    by_quota = models.BooleanField("按比例评", default=False)
    has_total = models.BooleanField("有总分", default=True)
    notice_days = models.PositiveSmallIntegerField("公示工作日", default=5)
    #: Kinds of organisations, by comma.
    meant_for = models.CharField("适用", max_length=160, blank=True)
    in_force_on = models.DateField("启用日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="standard_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="in_force"), name="standard_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.version} 版）"


class Section(models.Model):
    """A part of a standard."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=20)
    kind = models.CharField("作用", max_length=6, choices=SectionKind, default=SectionKind.NORMAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["standard", "order"], name="section_once")]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One thing that is asked: computed from data, or answered by a person with evidence."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("次序")
    words = models.CharField("内容", max_length=80)
    how = models.CharField("怎么评", max_length=8, choices=How)
    points = models.DecimalField("分值", max_digits=5, decimal_places=1, default=Decimal(1))
    measure = models.CharField(
        "指标", max_length=20, blank=True, choices=[(m.code, m.name) for m in MEASURES.values()]
    )
    evidence = models.CharField("要什么依据", max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "order"], name="item_once"),
            models.CheckConstraint(
                name="item_computed_has_measure",
                condition=(Q(how="computed") & ~Q(measure="")) | (~Q(how="computed") & Q(measure="")),
            ),
        ]

    def __str__(self) -> str:
        return self.words


class ReviewQuerySet(models.QuerySet["Review"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """An area's hat reaches what lies there and below; an organisation's its own and those below it, and
        of all but its own only what is published.
        """
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is None:
            return self.filter(access.below(acting.area_path)) if acting.area_path else self
        own = Q(unit=acting.unit_id)
        if permit != Permit.ASSESS_SEE:
            return self.filter(own)
        line = PartyOrg.objects.open_to(acting, Permit.PARTY_SEE).values("unit")
        return self.filter(own | Q(unit__in=line, state__in=[State.NOTICED, State.FINAL]))


class Review(models.Model):
    """A subject is reviewed by one version of a standard for a year."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="reviews")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=9, choices=State, default=State.CHECKING)
    total = models.DecimalField("得分", max_digits=5, decimal_places=1, null=True, blank=True)
    grade = models.CharField("等次", max_length=10, blank=True)
    is_vetoed = models.BooleanField("被一票否决", default=False)
    gaps_n = models.PositiveSmallIntegerField("差距项数", default=0)
    self_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="自查人"
    )
    reviewed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    words = models.CharField("总的意见", max_length=300, blank=True)
    opened_at = models.DateTimeField("开始时间")
    counted_at = models.DateTimeField("系统计算的时间", null=True, blank=True)
    notice_until = models.DateField("公示到", null=True, blank=True)
    settled_at = models.DateTimeField("定下结果的时间", null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "year"], name="review_area"),
            models.Index(fields=["unit", "year"], name="review_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["standard", "unit", "year"], name="review_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.unit}・{self.year}"


class Mark(models.Model):
    """What came of one item: the self-check, the numbers, the second person's score."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="marks")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    #: What the subject says of itself: points; None until it says something.
    own = models.DecimalField("自查", max_digits=5, decimal_places=1, null=True, blank=True)
    evidence = models.CharField("依据", max_length=300, blank=True)
    part = models.PositiveIntegerField("其中", null=True, blank=True)
    whole = models.PositiveIntegerField("共", null=True, blank=True)
    counted = models.CharField("数字的由来", max_length=300, blank=True)
    #: The rows behind the number: [label, address].
    rows = models.JSONField("数字背后的记录", default=list, blank=True)
    #: The score that counts; None where the item did not apply, or nobody has scored it yet.
    score = models.DecimalField("得分", max_digits=5, decimal_places=1, null=True, blank=True)
    words = models.CharField("复核意见", max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "item"], name="mark_once")]

    def __str__(self) -> str:
        return f"{self.item}"


class Appeal(models.Model):
    """The subject does not agree with a result under notice; somebody answers."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="appeals")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField("理由", max_length=300)
    made_at = models.DateTimeField("提出时间")
    answer = models.CharField("答复", max_length=300, blank=True)
    is_upheld = models.BooleanField("成立", default=False)
    new_score = models.DecimalField("改后得分", max_digits=5, decimal_places=1, null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    def __str__(self) -> str:
        return self.words


class Step(models.Model):
    """What happened to a review, under which seat; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    review = models.ForeignKey(Review, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=10)
    seat = models.CharField("席位", max_length=80)
    words = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        indexes = [models.Index(fields=["review", "at"], name="assess_step")]

    def __str__(self) -> str:
        return self.verb
