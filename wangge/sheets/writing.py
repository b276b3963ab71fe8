"""Workbooks going out: exports, empty templates, bad rows. Text is written as text, never as a formula."""

import io
import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from wangge.kernel.words import SHANGHAI
from wangge.sheets.rules import REASON, Column, Template

_FONT = "微软雅黑"
_RED, _GREY, _LINE = "#c8102e", "#f1f3f5", "#dee2e6"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CELL_LIMIT = 32_767  # Excel's own
_LIST_LIMIT = 250  # characters of a drop-down list
#: Rows of an empty template that are prepared: text format, drop-down lists.
_READY_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose export it is, written into the file: properties, print footer and a sheet of its own."""

    name: str
    at: datetime
    purpose: str = ""

    @property
    def lines(self) -> list[tuple[str, str]]:
        moment = f"{self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        return [("导出人", self.name), ("导出时间", moment), ("用途", self.purpose)]


class _Sheet:
    """One worksheet that knows how to put any value into a cell safely."""

    def __init__(self, book: Any, name: str) -> None:
        self.sheet = book.add_worksheet(name)
        self.text = book.add_format({"num_format": "@"})
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def put(self, row: int, place: int, value: Any, style: Any = None) -> None:
        """Texts stay texts; numbers keep their digits; moments are shown in Shanghai time."""
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_string(row, place, "是" if value else "否", style)
        elif isinstance(value, int | float) and math.isfinite(value) and abs(value) < 10**15:
            self.sheet.write_number(row, place, value, style)
        elif isinstance(value, datetime):
            there = value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
            self.sheet.write_datetime(row, place, there, style or self.moment)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, place, value, style or self.day)
        else:
            text = str(value)[:_CELL_LIMIT]
            plain = self.quoted if text.startswith(_FORMULA_STARTS) else self.text
            self.sheet.write_string(row, place, text, style or plain)


@contextmanager
def _book(*, tidy_rows: bool = True, mark: Mark | None = None) -> Iterator[tuple[Any, io.BytesIO]]:
    """A workbook that is written row by row; what xlsxwriter keeps on disk meanwhile is gone afterwards."""
    target = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="wangge-sheet-") as folder:
        book = xlsxwriter.Workbook(target, {"constant_memory": tidy_rows, "tmpdir": folder})
        book.formats[0].set_font_name(_FONT)
        if mark:
            words = "；".join(f"{title}：{text}" for title, text in mark.lines if text)
            book.set_properties(
                {"author": mark.name, "comments": words, "created": mark.at.replace(tzinfo=None)}
            )
        yield book, target
        book.close()


def workbook(
    template: Template, rows: Iterable[Mapping[str, Any]], *, mark: Mark | None = None, masked: bool = True
) -> tuple[bytes, int]:
    """(the file, how many rows) of the template's columns; personal ones are masked unless told otherwise."""
    count = 0
    with _book(mark=mark) as (book, target):
        sheet = _Sheet(book, _sheet_name(template.name))
        _titles(book, sheet, template.columns)
        masks = [c.mask if masked and c.is_personal else None for c in template.columns]
        keys = [c.key for c in template.columns]
        for count, row in enumerate(rows, 1):
            for place, (key, mask) in enumerate(zip(keys, masks, strict=True)):
                value = row.get(key)
                sheet.put(count, place, mask(str(value)) if mask and value else value)
        if mark:
            _sign(book, sheet, mark, count)
    return target.getvalue(), count


def empty_template(template: Template) -> bytes:
    """An empty sheet with the titles (red: required), and a second sheet that explains every column."""
    with _book(tidy_rows=False) as (book, target):
        sheet = _Sheet(book, _sheet_name(template.name))
        _titles(book, sheet, template.columns)
        for place, column in enumerate(template.columns):
            sheet.sheet.set_column(place, place, _width(column), sheet.text)
            if column.choices and len(",".join(column.choices)) <= _LIST_LIMIT:
                wanted = {"validate": "list", "source": list(column.choices)}
                wanted |= {"error_title": column.title, "error_message": "请从列表里选。"}
                sheet.sheet.data_validation(1, place, _READY_ROWS, place, wanted)
        _explain(book, template)
    return target.getvalue()


