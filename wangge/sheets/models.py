"""Runs of imports, their bad rows, and the record of what went out of the house as a table."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.journal.models import Actor, Machine
from wangge.kernel.ids import uuid7
from wangge.kernel.sealing import SealedTextField
from wangge.sheets.rules import State

#: Rows and files are kept this long after the last step, then only the facts remain.
RUN_KEPT = timedelta(days=7)
EXPORT_KEPT = timedelta(days=1)
#: The facts of a run are kept as long as the journal, those of an export as records of provided data.
RUN_FACTS_KEPT = timedelta(days=366)
EXPORT_FACTS_KEPT = timedelta(days=3 * 366)
#: A run that has not moved for so long is shown as stalled.
STALLED_AFTER = timedelta(minutes=5)


class ByWhom(models.Model):
    """Who began it, under which hat. No foreign keys: people lie above this room."""

    person_id = models.BigIntegerField("人员", null=True)
    post_id = models.BigIntegerField("岗位", null=True)
    role = models.CharField("角色", max_length=20)
    by_name = models.CharField("姓名", max_length=60)

    class Meta:
        abstract = True

    @property
    def who(self) -> Actor:
        """As an actor, for the journal and for restoring the hat."""
        return Machine(self.by_name, self.role, self.person_id, self.post_id)


class RunQuerySet(models.QuerySet["Run"]):
    def of(self, by: Actor) -> Self:
        """The runs somebody began, under whichever hat: nobody else sees the rows he uploaded."""
        return self.filter(person_id=by.person_id, person_id__isnull=False)

    def outdated(self, at: datetime) -> Self:
        """Runs whose rows shall go."""
        return self.exclude(key="").filter(moved_at__lt=at - RUN_KEPT)


class Run(ByWhom):
    """One import from the upload to its end. `done` and `failed` add up to `total` when it is over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    importer = models.CharField("导入项", max_length=40)
    state = models.CharField("状态", max_length=10, choices=State, default=State.READY)
    file_name = models.CharField("文件名", max_length=120)
    #: Folder of the stored rows; empty once they are forgotten.
    key = models.CharField(max_length=32)
    blocks = models.PositiveIntegerField("块数")
    cursor = models.PositiveIntegerField("已处理块数", default=0)
    total = models.PositiveIntegerField("行数")
    done = models.PositiveIntegerField("成功", default=0)
    failed = models.PositiveIntegerField("失败", default=0)
    #: JSON: titles, first rows, extra columns, notes, problems; sealed since it quotes the file.
    preview = SealedTextField("预览")
    #: One sentence on how it ended.
    outcome = models.CharField("结果", max_length=200, blank=True)
    created_at = models.DateTimeField("上传时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    moved_at = models.DateTimeField("最近进展")

    objects = RunQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-created_at"], name="run_by_person"),
            models.Index(fields=["moved_at"], condition=~Q(key=""), name="run_with_rows"),
        ]
        constraints = [
            models.CheckConstraint(
                name="run_counts_within_total", condition=Q(total__gte=models.F("done") + models.F("failed"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.file_name}"

    @property
    def percent(self) -> int:
        return 100 * (self.done + self.failed) // self.total if self.total else 100

    @property
    def is_forgotten(self) -> bool:
        return not self.key


class BadRow(models.Model):
    """A row that was not taken, and why. The sentence may quote the row: sealed, and gone with the rows."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="bad_rows")
    number = models.PositiveIntegerField("行号")
    problem = SealedTextField("问题")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="bad_row_once_a_run")]

    def __str__(self) -> str:
        return f"{self.number} {self.problem}"


class ExportQuerySet(models.QuerySet["Export"]):
    def of(self, by: Actor) -> Self:
        return self.filter(person_id=by.person_id, person_id__isnull=False)

    def waiting(self) -> Self:
        """Those that need a second person who has not decided yet."""
        return self.filter(needs_approval=True, approved_at__isnull=True, refused_at__isnull=True).exclude(
            key=""
        )

    def outdated(self, at: datetime) -> Self:
        """Files that shall go: a day after they could first be fetched, a week after they were asked for."""
        ready = Q(needs_approval=False) | Q(approved_at__isnull=False)
        late = (
            ready & Q(ready_at__lt=at - EXPORT_KEPT)
            | Q(created_at__lt=at - RUN_KEPT)
            | Q(refused_at__isnull=False)
        )
        return self.exclude(key="").filter(late)


class Export(ByWhom):
    """A table that left the house, or waits to: by whom, for what, how many rows. It outlives the file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    exporter = models.CharField("导出项", max_length=40)
    purpose = models.CharField("用途", max_length=200)
    rows = models.PositiveIntegerField("行数")
    is_masked = models.BooleanField("已遮住个人信息")
    needs_approval = models.BooleanField("需另一人同意")
    file_name = models.CharField("文件名", max_length=130)
    key = models.CharField(max_length=32)
    created_at = models.DateTimeField("导出时间")
    ready_at = models.DateTimeField("可下载时间", null=True)
    approved_at = models.DateTimeField("同意时间", null=True)
    refused_at = models.DateTimeField("拒绝时间", null=True)
    decided_by_id = models.BigIntegerField("审批人", null=True)
    decided_by_name = models.CharField("审批人姓名", max_length=60, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-created_at"], name="export_by_person"),
            models.Index(fields=["created_at"], condition=~Q(key=""), name="export_with_file"),
        ]
        constraints = [
            models.CheckConstraint(
                name="export_approved_by_another",
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=models.F("person_id")),
            ),
            models.CheckConstraint(
                name="export_ready_when_allowed",
                condition=Q(ready_at__isnull=True) | Q(needs_approval=False) | Q(approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_ready(self) -> bool:
        return self.ready_at is not None and bool(self.key)

    @property
    def is_waiting(self) -> bool:
        return self.ready_at is None and self.refused_at is None and bool(self.key)
