"""Areas (one tree from the root to the micro-grid), posts held in them, and the areas a unit serves."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit, Role
from wangge.kernel.fields import PathField
from wangge.people.models import Person, Unit


class Level(models.Model):
    """A rank of an installation's template, switched on or off and named as the place names it (domain/02 section 2)."""

    template = models.CharField("模板", max_length=20)
    rank = models.SmallIntegerField("层级")
    code = models.CharField("层级代码", max_length=20)
    name = models.CharField("名称", max_length=20)
    code_rule = models.CharField("编码规则", max_length=60, blank=True)
    party_counterpart = models.CharField("对应党组织", max_length=40, blank=True)
    is_on = models.BooleanField("启用", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "rank"], name="level_once_a_template")]

    def __str__(self) -> str:
        return f"{self.template} {self.rank} {self.name}"


class AreaKind(models.TextChoices):
    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "区县"
    STREET = "street", "街道"
    TOWN = "town", "镇"
    TOWNSHIP = "township", "乡"
    BLOCK = "block", "街区"
    COMMUNITY = "community", "社区"
    VILLAGE = "village", "村"
    QUASI = "quasi", "类社区"
    GRID = "grid", "网格"
    PARTY = "party", "党建网格"


class GridType(models.TextChoices):
    """Types of grids (domain/02 section 3)."""

    RESIDENTIAL = "residential", "住宅网格"
    COMMERCIAL_BUILDING = "commercial_building", "商务楼宇网格"
    BUSINESS_STREET = "business_street", "商圈网格"
    PARK = "park", "园区网格"
    MARKET = "market", "市场网格"
    CAMPUS = "campus", "学校网格"
    INSTITUTION = "institution", "单位网格"
    RURAL = "rural", "村组网格"
    RESERVED = "reserved", "预留网格"


class AreaQuerySet(models.QuerySet["Area"]):
    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """The tree is no secret to whoever works in it; editing stays within one's own part."""
        if not acting.may(permit):
            return self.none()
        if permit == Permit.AREAS_EDIT and acting.area_path:
            return self.filter(access.below(acting.area_path, field="path"))
        return self

    def current(self) -> Self:
        """Areas that stand today: retired ones keep their row and their path."""
        return self.filter(valid_to__isnull=True)

    def below(self, path: str) -> Self:
        return self.filter(access.below(path, field="path"))

    def up_from(self, path: str) -> Self:
        """The area of a path and those above it."""
        return self.filter(path__in=access.paths_up(path))


class Area(models.Model):
    """Any node of the tree. A street and its general grid are one row with two codes."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    #: String of ids, `1/12/340/`; never changes (architecture, decision 3).
    path = PathField(max_length=120, unique=True)
    #: -2 province, -1 city, 0 district, 1 street, 2 block, 3 community, 4 grid, 5 micro-grid.
    rank = models.SmallIntegerField("层级")
    kind = models.CharField("类型", max_length=12, choices=AreaKind)
    grid_type = models.CharField("网格类型", max_length=20, choices=GridType, blank=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=30, blank=True)
    stat_code = models.CharField("统计用区划代码", max_length=12, blank=True)
    gb2260_code = models.CharField("行政区划代码", max_length=6, blank=True)
    grid_code = models.CharField("网格编码", max_length=17, blank=True)
    urban_rural_class = models.CharField("城乡分类", max_length=3, blank=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    merged_grids = models.CharField("并入的原网格", max_length=200, blank=True)
    #: Polygon in WGS-84 as GeoJSON geometry; empty where none was given.
    geometry = models.JSONField(null=True, blank=True)
    #: Label point (lon, lat), inside the polygon.
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = AreaQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["parent"], name="area_parent"),
            models.Index(fields=["stat_code"], name="area_stat_code"),
            models.Index(fields=["grid_code"], name="area_grid_code"),
        ]
        constraints = [
            models.CheckConstraint(
                name="area_party_has_no_rank_below", condition=~Q(kind="party") | Q(rank__gte=3)
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitArea(models.Model):
    """A unit serves an area and all below it; the nearest one above a case is its unit for a department."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="serves")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "area"], name="unit_serves_area_once")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.area}"


class PostQuerySet(models.QuerySet["Post"]):
    def held(self, at: datetime) -> Self:
        """Posts in force at a moment."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)


class Post(models.Model):
    """(person, role, area or unit, from, to): authority comes from here and nowhere else."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    role = models.CharField("岗位", max_length=20, choices=Role)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="posts")
    title = models.CharField("职务说明", max_length=40, blank=True)
    employment_type = models.CharField(
        "用工性质", max_length=12, blank=True, choices=[("full_time", "专职"), ("part_time", "兼职")]
    )
    since = models.DateTimeField("任职起")
    until = models.DateTimeField("任职止", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area", "role"], name="post_area_role")]
        constraints = [
            models.CheckConstraint(
                name="post_in_area_or_unit",
                condition=Q(area__isnull=False, unit__isnull=True) | Q(area__isnull=True, unit__isnull=False),
            ),
            models.CheckConstraint(
                name="post_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"

    @property
    def seat(self) -> str:
        """What the public reads: the desk or the unit, never the person."""
        return self.area.name if self.area else str(self.unit)

    def acting(self) -> Acting:
        """The hat of this post; needs `area` and `unit` joined."""
        return Acting(
            role=Role(self.role),
            person_id=self.person_id,
            post_id=self.pk,
            area_id=self.area_id,
            area_path=self.area.path if self.area else "",
            area_rank=self.area.rank if self.area else None,
            unit_id=self.unit_id,
            seat=self.seat,
            name=f"{self.person.name} · {self.get_role_display()}",
        )
