"""POST /api/v1/cases: what is taken in, what is refused and how."""

from typing import Any

import pytest
from django.test import Client

from tests.cases.asking import post, report_of
from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Appeal, Case, Receipt
from wangge.cases.sealed import appeal_words
from wangge.grids import actions as grids
from wangge.grids.rules.placing import PlaceRow
from wangge.kernel import ids
from wangge.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FIELDS = {"number", "secret", "status", "located", "area", "matter", "due_at", "emergency", "url"}


def test_a_report_with_a_point_is_taken_in(town: Town, story: Story) -> None:
    answer = post("/cases", report_of("grid", matter="FAC-03"))

    assert answer.status == 201
    assert answer.body.keys() == FIELDS
    assert answer.body["status"] == "reported"
    assert answer.body["located"] == "point"
    assert answer.body["area"]["code"] == town.grid.grid_code
    assert answer.body["area"]["path"][0]["code"] == town.district.stat_code
    assert answer.body["area"]["path"][-1]["name"] == "柳荫一网格"
    assert answer.body["matter"]["code"] == "FAC-03"
    assert answer.body["due_at"] is None
    assert answer.body["emergency"] is None


def test_the_answer_holds_a_number_a_secret_and_the_address_of_both(story: Story) -> None:
    body = post("/cases", report_of()).body

    assert ids.normal_number(body["number"]) == body["number"]
    assert len(body["secret"]) == 32
    assert body["url"] == f"http://testserver/c/{body['number']}/?secret={body['secret']}"
    assert Appeal.objects.get(number=body["number"]).secret_version == 1


def test_the_secret_is_stored_nowhere(story: Story) -> None:
    body = post("/cases", report_of()).body

    receipt = Receipt.objects.get()
    assert body["secret"] not in str(receipt.answer)
    assert "url" not in str(receipt.answer)


def test_what_was_said_is_kept_sealed_and_nobody_becomes_a_person(story: Story) -> None:
    before = Person.objects.count()
    contact = {"name": "林", "phone": "138 0000 1111"}

    post("/cases", report_of(text="楼下路灯坏了", place="东门", contact=contact, source="wechat"))

    appeal = Appeal.objects.select_related("case").get()
    assert appeal_words(appeal.case, [appeal])[appeal.pk] == {"text": "楼下路灯坏了", "place": "东门"}
    assert "楼下路灯坏了".encode() not in bytes(appeal.words)
    assert (appeal.contact_name, appeal.contact_phone, appeal.source) == ("林", "13800001111", "wechat")
    assert appeal.case.contact_left
    assert Person.objects.count() == before


def test_words_that_cannot_be_placed_are_no_error(town: Town, story: Story) -> None:
    answer = post("/cases", report_of("", place="老地方，你们懂的"))

    assert answer.status == 201
    assert answer.body["located"] == "none"
    assert answer.body["area"] is None
    assert Case.objects.get().desk == town.district


def test_a_place_is_found_by_its_words(town: Town, story: Story) -> None:
    answer = post("/cases", report_of("", place="柳荫社区门口"))

    assert answer.body["located"] == "words"
    assert answer.body["area"]["name"] == "柳荫社区"


def test_without_a_place_the_words_of_the_report_are_read_for_one(town: Town, story: Story) -> None:
    answer = post("/cases", report_of("", text="荷塘社区的路灯全灭了"))

    assert answer.body["located"] == "words"
    assert answer.body["area"]["name"] == "荷塘社区"


def test_a_point_outside_every_area_is_refused_on_lon(story: Story) -> None:
    answer = post("/cases", report_of("", lon=120.5, lat=30.5))

    assert answer.status == 422
    assert "不在本辖区" in answer.faults["lon"]
    assert not Case.objects.exists()


def test_a_point_outside_is_forgiven_when_the_place_lies_inside(town: Town, story: Story) -> None:
    answer = post("/cases", report_of("", lon=120.5, lat=30.5, place="柳荫社区"))

    assert answer.status == 201
    assert answer.body["located"] == "words"
    case = Case.objects.get()
    assert (case.given_lon, case.given_lat) == (120.5, 30.5)
    assert (case.lon, case.lat) == (None, None)


def test_a_point_of_a_public_map_is_turned_into_our_system(town: Town, story: Story) -> None:
    from wangge.grids.crs import from_wgs84

    body = report_of("grid")
    body["lon"], body["lat"] = from_wgs84(body["lon"], body["lat"], "bd09")

    answer = post("/cases", body | {"crs": "bd09"})

    assert answer.body["area"]["code"] == town.grid.grid_code
    assert Case.objects.get().given_crs == "bd09"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": None}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n\t\u3000"}, "text"),
        ({"text": "\x00\x01"}, "text"),
        ({"text": "长" * 2001}, "text"),
        ({"text": 5}, "text"),
        ({"text": ["a"]}, "text"),
        ({"client_request_id": None}, "client_request_id"),
        ({"client_request_id": "short"}, "client_request_id"),
        ({"client_request_id": "x" * 65}, "client_request_id"),
        ({"client_request_id": "有汉字的编号不行的"}, "client_request_id"),
        ({"lon": "118.7"}, "lon"),
        ({"lon": True}, "lon"),
        ({"lon": 181}, "lon"),
        ({"lat": None}, "lat"),
        ({"lon": None}, "lon"),
        ({"crs": "utm"}, "crs"),
        ({"place": "长" * 201}, "place"),
        ({"place": 3}, "place"),
        ({"matter": "XXX-99"}, "matter"),
        ({"matter": 7}, "matter"),
        ({"contact": "13800001111"}, "contact"),
        ({"contact": {"phone": "12"}}, "contact.phone"),
        ({"contact": {"phone": 13800001111}}, "contact.phone"),
        ({"contact": {"wechat": "x"}}, "contact.wechat"),
        ({"source": 1}, "source"),
        ({"id_card": "x"}, "id_card"),
    ],
)
def test_a_field_that_is_wrong_is_named_in_chinese(story: Story, change: dict[str, Any], field: str) -> None:
    answer = post("/cases", report_of(**change))

    assert answer.status == 422
    assert field in answer.faults
    assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.faults[field])
    assert not Case.objects.exists()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(story: Story, number: str) -> None:
    body = f'{{"client_request_id": "abcdefgh", "text": "路灯", "lon": {number}, "lat": 32.0}}'

    answer = post("/cases", body)

    assert answer.status == 422
    assert "lon" in answer.faults


