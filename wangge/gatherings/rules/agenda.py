"""Recurring duties: which span of days each falls into, and how a slot of the agenda stands; pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices


class Every(TextChoices):
    """How often something is due."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF = "half", "每半年"
    YEAR = "year", "每年"


_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}


class Standing(TextChoices):
    """How a slot stands on a day; the words say it, the colour only repeats it."""

    MET = "met", "已开展"
    DUE = "due", "待开展"
    SOON = "soon", "快到期"
    OVERDUE = "overdue", "未开展"
    RAISED = "raised", "未开展，已报上级"
    WAIVED = "waived", "本期不开展"


#: From so many days before its last day a slot stands out.
SOON_DAYS = 7
#: Most days a plan may leave before what was not held is told upward.
MOST_GRACE = 60


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which a slot is met."""

    starts_on: date
    due_on: date


def month_of(on: date) -> Window:
    """The month of a day."""
    return Window(on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1]))


def window(every: str, on: date, *, from_month: int = 1) -> Window | None:
    """The span a day falls into; of a yearly duty it begins in a month of its own, before that nothing is
    due.
    """
    length = _MONTHS[Every(every)]
    first = on.month - (on.month - 1) % length
    if every == Every.YEAR and from_month > 1:
        if on.month < from_month:
            return None
        first = from_month
    last = 12 if every == Every.YEAR else first + length - 1
    return Window(date(on.year, first, 1), date(on.year, last, monthrange(on.year, last)[1]))


def raised_after(due_on: date, grace_days: int) -> date:
    """The day after which what was not held is told upward: first the branch itself has its days of grace."""
    return due_on + timedelta(days=grace_days)


def standing(*, due_on: date, is_met: bool, is_waived: bool, is_raised: bool, on: date) -> Standing:
    """How a slot stands."""
    if is_met:
        return Standing.MET
    if is_waived:
        return Standing.WAIVED
    if is_raised:
        return Standing.RAISED
    if on > due_on:
        return Standing.OVERDUE
    return Standing.SOON if (due_on - on).days < SOON_DAYS else Standing.DUE


TONES = {
    Standing.MET: "green",
    Standing.DUE: "grey",
    Standing.SOON: "amber",
    Standing.OVERDUE: "red",
    Standing.RAISED: "red",
    Standing.WAIVED: "grey",
}


def plan_fault(*, times: int, grace_days: int, fixed_day: int | None) -> tuple[str, str]:
    """The field and the sentence of what does not fit in a plan; two empty strings when all does."""
    if not 1 <= times <= 31:
        return "times", "每期次数填 1 到 31。"
    if not 0 <= grace_days <= MOST_GRACE:
        return "grace_days", f"宽限天数填 0 到 {MOST_GRACE}。"
    if fixed_day is not None and not 1 <= fixed_day <= 28:
        return "fixed_day", "固定日填 1 到 28，这样每个月都有这一天。"
    return "", ""
