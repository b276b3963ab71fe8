"""Open311: valid, facts alone, posted once however often it is sent; another city read in over real HTTP."""

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import jsonschema_rs
import pytest
from defusedxml import ElementTree as Safe
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.live_server_helper import LiveServer

from tests.cases.story import Story
from tests.channels.conftest import add_system
from tests.channels.listener import listening
from tests.shared_data import shared
from tests.town import MONDAY_9_00, Town, middle
from wangge.cases import actions as cases
from wangge.cases.models import Appeal, Case
from wangge.channels import jobs, pulling
from wangge.channels.actions import public, troubles
from wangge.channels.models import OutsideOrder, PublicItem, System, Trouble
from wangge.channels.rules import open311 as rules
from wangge.channels.rules.doors import Door
from wangge.kernel.refusal import NotAllowed, Refused

database = [pytest.mark.django_db, pytest.mark.both]
BASE = "/open311/v2"
LON, LAT = middle("grid")
#: A public matter.
PUBLIC = "FAC-03"


def opened(town: Town, door: Door = Door.OPEN311) -> None:
    troubles.open_door(door, is_open=True, by=town.sysadmin, at=MONDAY_9_00)


def ask(path: str, **query: str) -> Any:
    return json.loads(Client().get(f"{BASE}/{path}", query).content)


def post(town: Town, form: str = "json", **fields: Any) -> Any:
    sent = {"api_key": town.token("dispatcher"), "service_code": PUBLIC, "description": "路灯不亮"}
    return Client().post(f"{BASE}/requests.{form}", sent | {"lat": LAT, "long": LON} | fields)


def finished(story: Story) -> Case:
    case = story.closed(
        at=timezone.now() - timedelta(hours=9), text="林阿姨家门口的灯坏了", place="柳荫路 3 号 501 室"
    )
    jobs.follow(at=timezone.now())
    return case


def valid(name: str, content: Any) -> None:
    """Against the published schemas, where they are beside the project."""
    folder = shared("data/open311-schemas")
    schema = json.loads((folder / f"{name}.json").read_text())
    if schema.get("type") == "array":
        inner = json.loads((folder / schema["items"]["$ref"]).read_text())
        for one in content:
            assert jsonschema_rs.validator_for(inner).is_valid(one), one
    else:
        assert jsonschema_rs.validator_for(schema).is_valid(content), content


