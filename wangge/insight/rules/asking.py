"""A question about cases: facts alone. Name, phone, household, flat, member and need are neither column,
filter nor group (domain/06 R-15).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import TextChoices

#: Cases are counted one by one over at most so many days, or so many of them.
DAYS, ROWS = 92, 200_000
#: Asked for as such: not classified yet, no outcome yet.
NONE = "none"
GROUPS = (
    ("", "不汇总"),
    ("matter", "按事项"),
    ("category", "按大类"),
    ("unit", "按主办单位"),
    ("source", "按来源"),
    ("area", "按区域"),
    ("outcome", "按结果"),
    ("day", "按日"),
)
BY = (("reported", "按上报日"), ("counted", "按统计日"), ("closed", "按办结日"))
LATE = (("", "不限"), ("over", "已超期"), ("soon", "2 小时内到期"), ("supervised", "督办中"))
STATES = (
    ("", "不限"),
    ("open", "在办"),
    ("ended", "已办结"),
    ("returned", "单位退回"),
    ("disputed", "待裁定"),
    ("suspended", "已挂起"),
    ("verifying", "待核查"),
)


class Schedule(TextChoices):
    """When a kept question is asked by itself: in the morning, about the whole span before."""

    NEVER = "", "不定期跑"
    DAILY = "daily", "每天 8 点，查前一天"
    WEEKLY = "weekly", "每周一 8 点，查上一周"
    MONTHLY = "monthly", "每月 1 日 8 点，查上一月"


def slot(schedule: str, today: date) -> date:
    """The last day, today or before, on which it is asked."""
    if schedule == Schedule.WEEKLY:
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if schedule == Schedule.MONTHLY else today


def span_of(schedule: str, on: date) -> tuple[date, date]:
    """The day, week or month before a slot."""
    until = on - timedelta(days=1)
    days = {Schedule.DAILY: 1, Schedule.WEEKLY: 7}.get(Schedule(schedule), until.day)
    return on - timedelta(days=days), until


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; every part of it stands in the URL."""

    area: int | None = None
    matter: str = ""
    category: str = ""
    source: str = ""
    unit: int | None = None
    state: str = ""
    late: str = ""
    urgency: str = ""
    outcome: str = ""
    by: str = "reported"
    since: date | None = None
    until: date | None = None
    #: The cases behind a measure: those it counts (`top`), those it does not (`rest`), or all (`all`).
    measure: str = ""
    side: str = ""
    spot: int | None = None
    q: str = ""
    group: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """As `as_query` wrote it."""
        given: dict[str, Any] = {f.name: asked[f.name] for f in fields(cls) if asked.get(f.name)}
        for name in ("area", "unit", "spot"):
            if name in given:
                given[name] = int(given[name])
        for name in ("since", "until"):
            if name in given:
                given[name] = date.fromisoformat(given[name])
        return cls(**given)

    def on(self, schedule: str, day: date) -> Self:
        """As it is asked by itself on a day: about the span before; open work as it stands."""
        plain = replace(self, since=None, until=None)
        if plain.is_of_open_work or self.spot is not None:
            return plain
        since, until = span_of(schedule, day)
        return replace(self, since=since, until=until)

    def as_query(self, **more: object) -> dict[str, str]:
        """Only what is said."""
        given = {f.name: getattr(self, f.name) for f in fields(self)} | more
        return {
            name: value.isoformat() if isinstance(value, date) else str(value)
            for name, value in given.items()
            if value not in ("", None) and not (name == "by" and value == "reported")
        }

    @property
    def has_period(self) -> bool:
        return self.since is not None or self.until is not None

    def days(self, today: date) -> tuple[date, date]:
        """The period, from its first to its last day; 30 days where none is given."""
        until = min(self.until or today, today)
        since = self.since or until - timedelta(days=29)
        return min(since, until), until

    @property
    def is_of_open_work(self) -> bool:
        """Open work is found whenever it came in."""
        return not self.has_period and (self.state not in ("", "ended") or bool(self.late))
