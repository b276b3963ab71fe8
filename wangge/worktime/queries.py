"""The calendar as other rooms use it (in memory, one cheap look every few seconds), and as pages show it."""

import calendar as days_of
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic

from django.conf import settings

from wangge.worktime.models import CalendarDay, CalendarVersion, CalendarYear, Source, WorkPeriods
from wangge.worktime.rules import DEFAULT_PERIODS, Calendar, DayKind, DayRow, Period

#: Seconds after which a process looks whether another one changed the calendar. Tests roll changes back,
#: which nothing announces, so there every call looks.
CHECK_EVERY = 0.0 if settings.TESTING else 3.0
#: What a day is by its weekday alone.
_WEEKDAYS = Calendar()


@dataclass(slots=True)
class _Kept:
    token: str
    value: Calendar
    checked: float


_kept: _Kept | None = None


def calendar() -> Calendar:
    """The working calendar; a change is seen at once in this process and within seconds in all others."""
    global _kept  # noqa: PLW0603  one value a process, replaced as a whole
    now, kept = monotonic(), _kept
    if kept is not None and now - kept.checked < CHECK_EVERY:
        return kept.value
    token = version()
    if kept is None or kept.token != token:
        kept = _Kept(token, _load(), now)
    kept.checked = now
    _kept = kept
    return kept.value


def forget() -> None:
    """Look afresh at the next call."""
    global _kept  # noqa: PLW0603
    _kept = None


def version() -> str:
    """New with every change of the calendar: whoever stored due times can tell that they may have moved."""
    return CalendarVersion.objects.values_list("token", flat=True).first() or ""


def _load() -> Calendar:
    rows = list(CalendarDay.objects.all())
    hours = {date(2000, 1, 1): DEFAULT_PERIODS} | {
        row.effective_from: tuple((begin, end) for begin, end in row.periods)
        for row in WorkPeriods.objects.all()
    }
    return Calendar(
        days={row.date: DayKind(row.kind) for row in rows},
        names={row.date: row.name for row in rows if row.name},
        known_years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        periods=tuple(sorted(hours.items())),
    )


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of a month's page. `source` is empty when the day follows its weekday."""

    date: date
    kind: DayKind
    name: str
    source: str
    is_in_month: bool

    @property
    def is_working(self) -> bool:
        return self.kind.is_working


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday; the days of its neighbours fill the first and last week."""

    year: int
    month: int
    is_known: bool
    weeks: list[list[Day]]

    @property
    def working_days(self) -> int:
        return sum(day.is_working for week in self.weeks for day in week if day.is_in_month)


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the register: where its holidays came from, and how many days differ from their weekday."""

    year: int
    source: str
    days: int


def month(year: int, number: int) -> Month:
    """One month for the administrator's page; ValueError when there is no such month."""
    dates = _weeks(year, number)
    rows = CalendarDay.objects.in_bulk([day for week in dates for day in week])
    return _month(year, number, rows, is_known=is_known(year))


def months(year: int) -> list[Month]:
    """The twelve months of a year, in two questions."""
    first, last = date(year, 1, 1) - timedelta(days=7), date(year, 12, 31) + timedelta(days=7)
    rows = {row.date: row for row in CalendarDay.objects.filter(date__range=(first, last))}
    known = is_known(year)
    return [_month(year, number, rows, is_known=known) for number in range(1, 13)]


def _weeks(year: int, number: int) -> list[list[date]]:
    return days_of.Calendar().monthdatescalendar(year, number)


def _month(year: int, number: int, rows: Mapping[date, CalendarDay], *, is_known: bool) -> Month:
    weeks = [[_cell(day, rows.get(day), number) for day in week] for week in _weeks(year, number)]
    return Month(year, number, is_known, weeks)


def _cell(day: date, row: CalendarDay | None, number: int) -> Day:
    if row is None:
        return Day(day, _WEEKDAYS.kind(day), "", "", day.month == number)
    return Day(day, DayKind(row.kind), row.name, row.get_source_display(), day.month == number)


def is_known(year: int) -> bool:
    """Whether the holidays of a year have been entered, or somebody confirmed its days."""
    return CalendarYear.objects.filter(year=year).exists()


def one_day(day: date) -> Day:
    """One day, for the page where it is changed."""
    return _cell(day, CalendarDay.objects.filter(date=day).first(), day.month)


@dataclass(slots=True)
class Holiday:
    """A holiday as it is announced: the days off from `first` to `last`, and the weekends worked for it."""

    name: str
    off: list[date]
    makeup: list[date]

    @property
    def first(self) -> date:
        return self.off[0] if self.off else self.makeup[0]

    @property
    def last(self) -> date:
        return self.off[-1] if self.off else self.makeup[-1]


def holidays(year: int) -> list[Holiday]:
    """The named days of a year's announcement, in the order of the year."""
    found: dict[str, Holiday] = {}
    for row in CalendarDay.objects.filter(year=year).exclude(name="").order_by("date"):
        holiday = found.setdefault(row.name, Holiday(row.name, [], []))
        if DayKind(row.kind).is_working:
            holiday.makeup.append(row.date)
        else:
            holiday.off.append(row.date)
    return sorted(found.values(), key=lambda holiday: holiday.first)


def announced(year: int) -> list[DayRow]:
    """The days of a year's announcement as a table to be filled in and read back (`parse_days`)."""
    rows = CalendarDay.objects.filter(year=year).order_by("date")
    return [DayRow(row.year, row.date, DayKind(row.kind), row.name or row.get_kind_display()) for row in rows]


@dataclass(frozen=True, slots=True)
class Planned:
    """A row to be imported beside what its day is now; a day that was set by hand stays as it is."""

    row: DayRow
    now: Day

    @property
    def stays(self) -> bool:
        return self.now.source == Source.HAND.label

    @property
    def changes(self) -> bool:
        """Whether the day will be another one after the import."""
        return not self.stays and (self.now.kind, self.now.name) != (self.row.kind, self.row.name)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: its rows, and the days that follow their weekday again after it."""

    rows: list[Planned]
    gone: list[Day]

    @property
    def years(self) -> list[int]:
        return sorted({planned.row.year for planned in self.rows})


def plan_import(rows: Sequence[DayRow]) -> Plan:
    """The preview of `actions.import_days`."""
    days = {row.day for row in rows}
    entered = CalendarDay.objects.filter(year__in={row.year for row in rows}).exclude(source=Source.HAND)
    gone = [_cell(row.date, row, row.date.month) for row in entered.order_by("date") if row.date not in days]
    now = CalendarDay.objects.in_bulk(days)
    planned = [Planned(row, _cell(row.day, now.get(row.day), row.day.month)) for row in rows]
    return Plan(sorted(planned, key=lambda one: one.row.day), gone)


def years() -> list[Year]:
    """The years that have been entered, newest first."""
    counts: dict[int, int] = {}
    for year in CalendarDay.objects.values_list("year", flat=True):
        counts[year] = counts.get(year, 0) + 1
    known = CalendarYear.objects.order_by("-year")
    return [Year(row.year, row.get_source_display(), counts.get(row.year, 0)) for row in known]


def missing_years(today: date) -> list[int]:
    """Years that should have been entered by now: this one, and from December the next.

    Holidays are announced in November; from December on limits reach into the next year.
    """
    wanted = {today.year, *([today.year + 1] if today.month == 12 else [])}
    return sorted(wanted - set(CalendarYear.objects.filter(year__in=wanted).values_list("year", flat=True)))


def hours() -> list[tuple[date, tuple[Period, ...]]]:
    """The working hours with the day each came or comes into force, latest first."""
    return list(reversed(calendar().periods))
