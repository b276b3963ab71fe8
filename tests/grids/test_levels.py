"""Level templates: what may lie under what, and six trees built from the six templates."""

import pytest

from tests.grids import builders
from tests.grids.builders import ADMIN, NOON, District
from wangge.grids import actions, queries
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Level
from wangge.grids.rules import codes, levels
from wangge.grids.rules.importing import AreaRow
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LADDERS = levels.ladders(levels.shipped())
#: For each template the root, and the codes from the street down (block only where the place has one).
CHAINS = {
    "nanjing": ("990101", ["990101001", "990101001001", "990101001001001"]),
    "liuhe": ("990101", ["990101101", "990101101201", "990101101201001", "99010110120100101"]),
    "haiheng": ("990101", ["990101001", "990101001001", "990101001001001", "99010100100100101"]),
    "jingan": ("990101", ["990101001", "990101001001", "990101001001001"]),
    "pengpu": ("990101", ["990101101", "990101101901000", "990101101001", "990101101001001"]),
    "city": ("990100", ["990101", "990101001", "990101001001", "990101001001001"]),
}


@pytest.mark.parametrize("template", list(levels.TEMPLATES))
def test_each_template_builds_a_tree(template: str) -> None:
    actions.seed_levels()
    root, chain_codes = CHAINS[template]
    area = actions.add_area(
        None, name="根", rank=-1 if template == "city" else 0, code=root, template=template, by=ADMIN, at=NOON
    )

    for code in chain_codes:
        area = actions.add_area(area, name=code, rank=_rank(code), code=code, by=ADMIN, at=NOON)

    chain = queries.chain(area.path)
    assert [node.level_name for node in chain] == [LADDERS[template][n.rank].name for n in chain]
    assert [node.template for node in chain] == [template] * len(chain)
    assert len(chain) == len(chain_codes) + 1


def _rank(code: str) -> int:
    read = codes.read(code)
    assert read is not None
    return read.rank


@pytest.mark.parametrize(
    ("template", "rank", "parent_rank", "words"),
    [
        ("nanjing", 4, 1, "网格不能直接挂在街道下，中间应有社区。"),
        ("nanjing", 5, 4, "没有启用微网格级"),
        ("nanjing", 3, 4, "不能挂在网格下"),
        ("nanjing", 3, None, "必须挂在上级区域下"),
        ("nanjing", -1, None, "没有启用市级"),
        ("pengpu", 4, 2, "中间应有居民区（园区）小网格"),
    ],
)
def test_a_step_the_template_does_not_know_is_refused(
    template: str, rank: int, parent_rank: int | None, words: str
) -> None:
    assert words in levels.step_fault(LADDERS[template], rank=rank, parent_rank=parent_rank)


def test_a_block_may_be_stepped_over_but_is_a_real_parent() -> None:
    assert levels.step_fault(LADDERS["pengpu"], rank=3, parent_rank=1) == ""
    assert levels.step_fault(LADDERS["pengpu"], rank=3, parent_rank=2) == ""


def test_a_kind_must_fit_its_rank() -> None:
    assert "不能是这个类型" in levels.step_fault(LADDERS["city"], rank=3, parent_rank=1, kind="grid")


def test_seeding_again_leaves_what_the_place_has_renamed(district: District) -> None:
    level = Level.objects.get(template="nanjing", rank=4)
    actions.change_level(level, name="基础网格", is_on=True, by=ADMIN, at=NOON)

    assert actions.seed_levels() == 0

    node = queries.area(district.grid.pk)
    assert node is not None
    assert node.level_name == "基础网格"
    assert Level.objects.count() == len(levels.shipped())


def test_a_level_that_is_switched_off_is_skipped_by_points(district: District) -> None:
    assert _located(district) == district.grid.pk

    level = Level.objects.get(template="nanjing", rank=3)
    with pytest.raises(Refused, match="不能停用"):
        actions.change_level(level, name="社区", is_on=False, by=ADMIN, at=NOON)


def test_micro_grids_that_are_switched_off_carry_no_case(district: District) -> None:
    level = Level.objects.get(template="nanjing", rank=5)
    actions.change_level(level, name="微网格", is_on=True, by=ADMIN, at=NOON)
    micro = actions.add_area(district.grid, name="1-3 栋", rank=5, by=ADMIN, at=NOON)
    shape = builders.square(builders.WEST, builders.SOUTH, builders.STEP, builders.STEP)
    actions.set_geometry(micro, shape, crs="wgs84", by=ADMIN, at=NOON)
    assert _located(district) == micro.pk

    actions.change_level(level, name="微网格", is_on=False, by=ADMIN, at=NOON)

    assert _located(district) == district.grid.pk


def _located(district: District) -> int | None:
    found = queries.locate(builders.WEST + builders.STEP / 2, builders.SOUTH + builders.STEP / 2)
    return found.area.id if found.area else None


def test_a_street_may_follow_a_template_of_its_own(district: District) -> None:
    actions.use_template(district.street, "jingan", by=ADMIN, at=NOON)

    inside, outside = queries.area(district.grid.pk), queries.area(district.area("990101002001001").pk)
    assert inside is not None
    assert outside is not None
    assert (inside.level_name, outside.level_name) == ("微网格", "网格")


def test_a_template_without_the_ranks_that_stand_there_is_refused(district: District) -> None:
    level = Level.objects.get(template="nanjing", rank=5)
    actions.change_level(level, name="微网格", is_on=True, by=ADMIN, at=NOON)
    actions.add_area(district.grid, name="1-3 栋", rank=5, by=ADMIN, at=NOON)

    with pytest.raises(Refused, match="没有启用"):
        actions.use_template(district.street, "jingan", by=ADMIN, at=NOON)
    with pytest.raises(Refused, match="没有这个层级模板"):
        actions.use_template(district.street, "shanghai", by=ADMIN, at=NOON)


def test_only_whoever_reaches_the_whole_tree_renames_a_level(district: District) -> None:
    level = Level.objects.get(template="nanjing", rank=4)
    street_admin = Acting(Role.SYSTEM_ADMIN, area_path=district.street.path)
    root_admin = Acting(Role.SYSTEM_ADMIN, area_path=district.root.path)

    with pytest.raises(NotAllowed):
        actions.change_level(level, name="小格", is_on=True, by=street_admin, at=NOON)
    actions.change_level(level, name="小格", is_on=True, by=root_admin, at=NOON)

    assert Level.objects.get(pk=level.pk).name == "小格"


def test_an_empty_name_is_refused(district: District) -> None:
    level = Level.objects.get(template="nanjing", rank=4)

    with pytest.raises(Refused, match="请填写"):
        actions.change_level(level, name=" ", is_on=True, by=ADMIN, at=NOON)
    with pytest.raises(Refused, match="最多"):
        actions.change_level(level, name="格" * 21, is_on=True, by=ADMIN, at=NOON)


def test_blocks_take_communities_in_an_import() -> None:
    actions.seed_levels()
    rows = [
        AreaRow(1, "990101", "清岚区"),
        AreaRow(2, "990101101", "彭湖镇"),
        AreaRow(3, "990101101901000", "东街区"),
        AreaRow(4, "990101101001", "桂苑居民区", above="990101101901000"),
        AreaRow(5, "990101101002", "荷塘居民区"),
    ]

    actions.import_areas(rows, template="pengpu", by=ADMIN, at=NOON)

    parents = {a.name: a.parent.name for a in Area.objects.filter(parent__isnull=False) if a.parent}
    assert parents == {"彭湖镇": "清岚区", "东街区": "彭湖镇", "桂苑居民区": "东街区", "荷塘居民区": "彭湖镇"}
