"""Places come in row by row; words find them, or say honestly that they do not."""

from typing import Any

import pytest

from tests.grids import builders
from tests.grids.builders import ADMIN, NOON, SOUTH, STEP, WEST, District
from wangge.grids import actions, queries
from wangge.grids.access import Acting, Role
from wangge.grids.crs import from_wgs84
from wangge.grids.models import Alias, Place
from wangge.grids.rules import placing
from wangge.grids.rules.words import plain
from wangge.kernel.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def place(code: str, kind: str, name: str, at: Any, **more: Any) -> dict[str, Any]:
    geometry = at if isinstance(at, dict) else {"type": "Point", "coordinates": list(at)} if at else None
    properties = {"code": code, "kind": kind, "name": name, **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def line(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [list(p) for p in points]}


#: In the first grid of 桂苑: an estate with two buildings and a gate; two roads that cross; a park next door.
INSIDE = builders.square(WEST + STEP * 0.2, SOUTH + STEP * 0.2, STEP * 0.6, STEP * 0.6)
PLACES = [
    place("E1", "estate", "锦绣里小区", INSIDE, address="荷风路88号"),
    place("E1-12", "building", "锦绣里小区12栋", (WEST + 0.004, SOUTH + 0.004), parent="E1", number="12"),
    place("E1-12-3", "stairwell", "3单元", None, parent="E1-12", number="3"),
    place("E1-G", "gate", "锦绣里小区东门", (WEST + 0.008, SOUTH + 0.005), parent="E1"),
    place("E2", "estate", "荷风里", (WEST + STEP * 1.5, SOUTH + STEP * 0.5)),
    place(
        "E2-12", "building", "荷风里12栋", (WEST + STEP * 1.5, SOUTH + STEP * 0.5), parent="E2", number="12"
    ),
    place("R1", "road", "荷风路", line((WEST, SOUTH + 0.009), (WEST + 4 * STEP, SOUTH + 0.009))),
    place("R2", "road", "柳荫路", line((WEST + 0.001, SOUTH), (WEST + 0.001, SOUTH + 4 * STEP))),
    place(
        "R3",
        "road",
        "远山路",
        line((WEST + 3.5 * STEP, SOUTH + 3 * STEP), (WEST + 3.6 * STEP, SOUTH + 3 * STEP)),
    ),
    place("P1", "park", "荷塘公园", (WEST + STEP * 0.5, SOUTH + STEP * 2.5), aliases=[{"name": "小公园"}]),
    place("P2", "square", "云栖广场", (WEST + STEP * 2.5, SOUTH + STEP * 0.5), aliases=[{"name": "小公园"}]),
]
FIRST = "990101001001001"


@pytest.fixture
def peopled(district: District) -> District:
    builders.import_places(*PLACES)
    return district


def test_every_place_knows_the_deepest_area_that_holds_it_whole(peopled: District) -> None:
    areas = {p.code: p.area_path for p in Place.objects.all()}

    grid = peopled.grid.path
    assert {areas["E1"], areas["E1-12"], areas["E1-G"], areas["E1-12-3"]} == {grid}
    assert areas["R1"] == peopled.root.path
    assert areas["R2"] == peopled.street.path
    assert areas["P1"] == peopled.area("990101001002001").path


@pytest.mark.parametrize(
    ("text", "code", "spot"),
    [
        ("锦绣里小区门口有一堆垃圾", FIRST, "锦绣里小区"),
        ("锦绣里12栋3单元漏水", FIRST, "锦绣里小区12栋"),
        ("锦绣里小区十二幢 502", FIRST, "锦绣里小区12栋"),
        ("锦绣里12#楼下", FIRST, "锦绣里小区12栋"),
        ("锦绣里 12-3-502", FIRST, "锦绣里小区12栋"),
        ("锦绣里东门停了两辆车", FIRST, "锦绣里小区东门"),
        ("荷风里１２号楼", "990101001001002", "荷风里12栋"),
        ("荷风路88号", FIRST, "锦绣里小区"),
        ("桂苑社区的第三网格", "990101001001003", ""),
        ("荷塘公园的灯坏了", "990101001002001", "荷塘公园"),
        ("荷风路和柳荫路交叉口", FIRST, "荷风路与柳荫路交叉口"),
        ("望湖街道云栖社区", "990101002001000", ""),
    ],
)
def test_words_find_the_place(peopled: District, text: str, code: str, spot: str) -> None:
    found = queries.locate_words(text)

    assert found.how == "located"
    assert found.area is not None
    assert (found.area.key, found.place) == (code, spot)


@pytest.mark.parametrize("text", ["", "我家楼下", "这里有人吗", "12栋的电梯坏了", "锦"])
def test_words_that_name_no_place_find_none(peopled: District, text: str) -> None:
    found = queries.locate_words(text)

    assert (found.how, found.area) == ("none", None)


def test_a_name_of_two_places_is_unsure_and_both_are_named(peopled: District) -> None:
    found = queries.locate_words("小公园有人吵架")

    assert found.how == "unsure"
    assert found.area is not None
    assert found.area.name == "清岚区"
    assert {node.name for node in found.candidates} == {"第一网格"}
    assert len(found.candidates) == 2


def test_the_other_words_or_the_home_decide_between_two(peopled: District) -> None:
    by_words = queries.locate_words("荷塘社区的小公园")
    by_home = queries.locate_words("小公园", within=peopled.area("990101002000000").path)

    assert (by_words.how, by_words.place) == ("located", "荷塘公园")
    assert (by_home.how, by_home.place) == ("located", "云栖广场")


def test_a_road_through_many_communities_is_unsure(peopled: District) -> None:
    found = queries.locate_words("柳荫路上有个坑")

    assert (found.how, found.place) == ("unsure", "柳荫路")
    assert found.area is not None
    assert found.area.name == "柳岸街道"


def test_roads_that_never_meet_have_no_corner(peopled: District) -> None:
    found = queries.locate_words("柳荫路与远山路口")

    assert (found.how, found.area) == ("unsure", None)


def test_a_nickname_is_learnt_and_forgotten(peopled: District) -> None:
    estate = Place.objects.get(code="E1")
    alias = actions.add_alias("机械厂家属院", kind="historical", place=estate, by=ADMIN, at=NOON)
    assert queries.locate_words("机械厂家属院锅炉房").place == "锦绣里小区"

    actions.remove_alias(alias, by=ADMIN, at=NOON)

    assert queries.locate_words("机械厂家属院锅炉房").how == "none"


def test_an_alias_needs_two_letters_and_one_owner(peopled: District) -> None:
    estate = Place.objects.get(code="E1")

    with pytest.raises(Refused, match="至少两个字"):
        actions.add_alias("厂", kind="nickname", place=estate, by=ADMIN, at=NOON)
    with pytest.raises(Refused, match="一个地点或一个区域"):
        actions.add_alias("老厂", kind="nickname", by=ADMIN, at=NOON)
    actions.add_alias("老街坊", kind="nickname", area=peopled.community, by=ADMIN, at=NOON)
    found = queries.locate_words("老街坊").area
    assert found is not None
    assert found.id == peopled.community.pk


def test_a_renamed_area_is_found_by_its_new_name_at_once(peopled: District) -> None:
    actions.change_area(peopled.grid, name="桂花苑", by=ADMIN, at=NOON)

    found = queries.locate_words("桂花苑").area
    assert found is not None
    assert found.id == peopled.grid.pk


def test_bad_rows_stay_out_and_the_others_come_in(district: District) -> None:
    rows, unread = placing.from_features(
        [
            place("A", "shop", "小店", (WEST + 0.001, SOUTH + 0.001)),
            place("A", "shop", "又一家", (WEST, SOUTH)),
            place("", "shop", "无码", (WEST, SOUTH)),
            place("B", "castle", "城堡", (WEST, SOUTH)),
            place("C", "shop", "", (WEST, SOUTH)),
            place("D", "building", "1栋", None, parent="ZZ"),
            place("E", "shop", "坏图", {"type": "Polygon", "coordinates": [[[1]]]}),
            place("F", "building", "F", None, parent="G"),
            place("G", "building", "G", None, parent="F"),
            place("H", "shop", "很远", (100.0, 20.0)),
        ],
        "wgs84",
    )

    result = actions.import_places(rows, by=ADMIN, at=NOON)

    assert (result.new, result.outside) == (2, 1)
    assert [e.row for e in unread] == [7]
    told = {(e.row, e.column) for e in result.errors}
    assert told == {
        (2, "编码"),
        (3, "编码"),
        (4, "类型"),
        (5, "名称"),
        (6, "上级编码"),
        (8, "上级编码"),
        (9, "上级编码"),
    }


def test_places_come_in_again_without_doubling(peopled: District) -> None:
    again = [*PLACES[:-1], place("P2", "square", "云栖大广场", (WEST + STEP * 2.5, SOUTH + STEP * 0.5))]

    result = builders.import_places(*again)

    assert (result.new, result.changed, result.unchanged) == (0, 1, len(PLACES) - 1)
    assert Alias.objects.filter(name="小公园").count() == 2


def test_places_follow_when_boundaries_change(peopled: District) -> None:
    left = builders.square(WEST, SOUTH, STEP * 0.1, STEP)
    right = builders.square(WEST + STEP * 0.1, SOUTH, STEP * 1.9, STEP)
    content = builders.collection(builders.feature(FIRST, left), builders.feature("990101001001002", right))

    actions.import_boundaries(content, crs="wgs84", by=ADMIN, at=NOON)

    second = peopled.area("990101001001002").path
    assert set(
        Place.objects.filter(code__in=["E1", "E1-12", "E1-12-3"]).values_list("area_path", flat=True)
    ) == {second}


def test_a_point_of_another_system_is_converted_once(district: District) -> None:
    lon, lat = from_wgs84(WEST + 0.005, SOUTH + 0.005, "gcj02")
    rows, _ = placing.from_features([place("A", "shop", "小店", (lon, lat))], "gcj02")

    actions.import_places(rows, by=ADMIN, at=NOON)

    shop = Place.objects.get(code="A")
    assert shop.lon == pytest.approx(WEST + 0.005, abs=1e-6)
    assert shop.lat == pytest.approx(SOUTH + 0.005, abs=1e-6)


def test_the_base_map_draws_what_lies_in_the_box(peopled: District) -> None:
    box = (WEST, SOUTH, WEST + STEP, SOUTH + STEP)

    near = queries.ground(("estate", "building"), box=box)
    wide = queries.ground(("road", "park"))

    assert [f["properties"] for f in near["features"]] == [
        {"kind": "estate", "name": "锦绣里小区"},
        {"kind": "building", "name": "12"},
    ]
    assert [f["properties"]["name"] for f in wide["features"]] == ["荷风路", "柳荫路", "远山路", "荷塘公园"]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("十二幢", "12栋"),
        ("二十号楼", "20栋"),
        ("一百零五号", "105号"),
        ("１２＃", "12栋"),
        ("3门洞", "3单元"),
        ("a座 １８０８", "A栋1808室"),
        ("12-3-502", "12栋3单元502室"),
        ("12#3-502", "12栋3单元502室"),
        ("弄1205/33/402", "1205弄33号402室"),
        ("第八村民小组", "8组"),
        ("光明村八队", "光明村8组"),
        ("三里屯", "三里屯"),
    ],
)
def test_habits_of_writing_are_made_alike(text: str, same: str) -> None:
    assert plain(text) == same


