"""The invented town: the same for the same seed, whole, and let in by the product's own imports."""

from collections import Counter

import pytest

from tests.town import LONG_AGO
from wangge.demo import geography
from wangge.demo.geography import Geography, naming
from wangge.grids import queries
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Place
from wangge.grids.rules.checks import FEW_HOUSEHOLDS, MANY_HOUSEHOLDS

SETTLER = Acting(Role.SYSTEM_ADMIN, seat="系统", name="安装")


@pytest.fixture(scope="module")
def small() -> Geography:
    return geography.make("small")


def test_a_seed_gives_one_town_and_another_seed_another(small: Geography) -> None:
    assert geography.make("small") == small
    assert geography.make("small", seed=7).boundaries != small.boundaries


def test_the_sizes_are_those_that_were_promised(small: Geography) -> None:
    district = geography.make("district")

    for made, streets, communities, grids in ((small, 1, 10, 120), (district, 6, 65, 793)):
        lengths = Counter(len(row["code"]) for row in made.rows)
        assert lengths == {6: 1, 9: streets, 12: communities, 15: grids}
        assert len(made.boundaries["features"]) == len(made.rows)


def test_a_city_has_three_districts() -> None:
    size = geography.SIZES["city"]

    assert (size.districts, size.districts * size.grids) == (3, 2379)


def test_every_code_lies_outside_the_real_ranges(small: Geography) -> None:
    assert {row["code"][:4] for row in small.rows} == {"9901"}


def test_most_grids_are_of_a_size_for_one_team(small: Geography) -> None:
    homes = [row["households"] for row in small.rows if row.get("grid_type") == "residential"]

    fit = [count for count in homes if FEW_HOUSEHOLDS <= count <= MANY_HOUSEHOLDS]
    assert 350 < sum(homes) / len(homes) < 650
    assert 0.8 < len(fit) / len(homes) < 1


def test_there_are_grids_of_other_kinds_and_reserved_land(small: Geography) -> None:
    kinds = {row.get("grid_type") for row in small.rows}

    assert {"residential", "market", "campus", "commercial_building", "reserved"} <= kinds


def test_no_two_estates_share_a_name_and_no_two_gates_a_door(small: Geography) -> None:
    estates = [f["properties"] for f in small.places["features"] if f["properties"]["kind"] == "estate"]

    assert len({e["name"] for e in estates}) == len(estates)
    assert len({e["address"] for e in estates}) == len(estates)


@pytest.mark.django_db
@pytest.mark.both
def test_the_town_comes_in_whole_and_without_a_gap(small: Geography) -> None:
    stages: list[str] = []

    geography.settle(small, by=SETTLER, at=LONG_AGO, tell=lambda stage, done, total: stages.append(stage))

    assert list(dict.fromkeys(stages)) == ["区域", "边界", "地点"]
    assert Area.objects.count() == 132
    assert not Place.objects.filter(area__isnull=True).exists()
    assert set(Place.objects.filter(kind="building").values_list("area__rank", flat=True)) == {4}
    for node in queries.the_tree().nodes.values():
        assert queries.division_check(node) == []


@pytest.mark.django_db
@pytest.mark.both
def test_the_places_that_stories_speak_of_are_found(small: Geography) -> None:
    geography.settle(small, by=SETTLER, at=LONG_AGO)

    def found(text: str) -> str:
        words = queries.locate_words(text)
        return words.area.label if words.how == "located" and words.area else words.how

    assert found("锦绣里小区东门里面的消防车道停了两辆车") == "桂苑社区·第三网格"
    assert found("荷风路88号") == "桂苑社区·第三网格"
    assert found("荷风里6栋楼道堆物") == "桂苑社区·第三网格"
    assert found("松月苑 3 栋电梯间") == "书香社区·第三网格"
    assert found("永宁里3栋") == "永宁社区·第四网格"
    assert found("荷塘公园的灯不亮") == "荷塘社区·第一网格"
    assert found("锦绣华庭18幢") == "桂苑社区·第五网格"
    assert found("沿河步道护栏外") == "none"


def test_every_place_that_must_exist_exists(small: Geography) -> None:
    wanted = {special.name for group in naming.specials().values() for special in group}

    built = {feature["properties"]["name"] for feature in small.places["features"]}

    assert wanted - built == set()
