"""Every change of the working calendar; each stands in the journal.

Who may do it is the caller's question (permit `calendar_edit`), since this room lies below the posts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

import chinese_calendar
from django.db import transaction

from wangge.journal import actions as journal
from wangge.journal.models import Actor
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.worktime import queries
from wangge.worktime.models import CalendarDay, CalendarVersion, CalendarYear, Source, WorkPeriods
from wangge.worktime.rules import DayKind, DayRow, Period, written_periods

#: What the library calls the holidays.
_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of seeding or importing; `unknown` years are not announced and stay Monday to Friday."""

    days: int
    known: list[int]
    unknown: list[int]
    #: Days left alone because somebody had set them by hand.
    kept_by_hand: int


@transaction.atomic
def seed_years(years: Iterable[int], *, by: Actor, at: datetime) -> Entered:
    """Enter the holidays of these years as the library knows them."""
    rows: list[DayRow] = []
    known: list[int] = []
    unknown: list[int] = []
    for year in sorted(set(years)):
        try:
            rows += _library_days(year)
            known.append(year)
        except NotImplementedError:  # not announced when the library was released
            unknown.append(year)
    kept = _replace(rows, known, source=Source.SEED, at=at)
    note = f"{_span(known)}；没有数据：{_span(unknown)}" if unknown else _span(known)
    _changed("calendar.seed", note, by=by, at=at)
    return Entered(len(rows), known, unknown, kept)


@transaction.atomic
def import_days(rows: Sequence[DayRow], *, by: Actor, at: datetime) -> Entered:
    """Enter announced days; their years count as known, and what was entered for them before gives way."""
    if not rows:
        raise Refused("表里没有一天可以导入", field="file")
    years = sorted({row.year for row in rows})
    kept = _replace(rows, years, source=Source.IMPORT, at=at)
    _changed("calendar.import", f"{_span(years)}，{len(rows)} 天", by=by, at=at)
    return Entered(len(rows), years, [], kept)


@transaction.atomic
def set_day(day: date, *, kind: DayKind, name: str = "", by: Actor, at: datetime) -> None:
    """Say by hand what a day is: a day off after a typhoon, a local holiday."""
    if not 2000 <= day.year <= 2099:
        raise Refused("日期超出日历范围", field="date")
    row = {"kind": kind, "name": name, "year": day.year, "source": Source.HAND}
    CalendarDay.objects.update_or_create(date=day, defaults=row)
    _changed("calendar.set_day", f"{kind.label} {name}".strip(), by=by, at=at, subject=f"day:{day}")


@transaction.atomic
def clear_day(day: date, *, by: Actor, at: datetime) -> None:
    """Let a day follow its weekday again."""
    gone, _ = CalendarDay.objects.filter(date=day).delete()
    if not gone:
        raise Refused("这一天没有单独设置过", field="date")
    _changed("calendar.clear_day", "", by=by, at=at, subject=f"day:{day}")


@transaction.atomic
def confirm_year(year: int, *, by: Actor, at: datetime) -> None:
    """Say that all days of a year have been set by hand, so that it is no guess any more."""
    CalendarYear.objects.update_or_create(year=year, defaults={"source": Source.HAND, "entered_at": at})
    _changed("calendar.confirm_year", str(year), by=by, at=at)


@transaction.atomic
def set_periods(periods: Sequence[Period], *, effective_from: date, by: Actor, at: datetime) -> None:
    """Change the working hours from a day on; hours of the past stay, since clocks have run by them."""
    if effective_from < at.astimezone(SHANGHAI).date() and WorkPeriods.objects.exists():
        raise Refused("上班时间只能从今天或以后改起", field="effective_from")
    WorkPeriods.objects.update_or_create(
        effective_from=effective_from, defaults={"periods": [list(period) for period in periods]}
    )
    _changed("calendar.set_periods", f"{effective_from} 起 {written_periods(tuple(periods))}", by=by, at=at)


def _library_days(year: int) -> list[DayRow]:
    """The days of a year that the library names; NotImplementedError when it does not know the year."""
    rows = []
    day = date(year, 1, 1)
    while day.year == year:
        is_off, name = chinese_calendar.get_holiday_detail(day)
        if name:
            working = DayKind.MAKEUP_WORK if day.weekday() > 4 else DayKind.WORK
            rows.append(DayRow(year, day, DayKind.HOLIDAY if is_off else working, _NAMES.get(name, name)))
        day += timedelta(days=1)
    return rows


def _replace(rows: Sequence[DayRow], years: Sequence[int], *, source: Source, at: datetime) -> int:
    """Put these rows in place of all of those years but what was set by hand; returns how many of those."""
    CalendarDay.objects.filter(year__in=years).exclude(source=Source.HAND).delete()
    by_hand = set(CalendarDay.objects.filter(source=Source.HAND).values_list("date", flat=True))
    fresh = [
        CalendarDay(date=row.day, kind=row.kind, name=row.name, year=row.year, source=source)
        for row in rows
        if row.day not in by_hand
    ]
    update = ["kind", "name", "year", "source"]
    CalendarDay.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["date"], update_fields=update
    )
    CalendarYear.objects.bulk_create(
        [CalendarYear(year=year, source=source, entered_at=at) for year in years],
        update_conflicts=True,
        unique_fields=["year"],
        update_fields=["source", "entered_at"],
    )
    return len(rows) - len(fresh)


def _changed(verb: str, note: str, *, by: Actor, at: datetime, subject: str = "") -> None:
    """Write it down and let all processes know: this one now and after the commit, others by the token."""
    journal.record(by=by, verb=verb, subject=subject, note=note, at=at)
    CalendarVersion.objects.update_or_create(pk=1, defaults={"token": str(uuid4())})
    queries.forget()
    transaction.on_commit(queries.forget)


def _span(years: Sequence[int]) -> str:
    return "、".join(map(str, years)) or "无"