def test_whoever_edits_one_street_enters_no_place_of_the_next(district: District) -> None:
    by = Acting(Role.SYSTEM_ADMIN, area_path=district.street.path)
    here = place("A", "shop", "近店", (WEST + 0.001, SOUTH + 0.001))
    there = place("B", "shop", "远店", (WEST + 3 * STEP, SOUTH + 0.001))
    rows, _ = placing.from_features([here, there], "wgs84")

    result = actions.import_places(rows, by=by, at=NOON)

    assert (result.new, [e.row for e in result.errors]) == (1, [2])


def test_a_place_may_be_labelled_elsewhere_than_in_its_middle(district: District) -> None:
    square = builders.square(WEST, SOUTH, STEP, STEP)
    labelled = place("A", "estate", "大院", square, lon=WEST + 0.002, lat=SOUTH + 0.003)

    builders.import_places(labelled)

    stored = Place.objects.get(code="A")
    assert (stored.lon, stored.lat) == (WEST + 0.002, SOUTH + 0.003)


def test_a_shape_like_a_ring_is_labelled_on_its_ground() -> None:
    outer = builders.square(118.4, 31.7, 0.01, 0.01)["coordinates"][0]
    inner = builders.square(118.401, 31.701, 0.008, 0.008)["coordinates"][0]
    ring = {"type": "Polygon", "coordinates": [outer, inner[::-1]]}

    _, (lon, lat) = placing.drawn(ring, "wgs84")

    assert not (118.401 < lon < 118.409 and 31.701 < lat < 31.709)


