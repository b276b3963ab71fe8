"""How other systems' tables are read: columns, times, states, JSON; whatever they send."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.channels.rules import hotline
from wangge.channels.rules.hotline import Sign
from wangge.kernel.words import SHANGHAI
from wangge.sheets.rules import Table

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)


def test_columns_are_known_by_the_names_such_columns_have() -> None:
    found = hotline.known_columns(["序号", "工单编号*", "诉求描述", "来电时间", "地址"], {})

    assert found == {"number": "工单编号*", "text": "诉求描述", "received_at": "来电时间", "place": "地址"}


def test_a_saved_name_wins_and_a_column_is_used_once() -> None:
    found = hotline.known_columns(["任务号", "编号", "内容", "描述"], {"number": "编号", "text": "描述"})

    assert (found["number"], found["text"]) == ("编号", "描述")


def test_their_table_becomes_ours_under_our_titles_and_keeps_its_row_numbers() -> None:
    table = Table([["热线日报"], [], ["工单号", "内容", "地点"], ["A1", "灯坏了", "柳荫路"], []], "日报.xlsx")

    ours = hotline.ours(table, {}, system="热线")

    assert ours.rows[2] == ["外部编号", "诉求内容", "地点", "来源系统"]
    assert ours.rows[3] == ["A1", "灯坏了", "柳荫路", "热线"]
    assert ours.rows[4] == ["", "", "", ""]


def test_a_title_like_ours_that_was_mapped_elsewhere_does_not_come_in_twice() -> None:
    table = Table([["编号", "工单编号", "内容"], ["1", "G-1", "灯坏了"]])

    ours = hotline.ours(table, {"number": "工单编号"}, system="热线")

    assert ours.rows[0] == ["（未用）编号", "外部编号", "诉求内容", "来源系统"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 09:05",
        "2026/11/20 9:05:00",
        "2026年11月20日 9时5分",
        "2026年11月20日9点05分",
        "2026.11.20 09：05",
        "20261120090500",
        "2026-11-20T09:05:00+08:00",
        "2026-11-20T01:05:00Z",
        "2026-11-20T01:05:00.123+0000",
    ],
)
def test_times_are_read_as_people_and_systems_write_them(text: str) -> None:
    assert hotline.moment(text) == datetime(2026, 11, 20, 9, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text", ["昨天", "2026-13-01 09:00", "2026-11-20 25:00", "11-20", "0000-00-00 00:00"]
)
def test_what_is_no_time_is_said_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"不是时间|没有"):
        hotline.moment(text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_of_times(text: str) -> None:
    with suppress(ValueError):
        assert hotline.moment(text).tzinfo is not None


def test_a_time_that_cannot_be_true_is_refused_and_a_fast_clock_forgiven() -> None:
    assert hotline.believed(None, at=NOON) == NOON
    assert hotline.believed(NOON + timedelta(minutes=3), at=NOON) == NOON
    for wrong in (NOON + timedelta(hours=1), NOON - timedelta(days=61)):
        with pytest.raises(ValueError, match="请核对"):
            hotline.believed(wrong, at=NOON)


def test_states_mean_what_was_saved_else_what_everybody_means() -> None:
    assert hotline.sign_of("督促", {"督促": "urge"}) is Sign.URGE
    assert hotline.sign_of("已撤单", {}) is Sign.CANCEL
    assert hotline.sign_of("从没见过", {}) is Sign.NEW


def test_a_category_is_found_by_mapping_by_name_and_by_the_last_known_part() -> None:
    codes = {"路灯不亮": "FAC-03", "FAC-03": "FAC-03", "暴露垃圾": "ENV-01"}

    assert hotline.matter_of("照明", {"照明": "FAC-03"}, codes) == "FAC-03"
    assert hotline.matter_of("城市管理/环卫/暴露垃圾", {}, codes) == "ENV-01"
    assert hotline.matter_of("别的", {}, codes) == ""


def test_json_of_objects_is_a_table_bare_or_under_a_key() -> None:
    rows = [{"编号": "1", "内容": "灯\U0001f4a1坏了"}, {"编号": 2, "地点": None, "紧急": True}]
    for text in (json.dumps(rows), json.dumps({"data": rows, "total": 2}, ensure_ascii=False)):
        table = hotline.json_table(text, "a.json")
        assert table.rows[0] == ["编号", "内容", "地点", "紧急"]
        assert table.rows[1] == ["1", "灯\U0001f4a1坏了", "", ""]
        assert table.rows[2] == ["2", "", "", "是"]


@pytest.mark.parametrize(
    "text", ["", "[]", "[1]", "{", "null", '"x"', "[" * 100_000, '{"a": 1e999999}' + "x"]
)
def test_json_that_is_no_list_of_objects_is_said_so(text: str) -> None:
    with pytest.raises(ValueError, match="JSON"):
        hotline.json_table(text, "a.json")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=20,
    )
)
def test_whatever_json_comes_it_is_a_table_of_text_or_a_sentence(thing: object) -> None:
    with suppress(ValueError):
        table = hotline.json_table(json.dumps(thing), "a.json")

        assert all(isinstance(cell, str) and cell.encode() is not None for row in table.rows for cell in row)


def test_a_half_of_a_pair_does_not_pass() -> None:
    table = hotline.json_table('[{"内容": "\\ud83d"}]', "a.json")

    assert table.rows[1][0].encode() == b"?"


def test_pairs_are_read_line_by_line_and_a_bad_line_is_named() -> None:
    assert hotline.pairs("照明 = 路灯\n\n 环卫＝垃圾 ", left="类别") == {"照明": "路灯", "环卫": "垃圾"}
    with pytest.raises(ValueError, match="第 2 行"):
        hotline.pairs("a = b\nc", left="类别")


def test_the_utc_of_a_zone_is_kept() -> None:
    assert hotline.moment("2026-11-20T01:05:00Z") == datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
