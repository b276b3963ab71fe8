"""Boundaries at the door: read, converted once, matched, mended with a notice or refused with a sentence."""

from typing import Any

import pytest
import shapely

from tests.grids import builders
from tests.grids.builders import ADMIN, NOON, SOUTH, STEP, WEST, District, collection, feature, square
from wangge.grids import actions, crs, queries
from wangge.grids.access import Acting, Role
from wangge.grids.models import GeometryVersion
from wangge.grids.rules import boundaries, checks
from wangge.grids.rules.checks import Concern
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]

GRID = "990101001001001"
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[118.4, 31.7], [118.41, 31.71], [118.41, 31.7], [118.4, 31.71], [118.4, 31.7]]],
}
#: A square whose outline runs a few metres back over itself in one corner.
SPIKE = {
    "type": "Polygon",
    "coordinates": [
        [
            [118.4, 31.7],
            [118.41, 31.7],
            [118.41, 31.71],
            [118.4101, 31.7099],
            [118.41, 31.7099],
            [118.4, 31.71],
            [118.4, 31.7],
        ]
    ],
}


def shifted(geometry: dict[str, Any], system: str) -> dict[str, Any]:
    ring = [list(crs.from_wgs84(lon, lat, system)) for lon, lat in geometry["coordinates"][0]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize("system", ["wgs84", "cgcs2000", "gcj02", "bd09"])
def test_every_system_ends_on_the_same_ground_and_the_original_is_kept(
    district: District, system: str
) -> None:
    given = shifted(square(WEST, SOUTH, STEP, STEP), system)

    actions.set_geometry(district.grid, given, crs=system, source="测绘院", by=ADMIN, at=NOON)

    stored = district.grid.geometry
    assert stored is not None
    ring = stored["coordinates"][0]
    assert min(p[0] for p in ring) == pytest.approx(WEST, abs=1e-5)
    assert max(p[1] for p in ring) == pytest.approx(SOUTH + STEP, abs=1e-5)
    kept = GeometryVersion.objects.filter(area=district.grid).latest("pk")
    assert (kept.original, kept.crs, kept.source) == (given, system, "测绘院")


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ({}, "不是面"),
        ({"type": "Point", "coordinates": [118.4, 31.7]}, "不是面"),
        ({"type": "Polygon", "coordinates": []}, "没有坐标"),
        ({"type": "Polygon", "coordinates": [[["a", 1], [2, 3], [4, 5], [1, 1]]]}, "读不出来"),
        ({"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}, "读不出来"),
        (square(500_000, 3_500_000, 100, 100), "不是经纬度"),
        (square(31.7, 118.4, 0.01, 0.01), "写反了"),
        (square(118.4, 31.7, 0.00005, 0.00005), "小于 100 平方米"),
        (BOW_TIE, "自相交"),
    ],
)
def test_what_cannot_be_a_boundary_is_refused_in_a_sentence(geometry: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        boundaries.prepare(geometry, "wgs84")


def test_a_small_fault_is_mended_and_told() -> None:
    prepared = boundaries.prepare(SPIKE, "wgs84")

    assert prepared.polygon.is_valid
    assert "已自动修补" in prepared.notice


def test_a_shape_of_too_many_points_is_refused() -> None:
    ring = [[118.4 + n * 1e-7, 31.7] for n in range(200_001)]
    ring += [[118.45, 31.8], ring[0]]

    with pytest.raises(Refused, match="请先简化"):
        boundaries.prepare({"type": "Polygon", "coordinates": [ring]}, "wgs84")


def test_what_is_not_a_number_is_refused() -> None:
    with pytest.raises(Refused, match="读不出来"):
        boundaries.prepare(square(float("nan"), 31.7, 1, 1), "wgs84")


@pytest.mark.parametrize("content", [None, [], {}, {"type": "FeatureCollection"}, {"type": "Polygon"}])
def test_what_is_no_geojson_is_refused(content: Any) -> None:
    with pytest.raises(Refused, match="不是 GeoJSON"):
        boundaries.features(content)


def test_an_empty_or_unreadable_document_is_refused() -> None:
    with pytest.raises(Refused, match="没有图形"):
        boundaries.features(collection())
    with pytest.raises(Refused, match="读不懂"):
        boundaries.features({"type": "FeatureCollection", "features": ["x"]})
    assert len(boundaries.features(feature("1", square(1, 1, 1, 1)))) == 1


def test_the_preview_says_what_is_new_changed_and_unchanged(district: District) -> None:
    content = builders.boundaries()
    content["features"][-1]["geometry"] = square(WEST + 3 * STEP, SOUTH + 3 * STEP, STEP, STEP / 2)
    content["features"].append(feature("990101003", square(119, 32, 1, 1)))

    plan = queries.plan_boundaries(content, crs="wgs84", by_name=False)

    assert (plan.count("new"), plan.count("changed"), plan.count("unchanged")) == (0, 1, 22)
    assert plan.strangers == ["990101003"]
    assert plan.errors == plan.notices == []


def test_boundaries_find_their_area_by_name_where_a_name_is_one(district: District) -> None:
    content = collection(
        {"type": "Feature", "properties": {"name": "桂苑社区"}, "geometry": square(WEST, SOUTH, STEP, STEP)},
        {"type": "Feature", "properties": {"name": "第一网格"}, "geometry": square(WEST, SOUTH, STEP, STEP)},
        {"type": "Feature", "properties": {}, "geometry": square(WEST, SOUTH, STEP, STEP)},
    )

    plan = queries.plan_boundaries(content, crs="wgs84", by_name=True)

    assert [b.node.name for b in plan.boundaries] == ["桂苑社区"]
    assert "不止一个区域叫这个名字" in plan.errors[0]
    assert "没有名称" in plan.errors[1]


def test_boundaries_find_their_area_by_any_form_of_its_code(district: District) -> None:
    shape = square(WEST, SOUTH, STEP, STEP)
    content = collection(
        feature("990101", shape), {"type": "Feature", "properties": {"adcode": 990101001}, "geometry": shape}
    )

    plan = queries.plan_boundaries(content, crs="wgs84", by_name=False)

    assert [b.node.name for b in plan.boundaries] == ["清岚区", "柳岸街道"]


def test_two_polygons_of_one_area_are_refused(district: District) -> None:
    twice = collection(
        feature(GRID, square(WEST, SOUTH, STEP, STEP)), feature(GRID, square(WEST, SOUTH, 1, 1))
    )

    with pytest.raises(Refused, match="是同一个区域"):
        actions.import_boundaries(twice, crs="wgs84", by=ADMIN, at=NOON)


def test_one_bad_polygon_stops_the_whole_file(district: District) -> None:
    content = collection(
        feature(GRID, square(WEST, SOUTH, STEP, STEP / 2)), feature("990101001001002", BOW_TIE)
    )
    before = district.grid.geometry

    with pytest.raises(Refused, match="第 2 个图形“第二网格”"):
        actions.import_boundaries(content, crs="wgs84", by=ADMIN, at=NOON)

    assert district.grid.geometry == before


def test_the_wrong_system_is_noticed_by_what_sticks_out(district: District) -> None:
    content = collection(feature(GRID, square(WEST, SOUTH, STEP, STEP)))
    content["features"][0]["geometry"] = square(WEST - STEP / 2, SOUTH, STEP, STEP)

    plan = queries.plan_boundaries(content, crs="wgs84", by_name=False)

    assert "请检查坐标系是否选对" in plan.notices[0]


def test_a_file_that_fits_no_area_is_refused(district: District) -> None:
    with pytest.raises(Refused, match="没有一个图形能对上"):
        actions.import_boundaries(
            collection(feature("110101", square(1, 1, 1, 1))), crs="wgs84", by=ADMIN, at=NOON
        )


def test_whoever_reaches_one_street_sets_no_boundary_of_the_next(district: District) -> None:
    by = Acting(Role.SYSTEM_ADMIN, area_path=district.street.path)

    with pytest.raises(NotAllowed):
        actions.import_boundaries(builders.boundaries(), crs="wgs84", by=by, at=NOON)
    with pytest.raises(NotAllowed):
        actions.set_geometry(district.root, square(WEST, SOUTH, 1, 1), crs="wgs84", by=by, at=NOON)


def test_importing_the_same_again_keeps_no_second_version(district: District) -> None:
    count = GeometryVersion.objects.count()

    actions.import_boundaries(builders.boundaries(), crs="wgs84", by=ADMIN, at=NOON)

    assert GeometryVersion.objects.count() == count


def test_a_whole_division_has_nothing_to_say(district: District) -> None:
    node = queries.area(district.community.pk)
    assert node is not None

    assert queries.division_check(node) == []


def test_gaps_overlaps_and_what_sticks_out_are_told_in_square_metres(district: District) -> None:
    small = square(WEST, SOUTH, STEP / 2, STEP)
    wide = square(WEST + STEP, SOUTH - STEP / 10, STEP, STEP * 1.2)
    actions.set_geometry(district.grid, small, crs="wgs84", by=ADMIN, at=NOON)
    actions.set_geometry(district.area("990101001001002"), wide, crs="wgs84", by=ADMIN, at=NOON)
    node = queries.area(district.community.pk)
    assert node is not None

    findings = {f.concern: f for f in queries.division_check(node)}

    assert findings.keys() == {Concern.OVERLAP, Concern.GAP, Concern.STICKS_OUT}
    assert "没有划入任何下级区域" in findings[Concern.GAP].text
    assert findings[Concern.GAP].size == pytest.approx(526_000, rel=0.02)
    assert "第二网格与第四网格重叠" in findings[Concern.OVERLAP].text
    assert "第二网格有" in findings[Concern.STICKS_OUT].text
    assert findings[Concern.GAP].ground is not None


def test_endless_coordinates_are_refused() -> None:
    with pytest.raises(Refused, match=r"不是数字|读不出来"):
        boundaries.prepare(square(118.4, 31.7, float("inf"), 1), "wgs84")


def test_a_sliver_of_less_than_a_square_metre_is_no_overlap() -> None:
    one, other = shapely.box(118.4, 31.7, 118.41, 31.71), shapely.box(118.4099999999, 31.7, 118.42, 31.71)

    assert checks.division(None, {1: ("甲", one), 2: ("乙", other)}) == []
    assert checks.division(None, {}) == []


def test_an_area_that_was_retired_is_not_found_by_name(district: District) -> None:
    actions.retire(district.grid, successor=None, by=ADMIN, at=NOON)
    content = collection(
        {
            "type": "Feature",
            "properties": {"name": "桂苑社区·第一网格"},
            "geometry": square(WEST, SOUTH, 1, 1),
        }
    )

    plan = queries.plan_boundaries(content, crs="wgs84", by_name=True)

    assert plan.strangers == ["桂苑社区·第一网格"]
