"""Workbooks going out: nothing in them is a formula, and what we write we can read."""

import io
import zipfile
from datetime import UTC, date, datetime

from tests.sheets.conftest import MONDAY_9_00
from tests.sheets.counting import COUNTERS, PHONES
from wangge.sheets import reading, rules, writing
from wangge.sheets.rules import Column, Template

ANY = Template("杂项", (Column("a", "甲"), Column("b", "乙")))


def cells_of(content: bytes) -> list[list[str]]:
    return [list(row) for row in reading.parse(content, "表.xlsx").rows]


def inside(content: bytes) -> str:
    """All parts of the workbook as one text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_what_looks_like_a_formula_is_written_as_text() -> None:
    dangerous = [
        "=1+1",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "\t=1",
        '=HYPERLINK("http://x.cn","看")',
    ]

    content, count = writing.workbook(ANY, [{"a": text, "b": "https://x.cn"} for text in dangerous])

    assert [row[0] for row in cells_of(content)[1:]] == dangerous
    assert count == len(dangerous)
    assert "<f>" not in inside(content)
    assert "<hyperlink " not in inside(content).casefold()


def test_values_of_every_kind_keep_their_meaning() -> None:
    moment = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    values = [True, 3, 0.5, 10**17, float("inf"), date(2026, 1, 2), moment, None, "字"]

    content, _ = writing.workbook(ANY, [{"a": value} for value in values])

    shown = [row[0] for row in cells_of(content)[1:]]
    assert shown == ["是", "3", "0.5", "1" + "0" * 17, "inf", "2026-01-02", "2026-11-16 09:00", "", "字"]


def test_personal_columns_go_out_masked_unless_told_otherwise() -> None:
    rows = [{"name": "王芳", "phone": "13800001234"}]

    masked, plain = writing.workbook(PHONES, rows)[0], writing.workbook(PHONES, rows, masked=False)[0]

    assert cells_of(masked)[1] == ["王芳", "138****1234"]
    assert cells_of(plain)[1] == ["王芳", "13800001234"]


def test_an_export_carries_who_when_and_for_what() -> None:
    mark = writing.Mark("王芳・社区工作者", MONDAY_9_00, "周例会汇报")

    content, _ = writing.workbook(ANY, [{"a": "x"}], mark=mark)

    for words in ("王芳・社区工作者", "2026-11-16 09:00", "周例会汇报"):
        assert words in inside(content)
    assert writing.file_name("事项/清单", at=MONDAY_9_00, who="王 芳") == "事项-清单_20261116-0900_王-芳.xlsx"


def test_the_empty_template_is_read_back_as_a_table_without_rows() -> None:
    content = writing.empty_template(COUNTERS)

    checked = rules.check(reading.parse(content, "空表.xlsx"), COUNTERS)

    assert checked.problems == ("标题行下面没有内容。",)
    assert checked.heading.absent == ()
    for words in ("填写说明", "不超过 40 个字", "每个名称只写一行", "可以填：甲、乙"):
        assert words in inside(content)


def test_a_workbook_of_bad_rows_can_be_mended_and_uploaded_as_it_is() -> None:
    content = writing.bad_rows(["名称", "数值（个）"], [(["来件", "多"], "第 2 行：不是整数")], name="要改")

    checked = rules.check(reading.parse(content, "要改.xlsx"), COUNTERS)

    assert checked.heading.extra == ()
    assert [str(error) for error in checked.errors] == ["第 2 行“数值（个）”：“多”不是整数"]
