"""A boundary drawn by hand stands beside its neighbours or is refused; areas are cut and joined."""

from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.grids import builders
from tests.grids.builders import ADMIN, NOON, SOUTH, STEP, WEST, District, square
from wangge.grids import actions, queries
from wangge.grids.access import Acting, Role
from wangge.grids.actions import Part
from wangge.grids.models import Alias, Area, Place, Post, Succession, UnitArea
from wangge.grids.rules import drawing, plane
from wangge.grids.rules.drawing import Fit
from wangge.kernel.refusal import NotAllowed, Refused

FIRST, SECOND, THIRD = "990101001001001", "990101001001002", "990101001001003"
GROUND = plane.shape(square(WEST, SOUTH, STEP, STEP))
DOWN = {
    "type": "LineString",
    "coordinates": [[WEST + STEP / 2, SOUTH - 0.001], [WEST + STEP / 2, SOUTH + STEP + 0.001]],
}


def size(geometry: Any) -> float:
    return float(plane.over([geometry]).flat(geometry).area)


def test_a_cut_makes_two_pieces_of_the_whole() -> None:
    left, right = drawing.cut(GROUND, [DOWN])

    assert left.centroid.x < right.centroid.x
    assert size(left) + size(right) == pytest.approx(size(GROUND), rel=1e-9)


