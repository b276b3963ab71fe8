"""The job table, which stays small because what is done is deleted, and the slots of periodic work."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, TextChoices


class State(TextChoices):
    """A job that is done has no row any more."""

    QUEUED = "queued", "等待"
    RUNNING = "running", "进行中"
    FAILED = "failed", "失败"


class Job(models.Model):
    """Work that exists exactly when its cause was committed. The payload holds ids, never people's words."""

    kind = models.CharField("种类", max_length=60)
    payload = models.JSONField("内容")
    key = models.CharField("唯一键", max_length=120, null=True)  # noqa: DJ001  NULL: no key, any number may wait
    state = models.CharField("状态", max_length=8, choices=State, default=State.QUEUED)
    run_at = models.DateTimeField("何时执行")
    lease_until = models.DateTimeField("租约至", null=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    last_error = models.CharField("最近错误", max_length=300, default="")
    added_at = models.DateTimeField("加入时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="queued"), name="job_one_waiting_per_key"
            ),
        ]
        indexes = [
            # Each holds only rows of its state, so that claiming costs the same whatever lies beside them.
            models.Index(fields=["run_at", "id"], condition=Q(state="queued"), name="job_due"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_leased"),
            models.Index(fields=["id"], condition=Q(state="failed"), name="job_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @classmethod
    def due(cls, kind: str, payload: dict[str, Any], *, at: datetime) -> "Job":
        """An unsaved job for now, for an action that writes it in one statement with its own rows
        (kernel.rows).
        """
        return cls(kind=kind, payload=payload, run_at=at, added_at=at)


class Schedule(models.Model):
    """The last slot of a periodic work that was begun: whoever raises it, begins the next one."""

    name = models.CharField("名称", max_length=60, primary_key=True)
    slot_at = models.DateTimeField("时段")
    begun_at = models.DateTimeField("最近开始", null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.slot_at:%Y-%m-%d %H:%M}"
