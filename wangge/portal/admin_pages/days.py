"""How the calendar's days, months and working hours are written on their pages, from values alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wangge.kernel.words import WEEKDAYS
from wangge.worktime.queries import Day, Month
from wangge.worktime.rules import DayKind, Period, written_periods

TONES = {
    DayKind.WORK: "work",
    DayKind.REST: "rest",
    DayKind.HOLIDAY: "holiday",
    DayKind.MAKEUP_WORK: "makeup",
}
#: What stands in the corner of a day, so that nobody needs the colour.
MARKS = {DayKind.HOLIDAY: "休", DayKind.MAKEUP_WORK: "班"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a small month; `mark` is 休 or 班 where a week has it otherwise, `title` says all of it."""

    date: date
    tone: str
    mark: str
    title: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class SmallMonth:
    """A month as weeks of cells; a place of the neighbouring months is empty."""

    number: int
    working_days: int
    weeks: list[list[Cell | None]]


def weekday(day: date) -> str:
    """周五."""
    return f"周{WEEKDAYS[day.weekday()]}"


def cell(day: Day, *, today: date) -> Cell:
    """What stands in the small month for a day."""
    is_usual = day.is_working == (day.date.weekday() < 5)
    mark = MARKS.get(day.kind) or ("" if is_usual else "班" if day.is_working else "休")
    words = [f"{day.date.month} 月 {day.date.day} 日 {weekday(day.date)}", day.kind.label, day.name]
    title = "，".join(word for word in words if word)
    return Cell(day.date, TONES[day.kind], mark, title, day.date == today)


def small(month: Month, *, today: date) -> SmallMonth:
    """A month of the year's page."""
    weeks = [[cell(day, today=today) if day.is_in_month else None for day in week] for week in month.weeks]
    return SmallMonth(month.month, month.working_days, weeks)


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours in force from a day on, as people write them; `since` is empty for those of old."""

    since: date | None
    written: str
    is_now: bool


def hours(rows: Sequence[tuple[date, tuple[Period, ...]]], *, today: date) -> list[Hours]:
    """The working hours of all times, newest first, as the calendar gives them."""
    now = max((first for first, _ in rows if first <= today), default=None)
    oldest = min((first for first, _ in rows), default=None)
    return [
        Hours(None if first == oldest else first, written_periods(periods), first == now)
        for first, periods in rows
    ]
