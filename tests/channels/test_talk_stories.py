"""What happens when residents talk with 党小栖, told as stories."""

import pytest

from tests.channels.talking import Resident, lines_of
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Appeal, Case
from wangge.cases.sealed import words_of
from wangge.channels.actions import talks
from wangge.channels.models import Line, Talk, TalkCount, Unanswered
from wangge.channels.rules.hearing import Progress
from wangge.channels.rules.standing import Stage
from wangge.notices.models import Alarm, Notice

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("read")]


def test_a_dark_lamp_becomes_one_case_with_little_work(ready: Town) -> None:
    resident = Resident()

    resident.says("柳荫一网格门口的路灯不亮了，晚上看不见")
    assert "照片" in resident.heard
    resident.says("没有照片")
    assert "手机号" in resident.heard
    resident.says("不留")
    assert resident.kinds == ["readback"]
    assert "路灯不亮了" in resident.heard
    assert not Case.objects.exists()
    resident.says("是，提交")

    appeal = Appeal.objects.select_related("case").get()
    assert resident.kinds == ["opened"]
    assert words_of(appeal)["text"] == "柳荫一网格门口的路灯不亮了，晚上看不见"
    assert appeal.case.area == ready.grid
    assert appeal.phone_index is None
    assert resident.talk.stage == Stage.OPEN


def test_only_what_is_missing_is_asked(ready: Town) -> None:
    resident = Resident().says("路灯坏了，晚上黑得吓人，我电话 13912345678")

    assert "在哪里" in resident.heard
    resident.says("柳荫一网格")
    assert "照片" in resident.heard
    resident.says("没有照片")

    assert resident.kinds == ["readback"]
    assert "139****5678" in resident.heard
    resident.says("对")
    assert Appeal.objects.get().contact_phone == "13912345678"


def test_a_place_from_the_notice_board_is_enough_where_the_words_name_none(ready: Town) -> None:
    resident = Resident(area_path=ready.grid.path).says("路灯坏了好几天了")

    resident.says("说不清，不知道").says("没有照片").says("不留").says("是")

    assert Case.objects.get().area == ready.grid


def test_what_was_read_back_can_be_changed(ready: Town) -> None:
    resident = Resident().says("柳荫一网格路灯不亮").says("没有照片").says("不留")

    resident.says("改地点").says("荷塘一网格")
    assert resident.kinds == ["readback"]
    resident.says("不对")
    resident.says("改内容").says("路灯白天也亮着，没人关")
    assert "白天也亮着" in resident.heard
    resident.says("是，提交")

    case = Case.objects.get()
    assert case.area == ready.other_grid
    assert words_of(Appeal.objects.select_related("case").get())["text"].startswith("路灯白天也亮着")


def test_an_emergency_shows_the_number_at_once_and_rings_for_who_is_on_duty(ready: Town) -> None:
    ready.post("dispatcher")
    resident = Resident().says("着火了！柳荫一网格三楼冒黑烟，有人喊救命")

    assert resident.kinds[0] == "call"
    assert "119" in resident.heard
    assert resident.talk.is_alarm
    alarm = Alarm.objects.get()
    assert alarm.area == ready.street
    assert "黑烟" not in alarm.text
    assert Notice.objects.filter(person=ready.person("dispatcher"), kind="alarm").exists()
    resident.says("是")
    assert Case.objects.get().urgency == "emergency"


def test_the_numbers_come_first_whatever_the_talk_was_waiting_for(ready: Town) -> None:
    resident = Resident().says("柳荫一网格路灯不亮").says("我爸晕倒了叫不醒，怎么办")

    assert resident.kinds[0] == "call"
    assert "120" in resident.heard


def test_a_policy_question_is_answered_with_source_and_date(ready: Town) -> None:
    resident = Resident().says("居住证怎么办理")

    content = resident.last.lines[-1].content
    assert content["kind"] == "answer"
    assert content["source"] == "《居住证暂行条例》"
    assert content["dated"] == "2026-11-01"
    assert TalkCount.objects.get().outcome == "answered"


def test_what_nobody_has_written_is_not_known_and_waits_for_an_answer(ready: Town) -> None:
    first = Resident().says("游泳池门票多少钱")
    Resident(area_path=ready.grid.path).says("游泳池门票多少钱")

    assert "不知道" in first.heard or "没有把握" in first.heard
    assert [u.words for u in Unanswered.objects.filter(area_path="")] == ["游泳池门票多少钱"]
    assert not Case.objects.exists()


