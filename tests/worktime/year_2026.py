"""The year 2026 as announced, and moments written as people in Shanghai write them."""

from datetime import UTC, date, datetime, timedelta

from wangge.kernel.words import SHANGHAI
from wangge.worktime.rules import Calendar, DayKind, Limit, LimitUnit

_HOLIDAYS = {
    "元旦": ("01-01", 3),
    "春节": ("02-15", 9),
    "清明节": ("04-04", 3),
    "劳动节": ("05-01", 5),
    "端午节": ("06-19", 3),
    "中秋节": ("09-25", 3),
    "国庆节": ("10-01", 7),
}
_MAKEUP = {
    "01-04": "元旦",
    "02-14": "春节",
    "02-28": "春节",
    "05-09": "劳动节",
    "09-20": "国庆节",
    "10-10": "国庆节",
}


def _calendar() -> Calendar:
    days: dict[date, DayKind] = {}
    names: dict[date, str] = {}
    for name, (first, count) in _HOLIDAYS.items():
        for number in range(count):
            day = date.fromisoformat(f"2026-{first}") + timedelta(days=number)
            days[day], names[day] = DayKind.HOLIDAY, name
    for written, name in _MAKEUP.items():
        day = date.fromisoformat(f"2026-{written}")
        days[day], names[day] = DayKind.MAKEUP_WORK, name
    return Calendar(days=days, names=names, known_years=frozenset({2026}))


CALENDAR = _calendar()


def at(written: str) -> datetime:
    """`11-20 13:34` of 2026, or with its year, in Shanghai time."""
    full = written if written.count("-") == 2 else f"2026-{written}"
    return datetime.fromisoformat(full).replace(tzinfo=SHANGHAI).astimezone(UTC)


def wh(value: float) -> Limit:
    return Limit(value, LimitUnit.WORKING_HOUR)


def wd(value: float) -> Limit:
    return Limit(value, LimitUnit.WORKING_DAY)


def cd(value: float) -> Limit:
    return Limit(value, LimitUnit.CALENDAR_DAY)


def eh(value: float) -> Limit:
    return Limit(value, LimitUnit.CONTINUOUS_HOUR)


NOW = Limit(0, LimitUnit.IMMEDIATE)
