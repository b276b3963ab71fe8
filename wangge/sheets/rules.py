"""What a table must look like and whether it does: columns, templates, rows and what is wrong. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices

from wangge.kernel.flow import Flow, move
from wangge.sheets import cells

#: A title row may stand below a headline or two.
HEADING_WITHIN = 10
#: The column of reasons in a workbook of bad rows; it comes back with the mended rows and is ignored.
REASON = "问题"
#: R-17: more rows than this with personal columns need a second person.
ALONE_UP_TO = 200


class State(TextChoices):
    """Where a run stands."""

    READY = "ready", "待确认"
    RUNNING = "running", "正在导入"
    DONE = "done", "已完成"
    STOPPED = "stopped", "已停止"
    DISCARDED = "discarded", "已放弃"


#: Whoever may use the importer may make every one of these moves, so that they name no permit of their own.
RUN_FLOW = Flow(
    "导入",
    (
        move("confirm", {State.READY}, State.RUNNING, "", "确认导入"),
        move("discard", {State.READY}, State.DISCARDED, "", "放弃"),
        move("finish", {State.RUNNING}, State.DONE, "", "完成"),
        move("stop", {State.RUNNING}, State.STOPPED, "", "停止"),
    ),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `parse` turns trimmed, non-empty text into a value or raises ValueError with a sentence."""

    key: str
    title: str
    required: bool = False
    help: str = ""
    parse: Callable[[str], Any] = cells.text
    example: str = ""
    #: Other titles under which the column is known.
    also: tuple[str, ...] = ()
    #: When given, nothing else may stand in the cells; the template offers them as a list.
    choices: tuple[str, ...] = ()
    #: The value of an empty cell: None for numbers and dates.
    blank: Any = ""
    width: int = 0
    #: Reaches a person (R-17); `mask` is how it leaves the house unless somebody asks for more.
    is_personal: bool = False
    mask: Callable[[str], str] | None = None

    def value(self, text: str) -> Any:
        """The value of a cell, or ValueError."""
        if not text:
            if self.required:
                raise ValueError("必须填写")
            return self.blank
        if self.choices and text not in self.choices:
            raise ValueError(f"“{cells.short(text)}”不在可填的内容里，可以填：{cells.listed(self.choices)}")
        return self.parse(text)


@dataclass(frozen=True, slots=True)
class Template:
    """The columns a table needs, in the order in which the empty workbook shows them."""

    name: str
    columns: tuple[Column, ...]
    note: str = ""
    #: Keys of columns that together may not occur twice in one table.
    unique: tuple[str, ...] = ()
    #: The row of the processing register that a table with personal columns comes in under (domain/06 R-01).
    register: str = ""

    def __post_init__(self) -> None:
        if self.has_personal and not self.register:
            raise ValueError(f"{self.name}: a table with personal columns names its row of the register")

    @property
    def has_personal(self) -> bool:
        return any(column.is_personal for column in self.columns)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as text: `rows[i]` is row `i + 1` as Excel numbers it."""

    rows: Sequence[Sequence[str]]
    name: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    encoding: str = ""
    #: (row number, column index) of numbers that lost digits before they reached us.
    cut: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """A row that passed: its number in the file and a value for every column of the template."""

    number: int
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell (or, with an empty column, with a whole row)."""

    row: int
    column: str
    problem: str

    def __str__(self) -> str:
        return (
            f"第 {self.row} 行“{self.column}”：{self.problem}"
            if self.column
            else f"第 {self.row} 行：{self.problem}"
        )


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the titles stand and which column of the file is which of the template."""

    row: int
    places: dict[str, int]
    extra: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    #: Sentences about the table as a whole; with any of these its rows are not looked at.
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows that passed, and everything that is wrong."""

    heading: Heading
    rows: list[Row]
    errors: list[RowError]
    #: Rows with anything in them, good and bad.
    total: int = 0
    problems: tuple[str, ...] = ()

    @property
    def bad_rows(self) -> int:
        return len({error.row for error in self.errors})


def reads_like_chinese(text: str) -> bool:
    """Whether text decoded as GB18030 was that: nearly all of its wide characters are everyday ones.

    Big5, Shift JIS or Latin bytes come out as rare characters, private ones or none at all.
    """
    wide = [c for c in text[:200_000] if ord(c) > 127]
    return sum(_is_everyday(c) for c in wide) >= 0.9 * len(wide)


