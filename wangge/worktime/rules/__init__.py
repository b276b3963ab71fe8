"""Limits over the working calendar: when something is due, how much of its limit is used, and why; pure."""

from wangge.worktime.rules.arithmetic import add, due, elapsed, moment_at_share, share_used
from wangge.worktime.rules.calendar import DEFAULT_PERIODS, Calendar, DayKind, Period
from wangge.worktime.rules.limits import Clock, Limit, LimitUnit
from wangge.worktime.rules.reading import DayRow, parse_days, parse_periods, written_days, written_periods
from wangge.worktime.rules.sums import explain, limit_words

__all__ = [
    "DEFAULT_PERIODS",
    "Calendar",
    "Clock",
    "DayKind",
    "DayRow",
    "Limit",
    "LimitUnit",
    "Period",
    "add",
    "due",
    "elapsed",
    "explain",
    "limit_words",
    "moment_at_share",
    "parse_days",
    "parse_periods",
    "share_used",
    "written_days",
    "written_periods",
]
