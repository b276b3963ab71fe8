"""Places in messages: literal, with the side that says where, without what only stands beside them."""

from pathlib import Path

import pytest

from wangge.matters.queries import understanding
from wangge.matters.rules.understanding import sequences, training
from wangge.matters.rules.understanding.places import Tagger, tidied
from wangge.matters.rules.understanding.sequences import Lesson

FRESH = Path(__file__).parent / "fresh_messages.tsv"


@pytest.fixture(scope="module")
def finder() -> Tagger:
    return understanding.shipped_model().tagger


def _said(finder: Tagger, text: str) -> list[str]:
    return [text[begin:end] for begin, end in finder.spans(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("云杉里8幢2单元楼道灯坏了", ["云杉里8幢2单元"]),
        ("松江路和柏树街路口的红绿灯不亮", ["松江路和柏树街路口"]),
        ("地下车库进水了", ["地下车库"]),
        ("我家楼下天天有人跳舞", []),
        ("楼道里堆满了纸箱", []),
        ("路灯坏了，晚上黑得吓人，我电话 13900000000", []),
        ("在吗", []),
        ("", []),
    ],
)
def test_what_somebody_could_be_sent_to_is_a_place(finder: Tagger, text: str, places: list[str]) -> None:
    assert _said(finder, text) == places


def test_of_messages_never_learnt_from_four_in_five_places_are_met_to_the_letter(finder: Tagger) -> None:
    asked = training.read_examples(FRESH)

    said = [set(_said(finder, example.text)) for example in asked]

    hit = sum(len(own & set(example.places or ())) for own, example in zip(said, asked, strict=True))
    total = sum(len(own) + len(example.places or ()) for own, example in zip(said, asked, strict=True))
    assert len(asked) > 200
    assert 2 * hit / total > 0.78  # measured 0.82


@pytest.mark.parametrize(
    ("text", "marked", "left"),
    [
        ("救命啊1幢一楼冒烟", "救命啊1幢一楼", "1幢一楼"),
        ("217路在云桥站不停", "217路在云桥站", "云桥站"),
        ("52路不来", "52路", None),
        ("13900000000打不通", "13900000000", None),
    ],
)
def test_cries_and_buses_are_no_part_of_a_place(text: str, marked: str, left: str | None) -> None:
    found = tidied(text, [(0, len(marked))])

    assert [text[begin:end] for begin, end in found] == ([left] if left else [])


def test_a_flat_after_another_place_says_who_suffers_not_where() -> None:
    text = "5栋302漏水，楼上402不认"

    assert tidied(text, [(0, 5), (8, 13)]) == [(0, 5)]


def test_a_finder_learns_a_little_world_of_marks() -> None:
    told = [Lesson(f"{name}的灯坏了", [name]) for name in ("甲路", "乙路", "丙路")] * 4
    told += [Lesson("灯坏了", []), Lesson("今天的饭好吃", [])] * 4

    finder = sequences.fit(told, rounds=20, rate=0.3)

    assert _said(finder, "丁路的灯坏了") == ["丁路"]
    assert _said(finder, "今天的灯坏了") == []