@lru_cache(maxsize=30_000)
def _is_everyday(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def plain_title(title: str) -> str:
    """A title with all forgiven that people do to titles: blanks, width, case, a star for 'required'."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in "*:\u200b\ufeff")


def find_heading(table: Table, template: Template) -> Heading:
    """The row among the first ten that knows most titles of the template, and what it lacks."""
    known = {plain_title(t): c for c in template.columns for t in (c.title, *c.also)}
    best, hits = 0, 0
    for index, row in enumerate(table.rows[:HEADING_WITHIN]):
        count = len({known[t].key for cell in row if (t := plain_title(cell)) in known})
        if count > hits:
            best, hits = index, count
    if not hits:
        wanted = "、".join(c.title for c in template.columns)
        return Heading(0, {}, problems=(f"没有找到标题行。第一行应当是：{wanted}。",))
    return _heading(best, table.rows[best], known, template)


def _heading(index: int, row: Sequence[str], known: dict[str, Column], template: Template) -> Heading:
    places: dict[str, int] = {}
    extra, problems = [], []
    for place, cell in enumerate(row):
        column = known.get(plain_title(cell))
        if column is None:
            extra += [cells.short(cells.tidy(cell))] if cells.tidy(cell) not in ("", REASON) else []
        elif column.key in places:
            problems.append(f"“{column.title}”这一列出现了两次，请只留一列。")
        else:
            places[column.key] = place
    missing = [c.title for c in template.columns if c.required and c.key not in places]
    if missing:
        problems.insert(0, f"缺少必填的列：{'、'.join(missing)}。")
    absent = tuple(c.title for c in template.columns if not c.required and c.key not in places)
    return Heading(index + 1, places, tuple(extra), absent, tuple(problems))


def filled_rows(table: Table, heading: Heading, *, after: int = 0) -> Iterator[tuple[int, Sequence[str]]]:
    """(number, cells) of the rows below the titles that have anything in them, from a row number on."""
    start = max(heading.row, after)
    for number, row in enumerate(table.rows[start:], start + 1):
        if any(map(str.strip, row)):
            yield number, row


def read_row(
    number: int,
    row: Sequence[str],
    places: Mapping[str, int],
    template: Template,
    cut: Container[tuple[int, int]] = (),
) -> tuple[Row, list[RowError]]:
    """One row's values (None where a cell is bad) and its errors; `places`: which cell is which column."""
    values: dict[str, Any] = {}
    errors = []
    for column in template.columns:
        place = places.get(column.key, -1)
        text = cells.tidy(row[place]) if 0 <= place < len(row) else ""
        try:
            if (number, place) in cut:
                raise ValueError("数字超过 15 位，Excel 已抹掉后几位；请把这一列设为“文本”格式后重填")
            values[column.key] = column.value(text)
        except ValueError as problem:
            values[column.key] = None
            errors.append(RowError(number, column.title, str(problem)))
    return Row(number, values), errors


@dataclass
class _Seen:
    """Finds the second of two rows that agree in the template's unique columns."""

    template: Template
    first: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def error(self, row: Row) -> RowError | None:
        keys = self.template.unique
        if not keys or all(row[key] in ("", None) for key in keys):
            return None
        earlier = self.first.setdefault(tuple(row[key] for key in keys), row.number)
        if earlier == row.number:
            return None
        titles = "、".join(c.title for c in self.template.columns if c.key in keys)
        return RowError(row.number, titles, f"与第 {earlier} 行重复")


def check(table: Table, template: Template) -> Checked:
    """Every row against the template; a table that lacks a required column is not looked into."""
    heading = find_heading(table, template)
    if heading.problems:
        return Checked(heading, [], [], problems=heading.problems)
    rows, errors, total, seen = [], [], 0, _Seen(template)
    for number, raw in filled_rows(table, heading):
        total += 1
        row, wrong = read_row(number, raw, heading.places, template, table.cut)
        if not wrong and (twice := seen.error(row)):
            wrong = [twice]
        if wrong:
            errors.extend(wrong)
        else:
            rows.append(row)
    problems = () if total else ("标题行下面没有内容。",)
    return Checked(heading, rows, errors, total, problems)


def by_row(errors: Iterable[RowError]) -> dict[int, str]:
    """All that is wrong with a row in one text, in the order of rows."""
    texts: dict[int, list[str]] = {}
    for error in sorted(errors, key=lambda e: e.row):
        texts.setdefault(error.row, []).append(
            f"{error.column}：{error.problem}" if error.column else error.problem
        )
    return {row: "；".join(parts) for row, parts in texts.items()}


def common_problems(errors: Iterable[RowError], *, top: int = 5) -> list[tuple[str, str, int]]:
    """(column, problem, rows) of what is wrong most often: a table is mended column by column."""
    return [(c, p, n) for (c, p), n in Counter((e.column, e.problem) for e in errors).most_common(top)]


def needs_second_person(template: Template, rows: int) -> bool:
    """R-17: a large export with personal columns waits for somebody else's approval."""
    return template.has_personal and rows > ALONE_UP_TO
