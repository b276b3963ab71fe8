"""The calendar as other rooms use it (in memory, one cheap look every few seconds), and as pages show it."""

import calendar as days_of
from dataclasses import dataclass
from datetime import date
from time import monotonic

from django.conf import settings

from wangge.worktime.models import CalendarDay, CalendarVersion, CalendarYear, WorkPeriods
from wangge.worktime.rules import DEFAULT_PERIODS, Calendar, DayKind, Period

#: Seconds after which a process looks whether another one changed the calendar. Tests roll changes back,
#: which nothing announces, so there every call looks.
CHECK_EVERY = 0.0 if settings.TESTING else 3.0


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
    dates = days_of.Calendar().monthdatescalendar(year, number)
    rows = CalendarDay.objects.in_bulk([day for week in dates for day in week])
    weekdays = Calendar()

    def cell(day: date) -> Day:
        row = rows.get(day)
        if row is None:
            return Day(day, weekdays.kind(day), "", "", day.month == number)
        return Day(day, DayKind(row.kind), row.name, row.get_source_display(), day.month == number)

    is_known = CalendarYear.objects.filter(year=year).exists()
    return Month(year, number, is_known, [[cell(day) for day in week] for week in dates])


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
