"""What people write: tables of days, and the hours of a day."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from wangge.kernel.refusal import Refused
from wangge.worktime.forms import DayForm, ImportForm, PeriodsForm
from wangge.worktime.rules import (
    DayKind,
    DayRow,
    parse_days,
    parse_periods,
    written_days,
    written_periods,
)


def test_a_table_of_days_is_read() -> None:
    rows, faults = parse_days(
        "year,date,name,is_off_day\n2027,2026-12-31,元旦,True\n2027,2027-01-03,元旦,False\n"
    )

    assert faults == []
    assert rows == [
        DayRow(2027, date(2026, 12, 31), DayKind.HOLIDAY, "元旦"),
        DayRow(2027, date(2027, 1, 3), DayKind.MAKEUP_WORK, "元旦"),
    ]


def test_chinese_headings_marks_and_dates_will_do() -> None:
    rows, faults = parse_days("\ufeff日期,名称,是否放假\n2027年1月1日,元旦,休\n2027/1/4,元旦,班\n")

    assert faults == []
    assert [(row.year, row.kind) for row in rows] == [(2027, DayKind.HOLIDAY), (2027, DayKind.WORK)]


def test_each_fault_names_its_line() -> None:
    text = "date,name,is_off_day\n明天,元旦,是\n2027-02-30,春节,是\n2027-01-01,元旦,也许\n2027-01-01,,是\n"

    rows, faults = parse_days(text + "2027-01-01,元旦,是\n2027-01-01,元旦,是\n")

    assert faults == [
        "第 2 行：看不懂日期“明天”，请写成 2026-10-01",
        "第 3 行：没有“2027-02-30”这一天",
        "第 4 行：是否放假请写“是”或“否”，现在是“也许”",
        "第 5 行：名称要写，最多 40 个字",
        "第 7 行：2027-01-01 出现了两次",
    ]
    assert len(rows) == 1


def test_a_year_must_fit_its_day() -> None:
    assert parse_days("year,date,name,is_off_day\n2020,2027-01-01,元旦,是\n")[1] == [
        "第 2 行：年份“2020”与日期 2027-01-01 对不上"
    ]


def test_a_short_row_is_a_fault_and_no_crash() -> None:
    assert parse_days("date,name,is_off_day\n2027-01-01\n")[1] == ["第 2 行：名称要写，最多 40 个字"]


def test_missing_columns_are_named() -> None:
    assert parse_days("date,what\n2027-01-01,x\n") == ([], ["缺少列：名称、是否放假"])
    assert parse_days("") == ([], ["缺少列：日期、名称、是否放假"])


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("08:00-12:00、14:00-18:00", ((480, 720), (840, 1080))),
        ("9:00—17:00", ((540, 1020),)),
        ("08:30 至 11:30，13：30 到 17：30", ((510, 690), (810, 1050))),
        ("00:00-24:00", ((0, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, periods: tuple[tuple[int, int], ...]) -> None:
    assert parse_periods(text) == periods


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "上班时间请写成"),
        ("全天", "上班时间请写成"),
        ("08:00-12:00 和中午", "上班时间请写成"),
        ("08:00-25:00", "一天只有 24 小时"),
        ("08:00-08:75", "一天只有 24 小时"),
        ("18:00-08:00", "从早到晚"),
        ("08:00-08:00", "从早到晚"),
        ("08:00-12:00、11:00-18:00", "从早到晚"),
        ("14:00-18:00、08:00-12:00", "从早到晚"),
    ],
)
def test_hours_that_make_no_sense_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        parse_periods(text)


def test_hours_are_written_as_they_are_read() -> None:
    text = "08:00-12:00、14:00-18:00"

    assert written_periods(parse_periods(text)) == text


def test_the_form_of_hours_says_what_is_wrong() -> None:
    form = PeriodsForm({"periods": "全天", "effective_from": "2026-12-01"})

    assert not form.is_valid()
    assert form.errors == {"periods": ["上班时间请写成 08:00-12:00、14:00-18:00"]}


def test_the_form_of_a_day_gives_what_the_action_takes() -> None:
    form = DayForm({"date": "2026-11-20", "kind": "holiday", "name": "台风停工"})

    assert form.is_valid()
    assert form.cleaned_data == {"date": date(2026, 11, 20), "kind": DayKind.HOLIDAY, "name": "台风停工"}


def upload(content: bytes) -> ImportForm:
    return ImportForm({}, MultiValueDict({"file": [SimpleUploadedFile("days.csv", content)]}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_form_of_an_import_reads_what_spreadsheets_write(encoding: str) -> None:
    form = upload("日期,名称,是否放假\n2027-01-01,元旦,是\n".encode(encoding))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["file"] == [DayRow(2027, date(2027, 1, 1), DayKind.HOLIDAY, "元旦")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("日期,名称,是否放假\n明天,元旦,是\n".encode(), "第 2 行：看不懂日期"),
        (b"\xff\xff\xff", "文字编码"),
        (b"x" * (256 * 1024 + 1), "太大"),
    ],
)
def test_the_form_of_an_import_says_what_is_wrong(content: bytes, sentence: str) -> None:
    form = upload(content)

    assert not form.is_valid()
    assert sentence in str(form.errors["file"])


def test_days_outside_the_calendar_and_broken_tables_are_faults() -> None:
    assert parse_days("date,name,is_off_day\n1999-01-01,元旦,是\n")[1] == [
        "第 2 行：日期 1999-01-01 超出日历范围"
    ]
    assert "看不懂" in parse_days(f'date,name,is_off_day\n2027-01-01,"{"长" * 140_000}",是\n')[1][0]


def test_days_written_are_read_back() -> None:
    rows, _ = parse_days("date,name,is_off_day\n2027-01-01,元旦,是\n2027-01-03,元旦,否\n")

    assert parse_days(written_days(rows)) == (rows, [])