def test_a_cut_that_stops_just_short_of_the_border_is_drawn_on() -> None:
    short = {
        "type": "LineString",
        "coordinates": [[WEST + 0.005, SOUTH + 0.0002], [WEST + 0.005, SOUTH + 0.0098]],
    }

    assert len(drawing.cut(GROUND, [short])) == 2


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            {
                "type": "LineString",
                "coordinates": [[WEST + 0.002, SOUTH + 0.004], [WEST + 0.006, SOUTH + 0.004]],
            },
            "没有把网格切开",
        ),
        (
            {
                "type": "LineString",
                "coordinates": [[WEST + 0.00006, SOUTH - 0.00001], [WEST - 0.00001, SOUTH + 0.00006]],
            },
            "重新画线",
        ),
        ({"type": "Point", "coordinates": [1, 2]}, "没有读懂"),
        ({"type": "LineString", "coordinates": [[float("nan"), 1], [2, 3]]}, "没有读懂"),
        ("x", "没有读懂"),
    ],
)
def test_a_line_that_cuts_nothing_is_refused(line: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        drawing.cut(GROUND, [line])


@given(st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_wherever_it_is_cut_no_ground_is_lost(south: float, north: float) -> None:
    line = {
        "type": "LineString",
        "coordinates": [[WEST + STEP * south, SOUTH - 0.001], [WEST + STEP * north, SOUTH + STEP + 0.001]],
    }

    parts = drawing.cut(GROUND, [line])

    assert sum(map(size, parts)) == pytest.approx(size(GROUND), rel=1e-9)
    assert size(drawing.joined(parts)) == pytest.approx(size(GROUND), rel=1e-6)


def test_neighbours_share_more_than_a_corner() -> None:
    beside, corner, off = (
        plane.shape(square(WEST + dx, SOUTH + dy, STEP, STEP))
        for dx, dy in ((STEP, 0), (STEP, STEP), (3 * STEP, 0))
    )

    assert drawing.touches(GROUND, beside)
    assert not drawing.touches(GROUND, corner)
    assert not drawing.touches(GROUND, off)


@pytest.mark.django_db
@pytest.mark.both
class TestDrawing:
    def test_a_sound_boundary_is_stored_and_its_places_found_anew(self, district: District) -> None:
        point = {"type": "Point", "coordinates": [WEST + STEP * 0.9, SOUTH + STEP * 0.5]}
        builders.import_places(
            {
                "type": "Feature",
                "properties": {"code": "E", "kind": "estate", "name": "里"},
                "geometry": point,
            }
        )

        actions.draw_boundary(district.grid, square(WEST, SOUTH, STEP * 0.8, STEP), by=ADMIN, at=NOON)

        assert queries.locate(WEST + STEP * 0.9, SOUTH + STEP * 0.5).area == queries.area(
            district.community.pk
        )
        assert Place.objects.get().area_path == district.community.path

    @pytest.mark.parametrize(
        ("wide", "high", "words"),
        [(1.2, 1, "第一网格与第二网格重叠"), (1, 1.2, "第一网格与第三网格重叠")],
    )
    def test_lapping_over_a_neighbour_is_refused(
        self, district: District, wide: float, high: float, words: str
    ) -> None:
        with pytest.raises(Refused, match=words):
            actions.draw_boundary(
                district.grid, square(WEST, SOUTH, STEP * wide, STEP * high), by=ADMIN, at=NOON
            )

    def test_leaving_the_area_above_is_refused(self, district: District) -> None:
        with pytest.raises(Refused, match="在上级边界以外"):
            actions.draw_boundary(district.grid, square(WEST - 0.002, SOUTH, STEP, STEP), by=ADMIN, at=NOON)

    def test_losing_an_area_below_is_refused(self, district: District) -> None:
        with pytest.raises(Refused, match="第二网格有"):
            actions.draw_boundary(
                district.community, square(WEST, SOUTH, STEP * 1.5, 2 * STEP), by=ADMIN, at=NOON
            )

    def test_the_drawn_one_can_give_way(self, district: District) -> None:
        names = actions.draw_boundary(
            district.grid, square(WEST - 0.002, SOUTH, STEP * 1.4, STEP), fit=Fit.DRAWN, by=ADMIN, at=NOON
        )

        assert names == []
        assert queries.division_check(queries.the_tree().nodes[district.community.pk]) == []

    def test_the_neighbour_can_give_way(self, district: District) -> None:
        names = actions.draw_boundary(
            district.grid, square(WEST, SOUTH, STEP * 1.4, STEP), fit=Fit.NEIGHBOURS, by=ADMIN, at=NOON
        )

        found = queries.locate(WEST + STEP * 1.3, SOUTH + STEP * 0.5).area
        assert names == ["第二网格"]
        assert found is not None
        assert found.key == FIRST
        assert queries.division_check(queries.the_tree().nodes[district.community.pk]) == []

    def test_who_does_not_reach_the_area_does_not_draw_it(self, district: District) -> None:
        other = Acting(Role.SYSTEM_ADMIN, area_path=district.area("990101002000000").path)

        with pytest.raises(NotAllowed):
            actions.draw_boundary(district.grid, square(WEST, SOUTH, STEP, STEP), by=other, at=NOON)


@pytest.mark.django_db
@pytest.mark.both
class TestSplitting:
    def halves(self) -> list[Part]:
        return [
            Part(f"第一网格{side}", part)
            for side, part in zip("东西", drawing.cut(GROUND, [DOWN]), strict=True)
        ]

    def test_what_hangs_on_a_grid_goes_on_in_its_parts(self, district: District) -> None:
        leader = district.post("甲", Role.LEADER, district.grid)
        officer = district.post("乙", Role.OFFICER, district.grid)
        actions.serve(district.unit("扫"), district.grid, by=ADMIN, at=NOON)
        actions.add_alias("老厂", kind="nickname", area=district.grid, by=ADMIN, at=NOON)
        old = district.grid

        made = actions.split(
            old, self.halves(), posts_to={officer.pk: [0, 1], leader.pk: [1]}, by=ADMIN, at=NOON
        )

        old.refresh_from_db()
        held = Post.objects.held(NOON).filter(area__in=made).order_by("area", "role")
        assert old.valid_to is not None
        assert old.successor == made[0]
        assert set(Succession.objects.values_list("area", "successor")) == {(old.pk, m.pk) for m in made}
        assert [(p.area, p.person.name, p.role) for p in held] == [
            (made[0], "乙", "officer"),
            (made[1], "甲", "leader"),
            (made[1], "乙", "officer"),
        ]
        assert UnitArea.objects.count() == 2
        assert Alias.objects.get().area == made[0]
        assert len({m.grid_code for m in made} | {FIRST}) == 3
        assert queries.division_check(queries.the_tree().nodes[district.community.pk]) == []

    def test_a_code_is_never_given_twice(self, district: District) -> None:
        made = actions.split(district.grid, self.halves(), by=ADMIN, at=NOON)
        actions.retire(made[1], successor=made[0], by=ADMIN, at=NOON)

        new = actions.add_area(district.community, name="新网格", rank=4, by=ADMIN, at=NOON)

        assert new.grid_code not in {FIRST, made[0].grid_code, made[1].grid_code}

    def test_names_are_asked_for_and_differ(self, district: District) -> None:
        one, other = self.halves()

        with pytest.raises(Refused, match="名称"):
            actions.split(district.grid, [one, Part(one.name, other.polygon)], by=ADMIN, at=NOON)
        with pytest.raises(Refused, match="至少"):
            actions.split(district.grid, [one], by=ADMIN, at=NOON)
        with pytest.raises(Refused, match="下面还有"):
            actions.split(district.community, [one, other], by=ADMIN, at=NOON)

    def test_neighbours_become_one(self, district: District) -> None:
        one, other = district.grid, district.area(SECOND)
        district.post("甲", Role.OFFICER, one)
        district.post("乙", Role.OFFICER, other)

        made = actions.merge([one, other], name="桂苑东网格", by=ADMIN, at=NOON)

        assert made.households == 1000
        assert made.merged_grids == "第一网格、第二网格"
        assert size(plane.shape(made.geometry or {})) == pytest.approx(2 * size(GROUND), rel=1e-4)
        assert Post.objects.held(NOON).filter(area=made).count() == 2
        assert Area.objects.filter(successor=made).count() == 2
        assert shapely.geometry.shape(made.geometry or {}).geom_type == "Polygon"

    def test_strangers_do_not_become_one(self, district: District) -> None:
        with pytest.raises(Refused, match="不相邻"):
            actions.merge([district.grid, district.area("990101001001004")], name="新", by=ADMIN, at=NOON)
        with pytest.raises(Refused, match="同一上级"):
            actions.merge([district.grid, district.area("990101001002001")], name="新", by=ADMIN, at=NOON)
        with pytest.raises(Refused, match="至少选两个"):
            actions.merge([district.grid], name="新", by=ADMIN, at=NOON)


@pytest.mark.django_db
def test_grids_far_from_five_hundred_households_come_first(district: District) -> None:
    for code, count in ((FIRST, 1200), (SECOND, 90), (THIRD, 620)):
        actions.change_area(district.area(code), households=count, by=ADMIN, at=NOON)

    rows = queries.grid_sizes(queries.the_tree().nodes[district.community.pk])

    assert [(r.area.name, r.households, r.advice) for r in rows] == [
        ("第一网格", 1200, "split"),
        ("第二网格", 90, "merge"),
        ("第三网格", 620, ""),
        ("第四网格", 500, ""),
    ]
