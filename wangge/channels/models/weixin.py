"""WeChat and WeCom: the accounts that are connected, who talks there, what came and what is still to be sent.

An openid is personal data: sealed, found by its keyed digest alone, gone with the talk.
"""

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q, TextChoices

from wangge.channels.models.talks import Talk
from wangge.channels.rules.weixin import Kind
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area, Post
from wangge.kernel import sealing
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField
from wangge.people.models import Account


class GateKind(TextChoices):
    """What is connected."""

    OFFICIAL = "official", "微信公众号"
    WECOM = "wecom", "企业微信应用"
    ROBOT = "robot", "企业微信群机器人"
    WEBSITE = "website", "微信扫码登录（网站应用）"


class GateQuerySet(models.QuerySet["Gate"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """A register of the installation: all or none."""
        return self if acting.may(permit) else self.none()

    def active(self) -> Self:
        """Those that take and send."""
        return self.filter(is_active=True)


class Gate(models.Model):
    """微信接入: one account at WeChat or WeCom, with its keys."""

    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类型", max_length=10, choices=GateKind)
    #: Stands in the callback's address.
    code = models.CharField("代码", max_length=24, unique=True)
    app_id = models.CharField("AppID / 企业 ID", max_length=64, blank=True)
    agent_id = models.CharField("AgentId", max_length=20, blank=True)
    secret = SealedTextField("Secret")
    token = SealedTextField("Token")
    aes_key = SealedTextField("EncodingAESKey")
    api = models.CharField("接口地址", max_length=200)
    #: Where residents and staff reach this installation.
    site = models.CharField("本系统的网址", max_length=200, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    signs_in = models.BooleanField("可以用它登录", default=False)
    is_active = models.BooleanField("启用", default=True)
    #: The access token, until when it is used, and until when somebody is fetching another.
    access = SealedTextField()
    access_until = models.DateTimeField(null=True, blank=True)
    access_lease = models.DateTimeField(null=True, blank=True)
    ticket = SealedTextField()
    ticket_until = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField("最近收到", null=True, blank=True)
    created_at = models.DateTimeField()

    objects = GateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def door(self) -> str:
        """What the talk's `door` says."""
        return "weixin" if self.kind == GateKind.OFFICIAL else "wecom"

    @property
    def takes(self) -> bool:
        """Whether anything is delivered from there."""
        return self.kind != GateKind.WEBSITE


class GroupQuerySet(models.QuerySet["Group"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Groups of the own area and below."""
        if not acting.may(permit) or not acting.area_path:
            return self.none()
        return self.filter(access.below(acting.area_path))

    def current(self) -> Self:
        """Those that still stand."""
        return self.filter(closed_at__isnull=True)


class Group(models.Model):
    """微信群: bound to exactly one grid. Members are not known here, and no list of them is kept."""

    name = models.CharField("群名", max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    #: A robot's group is found by the digest of its id; without a licence there is none.
    gate = models.ForeignKey(Gate, models.PROTECT, null=True, blank=True, related_name="+")
    chat_index = models.BinaryField(max_length=16, null=True, blank=True, editable=False)
    #: Said once in the group by a host, to bind it.
    bind_code = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gate", "chat_index"],
                condition=Q(chat_index__isnull=False, closed_at__isnull=True),
                name="group_bound_once",
            ),
            models.UniqueConstraint(
                fields=["bind_code"], condition=~Q(bind_code=""), name="group_bind_code_once"
            ),
        ]
        indexes = [models.Index(fields=["area_path"], name="group_area")]

    def __str__(self) -> str:
        return self.name


class Host(models.Model):
    """群主持人: who of the staff looks after a group, from when to when."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="hosts")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "post"], condition=Q(until__isnull=True), name="host_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.post_id}"


class GroupCount(models.Model):
    """What was asked for in a group on a day, and what became of it: never by whom."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="counts")
    day = models.DateField()
    about = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "day", "about", "outcome"], name="group_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.day} {self.about} {self.n}"


class GroupCase(models.Model):
    """A case that was opened from a group, so that the group can be told what was solved."""

    case_id = models.UUIDField(primary_key=True)
    group = models.ForeignKey(Group, models.CASCADE, related_name="cases")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["group", "at"], name="group_case_at")]

    def __str__(self) -> str:
        return str(self.case_id)


def digest(gate: Gate, *parts: str) -> bytes:
    """The blind index of an openid, a userid or a group's id at one account."""
    return sealing.mac("\0".join([str(gate.pk), *parts]), purpose="weixin.id")


class Sender(models.Model):
    """Somebody who talks with the assistant at an account: a sealed id and his talk, nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gate = models.ForeignKey(Gate, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="+")
    index = models.BinaryField(max_length=16, editable=False)
    openid = SealedTextField()
    talk = models.ForeignKey(Talk, models.SET_NULL, null=True, blank=True, related_name="+")
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gate", "index"], name="sender_once")]
        indexes = [models.Index(fields=["last_at"], name="sender_age")]

    def __str__(self) -> str:
        return str(self.pk)


class IncomingState(TextChoices):
    """Where a message stands."""

    NEW = "new", "刚收到"
    ANSWERED = "answered", "已答"
    QUIET = "quiet", "不用答"


class Way(TextChoices):
    """How an answer goes back."""

    OPEN = "", "还没有"
    NOW = "now", "当场回复"
    LATER = "later", "过后发送"


class Incoming(models.Model):
    """A message that was taken: written down before it is answered, answered once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gate = models.ForeignKey(Gate, models.CASCADE, related_name="+")
    #: Digest of the message's id: the same for each delivery.
    key = models.BinaryField(max_length=16, editable=False)
    sender = models.ForeignKey(Sender, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    content = SealedTextField()
    state = models.CharField(max_length=10, choices=IncomingState, default=IncomingState.NEW)
    #: What is answered at once; kept as long as the message may be delivered again.
    answer = SealedTextField()
    way = models.CharField(max_length=6, choices=Way, default=Way.OPEN, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gate", "key"], name="incoming_once")]
        indexes = [models.Index(fields=["received_at"], name="incoming_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at:%m-%d %H:%M}"

    @property
    def fields(self) -> dict[str, Any]:
        """What came."""
        found: dict[str, Any] = json.loads(self.content) if self.content else {}
        return found


class OutgoingState(TextChoices):
    """Where something that is sent afterwards stands."""

    DUE = "due", "等待发送"
    DONE = "done", "已发送"
    DEAD = "dead", "没发出去"
    DROPPED = "dropped", "不再发送"


class Outgoing(models.Model):
    """A message sent later: an answer that took too long, or what a person of the desk says."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gate = models.ForeignKey(Gate, models.CASCADE, related_name="+")
    sender = models.ForeignKey(Sender, models.CASCADE, related_name="+")
    #: Of what it answers: made once.
    key = models.CharField(max_length=48, unique=True)
    text = SealedTextField()
    #: A robot answers one message at an address of its own.
    address = SealedTextField()
    state = models.CharField(max_length=8, choices=OutgoingState, default=OutgoingState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["gate", "-moved_at"], condition=Q(state="dead"), name="outgoing_dead"),
            models.Index(fields=["moved_at"], name="outgoing_age"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.created_at:%m-%d %H:%M}"


class Binding(models.Model):
    """微信登录绑定: an account of the staff that its owner tied to his WeChat or WeCom identity."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    gate = models.ForeignKey(Gate, models.CASCADE, related_name="+")
    index = models.BinaryField(max_length=16, editable=False)
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gate", "index"], name="binding_of_identity"),
            models.UniqueConstraint(fields=["gate", "account"], name="binding_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.gate_id}"
