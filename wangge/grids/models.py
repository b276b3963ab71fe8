"""Areas (one tree from the root to the micro-grid), posts held in them, and the areas a unit serves."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.crs import Crs
from wangge.kernel.fields import PathField
from wangge.kernel.ids import uuid7
from wangge.people.models import Person, Unit


class Level(models.Model):
    """A rank of a template, switched on or off and named as the place names it (domain/02 section 2)."""

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
    #: Level template of this area and all below it, until a deeper area names another.
    level_template = models.CharField("层级模板", max_length=20, blank=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    merged_grids = models.CharField("并入的原网格", max_length=200, blank=True)
    #: The telephone of the office that answers for it, on the notice board; nobody's own.
    hotline = models.CharField("公示电话", max_length=20, blank=True)
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
            ),
            models.UniqueConstraint(
                fields=["stat_code"],
                condition=Q(valid_to__isnull=True) & ~Q(stat_code=""),
                name="area_stat_code_once",
            ),
            models.UniqueConstraint(
                fields=["grid_code"],
                condition=Q(valid_to__isnull=True) & ~Q(grid_code=""),
                name="area_grid_code_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """A retired area and one of those that follow it: several after a split, one after a merger."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="followed_by")
    successor = models.ForeignKey(Area, models.PROTECT, related_name="follows")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "successor"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.area} → {self.successor}"


class GeometryVersion(models.Model):
    """A boundary as it was handed in, in its own coordinate system, before it was turned into WGS-84."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="geometry_versions")
    original = models.JSONField("原始图形")
    crs = models.CharField("坐标系", max_length=8, choices=Crs)
    source = models.CharField("来源", max_length=120, blank=True)
    #: What was mended when it came in.
    notice = models.CharField("处理说明", max_length=200, blank=True)
    made_at = models.DateTimeField("导入时间")

    class Meta:
        indexes = [models.Index(fields=["area", "made_at"], name="geometry_version_area")]

    def __str__(self) -> str:
        return f"{self.area}・{self.made_at:%Y-%m-%d}"


class PlaceKind(models.TextChoices):
    """Where things happen: estate to stairwell, roads, public places, and the ground itself."""

    ESTATE = "estate", "小区"
    BUILDING = "building", "楼栋"
    STAIRWELL = "stairwell", "单元"
    GATE = "gate", "出入口"
    ROAD = "road", "道路"
    LANE = "lane", "巷弄"
    BRIDGE = "bridge", "桥"
    PARK = "park", "公园"
    SQUARE = "square", "广场"
    GREEN = "green", "绿地"
    WATER = "water", "水面"
    MARKET = "market", "菜场商场"
    SCHOOL = "school", "学校"
    CLINIC = "clinic", "医疗"
    TRANSIT = "transit", "公交地铁"
    SHOP = "shop", "商铺"
    OFFICE = "office", "办公场所"
    SERVICE = "service", "服务场所"
    OTHER = "other", "其他地点"


class PlaceQuerySet(models.QuerySet["Place"]):
    def current(self) -> Self:
        """Places that are there today."""
        return self.filter(is_current=True)

    def below(self, path: str) -> Self:
        return self.filter(access.below(path))

    def open_to(self, acting: Acting, permit: Permit) -> Self:
        """Places are no secret to whoever works here; they are kept by who answers for their area."""
        if not acting.may(permit):
            return self.none()
        if permit == Permit.PLACES_EDIT and acting.area_path:
            return self.below(acting.area_path)
        return self


class Place(models.Model):
    """A place with a name or an address, from the estate to the stairwell; never a flat or a household."""

    code = models.CharField("编码", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=12, choices=PlaceKind)
    name = models.CharField("名称", max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    #: The deepest area that holds it whole: a grid for a building, a street for a road across communities.
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    area_path = PathField(max_length=120, blank=True)
    address = models.CharField("地址", max_length=80, blank=True)
    #: Number of a building in its estate or of a stairwell in its building, normalised: `12`, `A`.
    number = models.CharField("编号", max_length=10, blank=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    floors = models.PositiveSmallIntegerField("层数", null=True, blank=True)
    #: Drawn on the base map, WGS-84.
    geometry = models.JSONField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    is_current = models.BooleanField("在用", default=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_path"], name="place_area_path"),
            models.Index(fields=["parent"], name="place_parent"),
            models.Index(fields=["lon", "lat"], name="place_lon_lat"),
            models.Index(fields=["kind", "name"], name="place_kind_name"),
        ]

    def __str__(self) -> str:
        return self.name


class AliasKind(models.TextChoices):
    OFFICIAL = "official", "正式别名"
    HISTORICAL = "historical", "老名字"
    NICKNAME = "nickname", "俗称"
    HOMOPHONE = "homophone", "同音误写"


class Alias(models.Model):
    """Another name people use for a place or an area; the same nickname may mean different places."""

    name = models.CharField("别名", max_length=40)
    kind = models.CharField("类型", max_length=12, choices=AliasKind)
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="aliases")
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="aliases")

    class Meta:
        indexes = [models.Index(fields=["name"], name="alias_name")]
        constraints = [
            models.CheckConstraint(
                name="alias_of_place_or_area",
                condition=Q(place__isnull=False, area__isnull=True)
                | Q(place__isnull=True, area__isnull=False),
            ),
            models.UniqueConstraint(fields=["name", "place"], name="alias_once_a_place"),
            models.UniqueConstraint(fields=["name", "area"], name="alias_once_an_area"),
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A token that changes with what processes keep in memory: areas, places, the units' areas, posts."""

    name = models.CharField(max_length=12, primary_key=True)
    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.name} {self.token}"


class Draft(models.Model):
    """An upload between its preview and its confirmation; swept after a week."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=12)
    content = models.JSONField()
    post_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d %H:%M}"


class UnitArea(models.Model):
    """A unit serves an area and all below it; the nearest one above a case is its unit for a department."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="serves")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "area"], name="unit_serves_area_once")]

    def __str__(self) -> str:
        return f"{self.unit}・{self.area}"


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
    #: The post this one stands in for 代班: lent from a day to a day, ends by itself.
    stands_in_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="lent")

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
        return f"{self.person}・{self.get_role_display()}"

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
            name=f"{self.person.name}・{self.get_role_display()}"
            + ("（代班）" if self.stands_in_for_id else ""),
        )
