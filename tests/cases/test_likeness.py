"""When two cases look like one trouble; the rule alone."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.town import MONDAY_9_00
from wangge.cases.rules import likeness
from wangge.cases.rules.likeness import Trouble

DARK = Trouble(
    matter="FAC-03",
    at=MONDAY_9_00,
    area=7,
    place="东门外",
    lon=118.7,
    lat=32.0,
    words=likeness.words_of(["路灯不亮，晚上看不见路"]),
)


def like(other: Trouble, metres: float | None = 10.0) -> likeness.Likeness:
    return likeness.likeness(DARK, other, metres)


def test_the_same_matter_at_the_same_spot_is_enough_even_in_other_words() -> None:
    other = replace(DARK, place="", words=likeness.words_of(["这段黑灯瞎火的"]))

    found = like(other, 20.0)

    assert found.is_enough
    assert found.why[:2] == ("同一个事项", "相距 20 米")


def test_another_matter_at_the_same_spot_is_not() -> None:
    other = replace(DARK, matter="ENV-01", words=likeness.words_of(["墙角垃圾堆成小山了"]))

    assert not like(other).is_enough


def test_long_words_decide_whatever_matter_somebody_chose() -> None:
    told = "搅拌站灰尘噪音晚上施工吵得睡不着粉尘飘到家里窗户不能开"
    one = replace(DARK, matter="ECO-01", words=likeness.words_of([told]))
    other = replace(DARK, matter="ENV-05", words=likeness.words_of([told + "孩子咳嗽"]))

    found = likeness.likeness(one, other, 60.0)

    assert found.is_enough
    assert "说法相近" in found.why


def test_beyond_two_hundred_metres_or_three_days_nothing_is_alike() -> None:
    far = replace(DARK, place="")

    assert not like(far, 201.0).is_enough
    assert not like(replace(DARK, at=MONDAY_9_00 + timedelta(hours=73))).is_enough


def test_a_place_that_is_written_alike_needs_no_point() -> None:
    other = replace(DARK, lon=None, lat=None, place="东门 外（旁）")

    assert like(other, None).is_enough
    assert "写的是同一个地点" in like(other, None).why


def test_what_every_report_says_is_no_word() -> None:
    assert likeness.words_of(["尊敬的领导，请问我们小区的问题"]) == frozenset()


@given(st.text(max_size=80), st.text(max_size=80), st.floats(0, 400))
def test_it_is_the_same_both_ways_and_never_negative(one: str, other: str, metres: float) -> None:
    a, b = (replace(DARK, place="", words=likeness.words_of([text])) for text in (one, other))

    there, back = likeness.likeness(a, b, metres), likeness.likeness(b, a, metres)

    assert there == back
    assert there.score >= 0


def test_a_written_place_names_its_building_whatever_the_flat() -> None:
    key = likeness.building_key

    assert key("柳荫路 41 号 2 号楼") == key("柳荫路41号2幢旁边") == key("柳荫路41号2栋三楼") != ""
    assert key("柳荫苑五栋") != key("柳荫苑六栋")
    assert key("菜场门口") == key("301") == ""
