"""The wall: figures of an area and nothing of anybody; a screen without a session, bound to one browser."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.grids import queries as grids
from wangge.insight import actions
from wangge.insight.models import HotSpot
from wangge.insight.queries import wall
from wangge.insight.queries.counts import Counts, TooMany, Where
from wangge.insight.queries.screens import screen_of
from wangge.insight.rules.secrets import digest
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LATER = MONDAY_9_00 + 6 * HOUR


def shown(town: Town, place: str = "district") -> dict[str, object]:
    node = grids.area(getattr(town, place).pk)
    assert node is not None
    return wall.wall(node, at=LATER)


def test_its_numbers_are_those_of_the_cases(town: Town, story: Story) -> None:
    story.closed(matter="ENV-01")
    story.dispatched(matter="ENV-02", where="far_grid", by="district")
    story.reported(where="next_grid")

    data = shown(town)

    figures = data["figures"]
    assert isinstance(figures, dict)
    assert (figures["today"], figures["open"]) == (3, 2)
    assert data["curve"][-1] == {"day": "11-16", "reported": 3, "closed": 1}  # type: ignore[index]
    assert shown(town, "other_street")["figures"]["today"] == 1  # type: ignore[index]


def test_a_confidential_case_is_in_none_of_it(town: Town, story: Story) -> None:
    before = shown(town)

    story.report("他又打我了，孩子在哭", matter="SEC-08")

    after = shown(town)
    assert {**after, "lag": 0} == {**before, "lag": 0}


def test_events_are_category_and_community_and_points_stand_in_the_middle_of_a_grid(
    town: Town, story: Story
) -> None:
    story.report("三单元王大伯家门口堵了", place="柳荫路 41 号 302 室", phone="13800001111", at=LATER - HOUR)

    data = str(shown(town))

    assert "柳荫社区" in data
    for word in ("王大伯", "302 室", "41 号", "13800001111", "柳荫一网格"):
        assert word not in data
    assert shown(town)["ripples"] == [{"area": str(town.grid.pk), "minutes": 60}]


def test_few_about_people_have_no_row_of_their_own(town: Town, story: Story) -> None:
    story.reported(matter="WEL-03")
    story.reported(matter="ENV-01")

    assert [row["name"] for row in shown(town)["categories"]] == ["市容环卫", "其他"]  # type: ignore[attr-defined]


def test_three_of_a_matter_nearby_are_a_hot_spot_until_it_cools_down(town: Town, story: Story) -> None:
    for days in (9, 5, 1):
        story.reported(matter="ENV-01", at=MONDAY_9_00 - timedelta(days=days))
    story.reported(matter="ENV-01", where="far_grid")

    actions.find_spots(at=LATER)
    spot = shown(town)["spots"][0]  # type: ignore[index]
    assert (spot["matter"], spot["n"]) == ("公共区域暴露垃圾", 3)

    actions.find_spots(at=LATER + timedelta(days=28))
    assert not HotSpot.objects.filter(is_current=True).exists()


def test_a_leader_turns_a_hot_spot_into_one_supervised_case(town: Town, story: Story) -> None:
    for days in (9, 5, 1):
        story.dispatched(matter="ENV-01", at=MONDAY_9_00 - timedelta(days=days))
    actions.find_spots(at=LATER)
    spot = HotSpot.objects.get()

    case = actions.supervise_spot(spot, note="查清源头", by=town.streetleader, at=LATER)

    assert case.is_supervised
    with pytest.raises(Refused):
        actions.supervise_spot(spot, note="再来", by=town.streetleader, at=LATER)
    with pytest.raises(NotAllowed):
        actions.supervise_spot(spot, note="不是我的", by=town.other_dispatcher, at=LATER)


def test_nobody_asks_for_an_area_elsewhere(town: Town) -> None:
    client = town.client("streetleader")

    assert client.get(f"/insight/wall/?area={town.community.pk}").status_code == 200
    for place in (town.other_street, town.district):
        assert client.get(f"/insight/wall/data.json?area={place.pk}").status_code == 404


def test_a_screen_is_bound_to_one_browser_and_can_be_taken_back(town: Town) -> None:
    screen, code = actions.issue_screen(
        name="大厅", area=town.street, by=town.hat("secadmin"), at=timezone.now()
    )
    hall, other = Client(), Client()

    assert hall.post("/insight/screen/", {"code": code.lower()}).status_code == 302
    assert hall.get("/insight/wall/data.json").json()["name"] == "柳湾街道"
    assert other.post("/insight/screen/", {"code": code}).status_code == 409
    assert other.get("/insight/wall/data.json").status_code == 302
    assert hall.get(f"/insight/wall/data.json?area={town.district.pk}").status_code == 404
    for page in ("/cases/desk/", "/insight/screens/"):
        assert hall.get(page).status_code in (302, 404)

    actions.revoke_screen(screen, by=town.hat("secadmin"), at=timezone.now())
    assert hall.get("/insight/wall/data.json").status_code == 302


def test_a_screen_goes_dark_after_ninety_days(town: Town) -> None:
    screen, code = actions.issue_screen(
        name="大厅", area=town.street, by=town.hat("secadmin"), at=MONDAY_9_00
    )
    _, key = actions.bind_screen(code, at=MONDAY_9_00)

    assert screen.expires_at == MONDAY_9_00 + timedelta(days=90)
    assert screen_of(digest(key), at=MONDAY_9_00 + timedelta(days=89)) == screen
    assert screen_of(digest(key), at=MONDAY_9_00 + timedelta(days=90)) is None


def test_the_wall_costs_the_same_however_much_has_happened(town: Town, story: Story) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown(town)
        return len(asked)

    story.closed()
    few = cost()
    for _ in range(4):
        story.closed()

    assert cost() == few <= 22


def test_a_page_that_would_read_too_many_rows_fails_loudly(town: Town, story: Story) -> None:
    for where in ("grid", "next_grid", "far_grid"):
        story.reported(where=where)
    reader, day = Counts(with_hidden=False, most=1), MONDAY_9_00.date()
    whole = Where(town.district.pk, town.district.path)
    reader.total(whole, ["reported"], day, day)

    with pytest.raises(TooMany):
        reader.total(whole, ["reported"], day, day)
