"""WeChat and WeCom at the door: the same assistant, each message answered once, late ones by a message."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.channels.fake_weixin import AES_KEY, TOKEN, FakeWeixin, Phone, a_fake
from tests.town import LONG_AGO, Town, middle
from wangge.cases.models import Appeal, CasePhoto
from wangge.channels import jobs, weixin
from wangge.channels.actions import talks, weixin_gates, weixin_inbox
from wangge.channels.models import Gate, Incoming, Line, Outgoing, Sender, Talk, Trouble
from wangge.channels.rules import weixin_crypto, weixin_words
from wangge.channels.views import weixin as views
from wangge.grids import crs
from wangge.jobs import runner

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def fake(settings: Settings) -> Iterator[FakeWeixin]:
    """WeChat, at an address the operator allows."""
    with a_fake() as server:
        settings.OUT = [f"127.0.0.0/8:{server.port}"]
        yield server


def connected(town: Town, fake: FakeWeixin, kind: str = "official", **about: Any) -> Gate:
    given = {
        "name": "柳荫街道公众号",
        "kind": kind,
        "code": f"{kind}-1",
        "app_id": "wx-ours",
        "agent_id": "1000002",
        "secret": "a-secret",
        "token": TOKEN,
        "aes_key": AES_KEY,
        "api": fake.url,
        "site": "https://wg.example.cn",
    }
    return weixin_gates.save_gate(Gate(**(given | about)), by=town.sysadmin, at=LONG_AGO)


@pytest.fixture
def phone(ready: Town, fake: FakeWeixin) -> Phone:
    """A resident's WeChat."""
    return Phone(connected(ready, fake))


def work(later: timedelta = timedelta(minutes=1)) -> None:
    """What waits is done, as if so much time had passed."""
    runner.run_due(at=timezone.now() + later, has_periods=False)


