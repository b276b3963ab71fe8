"""Tables of areas and of places: their columns, and how rows of them become areas and places."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.http import HttpRequest

from wangge.grids import actions, queries
from wangge.grids.access import Acting, Permit
from wangge.grids.models import AliasKind, AreaKind, GridType, PlaceKind
from wangge.grids.rules import codes, levels
from wangge.grids.rules.importing import AreaRow, Plan, division_rows
from wangge.grids.rules.placing import PlaceRow
from wangge.grids.rules.words import plain
from wangge.kernel.refusal import Refused
from wangge.sheets import cells, registry
from wangge.sheets.registry import Review
from wangge.sheets.rules import Column, Row, RowError, Template

_KINDS = {kind.label: kind.value for kind in AreaKind if kind != AreaKind.PARTY}
_GRID_TYPES = {kind.label: kind.value for kind in GridType}
_PLACE_KINDS = {kind.label: kind.value for kind in PlaceKind}
_CODE = cells.matching(r"\d{2,17}", "应为 6、9、12 位区划代码，或 15、17 位网格编码")
_TEMPLATES = {name: key for key, name in levels.TEMPLATES.items()}

AREAS = Template(
    "区域",
    (
        Column(
            "code",
            "编码",
            required=True,
            parse=_CODE,
            example="320999001001001",
            also=("区划代码", "网格编码"),
        ),
        Column(
            "name", "名称", required=True, parse=cells.text_up_to(60), example="第一网格", also=("区域名称",)
        ),
        Column(
            "above",
            "上级编码",
            parse=_CODE,
            example="320999001001",
            help="不填就从编码推出；社区属于街区中网格时要填街区的编码",
        ),
        Column("kind", "类型", choices=tuple(_KINDS), parse=cells.one_of(_KINDS), help="不填就从编码推出"),
        Column(
            "grid_type",
            "网格类型",
            choices=tuple(_GRID_TYPES),
            parse=cells.one_of(_GRID_TYPES),
            help="专属网格编码末三位 700-899，预留网格 900-999",
        ),
        Column("households", "户数", parse=cells.whole_number(0, 100_000), blank=None, example="486"),
        Column("short_name", "简称", parse=cells.text_up_to(30)),
        Column(
            "gb2260_code",
            "行政区划代码",
            parse=cells.matching(r"\d{6}", "应为 6 位数字"),
            help="只有省、市、区县填，与统计代码不同时填写",
        ),
        Column("urban_rural_class", "城乡分类", choices=tuple(codes.URBAN_RURAL), example="111"),
        Column("merged_grids", "并入的原网格", parse=cells.text_up_to(200)),
        Column(
            "template",
            "层级模板",
            choices=tuple(_TEMPLATES),
            parse=cells.one_of(_TEMPLATES),
            help="只在最上级区域那一行填，第一次导入时用",
        ),
    ),
    note="整张表一起导入：有一行不对，就都不导入。已有的区域按编码对上，只改填了的列。",
    unique=("code",),
)
DIVISIONS = Template(
    "统计用区划代码",
    (
        Column("city_code", "市代码", parse=_CODE, also=("city_code",)),
        Column("city", "市", also=("city", "市名称")),
        Column("district_code", "区县代码", required=True, parse=_CODE, also=("area_code",)),
        Column("district", "区县", required=True, also=("area", "区县名称")),
        Column("street_code", "街镇代码", parse=_CODE, also=("street_code", "乡级代码")),
        Column("street", "街镇", also=("street", "乡级名称")),
        Column("community_code", "社区代码", parse=_CODE, also=("village_code", "村级代码")),
        Column("community", "社区", also=("village", "村级名称")),
    ),
    note="一行一个社区（村），上级写在同一行；同一个街镇写多次没有关系。社区居委会按社区名称登记。",
)
PLACES = Template(
    "地点",
    (
        Column("code", "编码", required=True, parse=cells.text_up_to(40), example="LA-0001"),
        Column("kind", "类型", required=True, choices=tuple(_PLACE_KINDS), parse=cells.one_of(_PLACE_KINDS)),
        Column("name", "名称", required=True, parse=cells.text_up_to(60), example="锦绣里小区12栋"),
        Column("parent", "上级编码", parse=cells.text_up_to(40), help="楼栋填小区的编码，单元填楼栋的编码"),
        Column("address", "地址", parse=cells.text_up_to(80), example="荷风路88号"),
        Column("number", "编号", parse=cells.text_up_to(10), example="12", help="楼栋或单元的号"),
        Column("households", "户数", parse=cells.whole_number(0, 5000), blank=None),
        Column("floors", "层数", parse=cells.whole_number(0, 200), blank=None),
        Column("lon", "经度", parse=cells.number(-180, 180), blank=None, help="WGS-84 或 CGCS2000"),
        Column("lat", "纬度", parse=cells.number(-90, 90), blank=None),
        Column(
            "aliases", "别名", parse=cells.several(cells.text_up_to(40)), blank=[], help="几个别名用顿号隔开"
        ),
    ),
    note="一行一个地点，对的先导入，不对的发回来改。编码相同的是同一个地点。这里只登记楼栋和单元，不登记住户。",
    unique=("code",),
)


def area_rows(rows: Sequence[Row]) -> tuple[list[AreaRow], str]:
    """Rows of the table as areas, and the template that the root's row names (or the city's)."""
    template = next((row["template"] for row in rows if row["template"]), "city")
    fields = [c.key for c in AREAS.columns if c.key != "template"]
    return [AreaRow(row.number, **{key: row[key] for key in fields}) for row in rows], template


def place_rows(rows: Sequence[Row]) -> list[PlaceRow]:
    """Rows of the table as places."""
    return [
        PlaceRow(
            row.number,
            row["code"],
            row["kind"],
            row["name"],
            row["parent"],
            row["address"],
            plain(row["number"]),
            row["households"],
            row["floors"],
            tuple((name, AliasKind.NICKNAME.value) for name in row["aliases"]),
            None,
            row["lon"],
            row["lat"],
        )
        for row in rows
    ]


def _may(request: HttpRequest) -> bool:
    acting: Acting | None = getattr(request, "acting", None)
    return bool(acting) and acting is not None and acting.may(Permit.AREAS_EDIT)


def _reviewed(plan: Plan, template: str) -> Review:
    roots = queries.the_tree().below(None)
    ladder = queries.ladders().get(roots[0].template if roots else template, {})
    notes = [
        f"{name}：新增 {new}，修改 {changed}，未变 {same}。"
        for name, new, changed, same in plan.counts(ladder)
    ]
    return Review(plan.errors, [*notes, *plan.notices])


def _review_areas(rows: Sequence[Row], /, *, by: Acting, at: datetime) -> Review:
    listed, template = area_rows(rows)
    return _reviewed(queries.plan_areas(listed, template=template), template)


@registry.importer(
    "areas", title="区域", template=AREAS, may=_may, is_whole=True, review=_review_areas, back="/areas/"
)
def write_areas(rows: Sequence[Row], /, *, by: Acting, at: datetime) -> Iterable[RowError]:
    """All areas of the table, or none."""
    listed, template = area_rows(rows)
    return _all_or_errors(listed, template, by=by, at=at)


def _all_or_errors(
    listed: Sequence[AreaRow], template: str, *, by: Acting, at: datetime
) -> Iterable[RowError]:
    """Somebody may have changed the tree since the preview: the faults come back by row."""
    try:
        actions.import_areas(listed, template=template, by=by, at=at)
    except Refused:
        plan = queries.plan_areas(listed, template=template)
        if not plan.errors:
            raise
        return plan.errors
    return []


def _review_divisions(rows: Sequence[Row], /, *, by: Acting, at: datetime) -> Review:
    listed = division_rows([(row.number, row.values) for row in rows])
    return _reviewed(queries.plan_areas(listed, template="city"), "city")


@registry.importer(
    "divisions",
    title="统计用区划代码",
    template=DIVISIONS,
    may=_may,
    is_whole=True,
    review=_review_divisions,
    back="/areas/",
)
def write_divisions(rows: Sequence[Row], /, *, by: Acting, at: datetime) -> Iterable[RowError]:
    """Every city, district, street and community of the official list."""
    listed = division_rows([(row.number, row.values) for row in rows])
    return _all_or_errors(listed, "city", by=by, at=at)


@registry.importer("places", title="地点与楼栋", template=PLACES, may=_may, back="/areas/")
def write_places(rows: Sequence[Row], /, *, by: Acting, at: datetime) -> Iterable[RowError]:
    """Places, each row for itself."""
    return actions.import_places(place_rows(rows), by=by, at=at).errors