def test_a_place_cannot_be_part_of_itself(district: District) -> None:
    rows, _ = placing.from_features([place("A", "estate", "自在园", (WEST, SOUTH), parent="A")], "wgs84")

    result = actions.import_places(rows, by=ADMIN, at=NOON)

    assert [e.problem for e in result.errors] == ["不能是它自己"]


def test_shapes_without_sound_coordinates_stay_out() -> None:
    endless = {"type": "Point", "coordinates": [float("inf"), 31.7]}
    empty = {"type": "LineString", "coordinates": []}

    rows, errors = placing.from_features(
        [place("A", "shop", "a", endless), place("B", "road", "b", empty)], "wgs84"
    )

    assert (rows, [e.row for e in errors]) == ([], [1, 2])


def test_a_number_that_no_building_has_falls_back_to_the_estate(peopled: District) -> None:
    assert queries.locate_words("锦绣里小区99栋").place == "锦绣里小区"
    assert queries.locate_words("荷风路999号").place == "荷风路"


def test_a_name_outside_every_area_is_known_but_lies_nowhere(district: District) -> None:
    builders.import_places(place("A", "shop", "远方大厦", (100.0, 20.0)))

    found = queries.locate_words("远方大厦门口")

    assert (found.how, found.area, found.spans) == ("none", None, ("远方大厦",))


def test_a_corner_at_a_border_belongs_to_what_its_sides_share(district: District) -> None:
    east = place("R1", "road", "甲路", line((WEST, SOUTH + STEP), (WEST + 2 * STEP, SOUTH + STEP)))
    north = place("R2", "road", "乙路", line((WEST + STEP, SOUTH), (WEST + STEP, SOUTH + 2 * STEP)))
    builders.import_places(east, north)

    found = queries.locate_words("甲路与乙路口")

    assert found.area is not None
    assert (found.how, found.area.name, len(found.candidates)) == ("located", "桂苑社区", 4)
