"""Events out: signed, exactly what was committed, never personal, tried again, dead and sent again."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from tests.cases.story import Story
from tests.channels.conftest import add_system
from tests.channels.listener import Listener, listening
from tests.town import MONDAY_9_00
from wangge.cases import actions as cases
from wangge.cases.models import Step
from wangge.channels import jobs
from wangge.channels.actions import following, hotline, webhooks
from wangge.channels.actions.hotline import Given
from wangge.channels.models import Delivery, Reply, Subscription, Trouble
from wangge.channels.rules import outgoing
from wangge.channels.rules import webhooks as rules
from wangge.jobs import runner
from wangge.jobs.models import Job
from wangge.kernel.refusal import NotAllowed

NOW = MONDAY_9_00
database = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def other(settings: Settings) -> Iterator[Listener]:
    """Another system that listens, at an address the operator allows."""
    with listening() as listener:
        settings.OUT = [f"127.0.0.0/8:{listener.port}"]
        yield listener


def subscribed(story: Story, other: Listener, **about: Any) -> Subscription:
    made = Subscription(**{"name": "区城运平台", "url": other.url} | about)
    return webhooks.save_subscription(made, by=story.town.sysadmin, at=NOW)


def go_on(at: Any = NOW) -> None:
    jobs.follow(at=at)
    runner.run_due(at=at, has_periods=False)


def events(other: Listener) -> list[str]:
    return [json.loads(body)["event"] for _, _, body in other.taken]


class TestTelling:
    pytestmark = database

    def test_every_step_is_told_once_in_order_and_signed(self, story: Story, other: Listener) -> None:
        story.reported()
        subscription = subscribed(story, other)
        case = story.accepted()

        go_on()
        go_on()

        assert events(other) == ["report", "accept"]
        _, headers, body = other.taken[1]
        assert rules.is_signed(subscription.secret, body, headers["X-Wangge-Signature"], at=timezone.now())
        told = json.loads(body)
        assert told["case"]["number"] == case.number
        assert told["case"]["area"] == {"code": "990101001001", "name": "柳荫社区"}
        assert (told["from"], told["to"]) == ("reported", "accepted")
        assert headers["X-Wangge-Delivery"] == told["id"] == str(Delivery.objects.get(verb="accept").pk)

    def test_nothing_of_a_person_or_a_place_is_told(self, story: Story, other: Listener) -> None:
        subscribed(story, other)
        story.closed(text="柳荫路 3 号的林阿姨说灯坏了", place="柳荫路 3 号 501 室", phone="13800001111")

        go_on()

        told = "".join(body.decode() for _, _, body in other.taken)
        assert "close" in events(other)
        for word in ("林阿姨", "柳荫路", "501 室", "13800001111", "138****", "赵度清", "孙查实", "已经办好"):
            assert word not in told
        assert not re.search(r"[^:\d](?:11[789]|3[12])\.\d", told)  # no coordinate

    def test_a_step_that_was_rolled_back_is_not_told(self, story: Story, other: Listener) -> None:
        subscribed(story, other)
        with transaction.atomic():
            story.reported()
            transaction.set_rollback(True)
        go_on()

        assert events(other) == []

    def test_a_confidential_case_is_never_told(self, story: Story, other: Listener) -> None:
        subscribed(story, other)
        case = story.reported(text="邻居打老婆，孩子在哭", matter="")

        go_on()

        assert case.is_confidential
        assert events(other) == []

    def test_only_what_a_subscription_asks_for_is_told(self, story: Story, other: Listener) -> None:
        subscribed(story, other, verbs=["accept"], matters=["FAC-03"], area=story.town.community)
        story.accepted()
        story.accepted(where="other_grid")
        story.accepted(matter="ENV-01")

        go_on()

        assert events(other) == ["accept"]

    def test_a_step_that_was_committed_late_is_found_behind_the_others(
        self, story: Story, other: Listener
    ) -> None:
        subscribed(story, other)
        late = Step.objects.get(case=story.reported())
        story.reported()
        go_on()
        assert events(other) == ["report", "report"]
        Delivery.objects.filter(step_id=late.pk).delete()  # as if it had not been there when that was read

        go_on()

        assert events(other) == ["report", "report", "report"]

    def test_a_failure_is_tried_again_later_then_dead_then_sent_again(
        self, story: Story, other: Listener
    ) -> None:
        subscription = subscribed(story, other)
        other.status, at = 500, NOW
        story.reported()
        go_on()
        assert len(other.taken) == 1
        for seconds in rules.WAITS:
            at += timedelta(seconds=seconds)
            runner.run_due(at=at, has_periods=False)

        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts, delivery.status) == ("dead", rules.ATTEMPTS, 500)
        assert Trouble.objects.open().get().text == "推送到“区城运平台”失败：对方答复 500"

        other.status = 204
        webhooks.send_again(delivery, by=story.town.sysadmin, at=at)
        runner.run_due(at=at, has_periods=False)

        delivery.refresh_from_db()
        subscription.refresh_from_db()
        assert (delivery.state, subscription.failures) == ("done", 0)
        assert not Trouble.objects.open().exists()
        assert {headers["X-Wangge-Delivery"] for _, headers, _ in other.taken} == {str(delivery.pk)}

    def test_while_a_subscriber_rests_its_other_events_wait_with_it(
        self, story: Story, other: Listener
    ) -> None:
        subscribed(story, other)
        other.status = 503
        for _ in range(5):
            story.reported()

        go_on()

        assert len(other.taken) == 1
        other.status = 200
        runner.run_due(at=NOW + timedelta(seconds=11), has_periods=False)
        assert Delivery.objects.filter(state="done").count() == 5

    def test_a_crash_after_the_call_tells_the_same_id_again_and_nothing_is_lost(
        self, story: Story, other: Listener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        subscribed(story, other)
        story.reported()
        jobs.follow(at=NOW)
        with monkeypatch.context() as broken:
            broken.setattr(webhooks, "note_done", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                runner.run_due(at=NOW, has_periods=False)

        runner.run_due(at=NOW + timedelta(minutes=5), has_periods=False)

        assert len({headers["X-Wangge-Delivery"] for _, headers, _ in other.taken}) == 1
        assert len(other.taken) == 2
        assert not Job.objects.filter(kind=following.DELIVER).exists()

    def test_where_the_operator_allows_nothing_nothing_is_called(
        self, story: Story, other: Listener, settings: Settings
    ) -> None:
        settings.OUT = []
        subscribed(story, other)
        story.reported()

        go_on()

        assert other.taken == []
        assert "不在允许外连的名单里" in Delivery.objects.get().last_error

    def test_nobody_is_followed_elsewhere(self, story: Story, other: Listener) -> None:
        subscribed(story, other)
        other.status, other.location = 302, other.url + "/else"
        story.reported()

        go_on()

        assert len(other.taken) == 1
        assert Delivery.objects.get().last_error == "对方答复 302"

    def test_only_the_system_administrator_subscribes(self, story: Story, other: Listener) -> None:
        with pytest.raises(NotAllowed):
            webhooks.save_subscription(
                Subscription(name="x", url=other.url), by=story.town.dispatcher, at=NOW
            )

    def test_answers_to_outside_orders_are_pushed_and_signed(self, story: Story, other: Listener) -> None:
        system = add_system(story.town, push_url=other.url, push_secret="热线的密钥")
        made = hotline.take_in(
            system,
            Given("A-1", "路灯不亮", place="柳荫一网格", category="FAC-03"),
            by=story.town.dispatcher,
            at=NOW,
        )
        cases.accept(made.appeal.case, by=story.town.dispatcher, at=NOW)

        go_on()

        _, headers, body = other.taken[0]
        assert json.loads(body) | {"unit": "", "at": ""} == {
            "number": "A-1",
            "action": "sign",
            "action_name": "签收",
            "outcome": "",
            "said": "",
            "unit": "",
            "at": "",
        }
        assert rules.is_signed("热线的密钥", body, headers["X-Wangge-Signature"], at=timezone.now())
        assert Reply.objects.get().state == "sent"


@given(st.binary(max_size=200), st.text(min_size=1, max_size=40))
def test_a_signature_fits_its_own_body_and_time_alone(content: bytes, secret: str) -> None:
    made = rules.signature(secret, content, at=NOW)

    assert rules.is_signed(secret, content, made, at=NOW + timedelta(minutes=4))
    assert not rules.is_signed(secret, content + b".", made, at=NOW)
    assert not rules.is_signed(secret + "x", content, made, at=NOW)
    assert not rules.is_signed(secret, content, made, at=NOW + timedelta(minutes=6))


@given(st.text(max_size=60))
def test_no_header_breaks_the_check(header: str) -> None:
    assert not rules.is_signed("s", b"x", header, at=NOW)


ALLOWED = ["hooks.example.cn", "in.example.cn:8443", "10.20.0.0/16", "192.168.1.9:8080", "[2001:db8::]/32"]


@pytest.mark.parametrize(
    ("url", "address", "may"),
    [
        ("https://hooks.example.cn/a", "203.0.113.7", False),  # a documentation address is not of the world
        ("https://hooks.example.cn/a", "8.8.8.8", True),
        ("https://hooks.example.cn:444/a", "8.8.8.8", False),
        ("https://hooks.example.cn/a", "127.0.0.1", False),
        ("https://hooks.example.cn/a", "169.254.169.254", False),
        ("https://hooks.example.cn/a", "10.1.1.1", False),
        ("https://hooks.example.cn/a", "::ffff:127.0.0.1", False),
        ("https://in.example.cn:8443/a", "8.8.8.8", True),
        ("https://evil.example/a", "8.8.8.8", False),
        ("http://inner/a", "10.20.3.4", True),
        ("http://inner:22/a", "10.20.3.4", False),
        ("http://inner:8080/a", "192.168.1.9", True),
        ("http://inner/a", "::ffff:10.20.3.4", True),
    ],
)
def test_only_named_hosts_and_networks_are_called(url: str, address: str, may: bool) -> None:
    assert outgoing.may_call(outgoing.target(url), address, ALLOWED) is may


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x/",
        "file:///etc/passwd",
        "http://",
        "http://a:b@x/",
        "http://x y/",
        "http://x:99999/",
        "//x/",
        "http://[::1/",
    ],
)
def test_what_is_no_address_is_said_so(url: str) -> None:
    with pytest.raises(ValueError, match="地址"):
        outgoing.target(url)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_of_addresses(url: str) -> None:
    try:
        outgoing.target(url)
    except ValueError as problem:
        assert "地址" in str(problem)  # noqa: PT017  (any text may or may not be one)