@pytest.mark.parametrize("body", ["", "{", "路灯坏了", b"\xff\xfe", '{"text": "\\ud800'])
def test_what_is_not_json_is_a_bad_request(story: Story, body: Any) -> None:
    answer = post("/cases", body)

    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["title"] == "请求读不懂"


@pytest.mark.parametrize("body", ["[]", "null", "3", '"text"'])
def test_json_that_is_no_object_is_refused(story: Story, body: str) -> None:
    assert post("/cases", body).status == 422


def test_half_a_character_is_refused(story: Story) -> None:
    body = '{"client_request_id": "abcdefgh", "text": "\\ud800"}'

    assert post("/cases", body).status == 422


def test_a_body_over_64_kib_is_too_large(story: Story) -> None:
    answer = post("/cases", report_of(text="长" * 30_000))

    assert answer.status == 413
    assert answer.body["detail"] == "请求内容最多 64 KB。"


def test_control_characters_are_taken_out_of_all_words(story: Story) -> None:
    answer = post("/cases", report_of("", text="路\x00灯", place="东\x00门", contact={"name": "林\x07"}))

    assert answer.status == 201
    appeal = Appeal.objects.select_related("case").get()
    assert appeal_words(appeal.case, [appeal])[appeal.pk] == {"text": "路灯", "place": "东门"}
    assert appeal.contact_name == "林"


def test_danger_is_answered_with_the_numbers_to_call(story: Story) -> None:
    answer = post("/cases", report_of(text="三楼着火了，有人困在里面"))

    assert answer.status == 201
    assert "119" in answer.body["emergency"]["call"]
    assert "不能代替报警" in answer.body["emergency"]["text"]
    assert Case.objects.get().urgency == "emergency"


def test_nobody_without_a_token_says_that_he_was_on_patrol(town: Town, story: Story) -> None:
    post("/cases", report_of(source="patrol"))
    post("/cases", report_of(source="hotline"), token=town.token("dispatcher"))
    post("/cases", report_of(source="some-system"))

    assert sorted(Appeal.objects.values_list("source", flat=True)) == ["api", "api", "hotline"]


def test_a_token_reports_under_its_own_hat(town: Town, story: Story) -> None:
    answer = post("/cases", report_of(), token=town.token("dispatcher"))

    assert answer.status == 201
    step = Case.objects.get().steps.get()
    assert step.post_id == town.post("dispatcher").pk
    assert Receipt.objects.get().door == f"post:{step.post_id}"


def test_a_hat_that_may_not_report_is_told_so(town: Town, story: Story) -> None:
    answer = post("/cases", report_of(), token=town.token("verifier"))

    assert answer.status == 403


def test_a_wrong_token_is_not_taken_for_nobody(story: Story) -> None:
    answer = post("/cases", report_of(), token="wg_nothing")

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.body["status"] == 401


def test_an_address_of_the_api_that_does_not_exist_answers_in_json() -> None:
    for path in ("/api/v1/nothing", "/api/", "/api/v1/", "/api/v2/cases", "/api/v1/cases/1/moves/fly"):
        answer = Client().get(path)

        assert answer.status_code in (404, 405), path
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"] == []


def test_a_method_that_does_not_fit_is_told_which_does() -> None:
    answer = Client().delete("/api/v1/cases")

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}
    assert "POST" in answer.json()["detail"]


def test_a_host_that_is_not_ours_is_a_bad_request(story: Story) -> None:
    answer = post("/cases", report_of(), Host="elsewhere.example")

    assert answer.status == 400


def test_the_api_sets_no_cookie_and_is_never_kept(story: Story) -> None:
    response = Client().post("/api/v1/cases", report_of(), content_type="application/json")

    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert int(response.headers["Content-Length"]) == len(response.content)


def test_an_estate_and_its_building_place_a_report(town: Town, story: Story) -> None:
    rows = [PlaceRow(1, "E1", "estate", "锦绣里小区", lon=118.705, lat=32.005)]
    grids.import_places(rows, by=town.sysadmin, at=MONDAY_9_00)

    answer = post("/cases", report_of("", text="锦绣里小区门口的路灯不亮"))

    assert answer.body["located"] == "words"
    assert answer.body["area"]["code"] == town.grid.grid_code
    assert Case.objects.get().place == "锦绣里小区"


def test_no_number_means_two_things(story: Story) -> None:
    for _ in range(20):
        post("/cases", report_of())

    numbers = [
        *Case.objects.values_list("number", flat=True),
        *Appeal.objects.values_list("number", flat=True),
    ]
    assert len(numbers) == len(set(numbers)) == 40