class TestATalk:
    def test_a_resident_reports_from_wechat_and_asks_for_it_later(self, phone: Phone) -> None:
        for words in ("柳荫一网格门口的路灯不亮了", "没有照片", "不留"):
            phone.says(words)
        told = phone.says("是")

        appeal = Appeal.objects.get()
        assert "已经登记好了" in told
        assert appeal.case.source == "wechat"
        Talk.objects.update(closed_at=timezone.now())  # the next day
        assert "查到了" in phone.says("查进度")

    def test_the_words_of_the_page_do_not_reach_the_chat(self, phone: Phone) -> None:
        told = phone.says("柳荫一网格门口的路灯不亮了")

        assert "直接发给我" in told
        assert "左下角" not in told

    def test_danger_is_called_out_at_once(self, phone: Phone) -> None:
        assert "请马上打 119" in phone.says("着火了，柳荫一网格三楼冒黑烟")

    def test_a_voice_that_was_understood_is_words_and_another_is_asked_for_again(self, phone: Phone) -> None:
        assert "在哪里" in phone.sends("voice", Recognition="路灯坏了不亮", MediaId="m")
        assert phone.sends("voice", Recognition="", MediaId="m") == weixin_words.NO_VOICE

    def test_a_position_is_turned_to_our_coordinates_and_stays_the_point_of_the_case(
        self, ready: Town, phone: Phone
    ) -> None:
        lon, lat = middle("grid")
        x, y = crs.wgs_to_gcj(lon, lat)

        phone.says("路灯坏了不亮")
        phone.sends("location", Location_X=f"{y:.6f}", Location_Y=f"{x:.6f}", Label="柳荫公园东门")
        for words in ("没有照片", "不留", "是"):
            phone.says(words)

        case = Appeal.objects.get().case
        assert case.area_id == ready.grid.pk
        assert case.lon is not None
        assert case.lat is not None
        assert abs(case.lon - lon) < 1e-5
        assert abs(case.lat - lat) < 1e-5

    def test_a_position_elsewhere_is_said_so(self, phone: Phone) -> None:
        told = phone.sends("location", Location_X="23.134521", Location_Y="113.358803", Label="远方")

        assert told == weixin_words.PLACE_OUTSIDE

    def test_a_picture_is_fetched_by_a_job_and_goes_with_the_appeal(
        self, phone: Phone, fake: FakeWeixin
    ) -> None:
        assert phone.sends("image", MediaId="media-1") == ""
        work()
        assert "照片收到了" in fake.told("custom/send")[0]["text"]["content"]
        for words in ("柳荫一网格门口的路灯不亮了", "不留", "是"):
            phone.says(words)

        assert CasePhoto.objects.filter(case=Appeal.objects.get().case_id).count() == 1

    def test_what_is_no_picture_is_said_so(self, phone: Phone, fake: FakeWeixin) -> None:
        fake.wrong["media/get"] = b"MZ\x90\x00 a program"
        phone.sends("image", MediaId="media-1")
        work()

        assert fake.told("custom/send")[0]["text"]["content"] == weixin_words.PHOTO_LOST

    def test_the_menu_and_a_notice_board_lead_in(self, ready: Town, phone: Phone) -> None:
        assert "是什么事" in phone.sends("event", Event="CLICK", EventKey="REPORT")
        code = ready.grid.stat_code or ready.grid.grid_code
        told = Phone(phone.gate, "oAnother").sends("event", Event="subscribe", EventKey=f"qrscene_{code}")
        assert told.startswith("您好，我是党小栖")
        assert Talk.objects.filter(area_path=ready.grid.path).count() == 1

    def test_what_cannot_be_read_is_said_so_and_silent_events_are_not_answered(self, phone: Phone) -> None:
        assert phone.sends("link", Title="t", Url="u") == weixin_words.CANNOT_READ
        assert phone.sends("event", Event="VIEW", EventKey="http://x") == ""
        assert Incoming.objects.count() == 1

    def test_a_person_of_the_desk_speaks_into_the_chat(
        self, ready: Town, phone: Phone, fake: FakeWeixin
    ) -> None:
        phone.says("柳荫一网格")
        phone.says("转人工")
        talk = Talk.objects.get()
        talks.take_over(talk, by=ready.hat("district"), at=timezone.now())
        talks.reply(talk, text="您好，请说。", client_id="r1", by=ready.hat("district"), at=timezone.now())
        assert phone.says("水管爆了没人管") == ""
        work()

        sent = [body["text"]["content"] for body in fake.told("custom/send")]
        assert any("工作人员来了" in words for words in sent)
        assert "您好，请说。" in sent

    def test_wecom_speaks_its_own_way(self, ready: Town, fake: FakeWeixin) -> None:
        someone = Phone(connected(ready, fake, "wecom", app_id="ww-ours"), "member-1")
        someone.sends("image", MediaId="m-1")
        work()

        sent = fake.told("message/send")[0]
        assert (sent["touser"], sent["agentid"]) == ("member-1", 1000002)