def test_the_same_unknown_question_is_counted_and_masked(ready: Town) -> None:
    for _ in range(2):
        Resident(area_path=ready.grid.path).says("彩票开奖号码是多少，我电话13912345678")

    noted = Unanswered.objects.get()
    assert noted.times == 2
    assert "139" not in noted.words


def test_two_misunderstandings_call_a_person_with_the_whole_talk(ready: Town) -> None:
    ready.post("district")
    resident = Resident().says("呃呃呃").says("嘟嘟囔囔")

    assert resident.talk.stage == Stage.PERSON
    assert resident.talk.waits_since is not None
    assert "不用" in resident.heard or "看得到" in resident.heard
    assert Notice.objects.filter(person=ready.person("district"), kind="talk").exists()


def test_a_person_comes_on_request_and_the_assistant_keeps_silent(ready: Town) -> None:
    resident = Resident(area_path=ready.grid.path).says("转人工")

    assert resident.talk.stage == Stage.PERSON
    resident.says("我家的事有点复杂")
    assert resident.heard == ""
    resident.says("不等了")
    assert resident.talk.stage == Stage.OPEN
    assert resident.talk.waits_since is None


def test_thanks_are_taken_and_open_nothing(ready: Town) -> None:
    resident = Resident().says("谢谢你们，辛苦了")

    assert resident.heard == "不客气。有事随时说。"
    assert not Case.objects.exists()


def test_the_assistant_greets_once(ready: Town) -> None:
    resident = Resident().says("你好").says("在吗")

    assert sum("我是党小栖" in line for line in lines_of(resident.talk)) == 1


def test_progress_of_what_was_reported_here_needs_no_number(ready: Town) -> None:
    resident = Resident().says("柳荫一网格路灯不亮").says("没有照片").says("不留").says("是，提交")
    told = Progress("123 4567 8901", "路灯", "等待受理", "", "/r/x/", "id")

    resident.says("查进度", progress=told)

    assert resident.kinds == ["progress"]
    assert "等待受理" in resident.heard


def test_progress_of_something_else_asks_for_number_and_proof(ready: Town) -> None:
    Resident().says("柳荫一网格路灯不亮").says("没有照片").says("不留").says("是，提交")
    number = Appeal.objects.get().number
    stranger = Resident(area_path=ready.grid.path).says("查进度")

    assert "受理编号" in stranger.heard
    stranger.says(number)
    assert "后四位" in stranger.heard
    stranger.says("0000", progress=Progress(problem="对不上"))
    assert stranger.talk.stage == Stage.NUMBER


def test_a_proof_is_never_written_down(ready: Town) -> None:
    resident = Resident().says("查进度").says("0123456789abcdef0123456789abcdef")

    assert not any("0123456789abcdef" in line for line in lines_of(resident.talk))


def test_a_confidential_matter_is_seen_by_the_street_only(ready: Town) -> None:
    resident = Resident(area_path=ready.grid.path).says("我老公又打我，脸上都是伤，我该找谁")

    assert resident.talk.is_confidential
    assert not Talk.objects.open_to(ready.staff, "talk_see").exists()  # type: ignore[arg-type]
    assert Talk.objects.open_to(ready.dispatcher, "talk_see").exists()  # type: ignore[arg-type]


def test_words_are_sealed_in_the_database(ready: Town) -> None:
    from django.db import connection

    Resident().says("柳荫一网格路灯不亮，我电话13912345678")

    with connection.cursor() as cursor:
        cursor.execute("SELECT said FROM channels_line")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
        cursor.execute("SELECT draft FROM channels_talk")
        stored += b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert "路灯".encode() not in stored
    assert b"13912345678" not in stored
    assert Line.objects.exists()


def test_the_same_message_twice_is_one(ready: Town) -> None:
    resident = Resident().says("柳荫一网格路灯不亮").says("没有照片").says("不留")

    resident.says("是，提交", client_id="the-same-tap")
    resident.says("是，提交", client_id="the-same-tap")

    assert Case.objects.count() == 1


def test_the_same_page_sent_twice_begins_one_talk(ready: Town) -> None:
    first = talks.begin(key="one-page-of-one-browser", door="web", at=MONDAY_9_00)
    again = talks.begin(key="one-page-of-one-browser", door="web", at=MONDAY_9_00)

    assert first == again
    assert lines_of(first) == lines_of(again)


def test_nothing_is_reported_after_it_was_called_off(ready: Town) -> None:
    resident = Resident().says("柳荫一网格路灯不亮").says("不报了").says("是，提交")

    assert not Case.objects.exists()
    assert resident.talk.notes["what"] == ""
