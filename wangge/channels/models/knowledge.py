"""What the assistant may answer with, and what it was asked and could not answer."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q, TextChoices

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField


class Topic(TextChoices):
    """What an entry is about, as the editors sort it."""

    PAPERS = "papers", "户籍证件"
    INSURANCE = "insurance", "社保医保"
    OLD_AGE = "old_age", "养老助残"
    RELIEF = "relief", "救助福利"
    EDUCATION = "education", "教育"
    HEALTH = "health", "生育健康"
    HOUSING = "housing", "住房物业"
    TRAFFIC = "traffic", "停车交通"
    WASTE = "waste", "垃圾环境"
    PETS = "pets", "养宠"
    SUPPLY = "supply", "水电气网"
    SAFETY = "safety", "消防安全"
    WORK = "work", "就业创业"
    BUSINESS = "business", "企业商户"
    LAW = "law", "法律调解"
    PARTY = "party", "党员服务"
    COMMUNITY = "community", "社区服务"
    PLATFORM = "platform", "网格平台"


class EntryQuerySet(models.QuerySet["Entry"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Entries this hat may see (those of its own area, above and below) or change (own and below)."""
        if not acting.may(permit) or not acting.area_path:
            return self.none()
        own = access.below(acting.area_path)
        if permit == Permit.KNOWLEDGE_EDIT:
            whole = Q(area_path="") if acting.area_rank == 0 else Q(pk__in=[])
            return self.filter(own | whole)
        return self.filter(own | Q(area_path="") | Q(area_path__in=access.paths_up(acting.area_path)))

    def in_force(self, on: date) -> Self:
        """Those that may be answered with on a day."""
        ends = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        return self.filter(ends, is_active=True, valid_from__lte=on)


class Entry(models.Model):
    """One question with its answer, where it comes from and until when it holds."""

    question = models.CharField("问题", max_length=120)
    #: Other ways to ask it, one a line.
    variants = models.TextField("其他问法", blank=True)
    answer = models.TextField("答复")
    topic = models.CharField("分类", max_length=12, choices=Topic)
    #: Where it holds; nothing means everywhere.
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    area_path = PathField(max_length=120, blank=True)
    source = models.CharField("出处", max_length=200)
    #: The day of the source, or the day on which somebody last checked it.
    dated = models.DateField("出处日期")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    owner = models.CharField("维护单位", max_length=60)
    #: Brought by the product as a sample: the place has to put its own facts in.
    needs_local = models.BooleanField("需本地化", default=False)
    is_active = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField("更新时间")

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path"], name="entry_area")]
        constraints = [
            models.CheckConstraint(
                name="entry_has_source", condition=~Q(source="") & ~Q(answer="") & ~Q(question="")
            )
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def ways(self) -> tuple[str, ...]:
        """The question and every other way to ask it."""
        return (self.question, *(line.strip() for line in self.variants.splitlines() if line.strip()))

    @property
    def area_name(self) -> str:
        return self.area.name if self.area else "全域"


class UnansweredQuerySet(models.QuerySet["Unanswered"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Questions asked here and below; those asked nowhere in particular wait at the root."""
        if not acting.may(permit) or not acting.area_path:
            return self.none()
        nowhere = Q(area_path="") if acting.area_rank == 0 else Q(pk__in=[])
        return self.filter(access.below(acting.area_path) | nowhere)


class Unanswered(models.Model):
    """A question nobody has written an answer to; masked, sealed, counted, gone after 90 days."""

    class State(TextChoices):
        OPEN = "open", "待补充"
        ANSWERED = "answered", "已补充"
        DROPPED = "dropped", "不用答"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    words = SealedTextField()
    #: Of the words without marks and blanks: the same question is one row.
    digest = models.BinaryField(max_length=16)
    area_path = PathField(max_length=120, blank=True)
    times = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = UnansweredQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="unanswered_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "area_path"], condition=Q(state="open"), name="unanswered_once_while_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.times}"