class TestAsking:
    pytestmark = database

    def test_a_shut_door_answers_nothing(self, story: Story) -> None:
        finished(story)

        answer = Client().get(f"{BASE}/requests.json")

        assert answer.status_code == 404
        assert json.loads(answer.content)[0]["description"] == "这个接口没有开放。"

    def test_what_it_answers_is_valid_in_both_forms(self, story: Story) -> None:
        opened(story.town)
        finished(story)

        requests, services = ask("requests.json"), ask("services.json")
        definition = ask(f"services/{PUBLIC}.json")

        assert requests
        assert services
        for root, tag, path in (
            ("service_requests", "request", "requests"),
            ("services", "service", "services"),
        ):
            found = Safe.fromstring(Client().get(f"{BASE}/{path}.xml").content)
            assert (found.tag, found[0].tag) == (root, tag)
            first = (requests if path == "requests" else services)[0]
            assert {child.tag for child in found[0]} == set(first)
        assert ask("discovery.json")["endpoints"][0]["specification"].endswith("GeoReport_v2")
        assert definition["attributes"][0]["values"][1]["key"] == "yes"

    def test_what_it_answers_is_valid_against_the_published_schemas(self, story: Story) -> None:
        opened(story.town)
        finished(story)

        valid("requests", ask("requests.json"))
        valid("services", ask("services.json"))
        valid("service-definition", ask(f"services/{PUBLIC}.json"))

    def test_only_facts_are_shown_the_month_not_the_day_the_community_not_the_grid(
        self, story: Story
    ) -> None:
        opened(story.town)
        case = finished(story)

        text = Client().get(f"{BASE}/requests.json").content.decode()

        one = json.loads(text)[0]
        assert one["service_request_id"] == case.number
        assert one["description"] == one["service_name"]
        assert (one["status"], one["address"], one["lat"]) == ("closed", "柳荫社区", None)
        assert one["requested_datetime"].endswith("-01T00:00:00+08:00")
        for word in ("林阿姨", "501 室", "柳荫路", "柳荫一网格", "13800001111", "已经办好", "柳湾环卫所"):
            assert word not in text

    def test_internal_confidential_and_unaccepted_cases_are_not_there(self, story: Story) -> None:
        opened(story.town)
        story.reported()
        story.accepted(matter="NEI-01")
        hidden = story.accepted()
        jobs.follow(at=timezone.now())
        assert [one["service_request_id"] for one in ask("requests.json")] == [hidden.number]

        cases.raise_visibility(hidden, note="涉及未成年人", by=story.town.dispatcher, at=MONDAY_9_00)

        assert ask("requests.json") == []  # at once, before anything was read again
        jobs.follow(at=timezone.now())
        assert not PublicItem.objects.exists()

    def test_requests_are_narrowed_by_status_service_time_and_page(self, story: Story) -> None:
        opened(story.town)
        done, open_ = finished(story), story.accepted(at=timezone.now())
        jobs.follow(at=timezone.now())

        def numbers(**query: str) -> set[str]:
            return {one["service_request_id"] for one in ask("requests.json", **query)}

        assert numbers(status="open") == {open_.number}
        assert numbers(status="open,closed") == {done.number, open_.number}
        assert numbers(service_request_id=f"{done.number},x") == {done.number}
        assert numbers(service_code="ENV-99") == set()
        assert len(numbers(page_size="1")) == 1
        assert numbers(page_size="1", page="3") == set()
        assert numbers(end_date="2020-01-01T00:00:00Z") == set()

    @pytest.mark.parametrize(
        "query",
        ["status=x", "page=0", "page_size=9999", "start_date=gestern", "page=１", "page=" + "9" * 400],
    )
    def test_a_wrong_question_is_a_sentence(self, story: Story, query: str) -> None:
        opened(story.town)

        answer = Client().get(f"{BASE}/requests.xml?{query}")

        assert answer.status_code == 400
        assert Safe.fromstring(answer.content)[0][1].text

    def test_a_page_costs_the_same_for_one_item_and_for_many(
        self, story: Story, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        opened(story.town)
        counts = []
        for n in (1, 12):
            for _ in range(n):
                story.accepted(at=timezone.now())
            jobs.follow(at=timezone.now())
            with django_assert_max_num_queries(6) as found:
                Client().get(f"{BASE}/requests.json")
            counts.append(len(found))
        assert counts[0] == counts[1]


class TestPosting:
    pytestmark = database

    def test_a_request_becomes_a_case_on_the_right_desk_and_is_not_echoed(self, story: Story) -> None:
        opened(story.town)

        answer = post(story.town, description="路灯不亮", phone="13800001111", **{"attribute[since]": "上周"})

        assert answer.status_code == 201, answer.content
        case = Case.objects.get()
        assert json.loads(answer.content) == [
            {"service_request_id": case.number, "service_notice": None, "account_id": None}
        ]
        assert (case.source, case.matter_id, case.area_id) == ("api", PUBLIC, story.town.grid.pk)
        assert Client().get(f"{BASE}/requests/{case.number}.json").status_code == 404

    def test_sent_twice_it_happens_once_by_its_id_or_by_its_words(self, story: Story) -> None:
        opened(story.town)

        first = post(story.town, client_request_id="abcdefgh-1")
        again = post(story.town, client_request_id="abcdefgh-1")
        other = post(story.town, client_request_id="abcdefgh-1", description="别的事情")
        post(story.town)
        post(story.town)

        assert first.content == again.content
        assert other.status_code == 400
        assert Appeal.objects.count() == 2

    def test_an_emergency_is_told_whom_to_call(self, story: Story) -> None:
        opened(story.town)

        answer = post(story.town, description="楼道着火了，有人被困")

        assert "119" in json.loads(answer.content)[0]["service_notice"]

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({"api_key": ""}, 403),
            ({"api_key": "x" * 40}, 403),
            ({"service_code": ""}, 400),
            ({"service_code": "SEC-02"}, 404),
            ({"description": " "}, 400),
            ({"description": "灯\x00"}, 400),
            ({"description": "灯" * 4001}, 400),
            ({"description": "灯" * 40_000}, 413),
            ({"lat": ""}, 400),
            ({"lat": "nan"}, 400),
            ({"lat": "", "long": ""}, 400),
            ({"lat": "1", "long": "1"}, 400),
            ({"phone": "12"}, 400),
            ({"client_request_id": "短"}, 400),
        ],
    )
    def test_a_wrong_request_is_refused_with_a_sentence(
        self, story: Story, fields: dict[str, str], status: int
    ) -> None:
        opened(story.town)

        answer = post(story.town, "xml", **fields)

        assert answer.status_code == status
        assert Safe.fromstring(answer.content)[0][1].text
        assert not Case.objects.exists()

    def test_a_wrong_key_is_seen_by_the_administrator(self, story: Story) -> None:
        opened(story.town)
        for _ in range(2):
            post(story.town, api_key="wrong")

        assert Trouble.objects.open().get().count == 2

    def test_too_many_requests_are_told_to_wait(self, story: Story) -> None:
        opened(story.town)
        statuses = {Client().get(f"{BASE}/services/{PUBLIC}.json").status_code for _ in range(70)}

        assert statuses == {200, 429}