class TestOnce:
    def test_a_doubled_delivery_is_answered_alike_and_happens_once(self, phone: Phone) -> None:
        first = phone.says("柳荫一网格门口的路灯不亮了", key="m-1")
        again = phone.says("柳荫一网格门口的路灯不亮了", key="m-1")

        assert first == again != ""
        assert Incoming.objects.count() == 1
        assert Line.objects.filter(who="resident").count() == 1

    def test_deliveries_out_of_order_are_each_answered_once(self, phone: Phone) -> None:
        phone.says("你好", key="m-2")
        phone.says("柳荫一网格门口的路灯不亮了", key="m-1")
        phone.says("你好", key="m-2")

        assert Line.objects.filter(who="resident").count() == 2

    def test_an_answer_that_took_too_long_goes_later_and_only_once(
        self, phone: Phone, fake: FakeWeixin, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(views, "SECONDS", -1.0)
        assert phone.says("你好", key="m-1") == ""
        work()
        monkeypatch.undo()
        assert phone.says("你好", key="m-1") == ""  # it has gone out by itself
        work()

        assert len(fake.told("custom/send")) == 1

    def test_an_answer_that_was_taken_is_not_sent_again(self, phone: Phone, fake: FakeWeixin) -> None:
        assert phone.says("你好") != ""
        work()

        assert fake.told("custom/send") == []

    def test_whoever_leaves_or_asks_for_it_is_forgotten(self, phone: Phone) -> None:
        phone.says("你好")
        assert phone.says("忘记我") == weixin_words.FORGOTTEN
        assert Sender.objects.count() == Talk.objects.count() == Line.objects.count() == 0
        phone.says("你好")
        phone.sends("event", Event="unsubscribe")
        assert Sender.objects.count() == Incoming.objects.count() == 0

    def test_senders_and_deliveries_go_with_time(self, phone: Phone) -> None:
        phone.says("你好")
        weixin_inbox.forget(at=timezone.now() + timedelta(days=4))
        assert (Incoming.objects.count(), Sender.objects.count()) == (0, 1)
        jobs.forget_weixin(at=timezone.now() + timedelta(days=91))
        assert Sender.objects.count() == 0

    def test_nobody_can_read_who_it_was_in_the_database(self, phone: Phone) -> None:
        phone.says("柳荫一网格门口的路灯不亮了")
        with connection.cursor() as cursor:
            for table in ("sender", "incoming", "outgoing", "talk", "line"):
                cursor.execute(f"SELECT * FROM channels_{table}")  # noqa: S608
                text = " ".join(str(bytes(v) if isinstance(v, memoryview) else v) for r in cursor for v in r)
                assert phone.openid not in text, table


class TestTheDoor:
    def test_the_address_is_verified(self, phone: Phone) -> None:
        stamp = str(int(timezone.now().timestamp()))
        sign = weixin_crypto.signature(TOKEN, stamp, "n")
        url = f"/weixin/in/{phone.gate.code}/?timestamp={stamp}&nonce=n&echostr=word&signature="

        assert Client().get(url + sign).content == b"word"
        assert Client().get(url + "0" * 40).status_code == 400

    def test_a_wrong_signature_is_refused_and_its_reason_stands_on_the_page(self, phone: Phone) -> None:
        phone.delivers(b"<xml/>", sign="0" * 40)

        assert phone.status == 400
        assert "Token" in Trouble.objects.get(door="weixin").todo
        assert Incoming.objects.count() == 0

    def test_an_old_delivery_is_refused(self, phone: Phone) -> None:
        phone.says("你好", at=timezone.now() - timedelta(minutes=11))

        assert phone.status == 400
        assert "时间" in Trouble.objects.get().text

    def test_a_plain_message_is_refused(self, phone: Phone) -> None:
        body = b"<xml><FromUserName>a</FromUserName><MsgType>text</MsgType><Content>x</Content></xml>"
        answer = Client().post(f"/weixin/in/{phone.gate.code}/", body, content_type="text/xml")

        assert answer.status_code == 400
        assert "安全模式" in Trouble.objects.get().todo

    def test_ten_megabytes_are_refused(self, phone: Phone) -> None:
        body = b"<xml>" + b"x" * 10_000_000
        answer = Client().post(f"/weixin/in/{phone.gate.code}/", body, content_type="text/xml")

        assert answer.status_code == 413

    def test_whoever_guesses_is_stopped(self, phone: Phone, settings: Settings) -> None:
        settings.PUBLIC_LIMIT = True
        for _ in range(31):
            phone.delivers(b"<xml/>", sign="0" * 40)

        assert phone.status == 429

    def test_a_shut_account_does_not_answer(self, ready: Town, phone: Phone) -> None:
        phone.gate.is_active = False
        weixin_gates.save_gate(phone.gate, by=ready.sysadmin, at=timezone.now())

        assert phone.says("你好") == ""
        assert phone.status == 404


class TestSending:
    def test_one_token_serves_all_and_is_changed_when_it_is_not_taken(
        self, phone: Phone, fake: FakeWeixin
    ) -> None:
        for n in range(2):
            weixin.send_text(phone.gate, to="o", text=str(n), address="", at=timezone.now())
        assert len(fake.tokens) == 1
        fake.tokens.append("somebody else took another")
        weixin.send_text(phone.gate, to="o", text="2", address="", at=timezone.now())

        assert [body["text"]["content"] for body in fake.told("custom/send")][-1] == "2"
        assert len(fake.told("stable_token")) == 2

    def test_what_does_not_get_out_is_tried_again_then_dead_then_sent_again(
        self, ready: Town, phone: Phone, fake: FakeWeixin
    ) -> None:
        fake.wrong["custom/send"] = -1
        phone.sends("image", MediaId="m")
        for hours in range(1, 30, 3):
            work(timedelta(hours=hours))
        row = Outgoing.objects.get()
        assert row.state == "dead"
        assert "正忙" in Trouble.objects.get().text
        del fake.wrong["custom/send"]
        from wangge.channels.actions import weixin_outbox

        weixin_outbox.send_again(row, by=ready.sysadmin, at=timezone.now())
        work()
        assert Outgoing.objects.get().state == "done"
        assert not Trouble.objects.open().exists()

    def test_what_is_hopeless_is_not_tried_again(self, phone: Phone, fake: FakeWeixin) -> None:
        fake.wrong["custom/send"] = 45015
        phone.sends("image", MediaId="m")
        work()

        row = Outgoing.objects.get()
        assert (row.state, row.attempts) == ("dead", 1)
        assert "48 小时" in row.last_error


class TestExamining:
    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"stable_token": 40125}, "Secret"),
            ({"stable_token": 40164}, "203.0.113.9"),
            ({"stable_token": 40013}, "AppID"),
            ({"getticket": 48001}, "接口权限"),
            ({"stable_token": b'{"access_token": 5}'}, "没有令牌"),
            ({"get_api_domain_ip": b"<html>a captive portal</html>"}, "接口地址"),
            ({"stable_token": b"\xff\x00"}, "接口地址"),
        ],
        ids=lambda given: next(iter(given)) if isinstance(given, dict) else given,
    )
    def test_what_is_wrong_is_said_in_words(
        self, phone: Phone, fake: FakeWeixin, wrong: dict[str, Any], words: str
    ) -> None:
        fake.wrong |= wrong

        found = weixin.examine(phone.gate, at=timezone.now())

        assert not found[-1].is_well
        assert words in found[-1].words + found[-1].todo

    def test_all_is_well(self, phone: Phone) -> None:
        found = weixin.examine(phone.gate, at=timezone.now())

        assert all(one.is_well for one in found)
        assert len(found) == 5

    def test_a_wrong_clock_is_found(self, phone: Phone) -> None:
        found = weixin.examine(phone.gate, at=timezone.now() + timedelta(minutes=30))

        assert any("NTP" in one.todo for one in found)

    def test_nobody_is_there(self, phone: Phone, settings: Settings) -> None:
        phone.gate.api = "http://127.0.0.1:9"
        settings.OUT = ["127.0.0.0/8:9"]

        assert "连不上" in weixin.examine(phone.gate, at=timezone.now())[-1].words
        settings.OUT = []
        assert "WANGGE_OUT" in weixin.examine(phone.gate, at=timezone.now())[-1].words

    def test_bad_keys_are_found_before_anything_is_called(self, phone: Phone) -> None:
        phone.gate.aes_key = "short"

        assert "43 位" in weixin.examine(phone.gate, at=timezone.now())[0].todo


class TestPages:
    """What a page of ours needs inside WeChat."""

    def test_a_page_is_signed_for_this_host_alone(self, phone: Phone, fake: FakeWeixin) -> None:
        url = "http://testserver/report/?area=1"

        found = Client().get("/weixin/sign/", {"url": url}).json()

        assert found["appId"] == "wx-ours"
        assert found["signature"] == weixin_crypto.page_signature(
            ticket="a-ticket", nonce=found["nonceStr"], timestamp=found["timestamp"], url=url
        )
        Client().get("/weixin/sign/", {"url": url})
        assert len(fake.told("ticket/getticket")) == 1
        for other in ("https://elsewhere.example.cn/", "", "//testserver.example.cn/"):
            assert Client().get("/weixin/sign/", {"url": other}).status_code == 204

    def test_a_page_goes_on_without_where_wechat_says_no(self, phone: Phone, fake: FakeWeixin) -> None:
        fake.wrong["getticket"] = 48001

        answer = Client().get("/weixin/sign/", {"url": "http://testserver/report/"})

        assert answer.status_code == 204
        assert "接口权限" in Trouble.objects.get(door="weixin").text
