"""Areas come, change and go: by one, by list, all or nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.grids import builders
from tests.grids.builders import ADMIN, NOON, District
from wangge.grids import actions, queries
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Level, Place, Post, UnitArea, Version
from wangge.grids.rules.importing import AreaRow, area_name, division_rows
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_path_is_the_ids_from_the_root(district: District) -> None:
    grid, community, street, root = district.grid, district.community, district.street, district.root

    assert grid.path == f"{root.pk}/{street.pk}/{community.pk}/{grid.pk}/"
    assert [node.name for node in queries.chain(grid.path)] == ["清岚区", "柳岸街道", "桂苑社区", "第一网格"]


def test_a_street_is_one_row_with_two_codes(district: District) -> None:
    assert (district.street.stat_code, district.street.grid_code) == ("990101001000", "990101001000000")
    assert (district.root.stat_code, district.root.grid_code) == ("990101000000", "")


def test_a_new_grid_takes_the_next_free_code_of_its_type(district: District) -> None:
    five = actions.add_area(district.community, name="第五网格", rank=4, by=ADMIN, at=NOON)
    market = actions.add_area(
        district.community, name="菜场网格", rank=4, grid_type="market", by=ADMIN, at=NOON
    )

    assert (five.grid_code, market.grid_code) == ("990101001001005", "990101001001700")
    assert five.path == f"{district.community.path}{five.pk}/"
    assert Entry.objects.filter(verb="grids.add_area").count() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rank": 4, "code": "990101001002009"}, "前 12 位"),
        ({"rank": 4, "code": "990101001001001"}, "已经是"),
        ({"rank": 3, "code": "990101001001009"}, "与所选层级不符"),
        ({"rank": 3}, "请填写区划代码"),
        ({"rank": 5}, "没有启用"),
        ({"rank": 4, "code": "12"}, "与所选层级不符"),
        ({"rank": 4, "code": "abc"}, "不是区划代码"),
        ({"rank": 4, "name": " "}, "请填写名称"),
        ({"rank": 4, "grid_type": "park", "code": "990101001001009"}, "700-899"),
    ],
)
def test_a_wrong_area_is_refused_in_a_sentence(
    district: District, change: dict[str, object], words: str
) -> None:
    fields = {"name": "新网格", **change}

    with pytest.raises(Refused, match=words):
        actions.add_area(district.community, by=ADMIN, at=NOON, **fields)  # type: ignore[arg-type]


def test_a_second_root_is_refused(district: District) -> None:
    with pytest.raises(Refused, match="不在清岚区的范围内"):
        actions.add_area(None, name="另一区", rank=0, code="990102", by=ADMIN, at=NOON)
    with pytest.raises(Refused, match="最上级区域要填"):
        actions.add_area(None, name="另一区", rank=0, by=ADMIN, at=NOON)


def test_whoever_edits_one_street_does_not_reach_the_next(district: District) -> None:
    by = Acting(Role.SYSTEM_ADMIN, area_path=district.street.path)

    actions.add_area(district.community, name="第五网格", rank=4, by=by, at=NOON)
    with pytest.raises(NotAllowed):
        actions.add_area(district.area("990101002001000"), name="第五网格", rank=4, by=by, at=NOON)
    with pytest.raises(NotAllowed):
        actions.add_area(district.community, name="第六网格", rank=4, by=Acting(Role.OFFICER), at=NOON)


def test_importing_again_changes_only_what_is_different(district: District) -> None:
    rows = builders.rows()
    rows[-1] = replace(rows[-1], name="湖心网格", households=320)
    rows.append(AreaRow(99, "990101002002005", "第五网格"))

    plan = actions.import_areas(rows, by=ADMIN, at=NOON)

    assert (len(plan.new), len(plan.changed), len(plan.unchanged)) == (1, 1, len(rows) - 2)
    changed = Area.objects.get(grid_code=rows[-2].code)
    assert (changed.name, changed.households) == ("湖心网格", 320)


def test_an_import_with_one_fault_changes_nothing(district: District) -> None:
    rows = [AreaRow(2, "990101001003", "新社区"), AreaRow(3, "990101001003", "又一个")]

    with pytest.raises(Refused, match="第 3 行“编码”：编码“990101001003”与第 2 行重复"):
        actions.import_areas(rows, by=ADMIN, at=NOON)

    assert not Area.objects.filter(name="新社区").exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (AreaRow(5, "990101001003", ""), "第 5 行“名称”：请填写名称"),
        (AreaRow(5, "99010100100", "短码"), "不是区划代码"),
        (AreaRow(5, "990101003001", "悬空社区"), "找不到它的上级|不能直接挂在区下"),
        (AreaRow(5, "990101001003", "新社区", above="990101009"), "找不到上级“990101009”"),
        (AreaRow(5, "990101001001001", "第一网格", above="990101001002"), "已在别的上级之下"),
        (AreaRow(5, "990101001001001", "第一网格", grid_type="park"), "700-899"),
        (AreaRow(5, "990101001001001", "第一网格", kind="street"), "不能是这个类型"),
        (AreaRow(5, "990101001", "柳岸街道", grid_type="park"), "只有网格才分网格类型"),
        (AreaRow(5, "990101003", "新街道", gb2260_code="9901"), ""),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_line(district: District, row: AreaRow, words: str) -> None:
    plan = queries.plan_areas([row], template="nanjing")

    if words:
        assert len(plan.errors) == 1
        with pytest.raises(Refused, match=words):
            actions.import_areas([row], by=ADMIN, at=NOON)
    else:
        assert plan.errors == []


def test_a_list_with_two_roots_is_refused() -> None:
    actions.seed_levels()
    rows = [AreaRow(1, "990101", "清岚区"), AreaRow(2, "990102", "望江区")]

    with pytest.raises(Refused, match="只能有一个（第 1 行）"):
        actions.import_areas(rows, template="nanjing", by=ADMIN, at=NOON)


def test_a_root_whose_register_code_is_wrong_is_refused() -> None:
    actions.seed_levels()

    with pytest.raises(Refused, match="行政区划代码"):
        actions.import_areas([AreaRow(1, "990101", "清岚区", gb2260_code="99010")], by=ADMIN, at=NOON)


def test_the_preview_counts_each_level(district: District) -> None:
    rows = [
        *builders.rows(),
        AreaRow(99, "990101002002005", "第四网格"),
        AreaRow(100, "990101002002006", "第四网格"),
    ]

    plan = queries.plan_areas(rows, template="nanjing")

    assert plan.counts(queries.ladders()["nanjing"]) == [
        ("区", 0, 0, 1),
        ("街道", 0, 0, 2),
        ("社区", 0, 0, 4),
        ("网格", 2, 0, 16),
    ]
    assert plan.notices == ["同一上级下有同名的区域：第四网格。"]


def test_an_area_is_corrected_but_keeps_its_code_and_place(district: District) -> None:
    grid = actions.change_area(district.grid, name="桂花苑网格", households=610, by=ADMIN, at=NOON)

    node = queries.area(grid.pk)
    assert node is not None
    assert (node.name, node.row.households, node.path) == ("桂花苑网格", 610, district.grid.path)
    with pytest.raises(Refused, match="700-899"):
        actions.change_area(grid, grid_type="market", by=ADMIN, at=NOON)
    with pytest.raises(ValueError, match="not changeable"):
        actions.change_area(grid, path="1/", by=ADMIN, at=NOON)


def test_a_party_grid_lies_outside_the_paths_and_carries_no_case(district: District) -> None:
    party = actions.add_area(district.community, name="商圈党建网格", rank=4, kind="party", by=ADMIN, at=NOON)

    assert party.path == f"p{party.pk}/"
    assert party not in Area.objects.below(district.community.path)
    actions.set_geometry(
        party, builders.boundaries()["features"][0]["geometry"], crs="wgs84", by=ADMIN, at=NOON
    )
    found = queries.locate(builders.WEST + 0.005, builders.SOUTH + 0.005)
    assert found.area is not None
    assert found.area.id == district.grid.pk
    with pytest.raises(Refused, match="社区及以下"):
        actions.add_area(district.root, name="x", rank=1, kind="party", by=ADMIN, at=NOON)
    with pytest.raises(Refused, match="要挂在一个区域下"):
        actions.add_area(None, name="x", rank=4, kind="party", by=ADMIN, at=NOON)


def test_a_retired_grid_passes_on_its_posts_units_and_places(district: District) -> None:
    grid, heir = district.grid, district.area("990101001001002")
    post = district.post("林晓", Role.OFFICER, grid, employment_type="full_time")
    actions.serve(district.unit("清扫队"), grid, by=ADMIN, at=NOON)
    shop = builders.feature(
        "P1", {"type": "Point", "coordinates": [118.405, 31.705]}, kind="shop", name="小店"
    )
    builders.import_places(shop)
    later = NOON + timedelta(days=1)

    actions.retire(grid, successor=heir, by=ADMIN, at=later)

    old = Post.objects.get(pk=post.pk)
    new = Post.objects.get(person=post.person, area=heir)
    assert (old.until, new.since, new.employment_type) == (later, later, "full_time")
    assert list(UnitArea.objects.values_list("area", flat=True)) == [heir.pk]
    assert Place.objects.get(code="P1").area_path == heir.path
    assert queries.locate(118.405, 31.705).area != queries.area(grid.pk)
    node = queries.area(grid.pk)
    assert node is not None
    assert not node.is_current


def test_retiring_needs_an_heir_of_the_same_rank_and_no_children(district: District) -> None:
    district.post("林晓", Role.OFFICER, district.grid)

    with pytest.raises(Refused, match="先停用它们"):
        actions.retire(district.community, successor=None, by=ADMIN, at=NOON)
    with pytest.raises(Refused, match="同一层级"):
        actions.retire(district.grid, successor=district.community, by=ADMIN, at=NOON)
    with pytest.raises(Refused, match="请指定接续区域"):
        actions.retire(district.grid, successor=None, by=ADMIN, at=NOON)


def test_nothing_is_added_below_a_retired_area(district: District) -> None:
    for number in range(1, 5):
        actions.retire(district.area(f"99010100100100{number}"), successor=None, by=ADMIN, at=NOON)
    actions.retire(district.community, successor=None, by=ADMIN, at=NOON)

    with pytest.raises(Refused, match="上级区域已停用"):
        actions.add_area(district.community, name="第五网格", rank=4, by=ADMIN, at=NOON)


def test_the_code_of_a_retired_area_may_be_used_again(district: District) -> None:
    actions.retire(district.grid, successor=None, by=ADMIN, at=NOON)

    again = actions.add_area(
        district.community, name="第一网格", rank=4, code="990101001001001", by=ADMIN, at=NOON
    )

    assert again.pk != district.grid.pk


def test_a_list_of_official_divisions_gives_each_area_once() -> None:
    line = {
        "city_code": "9901",
        "city": "清岚市",
        "district_code": "990101",
        "district": "清岚区",
        "street_code": "990101001",
        "street": "柳岸街道",
        "community_code": "990101001001",
        "community": "桂苑社区居委会",
    }
    other = line | {"community_code": "990101001002", "community": "荷塘村村委会"}

    rows = division_rows([(2, line), (3, other)])

    assert [(r.line, r.code, r.name) for r in rows] == [
        (2, "9901", "清岚市"),
        (2, "990101", "清岚区"),
        (2, "990101001", "柳岸街道"),
        (2, "990101001001", "桂苑社区"),
        (3, "990101001002", "荷塘村"),
    ]
    assert [r.gb2260_code for r in rows[:3]] == ["990100", "990101", ""]


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("大行宫社区居委会", "大行宫社区"),
        ("王家村村民委员会", "王家村"),
        ("王家塘村委会", "王家塘村"),
        ("某管委会", "某管委会"),
    ],
)
def test_a_committee_is_not_the_name_of_its_area(listed: str, name: str) -> None:
    assert area_name(listed) == name


def test_an_area_is_found_by_words_and_by_code(district: District) -> None:
    tree = queries.the_tree()

    assert [n.full_name for n in tree.find("桂苑 第三")] == ["清岚区柳岸街道桂苑社区第三网格"]
    assert [n.name for n in tree.find("9901010010")][:2] == ["柳岸街道", "桂苑社区"]
    assert tree.find(" ") == []
    assert len(tree.find("网格", limit=5)) == 5


def test_the_api_reads_an_area_with_all_above_it(district: District) -> None:
    node = queries.area(district.grid.pk)

    assert node is not None
    assert node.as_json() == {
        "code": "990101001001001",
        "name": "第一网格",
        "level": "grid",
        "path": [
            {"code": "990101000000", "name": "清岚区", "level": "district"},
            {"code": "990101001000", "name": "柳岸街道", "level": "general_grid"},
            {"code": "990101001001", "name": "桂苑社区", "level": "community_grid"},
            {"code": "990101001001001", "name": "第一网格", "level": "grid"},
        ],
    }
    assert node.label == "桂苑社区·第一网格"


def test_importing_the_same_list_again_changes_nothing(district: District) -> None:
    token = Version.objects.get(name="areas").token

    plan = actions.import_areas(builders.rows(), by=ADMIN, at=NOON)

    assert (plan.new, plan.changed, len(plan.unchanged)) == ([], [], 23)
    assert Version.objects.get(name="areas").token == token


def test_a_block_whose_numbers_are_used_up_takes_no_more(district: District) -> None:
    level = Level.objects.get(template="nanjing", rank=5)
    actions.change_level(level, name="微网格", is_on=True, by=ADMIN, at=NOON)
    rows = [AreaRow(n, f"990101001001001{n:02d}", f"{n} 号楼") for n in range(1, 100)]
    actions.import_areas(rows, by=ADMIN, at=NOON)

    with pytest.raises(Refused, match="编码已经用完"):
        actions.add_area(district.grid, name="又一栋", rank=5, by=ADMIN, at=NOON)


def test_a_community_keeps_the_district_it_stands_in_when_a_row_names_it(district: District) -> None:
    row = AreaRow(2, "990101001001", "桂苑社区", above="990101001", households=4000)

    actions.import_areas([row], by=ADMIN, at=NOON)

    assert district.community.households == 4000


def test_a_kind_that_is_given_stands_above_the_one_the_code_says(district: District) -> None:
    row = AreaRow(2, "990101004", "新港街道", grid_type="", kind="town")

    plan = actions.import_areas([row], by=ADMIN, at=NOON)

    assert plan.new[0].kind == "town"
