"""What hangs on areas and organisations: declared shapes, leaders' areas, part-time units, stations."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area, Place, Post
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.party.models.members import Member
from wangge.party.models.orgs import PartyOrg
from wangge.party.rules.shapes import SlotKind, WorkLine
from wangge.people.models import Unit


class Shape(models.Model):
    """A declared shape such as 1+11+37 or 1+2+N: what an area should have, editable by the place."""

    code = models.CharField("代号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=60)
    #: At which rank it is declared: 1 of a street, 4 of a grid.
    rank = models.SmallIntegerField("适用层级")
    note = models.CharField("说明", max_length=200, blank=True)
    is_shipped = models.BooleanField("随系统提供", default=False)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ShapeSlot(models.Model):
    """One part of a shape: so many areas, posts, organisations or lines."""

    shape = models.ForeignKey(Shape, models.CASCADE, related_name="slots")
    order = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("数什么", max_length=8, choices=SlotKind)
    #: What is counted: a rank, a role and employment, kinds of organisations, departments.
    what = models.CharField("范围", max_length=80, blank=True)
    least = models.PositiveSmallIntegerField("至少")
    #: Empty for N: as many as there are.
    most = models.PositiveSmallIntegerField("至多", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shape", "order"], name="party_slot_once")]

    def __str__(self) -> str:
        return f"{self.shape.code} {self.name}"


class ShapeUse(models.Model):
    """An area declares a shape for itself (a street) or for the grids below it (a community, a street)."""

    shape = models.ForeignKey(Shape, models.PROTECT, related_name="uses")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField("启用日期")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shape", "area"], name="party_shape_use_once")]

    def __str__(self) -> str:
        return f"{self.area}・{self.shape}"


class ShapeFill(models.Model):
    """Who fills a line of a grid's roster where no post or unit says so already."""

    slot = models.ForeignKey(ShapeSlot, models.CASCADE, related_name="fills")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "area"], name="party_fill_once")]

    def __str__(self) -> str:
        return f"{self.area}・{self.slot}"


class AreaLeaderQuerySet(models.QuerySet["AreaLeader"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Within the hat's area; a leader also sees his own wherever they lie."""
        if not acting.may(permit):
            return self.none()
        mine = Q(post__person=acting.person_id) if acting.person_id else Q(pk__in=[])
        if acting.unit_id is not None:
            return self.filter(mine)
        return self.filter(access.below(acting.area_path) | mine) if acting.area_path else self

    def current(self, on: date) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gte=on))


class AreaLeader(models.Model):
    """A leader keeps in touch with an area (包干联系): visits it and takes issues home."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="领导岗位")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    objects = AreaLeaderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "area"], condition=Q(until__isnull=True), name="party_leader_area_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post}・{self.area}"


class LeaderVisit(models.Model):
    """A visit and the issue that was taken home, followed until it has an answer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    leader = models.ForeignKey(AreaLeader, models.PROTECT, related_name="visits")
    visited_on = models.DateField("日期")
    words = models.CharField("情况", max_length=300)
    issue = models.CharField("带回的问题", max_length=200, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    answer = models.CharField("办理结果", max_length=300, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["leader", "visited_on"], name="party_visit_leader")]

    def __str__(self) -> str:
        return f"{self.leader}・{self.visited_on}"


class PartTimeUnit(models.Model):
    """A resident unit in a 大工委 or 大党委; its member there is an equal partner whatever his rank."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="part_time_units")
    unit_name = models.CharField("单位", max_length=60)
    #: Name and duty of its part-time member, as the unit itself published them.
    delegate = models.CharField("兼职委员", max_length=40, blank=True)
    duty = models.CharField("职务", max_length=40, blank=True)
    offers = models.CharField("可提供的资源", max_length=100, blank=True)
    since = models.DateField("加入日期")
    until = models.DateField("退出日期", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org"], name="party_part_time_org")]

    def __str__(self) -> str:
        return f"{self.org}・{self.unit_name}"


class Resolution(models.Model):
    """Something a joint committee decided, with an owner and a day, followed until it is done."""

    org = models.ForeignKey(PartyOrg, models.PROTECT, related_name="resolutions")
    decided_on = models.DateField("议定日期")
    words = models.CharField("议定事项", max_length=200)
    owner = models.CharField("责任单位", max_length=60)
    due_on = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    result = models.CharField("完成情况", max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org", "decided_on"], name="party_resolution_org")]

    def __str__(self) -> str:
        return f"{self.org}・{self.decided_on}"


class Station(models.Model):
    """A Party-masses station of a block (街区党群工作站): place, hours, staff in three work lines."""

    name = models.CharField("名称", max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    area_path = PathField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    hours = models.CharField("开放时间", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area_path"], name="party_station_area")]

    def __str__(self) -> str:
        return self.name


class StationStaff(models.Model):
    """Who works at a station, in which of the three lines."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="staff")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    line = models.CharField("工作线", max_length=10, choices=WorkLine)
    is_full_time = models.BooleanField("专职", default=True)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.station}・{self.member}"