class TestReleasing:
    pytestmark = database

    def test_a_released_sentence_is_shown_and_taken_back(self, story: Story) -> None:
        opened(story.town)
        opened(story.town, Door.FEED)
        item = PublicItem.objects.get(pk=finished(story).pk)
        public.release(item, sentence="路灯已修好并检查了线路。", by=story.town.dispatcher, at=MONDAY_9_00)

        assert ask("requests.json")[0]["description"] == "路灯已修好并检查了线路。"
        atom = Safe.fromstring(Client().get("/feeds/990101001001.atom").content)
        assert [e.tag.partition("}")[2] for e in atom][-1] == "entry"
        feed = json.loads(Client().get("/feeds/990101000000.json").content)
        assert [one["content_text"] for one in feed["items"]] == ["路灯已修好并检查了线路。"]
        assert json.loads(Client().get("/feeds/990101001002.json").content)["items"] == []
        assert Client().get("/feeds/990101001001001.json").status_code == 404

        public.unrelease(item, by=story.town.dispatcher, at=MONDAY_9_00)

        assert ask("requests.json")[0]["description"] == ask("requests.json")[0]["service_name"]
        assert json.loads(Client().get("/feeds/990101001001.json").content)["items"] == []

    @pytest.mark.parametrize(
        "sentence",
        ["已联系 13800001111。", "3 号楼 501 室已修好。", "王女士家的灯已修好。", "来电人表示满意。", "好"],
    )
    def test_names_numbers_and_doors_are_refused(self, story: Story, sentence: str) -> None:
        item = PublicItem.objects.get(pk=finished(story).pk)

        with pytest.raises(Refused):
            public.release(item, sentence=sentence, by=story.town.dispatcher, at=MONDAY_9_00)

    def test_who_may_not_release_is_refused(self, story: Story) -> None:
        item = PublicItem.objects.get(pk=finished(story).pk)

        for who in ("officer", "other_dispatcher", "sysadmin"):
            with pytest.raises(NotAllowed):
                public.release(item, sentence="路灯已修好了。", by=story.town.hat(who), at=MONDAY_9_00)