def bad_rows(
    titles: Sequence[str],
    rows: Iterable[tuple[Sequence[str], str]],
    *,
    name: str,
    number_title: str = "原行号",
) -> bytes:
    """Only the bad rows as they came, with the reason in front; can be mended and uploaded again as it is."""
    with _book() as (book, target):
        sheet = _Sheet(book, _sheet_name(name))
        columns = [Column("", REASON, width=44), *(Column("", title) for title in titles)]
        _titles(book, sheet, columns)
        reason = book.add_format({"font_color": _RED, "num_format": "@"})
        for number, (cells, problem) in enumerate(rows, 1):
            sheet.put(number, 0, problem, reason)
            for place, cell in enumerate(cells, 1):
                sheet.put(number, place, cell)
    return target.getvalue()


def file_name(name: str, *, at: datetime, who: str = "", ending: str = "xlsx") -> str:
    """事项清单_20261120-1420_王芳.xlsx, without anything a file system dislikes."""
    parts = [name, f"{at.astimezone(SHANGHAI):%Y%m%d-%H%M}", who]
    joined = "_".join(part for part in parts if part)
    return "".join("-" if c in '\\/:*?"<>|\r\n\t ' else c for c in joined)[:120] + f".{ending}"


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\'")[:31] or "表"


def _width(column: Column) -> int:
    wide = sum(2 if ord(c) > 127 else 1 for c in column.title) + 4
    example = sum(2 if ord(c) > 127 else 1 for c in column.example) + 2
    return column.width or max(10, min(40, max(wide, example)))


def _titles(book: Any, sheet: _Sheet, columns: Sequence[Column]) -> None:
    """The title row: frozen, filterable, required titles in red with a star."""
    base = {
        "bold": True,
        "bg_color": _GREY,
        "bottom": 1,
        "bottom_color": _LINE,
        "valign": "vcenter",
        "font_name": _FONT,
    }
    plain, needed = book.add_format(base), book.add_format(base | {"font_color": _RED})
    sheet.sheet.freeze_panes(1, 0)
    sheet.sheet.set_row(0, 24)
    for place, column in enumerate(columns):
        sheet.sheet.set_column(place, place, _width(column))
        title = f"{column.title}*" if column.required else column.title
        sheet.sheet.write_string(0, place, title, needed if column.required else plain)
    sheet.sheet.set_landscape()
    sheet.sheet.set_paper(9)
    sheet.sheet.repeat_rows(0)
    sheet.sheet.fit_to_pages(1, 0)


def _sign(book: Any, sheet: _Sheet, mark: Mark, count: int) -> None:
    words = "  ".join(f"{title}：{text}" for title, text in mark.lines[:2])
    sheet.sheet.set_footer(f"&L{words.replace('&', '&&')}&R第 &P 页，共 &N 页")
    about = _Sheet(book, "导出说明")
    about.sheet.set_column(0, 0, 12)
    about.sheet.set_column(1, 1, 60)
    for row, (title, text) in enumerate([*mark.lines, ("行数", str(count))]):
        about.put(row, 0, title)
        about.put(row, 1, text)


def _explain(book: Any, template: Template) -> None:
    """The sheet 填写说明. Examples stand here, so that nobody imports them by mistake."""
    columns = (
        Column("", "列", width=20),
        Column("", "必填", width=8),
        Column("", "怎么填", width=60),
        Column("", "例子", width=30),
    )
    sheet = _Sheet(book, "填写说明")
    _titles(book, sheet, columns)
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for row, column in enumerate(template.columns, 1):
        help_text = column.help
        if column.choices:
            help_text = "；".join(
                part for part in (help_text, f"可以填：{'、'.join(column.choices)}") if part
            )
        for place, text in enumerate(
            (column.title, "必填" if column.required else "", help_text, column.example)
        ):
            sheet.put(row, place, text, wrapped)
    if template.note:
        sheet.put(len(template.columns) + 2, 0, "说明", wrapped)
        sheet.put(len(template.columns) + 2, 2, template.note, wrapped)
