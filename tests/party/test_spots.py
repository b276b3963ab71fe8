"""Where posts of responsibility are: fixed places on every map that shows them, never a person."""

import json

import pytest

from tests.town import MONDAY_9_00, Town
from wangge.grids.models import Place
from wangge.party import actions
from wangge.party.models import ResponsibilityPost
from wangge.party.rules.serving import Duty

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def post(town: Town) -> ResponsibilityPost:
    """A post at the north gate, held by the member; another has no place."""
    gate = Place.objects.create(
        area=town.grid, area_path=town.grid.path, kind="gate", name="北门", lon=118.705, lat=32.005
    )
    made = [
        actions.open_post(
            town.grid,
            kind="post",
            title=title,
            words_="每周看一遍",
            duty=Duty.DISCOVER,
            wanted=1,
            place=place,
            by=town.staff,
            at=MONDAY_9_00,
        )
        for title, place in (("北门岗", gate), ("宣传岗", None))
    ]
    actions.take_post(made[0], by=town.member, at=MONDAY_9_00)
    return made[0]


def test_a_post_lies_where_its_place_is_and_names_nobody(town: Town, post: ResponsibilityPost) -> None:
    answer = town.client("staff").get("/party/posts/points.json")

    assert answer.json() == [
        [118.705, 32.005, "green", "北门岗 1/1 人", f"/party/posts/#post{post.pk}"],
    ]


def test_the_command_desk_and_the_map_of_cases_have_the_layer(town: Town, post: ResponsibilityPost) -> None:
    town.stock()
    desk = town.client("secretary").get("/insight/").content.decode()
    cases = town.client("leader").get("/cases/map/").content.decode()
    layers = json.loads(desk.partition('id="layers">')[2].partition("</script>")[0])

    assert layers["duty"] == [{"name": "北门岗 1/1 人", "at": [118.705, 32.005], "full": True}]
    assert "/party/posts/points.json" in cases
    assert town.person("member").name not in desk
