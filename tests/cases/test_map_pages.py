"""The map of open work: one question, no confidential case, the same tag until a case moves."""

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import DAY, HOUR, Story
from tests.town import Town, middle
from wangge.cases import actions
from wangge.cases.queries import maps as queries
from wangge.cases.queries.desk import Filters

pytestmark = [pytest.mark.django_db, pytest.mark.both]

POINTS = "/cases/map.json"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def read(town: Town, who: str, query: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = town.client(who).get(f"{POINTS}?{query}").json()
    return answer


def shown(html: bytes, *words: str) -> bool:
    return all(word.encode() in html for word in words)


def test_a_point_says_where_what_and_until_when(town: Town, story: Story, now: datetime) -> None:
    case = story.accepted(matter="ENV-01", at=now)

    found = read(town, "dispatcher")

    lon, lat = middle("grid")
    assert found["statuses"] == [["待派单", "amber"]]
    assert found["matters"] == ["公共区域暴露垃圾"]
    assert found["cases"] == [
        [
            str(case.pk),
            pytest.approx(lon),
            pytest.approx(lat),
            0,
            0,
            int(case.act_by.timestamp()),
            town.community.pk,
        ]
    ]


def test_a_case_without_a_point_is_counted_in_its_area(town: Town, story: Story, now: datetime) -> None:
    case = story.reported(matter="ENV-01", at=now)
    case.__class__.objects.filter(pk=case.pk).update(lon=None, lat=None)

    (row,) = read(town, "dispatcher")["cases"]

    assert row[1:3] == [None, None]
    assert row[6] == town.community.pk


def test_a_confidential_case_is_on_no_map(town: Town, story: Story, now: datetime) -> None:
    town.hat("streetleader")
    case = story.reported(text="他又打我了，孩子在哭", matter="", place="锦绣里", at=now)
    assert case.is_confidential

    for who in ("dispatcher", "streetleader", "district"):
        assert read(town, who)["cases"] == []
        assert not shown(town.client(who).get("/cases/map/").content, str(case.pk))


def test_closed_cases_and_those_of_others_are_not_there(town: Town, story: Story, now: datetime) -> None:
    story.closed(matter="ENV-14", at=now - 30 * HOUR)
    story.reported(matter="ENV-01", where="other_grid", at=now)

    assert len(read(town, "dispatcher")["cases"]) == 1
    assert read(town, "staff")["cases"] == []
    assert read(town, "other_dispatcher")["cases"] == []


def test_a_handler_sees_the_points_of_the_units_orders(town: Town, story: Story, now: datetime) -> None:
    case = story.dispatched(matter="ENV-01", at=now)

    assert [row[0] for row in read(town, "other_handler")["cases"]] == [str(case.pk)]
    assert read(town, "handler")["cases"] == []


def test_the_tag_stays_until_a_case_moves(town: Town, story: Story, now: datetime) -> None:
    case = story.reported(matter="ENV-01", at=now)
    client = town.client("dispatcher")
    tag = client.get(POINTS).headers["ETag"]

    same = client.get(POINTS, headers={"If-None-Match": tag})
    actions.accept(case, by=town.dispatcher, at=now)
    moved = client.get(POINTS, headers={"If-None-Match": tag})

    assert same.status_code == 304
    assert same.content == b""
    assert moved.status_code == 200
    assert moved.headers["ETag"] != tag


def test_filters_and_area_narrow_map_and_lists_alike(town: Town, story: Story, now: datetime) -> None:
    story.accepted(matter="ENV-01", place="菜场北门", at=now - 40 * DAY)
    story.reported(matter="FAC-03", place="荷塘边", where="other_grid", at=now)

    for query, place, other in (
        ("late=over", "菜场北门", "荷塘边"),
        ("category=FAC", "荷塘边", "菜场北门"),
        ("tab=reported", "荷塘边", "菜场北门"),
        (f"area={town.other_community.pk}", "荷塘边", "菜场北门"),
    ):
        html = town.client("dispatcher").get(f"/cases/map/?{query}").content
        assert len(read(town, "dispatcher", query)["cases"]) == 1, query
        assert shown(html, place), query
        assert not shown(html, other), query


def test_an_area_out_of_reach_shows_the_own_instead(town: Town, story: Story, now: datetime) -> None:
    far = queries.scope(town.dispatcher, town.far_community.pk)
    below = queries.scope(town.dispatcher, town.other_community.pk)
    unit = queries.scope(town.handler, None)

    assert far is not None
    assert (far.id, below and below.id) == (town.street.pk, town.other_community.pk)
    assert unit is not None
    assert unit.id == town.district.pk


def test_a_click_on_an_area_leads_to_the_list_it_counts(town: Town, story: Story, now: datetime) -> None:
    story.accepted(matter="ENV-01", place="菜场北门", at=now)
    link = f"/cases/?area={town.community.pk}"

    html = town.client("dispatcher").get("/cases/map/").content
    deeper = f"/cases/?area={town.grid.pk}"

    assert shown(html, link)
    assert shown(town.client("dispatcher").get(f"/cases/map/?area={town.community.pk}").content, deeper)
    for address in (link, deeper):
        assert shown(town.client("dispatcher").get(address).content, "菜场北门", "共 1 件")


def test_the_points_are_one_question(
    town: Town,
    story: Story,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(6):
        story.reported(matter="ENV-01", at=now)
    acting, node = town.dispatcher, queries.scope(town.dispatcher, None)
    assert node is not None
    client = town.client("dispatcher")
    client.get(POINTS)

    with django_assert_num_queries(1):
        queries.points(queries.open_cases(acting, Filters(area=node.id), at=now), node)
    with django_assert_max_num_queries(6):
        client.get(POINTS)
    with django_assert_max_num_queries(10):
        client.get("/cases/map/")
