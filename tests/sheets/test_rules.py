"""Titles, cells and rows: what is forgiven, and the sentence for what is not."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets.counting import COUNTERS
from wangge.sheets import cells, rules
from wangge.sheets.rules import Column, Table, Template

TITLES = ["名称", "数值（个）", "类别", "启用日期"]


def table(*rows: list[str], cut: frozenset[tuple[int, int]] = frozenset()) -> Table:
    return Table(rows, "表.xlsx", cut=cut)


def sentences(checked: rules.Checked) -> list[str]:
    return [str(error) for error in checked.errors]


def test_columns_are_found_by_title_in_any_order() -> None:
    checked = rules.check(
        table(["启用日期", "类别", "数值（个）", "名称"], ["2026/1/2", "甲", "3", "来件"]), COUNTERS
    )

    assert [row.values for row in checked.rows] == [
        {"name": "来件", "value": 3, "kind": "甲", "since": dt.date(2026, 1, 2)}
    ]


@pytest.mark.parametrize(
    "title", ["数值(个)", " 数 值（个） *", "数值（个）：", "数量", "\u3000数值\n（个）"]
)
def test_blanks_width_stars_and_other_names_of_a_title_are_forgiven(title: str) -> None:
    checked = rules.check(table(["名称", title], ["来件", "3"]), COUNTERS)

    assert checked.problems == ()
    assert checked.rows[0]["value"] == 3


def test_titles_may_stand_below_a_headline_and_rows_keep_their_numbers() -> None:
    checked = rules.check(
        table(["清岚区计数器一览表"], [], TITLES, [], ["来件", "3"], ["回访", "多"]), COUNTERS
    )

    assert [row.number for row in checked.rows] == [5]
    assert sentences(checked) == ["第 6 行“数值（个）”：“多”不是整数"]


def test_a_missing_required_column_is_named_and_the_rows_are_left_alone() -> None:
    checked = rules.check(table(["名称", "备注"], ["", "x"]), COUNTERS)

    assert checked.problems == ("缺少必填的列：数值（个）。",)
    assert checked.errors == []


def test_extra_and_absent_columns_are_reported() -> None:
    heading = rules.check(table(["名称", "备注", "数值（个）", ""], ["来件", "x", "1"]), COUNTERS).heading

    assert (heading.extra, heading.absent) == (("备注",), ("类别", "启用日期"))


def test_a_title_that_stands_twice_is_refused() -> None:
    checked = rules.check(table(["名称", "数量", "数值（个）"], ["来件", "1", "2"]), COUNTERS)

    assert checked.problems == ("“数值（个）”这一列出现了两次，请只留一列。",)


def test_a_table_without_titles_is_told_what_they_should_be() -> None:
    assert "名称、数值（个）、类别、启用日期" in rules.check(table(["1", "2"]), COUNTERS).problems[0]


def test_titles_without_rows_are_told_so() -> None:
    assert rules.check(table(TITLES, ["", " "]), COUNTERS).problems == ("标题行下面没有内容。",)


def test_every_bad_cell_is_named_with_its_row_as_excel_counts() -> None:
    checked = rules.check(
        table(TITLES, ["", "1"], ["来件", "1001", "丙", "2026-02-30"], ["回访", "1"]), COUNTERS
    )

    assert sentences(checked) == [
        "第 2 行“名称”：必须填写",
        "第 3 行“数值（个）”：应当在 0 到 1000 之间",
        "第 3 行“类别”：“丙”不在可填的内容里，可以填：甲、乙",
        "第 3 行“启用日期”：没有 2026-02-30 这一天",
    ]
    assert (checked.total, checked.bad_rows, len(checked.rows)) == (3, 2, 1)


def test_a_row_that_repeats_a_unique_column_names_the_earlier_one() -> None:
    checked = rules.check(table(TITLES, ["来件", "1"], ["回访", "1"], ["来件", "2"]), COUNTERS)

    assert sentences(checked) == ["第 4 行“名称”：与第 2 行重复"]


def test_a_number_that_excel_cut_is_not_believed() -> None:
    checked = rules.check(
        table(["名称", "数值（个）"], ["320102000000001200", "1"], cut=frozenset({(2, 0)})), COUNTERS
    )

    assert "Excel 已抹掉后几位" in sentences(checked)[0]


def test_a_short_row_has_blank_cells_at_its_end() -> None:
    row = rules.check(table(TITLES, ["来件", "1"]), COUNTERS).rows[0]

    assert (row["kind"], row["since"]) == ("", None)


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (cells.whole_number(-5, 9999), "１，２３４", 1234),
        (cells.whole_number(-5, 9999), "12.0", 12),
        (cells.whole_number(-5, 9999), "-3", -3),
        (cells.number(-180, 180), "118.796", 118.796),
        (cells.number(0, 1e9), "1,200.5", 1200.5),
        (cells.date, "2026年1月2日", dt.date(2026, 1, 2)),
        (cells.date, "20260102", dt.date(2026, 1, 2)),
        (cells.date, "2026-01-02 00:00", dt.date(2026, 1, 2)),
        (cells.yes_no, "√", True),
        (cells.yes_no, "无", False),
        (cells.one_of({"男": 1}), "男", 1),
        (cells.several(cells.text), "甲、乙， 丙", ["甲", "乙", "丙"]),
        (cells.matching(r"1\d{10}", "不是手机号"), "１３８００００００００", "13800000000"),
    ],
)
def test_cells_are_read_as_people_write_them(parse: Callable[[str], Any], text: str, value: Any) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (cells.text_up_to(3), "四个字呀"),
        (cells.whole_number(), "1.5"),
        (cells.whole_number(), "十二"),
        (cells.whole_number(), "9" * 400),
        (cells.number(0, 1), "nan"),
        (cells.number(0, 1), "inf"),
        (cells.number(0, 1), "1e999"),
        (cells.date, "去年"),
        (cells.date, "2026-13-01"),
        (cells.yes_no, "也许"),
        (cells.one_of({"男": 1}), "无"),
        (cells.matching(r"1\d{10}", "不是手机号"), "138"),
    ],
)
def test_cells_that_say_something_else_are_refused(parse: Callable[[str], Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        parse(text)


def test_invisible_characters_are_taken_away_and_line_breaks_stay() -> None:
    assert cells.tidy("\ufeff\u3000来\u200b件\x07\n二\xa0") == "来件\n二"


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=12))
def test_no_table_whatever_brings_the_check_down(rows: list[list[str]]) -> None:
    checked = rules.check(Table([TITLES, *rows]), COUNTERS)

    assert len(checked.rows) + checked.bad_rows == checked.total


def test_the_commonest_problems_are_counted_once_a_column() -> None:
    checked = rules.check(table(TITLES, ["甲", ""], ["乙", ""], ["丙", "x"]), COUNTERS)

    assert rules.common_problems(checked.errors, top=1) == [("数值（个）", "必须填写", 2)]


def test_a_table_with_personal_columns_names_its_row_of_the_register() -> None:
    with pytest.raises(ValueError, match="names its row"):
        Template("表", (Column("a", "甲", is_personal=True),))


def test_only_large_tables_with_personal_columns_need_a_second_person() -> None:
    personal = Template("表", (Column("a", "甲", is_personal=True),), register="staff")

    assert rules.needs_second_person(personal, 201)
    assert not rules.needs_second_person(personal, 200)
    assert not rules.needs_second_person(COUNTERS, 10_000)