class TestReading:
    @pytest.mark.django_db(transaction=True)
    def test_another_city_is_read_in_over_http_once(
        self, story: Story, live_server: LiveServer, settings: Settings
    ) -> None:
        settings.OUT = ["127.0.0.0/8:" + live_server.url.rpartition(":")[2]]
        opened(story.town)
        there = story.accepted(at=timezone.now())
        jobs.follow(at=timezone.now())
        city = add_system(
            story.town, name="邻区", code="next", kind="open311", pull_url=f"{live_server.url}{BASE}/"
        )

        first = pulling.pull(city, at=timezone.now())
        again = pulling.pull(city, at=timezone.now())

        order = OutsideOrder.objects.select_related("appeal__case").get()
        assert (first, again, order.number) == (1, 1, there.number)
        assert order.appeal.case.source == "api"
        assert not Trouble.objects.exists()

    @pytest.mark.django_db
    def test_a_city_that_answers_nonsense_is_a_trouble_with_what_to_do(
        self, story: Story, settings: Settings
    ) -> None:
        with listening() as other:
            settings.OUT = [f"127.0.0.1:{other.port}"]
            city = add_system(story.town, code="odd", kind="open311", pull_url=other.url)
            for body in (b"<html>", b"[" * 50_000, b"\xff\xfe", b'{"a": 1}', b"[1, {}, {}]"):
                other.body = body
                assert pulling.pull(city, at=timezone.now()) == 0
        assert {trouble.key.partition(":")[0] for trouble in Trouble.objects.all()} == {"unreachable", "odd"}
        assert System.objects.get(pk=city.pk).pulled_until is not None


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    + "]><service_requests><request><status>&i;</status></request></service_requests>"
).encode()


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><service_requests/>',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><service_requests>&e;</service_requests>',
        b"<service_requests><request>",
        b'<?xml version="1.0" encoding="nowhere"?><service_requests/>',
        b"<other/>",
        "<service_requests>垃圾</service_requests>".encode("gbk"),
        b"<a>" * 100_000,
    ],
)
def test_bombs_and_broken_xml_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="对方"):
        rules.requests(content, "text/xml")


def test_xml_with_emoji_bom_and_gbk_is_read() -> None:
    body = (
        "<service_requests><request><service_request_id>1</service_request_id><status>OPEN</status>"
        "<description>灯坏了</description><long>0</long><lat>0</lat></request></service_requests>"
    )
    for content in (
        body.replace("灯坏了", "灯\U0001f4a1坏了").encode("utf-8-sig"),
        f'<?xml version="1.0" encoding="gb2312"?>{body}'.encode("gb2312"),
    ):
        found, skipped = rules.requests(content, "text/xml")
        assert (len(found), skipped) == (1, 0)
        assert (found[0].is_open, found[0].lon) == (True, None)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for kind in ("text/xml", "application/json"):
        try:
            rules.requests(content, kind)
        except ValueError as problem:
            assert "对方" in str(problem)  # noqa: PT017  (bytes may or may not be an answer)


json_values = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                [
                    "service_request_id",
                    "status",
                    "description",
                    "service_name",
                    "lat",
                    "long",
                    "address",
                    "requested_datetime",
                ]
            ),
            json_values
            | st.sampled_from(["open", "closed", "2026-11-01T00:00:00Z", "1"])
            | st.lists(json_values, max_size=2),
        ),
        max_size=5,
    )
)
def test_whatever_objects_come_they_are_requests_or_counted(rows: list[dict[str, Any]]) -> None:
    found, skipped = rules.requests(json.dumps(rows).encode(), "application/json")

    assert len(found) + skipped == len(rows)
    for one in found:
        assert one.number
        assert one.text
        assert one.lon is None or -180 <= one.lon <= 180


@given(
    st.recursive(
        json_values,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "values"]), inner),
        max_leaves=8,
    )
)
def test_whatever_is_written_as_xml_can_be_read_again(content: Any) -> None:
    assert isinstance(Safe.fromstring(rules.written("xml", "errors", [content])), Xml.Element)
