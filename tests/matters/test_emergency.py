"""Danger to life is heard in plain words; past, supposed and figurative danger is not."""

import csv
from pathlib import Path

import pytest

from tests.shared_data import shared
from wangge.matters.rules import emergency

#: Invented messages: in each of the first kind somebody should call a number now.
DANGER = Path(__file__).with_name("danger.tsv")


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def messages() -> list[dict[str, str]]:
    return read(shared("domain/07-messages.tsv"))


def test_every_invented_cry_for_help_is_heard() -> None:
    missed = [row["text"] for row in read(DANGER) if row["danger"] == "1" and emergency(row["text"]) is None]

    assert missed == []


def test_what_only_sounds_like_danger_raises_no_alarm() -> None:
    quiet = [row["text"] for row in read(DANGER) if row["danger"] == "0"]
    alarms = {text: found.words for text in quiet if (found := emergency(text))}

    assert alarms == {}


def test_every_emergency_of_the_labelled_messages_is_heard_with_its_matter() -> None:
    heard = {row["message"]: emergency(row["message"]) for row in messages() if row["urgency"] == "emergency"}

    assert len(heard) == 16
    assert [text for text, e in heard.items() if e is None] == []
    labels = {row["message"]: row["matter_code"].split(";") for row in messages()}
    assert [text for text, e in heard.items() if e and e.code not in labels[text]] == []


def test_of_the_other_labelled_messages_one_alone_is_taken_for_an_emergency() -> None:
    alarms = [row for row in messages() if row["urgency"] != "emergency" and emergency(row["message"])]

    # Somebody at the door by night: the handbook's list of intake words has it, the label says "high".
    assert [row["matter_code"] for row in alarms] == ["SEC-05"]


@pytest.mark.parametrize(
    ("text", "call", "code"),
    [
        ("15号楼8楼窗户冒黑烟了，看见火苗了！", "119", "EMG-01"),
        ("有人晕倒在广场，叫不醒", "120", "EMG-03"),
        ("隔壁男的在打老婆，一直喊救命", "110", "SEC-08"),
        ("路口两车相撞，人躺在地上", "122", "EMG-08"),
        ("楼道里煤气味特别大", "119", "UTL-06"),
    ],
)
def test_the_numbers_to_call_come_first(text: str, call: str, code: str) -> None:
    found = emergency(text)

    assert found is not None
    assert (found.call[0], found.code) == (call, code)
    assert call in found.text
    assert "不能代替报警" in found.text


@pytest.mark.parametrize(
    "text",
    [
        "上次着火以后灭火器一直没换",
        "去年就因为群租着过一次火",
        "万一着火了消防车进不来",
        "感谢消防员把大火扑灭",
        "小区消防演习几点开始，听说要放浓烟",
    ],
)
def test_past_supposed_and_finished_danger_is_not_an_emergency(text: str) -> None:
    assert emergency(text) is None


@pytest.mark.parametrize("text", ["我怕他想不开要跳楼，怎么办", "他要是再打我我就活不下去了"])
def test_a_supposition_does_not_withdraw_harm_between_people(text: str) -> None:
    assert emergency(text) is not None


def test_a_long_letter_about_the_past_raises_no_alarm_but_one_about_now_does() -> None:
    letter = "我是本小区的老住户，多年来一直关心大家的事。" * 10

    assert emergency(letter + "小区里发生火灾时消防车进不来。") is None
    assert emergency(letter + "现在三楼着火了，快来！！") is not None
