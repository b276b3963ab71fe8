"""What members take on: posts of responsibility, report-ins, micro-tasks; and their confirmed deeds."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area, Place
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.party.models.members import Member
from wangge.party.models.orgs import PartyOrg
from wangge.party.rules.points import DeedKind
from wangge.party.rules.serving import Duty, ReporterKind, ReportState, TaskKind, TaskState
from wangge.people.models import Person

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class HereQuerySet(models.QuerySet[M_co]):
    """Rows of an area, perhaps of an organisation too: a hat of an area reaches here and below; a branch
    secretary reaches what lies in the areas bound to the branch.
    """

    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Who may see or do: the only definition of that."""
        if not acting.may(permit):
            return self.none()
        if acting.unit_id is None:
            return self.filter(access.below(acting.area_path)) if acting.area_path else self
        paths = PartyOrg.objects.filter(
            unit=acting.unit_id, bindings__until__isnull=True, bindings__isnull=False
        ).values_list("bindings__area__path", flat=True)
        return self.within(list(paths))

    def within(self, paths: list[str]) -> Self:
        """At or below any of these areas."""
        reach = Q(pk__in=[])
        for path in paths:
            reach |= access.below(path)
        return self.filter(reach)

    def around(self, paths: list[str]) -> Self:
        """At, below or above any of these areas: what a member of them may take on."""
        reach = Q(area_path__in={up for path in paths for up in access.paths_up(path)})
        for path in paths:
            reach |= access.below(path)
        return self.filter(reach)


class ResponsibilityPostQuerySet(HereQuerySet["ResponsibilityPost"]):
    """Rows of one area each."""


