"""Other systems that send us orders: how theirs are read, which of them we have, what they must be told."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from wangge.cases.models import Appeal, Case
from wangge.channels.rules.hotline import Back, Sign, State
from wangge.grids.access import Acting, Permit
from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField


class SystemQuerySet(models.QuerySet["System"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """A register of the installation: all or none."""
        return self if acting.may(permit) else self.none()


class System(models.Model):
    """对接系统: a hotline or a city's platform, with the saved mapping of its columns and words."""

    class Kind(models.TextChoices):
        HOTLINE = "hotline", "12345 热线"
        PLATFORM = "platform", "其他业务平台"
        OPEN311 = "open311", "Open311 城市"

    code = models.SlugField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类型", max_length=10, choices=Kind, default=Kind.HOTLINE)
    #: Our key -> their title.
    columns = models.JSONField(default=dict, blank=True)
    #: Their category -> our matter; their state -> `Sign`.
    matters = models.JSONField(default=dict, blank=True)
    signs = models.JSONField(default=dict, blank=True)
    crs = models.CharField("坐标系", max_length=8, default="gcj02")
    #: `Back` -> their word; titles of the reply file, our key -> their title.
    words = models.JSONField(default=dict, blank=True)
    reply_titles = models.JSONField(default=dict, blank=True)
    push_url = models.CharField("推送地址", max_length=300, blank=True)
    push_secret = SealedTextField("推送密钥")
    #: Open311: where it answers, and up to when it has been read.
    pull_url = models.CharField("读取地址", max_length=300, blank=True)
    pulled_until = models.DateTimeField(null=True, blank=True)
    rest_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField()

    objects = SystemQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """`cases` Source of what comes from here."""
        return "hotline" if self.kind == self.Kind.HOTLINE else "api"


class OutsideOrderQuerySet(models.QuerySet["OutsideOrder"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Those whose case may be reached under this hat."""
        cases = Case.objects.open_to(acting, permit)
        return self.filter(Exists(cases.filter(pk=OuterRef("appeal__case"))))


class OutsideOrder(models.Model):
    """外部工单: another system's number for one appeal of ours. One number of one system is one appeal."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    system = models.ForeignKey(System, models.PROTECT, related_name="+")
    number = models.CharField("外部编号", max_length=60)
    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="outside_order")
    received_at = models.DateTimeField("对方来件时间")
    due_at = models.DateTimeField("对方时限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    #: What they last said of it, so that the same word twice is one deed.
    sign = models.CharField(max_length=8, choices=Sign, default=Sign.NEW)
    seen_count = models.PositiveIntegerField("收到次数", default=1)
    seen_at = models.DateTimeField("最近收到")
    #: Probably the same incident as this case; a desk looks.
    twin = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    objects = OutsideOrderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "number"], name="outside_order_once")]
        indexes = [
            models.Index(fields=["system", "-created_at"], name="outside_order_new"),
            models.Index(
                fields=["-created_at"], condition=models.Q(twin__isnull=False), name="outside_order_twin"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Reply(models.Model):
    """回复件: something another system must be told of its order, in a file or by a push."""

    class State(models.TextChoices):
        DUE = "due", "待回传"
        FILED = "filed", "已生成文件"
        SENT = "sent", "已回传"
        DEAD = "dead", "推送失败"
        DROPPED = "dropped", "不再回传"

    id = models.UUIDField(primary_key=True, default=uuid7)
    order = models.ForeignKey(OutsideOrder, models.PROTECT, related_name="replies")
    system = models.ForeignKey(System, models.PROTECT, related_name="+")
    back = models.CharField("动作", max_length=10, choices=Back)
    step_id = models.UUIDField()
    at = models.DateTimeField("时间")
    state = models.CharField("状态", max_length=8, choices=State, default=State.DUE)
    export_id = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField("最近错误", max_length=200, blank=True)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "step_id"], name="reply_once_a_step")]
        indexes = [
            models.Index(
                fields=["system", "at"],
                condition=models.Q(state__in=["due", "filed", "dead"]),
                name="reply_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.back}"
