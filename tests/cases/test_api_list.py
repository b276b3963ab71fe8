"""GET /api/v1/cases and /areas/locate: filters, pages without overlap, and what nobody may ask (06 R-16)."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.cases.asking import get
from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town, middle
from wangge.cases.models import Case
from wangge.grids.crs import from_wgs84

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def _numbers(town: Town, who: str, **asked: Any) -> list[str]:
    query = "&".join(f"{name}={quote(str(value))}" for name, value in asked.items())
    answer = get(f"/cases?{query}", token=town.token(who))
    assert answer.status == 200, answer.body
    return [item["number"] for item in answer.body["items"]]


def test_the_newest_stand_first_and_only_those_within_reach(town: Town, story: Story) -> None:
    first = story.reported(at=MONDAY_9_00)
    second = story.reported(where="other_grid", at=MONDAY_9_00 + HOUR)
    far = story.reported(where="far_grid", at=MONDAY_9_00 + 2 * HOUR)

    assert _numbers(town, "dispatcher") == [second.number, first.number]
    assert _numbers(town, "district") == [far.number, second.number, first.number]
    assert _numbers(town, "officer") == [first.number]
    assert _numbers(town, "handler") == []


@pytest.mark.parametrize("who", ["resident", "captain", "sysadmin", "secadmin", "audit"])
def test_whoever_holds_no_case_permit_gets_an_empty_list(town: Town, story: Story, who: str) -> None:
    story.reported()

    assert _numbers(town, who) == []


def test_without_a_token_there_is_no_list(story: Story) -> None:
    answer = get("/cases")

    assert answer.status == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_it_is_filtered_by_state_area_unit_and_time(town: Town, story: Story) -> None:
    old = story.reported(at=MONDAY_9_00)
    sent = story.dispatched(matter="ENV-02", where="other_grid", at=MONDAY_9_00 + HOUR)
    far = story.reported(where="far_grid", at=MONDAY_9_00 + 2 * HOUR)

    assert _numbers(town, "district", state="in_hand") == [sent.number]
    assert _numbers(town, "district", area=town.street.stat_code) == [sent.number, old.number]
    assert _numbers(town, "district", area=town.far_grid.grid_code) == [far.number]
    assert _numbers(town, "district", unit=town.sanitation.code) == [sent.number]
    assert _numbers(town, "district", unit="nobody") == []
    assert _numbers(town, "district", since=(MONDAY_9_00 + HOUR).isoformat()) == [far.number, sent.number]
    bare = get("/cases?since=2026-11-16T11:00:00+08:00", token=town.token("district"))
    assert [item["number"] for item in bare.body["items"]] == [far.number]


def test_pages_follow_each_other_without_overlap_or_gap(town: Town, story: Story) -> None:
    made = [story.reported(at=MONDAY_9_00 + timedelta(minutes=n // 3)).number for n in range(11)]
    seen: list[str] = []
    cursor, pages = "", 0

    while True:
        answer = get(f"/cases?limit=4&cursor={cursor}", token=town.token("dispatcher")).body
        seen += [item["number"] for item in answer["items"]]
        cursor, pages = answer["next"], pages + 1
        if not cursor:
            break
        story.reported(at=MONDAY_9_00 + timedelta(days=pages))  # what comes in meanwhile moves nothing

    assert pages == 3
    assert len(seen) == len(set(seen)) == 11
    assert set(seen) == set(made)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=flying", "state"),
        ("area=990199", "area"),
        ("since=yesterday", "since"),
        ("since=2026-11-16", "since"),
        ("since=2026-11-16T09:00:00", "since"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=%E4%BD%A0", "cursor"),
        ("cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5IGE=", "cursor"),
        ("since=0001-01-01T00:00:00Z", "since"),
        ("since=9999-12-31T23:59:59-23:59", "since"),
        ("unit=%00", "unit"),
    ],
)
def test_a_filter_that_is_wrong_is_named(town: Town, story: Story, query: str, field: str) -> None:
    answer = get(f"/cases?{query}", token=town.token("dispatcher"))

    assert answer.status == 422
    assert field in answer.faults


PHONE = "13800001111"
#: However somebody might try to ask for the cases of one phone or person.
ASKED = [
    f"{name}={value}"
    for name in ("phone", "contact", "contact_phone", "mobile", "tel", "phone_index", "q", "search", "text")
    for value in (PHONE, "138****1111", "1111")
] + [
    f"{name}={value}"
    for name in ("person", "person_id", "account", "reported_by", "holder", "contact_name", "name", "sender")
    for value in ("1", "林晚")
]


@pytest.mark.parametrize("query", ASKED)
def test_nobody_asks_a_list_by_a_phone_or_a_person(town: Town, story: Story, query: str) -> None:
    story.report(phone=PHONE)
    story.report(phone="13900002222")
    name, _, value = query.partition("=")

    answer = get(f"/cases?{name}={quote(value)}", token=town.token("dispatcher"))

    assert answer.status == 422
    assert "items" not in answer.body


@pytest.mark.parametrize("field", ["state", "area", "unit", "since", "cursor"])
def test_a_phone_in_a_filter_of_ours_finds_nothing(town: Town, story: Story, field: str) -> None:
    story.report(phone=PHONE)

    answer = get(f"/cases?{field}={PHONE}", token=town.token("dispatcher"))

    assert answer.status == 422 or answer.body["items"] == []


def test_no_address_of_the_api_takes_a_phone_or_a_person(story: Story) -> None:
    schema = get("/openapi.json").body

    asked = {
        parameter["name"]
        for operations in schema["paths"].values()
        for operation in operations.values()
        for parameter in operation["parameters"]
    }
    assert asked == {
        "number", "secret", "X-Case-Secret", "order_id", "lon", "lat", "crs",
        "state", "area", "unit", "since", "limit", "cursor",
    }  # fmt: skip


def test_a_page_costs_the_same_however_long_it_is(
    town: Town, story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        story.dispatched(matter="ENV-02")
    token = town.token("dispatcher")
    get("/cases", token=token)

    with django_assert_max_num_queries(
        8
    ):  # two for the token, two for its limit with a transaction, the list
        answer = get("/cases?limit=200", token=token)

    assert len(answer.body["items"]) == Case.objects.count() == 12


# --- locate ---


def test_a_point_lies_in_its_grid(town: Town, story: Story) -> None:
    lon, lat = middle("grid")

    body = get(f"/areas/locate?lon={lon}&lat={lat}").body

    assert body["located"] == "inside"
    assert body["area"]["code"] == town.grid.grid_code
    assert body["area"]["path"][0]["level"] == "district"


def test_a_point_of_another_system_is_turned(town: Town, story: Story) -> None:
    lon, lat = from_wgs84(*middle("grid"), "gcj02")

    assert get(f"/areas/locate?lon={lon}&lat={lat}&crs=gcj02").body["area"]["code"] == town.grid.grid_code


def test_a_point_on_a_border_names_both_sides(town: Town, story: Story) -> None:
    lon, lat = middle("grid")

    body = get(f"/areas/locate?lon={lon + 0.005}&lat={lat}").body

    assert body["located"] == "border"
    assert {node["code"] for node in body["candidates"]} == {town.grid.grid_code, town.next_grid.grid_code}


def test_a_point_outside_is_no_error(story: Story) -> None:
    body = get("/areas/locate?lon=1&lat=1").body

    assert body == {"located": "outside", "area": None, "candidates": []}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("lat=32", "lon"),
        ("lon=118", "lat"),
        ("lon=x&lat=1", "lon"),
        ("lon=nan&lat=1", "lon"),
        ("lon=1&lat=91", "lat"),
    ],
)
def test_a_point_that_is_none_is_refused(story: Story, query: str, field: str) -> None:
    answer = get(f"/areas/locate?{query}")

    assert answer.status == 422
    assert field in answer.faults
