"""Reading what people write: a table of days, and the hours of a day. Complaints in Chinese, by line."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from wangge.kernel.refusal import Refused
from wangge.worktime.rules.calendar import DayKind, Period

_COLUMNS = {
    "year": ("year", "年份", "年度"),
    "date": ("date", "日期"),
    "name": ("name", "名称", "节日"),
    "is_off_day": ("is_off_day", "是否放假", "放假"),
}
_YES, _NO = {"true", "1", "yes", "是", "休", "放假"}, {"false", "0", "no", "否", "班", "上班"}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_PERIOD = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-—–~～至到]\s*(\d{1,2})[:：](\d{2})")


class DayRow(NamedTuple):
    """One announced day; `year` is the announcement's, which may name days of the December before."""

    year: int
    day: date
    kind: DayKind
    name: str


def parse_days(text: str) -> tuple[list[DayRow], list[str]]:
    """The rows of a CSV with the columns year (optional), date, name, is_off_day; and what is wrong."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    found = {key: _column(reader.fieldnames or (), names) for key, names in _COLUMNS.items()}
    if missing := [_COLUMNS[key][1] for key in ("date", "name", "is_off_day") if not found[key]]:
        return [], [f"缺少列：{'、'.join(missing)}"]
    rows: dict[date, DayRow] = {}
    faults: list[str] = []
    for raw in _rows_of(reader, faults):
        cells = {key: (raw.get(column) or "").strip() for key, column in found.items() if column}
        try:
            row = _day_row(cells)
        except ValueError as fault:
            faults.append(f"第 {reader.line_num} 行：{fault}")
            continue
        if row.day in rows:
            faults.append(f"第 {reader.line_num} 行：{row.day} 出现了两次")
        rows[row.day] = row
    return list(rows.values()), faults


def _rows_of(reader: "csv.DictReader[str]", faults: list[str]) -> Iterator[dict[str, str]]:
    """The rows up to one that is no row at all: a quotation mark never closed, a file that is no table."""
    try:
        yield from reader
    except csv.Error:
        faults.append(f"第 {reader.line_num} 行起看不懂，请检查引号和逗号")


def _column(given: Iterable[str], names: tuple[str, ...]) -> str:
    return next((column for column in given if column and column.strip().lower() in names), "")


def _day_row(cells: dict[str, str]) -> DayRow:
    match = _DATE.fullmatch(cells["date"])
    if not match:
        raise ValueError(f"看不懂日期“{cells['date']}”，请写成 2026-10-01")
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        raise ValueError(f"没有“{cells['date']}”这一天") from None
    if not 2000 <= day.year <= 2099:
        raise ValueError(f"日期 {day} 超出日历范围")
    year = cells.get("year") or str(day.year)
    if not year.isdecimal() or abs(int(year) - day.year) > 1:
        raise ValueError(f"年份“{year}”与日期 {day} 对不上")
    if not cells["name"] or len(cells["name"]) > 40:
        raise ValueError("名称要写，最多 40 个字")
    off = cells["is_off_day"].lower()
    if off not in _YES | _NO:
        raise ValueError(f"是否放假请写“是”或“否”，现在是“{cells['is_off_day']}”")
    kind = DayKind.HOLIDAY if off in _YES else DayKind.MAKEUP_WORK if day.weekday() > 4 else DayKind.WORK
    return DayRow(int(year), day, kind, cells["name"])


def written_days(rows: Iterable[DayRow]) -> str:
    """Days as a CSV that `parse_days` reads back."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_COLUMNS[key][1] for key in ("year", "date", "name", "is_off_day")])
    for row in rows:
        writer.writerow([row.year, row.day, row.name, "否" if row.kind.is_working else "是"])
    return text.getvalue()


def parse_periods(text: str) -> tuple[Period, ...]:
    """`08:00-12:00, 14:00-18:00` as minutes of the day; Refused with a sentence when it makes no sense."""
    rest = re.sub(r"[\s,，、;；]+", "", _PERIOD.sub("", text))
    found = [tuple(map(int, match.groups())) for match in _PERIOD.finditer(text)]
    if rest or not found:
        raise Refused("上班时间请写成 08:00-12:00、14:00-18:00", field="periods")
    periods = tuple((h1 * 60 + m1, h2 * 60 + m2) for h1, m1, h2, m2 in found)
    if any(m1 > 59 or m2 > 59 for _, m1, _, m2 in found) or any(end > 1440 for _, end in periods):
        raise Refused("钟点不对，一天只有 24 小时", field="periods")
    moments = [moment for period in periods for moment in period]
    if any(later <= earlier for earlier, later in pairwise(moments)):
        raise Refused("各段时间要从早到晚，不能重叠；跨夜请分成两段", field="periods")
    return periods


def written_periods(periods: tuple[Period, ...]) -> str:
    """Minutes of the day as people write them: `08:00-12:00、14:00-18:00`."""
    return "、".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in periods)
