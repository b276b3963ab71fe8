"""What a case is measured by, as rows: categories, matters, handling models, routing rules, default numbers.

Each kind keeps its versions: what it said, who said so, when and why. A case keeps the one it began with.
"""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area, Post
from wangge.matters.rules.choices import Level, Mark, Track, Urgency, Visibility
from wangge.people.models import Department, Person, Unit
from wangge.worktime.rules import LimitUnit

M = TypeVar("M", bound=models.Model)


class Register(models.QuerySet[M]):
    """A register of one installation: seen and edited as a whole."""

    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """All rows or none: the catalogue has no areas."""
        return self if acting.may(permit) else self.none()


class Category(models.Model):
    """A kind of matters (大类)."""

    code = models.CharField("编码", max_length=8, primary_key=True)
    name = models.CharField("名称", max_length=40)
    place = models.PositiveSmallIntegerField("次序", default=0)

    def __str__(self) -> str:
        return self.name


class MatterQuerySet(Register["Matter"]):
    """Matters."""


class Matter(models.Model):
    """A type of what can be found or asked for. Codes never change; an installation's own begin with `X-`."""

    code = models.CharField("编码", max_length=12, primary_key=True)
    slug = models.SlugField("英文名", max_length=60, unique=True)
    name = models.CharField("名称", max_length=40)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name="大类")
    lead_dept = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="主办部门")
    #: Codes of departments, the most important first.
    assist_depts = models.JSONField("协办部门", default=list, blank=True)
    level = models.CharField("处置层级", max_length=10, choices=Level)
    urgency = models.CharField("紧急程度", max_length=10, choices=Urgency)
    limit_value = models.FloatField("时限")
    limit_unit = models.CharField("时限单位", max_length=16, choices=LimitUnit)
    track = models.CharField("处置轨道", max_length=20, choices=Track)
    visibility = models.CharField("可见范围", max_length=12, choices=Visibility)
    #: Codes of `Evidence`.
    evidence = models.JSONField("办结证据", default=list, blank=True)
    gb_event = models.CharField("国标事件号", max_length=30, blank=True)
    #: How residents say it.
    phrases = models.JSONField("居民怎么说", default=list, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_active = models.BooleanField("启用", default=True)
    mark = models.CharField("依据", max_length=12, choices=Mark, default=Mark.PROPOSAL)
    source_note = models.CharField("依据说明", max_length=300, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["category", "code"], name="matter_category")]
        constraints = [
            models.CheckConstraint(name="matter_limit_not_negative", condition=Q(limit_value__gte=0)),
            models.CheckConstraint(
                name="matter_deliberated_is_neither_urgent_nor_confidential",
                condition=~Q(track__in=["deliberation", "both"])
                | (Q(urgency__in=["low", "normal"]) & ~Q(visibility="confidential")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class HandlingModelQuerySet(Register["HandlingModel"]):
    """Handling models."""


class HandlingModel(models.Model):
    """How a frequent kind of incident is handled: steps, when it is enough, what is looked at afterwards."""

    code = models.CharField("编号", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    matter_codes = models.JSONField("适用事项", default=list)
    #: Matter code -> the condition under which alone this model serves it.
    only_when = models.JSONField("仅在此条件下", default=dict, blank=True)
    trigger = models.CharField("触发条件", max_length=200)
    steps = models.JSONField("步骤", default=list)
    done_when = models.JSONField("办成标准", default=list)
    aftercare = models.JSONField("后续照看", default=list, blank=True)
    evidence = models.JSONField("留存证据", default=list, blank=True)
    escalation = models.CharField("升级情形", max_length=300, blank=True)
    remark = models.CharField("注意", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_active = models.BooleanField("启用", default=True)
    mark = models.CharField("依据", max_length=12, choices=Mark, default=Mark.PROPOSAL)
    source_note = models.CharField("依据说明", max_length=300, blank=True)

    objects = HandlingModelQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RoutingRuleQuerySet(Register["RoutingRule"]):
    """Routing rules."""


class RoutingRule(models.Model):
    """A matter or a category, in an area or everywhere, goes to this unit with these helpers."""

    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事项"
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="大类"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域"
    )
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="主办单位")
    assist_units = models.ManyToManyField(
        Unit, through="RoutingAssist", related_name="+", verbose_name="协办单位"
    )
    note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_active = models.BooleanField("启用", default=True)

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="routing_for_a_matter_or_a_category",
                condition=Q(matter__isnull=False, category__isnull=True)
                | Q(matter__isnull=True, category__isnull=False),
            ),
            models.UniqueConstraint(
                name="routing_once_matter_area",
                fields=["matter", "area"],
                condition=Q(is_active=True, matter__isnull=False, area__isnull=False),
            ),
            models.UniqueConstraint(
                name="routing_once_matter_everywhere",
                fields=["matter"],
                condition=Q(is_active=True, matter__isnull=False, area__isnull=True),
            ),
            models.UniqueConstraint(
                name="routing_once_category_area",
                fields=["category", "area"],
                condition=Q(is_active=True, category__isnull=False, area__isnull=False),
            ),
            models.UniqueConstraint(
                name="routing_once_category_everywhere",
                fields=["category"],
                condition=Q(is_active=True, category__isnull=False, area__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter or self.category} → {self.lead_unit}"


class RoutingAssist(models.Model):
    """A helping unit of a rule, in its order."""

    rule = models.ForeignKey(RoutingRule, models.CASCADE, related_name="assists")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="routing_assist_once", fields=["rule", "unit"])]

    def __str__(self) -> str:
        return str(self.unit)


class Edition(models.Model):
    """One version of something in the catalogue: what it said, who said so, when and why. Never changed."""

    number = models.PositiveIntegerField("版本")
    data = models.JSONField("内容")
    at = models.DateTimeField("时间")
    reason = models.CharField("原因", max_length=200, blank=True)
    by_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField("修改人", max_length=60)

    class Meta:
        abstract = True


class MatterVersion(Edition):
    """A version of a matter."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="versions")

    class Meta:
        constraints = [models.UniqueConstraint(name="matter_version_once", fields=["matter", "number"])]

    def __str__(self) -> str:
        return f"{self.matter_id} v{self.number}"


class HandlingModelVersion(Edition):
    """A version of a handling model."""

    model = models.ForeignKey(HandlingModel, models.CASCADE, related_name="versions")

    class Meta:
        constraints = [models.UniqueConstraint(name="model_version_once", fields=["model", "number"])]

    def __str__(self) -> str:
        return f"{self.model_id} v{self.number}"


class RoutingRuleVersion(Edition):
    """A version of a routing rule."""

    rule = models.ForeignKey(RoutingRule, models.CASCADE, related_name="versions")

    class Meta:
        constraints = [models.UniqueConstraint(name="routing_version_once", fields=["rule", "number"])]

    def __str__(self) -> str:
        return f"{self.rule_id} v{self.number}"


class SettingQuerySet(Register["Setting"]):
    """Default numbers."""


class Setting(models.Model):
    """A default number: numbers are data. A change is a new row with a later day; the old one stays."""

    key = models.CharField("键", max_length=40)
    name = models.CharField("名称", max_length=60)
    value = models.FloatField("数值")
    unit = models.CharField("单位", max_length=16)
    mark = models.CharField("依据", max_length=12, choices=Mark)
    source_note = models.CharField("依据说明", max_length=300, blank=True)
    effective_from = models.DateField("起用日期")
    by_name = models.CharField("设定人", max_length=60, blank=True)

    objects = SettingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="setting_once_a_day", fields=["key", "effective_from"])]

    def __str__(self) -> str:
        return f"{self.key} = {self.value:g} {self.unit}"


class CatalogueToken(models.Model):
    """A token that changes with the catalogue, so that every process learns that its copy is old."""

    name = models.CharField(max_length=12, primary_key=True)
    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.name} {self.token}"


class Reading(models.Model):
    """What a case's words were taken for before anybody filed it, and as what it was filed: codes only."""

    case_id = models.UUIDField(primary_key=True)
    #: Codes of matters or CHAT, QUESTION, THANKS, best first.
    codes = models.JSONField("推荐", default=list)
    share = models.FloatField("把握")
    urgency = models.CharField("紧急程度", max_length=10)
    read_at = models.DateTimeField("何时")
    decided = models.CharField("定为", max_length=12, blank=True)
    decided_at = models.DateTimeField("何时定的", null=True)

    class Meta:
        indexes = [models.Index(fields=["decided_at"], name="reading_decided")]

    def __str__(self) -> str:
        return f"{self.codes} → {self.decided or '未定'}"


class Lesson(models.Model):
    """One attempt to learn from the installation's own cases, what it changed, whether it was kept."""

    at = models.DateTimeField("时间")
    by_name = models.CharField("谁", max_length=60)
    cases = models.PositiveIntegerField("学习的案件")
    corrections = models.PositiveIntegerField("其中改判的")
    #: Shares of the installation's own cases met first, before and after, both on cases not learnt from.
    before = models.FloatField("学习前")
    after = models.FloatField("学习后")
    #: The same on the messages the product brings.
    shipped_before = models.FloatField("随附来件，学习前")
    shipped_after = models.FloatField("随附来件，学习后")
    is_kept = models.BooleanField("采用")
    note = models.CharField("说明", max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.cases} 件，{self.before:.3f} → {self.after:.3f}"