class ResponsibilityPost(models.Model):
    """An area or a post of responsibility: a fixed place on the map, never where somebody is."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("类型", max_length=5, choices=[("area", "责任区"), ("post", "责任岗")])
    title = models.CharField("名称", max_length=40)
    words = models.CharField("做什么", max_length=200)
    duty = models.CharField("职责", max_length=12, choices=Duty, default=Duty.SERVE)
    wanted = models.PositiveSmallIntegerField("需要人数", default=1)
    opened_on = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    objects = ResponsibilityPostQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path"], name="party_rpost_area")]

    def __str__(self) -> str:
        return self.title


class PostHolding(models.Model):
    """A member holds a post of responsibility, of his own choice."""

    rpost = models.ForeignKey(ResponsibilityPost, models.PROTECT, related_name="holdings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="holdings")
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rpost", "member"], condition=Q(until__isnull=True), name="party_holding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}・{self.rpost}"


class ReportInQuerySet(HereQuerySet["ReportIn"]):
    """Rows of one area each."""


class ReportIn(models.Model):
    """A unit's branch or a serving member reports in to a grid, chooses, serves, reports back (row 32)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField("谁报到", max_length=6, choices=ReporterKind)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="report_ins")
    unit_name = models.CharField("报到单位", max_length=60, blank=True)
    #: To whom the half-year report goes.
    home_branch = models.CharField("所在单位党组织", max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    skills = models.CharField("能提供的服务", max_length=100, blank=True)
    free_time = models.CharField("空闲时间", max_length=60, blank=True)
    #: The grid's people see name and contact only with this.
    may_contact = models.BooleanField("同意网格联系", default=False)
    rpost = models.ForeignKey(
        ResponsibilityPost, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="选的岗位"
    )
    service = models.CharField("选的服务", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReportState, default=ReportState.REPORTED)
    words = models.CharField("说明", max_length=100, blank=True)
    reported_at = models.DateTimeField("报到时间")
    serving_since = models.DateField("开始服务", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)

    objects = ReportInQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area_path", "state"], name="party_report_area")]
        constraints = [
            models.CheckConstraint(
                name="party_report_has_reporter",
                condition=Q(kind="member", member__isnull=False) | (Q(kind="unit") & ~Q(unit_name="")),
            ),
            models.UniqueConstraint(
                fields=["member", "area"], condition=~Q(state="ended"), name="party_report_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who}・{self.area}"

    @property
    def who(self) -> str:
        return self.member.name if self.member is not None else self.unit_name

    @property
    def chosen(self) -> str:
        """The post or the service that was chosen."""
        return self.rpost.title if self.rpost is not None else self.service


class ReportBack(models.Model):
    """The half-year report to the home branch: what was done, and what the community says to it."""

    report_in = models.ForeignKey(ReportIn, models.PROTECT, related_name="reports")
    half = models.CharField("半年", max_length=6)
    words = models.CharField("本人填写的情况", max_length=500)
    written_at = models.DateTimeField("填写时间")
    feedback = models.CharField("社区的意见", max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report_in", "half"], name="party_report_once_a_half")]

    def __str__(self) -> str:
        return f"{self.report_in_id} {self.half}"


class MicroTaskQuerySet(HereQuerySet["MicroTask"]):
    """Rows of one area each."""


class MicroTask(models.Model):
    """A small thing the grid asks its members for (row 35): claimed by one, confirmed by who asked."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    kind = models.CharField("类型", max_length=5, choices=TaskKind, default=TaskKind.TASK)
    duty = models.CharField("职责", max_length=12, choices=Duty, default=Duty.SERVE)
    title = models.CharField("事项", max_length=40)
    words = models.CharField("要做什么", max_length=300)
    due_on = models.DateField("完成期限")
    state = models.CharField("状态", max_length=10, choices=TaskState, default=TaskState.OPEN)
    asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人"
    )
    seat = models.CharField("发布的席位", max_length=80)
    published_at = models.DateTimeField("发布时间")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="认领人"
    )
    claimed_at = models.DateTimeField("认领时间", null=True, blank=True)
    result = models.CharField("完成情况", max_length=300, blank=True)
    done_at = models.DateTimeField("报完成时间", null=True, blank=True)
    answer = models.CharField("发布人的话", max_length=200, blank=True)
    closed_at = models.DateTimeField("确认或撤回时间", null=True, blank=True)

    objects = MicroTaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "state", "due_on"], name="party_task_area"),
            models.Index(fields=["member", "state"], name="party_task_member"),
        ]
        constraints = [
            models.CheckConstraint(
                name="party_task_claimed_by_somebody",
                condition=Q(state__in=["open", "withdrawn"]) | Q(member__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Deed(models.Model):
    """Something a member did, confirmed by somebody else; counted once. Typed by the six duties (row 34)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    member = models.ForeignKey(Member, models.PROTECT, related_name="deeds")
    kind = models.CharField("来源", max_length=12, choices=DeedKind)
    duty = models.CharField("职责", max_length=12, choices=Duty)
    words = models.CharField("做了什么", max_length=200)
    on = models.DateField("日期")
    #: `task:0190…`, `report:0190…`, `case:` and a number; one deed counts once.
    ref = models.CharField("对应的事", max_length=60, blank=True)
    state = models.CharField(
        "状态",
        max_length=9,
        choices=[("proposed", "待确认"), ("confirmed", "已确认"), ("declined", "未确认")],
        default="proposed",
    )
    proposed_at = models.DateTimeField("填报时间")
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    seat = models.CharField("确认的席位", max_length=80, blank=True)
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    answer = models.CharField("确认人的话", max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(fields=["member", "on"], name="party_deed_member")]
        constraints = [
            models.UniqueConstraint(fields=["member", "ref"], condition=~Q(ref=""), name="party_deed_once"),
            models.CheckConstraint(
                name="party_deed_confirmed_by_somebody",
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}・{self.words}"


class RoleNote(models.Model):
    """What a member says of himself under an indicator that is not counted; marked as his own words."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="role_notes")
    year = models.PositiveSmallIntegerField("年度")
    code = models.CharField("指标", max_length=20)
    words = models.CharField("本人填写", max_length=200)
    written_at = models.DateTimeField("填写时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "year", "code"], name="party_role_note_once")
        ]

    def __str__(self) -> str:
        return f"{self.member}・{self.year} {self.code}"
