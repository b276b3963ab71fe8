"""How well questions are answered, measured on the data of the benchmark; and the pure rules around it."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import knowledge as bench
from wangge.channels.rules import hearing, retrieval, talking
from wangge.channels.rules.hearing import Act, Answer, Heard
from wangge.channels.rules.masking import masked
from wangge.channels.rules.retrieval import Knowledge
from wangge.channels.rules.standing import Draft, Mind, Stage


def test_paraphrases_find_their_entry_and_strangers_find_none() -> None:
    judged, _ = bench.judge()
    shares = bench.shares(judged)

    assert sum(bool(j.wanted) for j in judged) >= 150
    assert sum(not j.wanted for j in judged) >= 60
    assert shares["right entry first"] >= 0.85
    assert shares["does not know (outside)"] >= 0.9


def test_questions_that_changed_nothing_find_their_entry_too() -> None:
    judged, _ = bench.judge(bench.FRESH)

    assert bench.shares(judged)["right entry first"] >= 0.85


def test_paraphrases_were_written_apart_from_the_entries() -> None:
    ways = {retrieval.plain(way) for entry in bench.entries() for way in entry.ways}
    asked = [row["question"] for file in (bench.QUESTIONS, bench.FRESH) for row in bench._rows(file)]

    assert sum(retrieval.plain(question) in ways for question in asked) <= len(asked) // 50


def test_no_sample_gives_a_telephone_but_the_known_ones() -> None:
    with bench.ENTRIES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    numbers = {n for row in rows for n in re.findall(r"(?<![T\d])\d{5,}", row["answer"] + row["question"])}

    assert numbers <= {"12345", "19095"}
    assert all(row["source"] and row["dated"] for row in rows)


def test_an_answer_without_source_or_date_cannot_be_made() -> None:
    for source, dated in (("", "2026-11-01"), ("条例", " ")):
        with pytest.raises(ValueError, match="source"):
            Answer(1, "q", "a", source, dated, "o")


@given(st.text(max_size=80))
def test_no_words_break_the_search(text: str) -> None:
    known = Knowledge.of(bench.entries()[:5])

    assert all(0 <= hit.score <= 2 for hit in known.best(text))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("转人工", Act.PERSON),
        ("我不想跟机器说话", Act.PERSON),
        ("查进度", Act.PROGRESS),
        ("我上次报的井盖呢", Act.PROGRESS),
        ("好的", Act.YES),
        ("是，提交", Act.YES),
        ("不是", Act.NO),
        ("没有照片", Act.SKIP),
        ("您好呀", Act.GREET),
        ("谢谢小栖", Act.THANKS),
        ("不报了", Act.CANCEL),
        ("路灯不亮了", Act.SAY),
        ("好几天没人收垃圾", Act.SAY),
        ("人工湖的水臭了", Act.SAY),
        ("对面楼一直漏水", Act.SAY),
    ],
)
def test_what_is_done_by_saying_it(text: str, act: Act) -> None:
    assert hearing.act_of(text) == act


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("电话139 1234 5678", "1234"),
        ("身份证32010219900101123X", "1990"),
        ("卡号6222 0200 1234 5678 901", "6222"),
        ("我叫王建国，住3栋2单元501室", "王建国"),
        ("住3栋2单元501室", "501"),
        ("找李师傅", "李师傅"),
        ("微信号abc_12345", "abc_12345"),
        ("邮箱a.b@c.cn", "a.b@c"),
        ("车牌苏A·12B45", "12B45"),
    ],
)
def test_what_could_say_who_somebody_is_is_masked(text: str, gone: str) -> None:
    assert gone not in masked(text)


def test_ordinary_words_are_left_alone() -> None:
    assert masked("居住证怎么办理，要交多少钱") == "居住证怎么办理，要交多少钱"


_HEARD = st.builds(
    Heard,
    text=st.text(max_size=30),
    act=st.sampled_from(Act),
    meaning=st.sampled_from(hearing.Meaning),
    phone=st.sampled_from(["", "13912345678"]),
    where=st.builds(hearing.Where, words=st.sampled_from(["", "东门"]), is_known=st.booleans()),
    answer=st.sampled_from([None, Answer(1, "q", "a", "s", "2026-11-01", "o")]),
)


@given(st.lists(_HEARD, max_size=12))
def test_however_a_talk_goes_nothing_is_reported_without_a_yes_to_what_was_read(said: list[Heard]) -> None:
    mind = Mind()
    for heard in said:
        before = mind
        turn = talking.step(mind, heard)
        mind = turn.mind
        if "report" in turn.deeds:
            assert before.stage == Stage.CONFIRM
            assert heard.act == Act.YES
            assert before.draft.what
        assert all(say.source and say.dated for say in turn.says if say.kind == "answer")
        assert Draft.of(mind.draft.data()) == mind.draft


@given(st.lists(_HEARD, max_size=8))
def test_danger_is_answered_with_numbers_at_every_stage(said: list[Heard]) -> None:
    mind = Mind()
    for heard in said:
        mind = talking.step(mind, heard).mind
    danger = Heard(text="着火了", danger=hearing.Danger("EMG-01", ("119",), "快跑。"))

    turn = talking.step(mind, danger)

    assert turn.says[0].call == ("119",)
    assert "alarm" in turn.deeds
