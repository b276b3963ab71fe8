"""Who is told of what happened here, and every single telling until it arrived or was given up."""

from typing import Self

from django.db import models
from django.db.models import Q

from wangge.channels.rules.webhooks import DeliveryState
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """A register of the installation: all or none."""
        return self if acting.may(permit) else self.none()


class Subscription(models.Model):
    """推送订阅: an address that is told of steps, of some matters, in some area."""

    name = models.CharField("名称", max_length=40)
    url = models.CharField("地址", max_length=300)
    secret = SealedTextField("签名密钥")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    area_path = PathField(max_length=120, blank=True, default="")
    #: Codes of matters, verbs of steps; empty is all.
    matters = models.JSONField(default=list, blank=True)
    verbs = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField("启用", default=True)
    #: The last step when it was subscribed: what was done before is not told.
    after = models.UUIDField(null=True, blank=True)
    #: After failures nothing is tried before this.
    rest_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField("连续失败", default=0)
    created_at = models.DateTimeField()

    objects = SubscriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One step told to one subscriber: made once, whatever is read twice."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    step_id = models.UUIDField()
    verb = models.CharField("动作", max_length=20)
    number = models.CharField("事项编号", max_length=11)
    #: What is sent: facts alone (rules.webhooks.payload).
    payload = models.JSONField()
    state = models.CharField("状态", max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    status = models.PositiveSmallIntegerField("对方答复", null=True, blank=True)
    last_error = models.CharField("最近错误", max_length=200, blank=True)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "step_id"], name="delivery_once_a_step")
        ]
        indexes = [
            models.Index(fields=["subscription", "-created_at"], name="delivery_of_subscription"),
            models.Index(fields=["-moved_at"], condition=Q(state="dead"), name="delivery_dead"),
            models.Index(fields=["moved_at"], condition=Q(state="done"), name="delivery_done"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.number}"


class Mark(models.Model):
    """How far the steps have been read."""

    name = models.CharField(max_length=20, primary_key=True)
    #: The newest step that was read; one committed late has an older id and is found by reading behind it.
    read_to = models.UUIDField()
    swept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
