"""A due time explained as short Chinese sums, as they stand on a page."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from wangge.kernel.words import SHANGHAI, WEEKDAYS, span
from wangge.worktime.rules import arithmetic
from wangge.worktime.rules.calendar import PLAIN_TIME, Calendar, DayKind
from wangge.worktime.rules.limits import Clock, Limit, LimitUnit, Pause
from wangge.worktime.rules.reading import written_periods


def limit_words(limit: Limit) -> str:
    """A limit as people say it: `4 个工作小时`, `5 个工作日`, `7 天`, `2 小时`, `立即`."""
    number = f"{limit.value:g}"
    return {
        LimitUnit.WORKING_HOUR: f"{number} 个工作小时",
        LimitUnit.WORKING_DAY: f"{number} 个工作日",
        LimitUnit.CALENDAR_DAY: f"{number} 天",
        LimitUnit.CONTINUOUS_HOUR: f"{number} 小时",
        LimitUnit.IMMEDIATE: "立即",
    }[limit.unit]


def explain(clock: Clock, calendar: Calendar, *, event: str = "受理") -> list[str]:
    """Why a clock ends when it ends, one sum a line; `event` is what it runs from (受理, 派遣 …)."""
    end = arithmetic.due(clock, calendar)
    units = {clock.limit.unit} | ({clock.extension.unit} if clock.extension else set())
    is_working = any(unit.is_working for unit in units)
    lines = [_start_line(clock, calendar, event), _limit_line(clock, calendar)]
    pauses = [pause for pause in arithmetic.merged(clock.pauses) if _matters(pause, clock.start, end)]
    last = end or pauses[-1][0]  # without an end there is an open pause
    if is_working:
        lines += _skipped(clock, calendar, last)
    lines += _pause_lines(clock, calendar, pauses, last)
    if clock.extension is not None:
        lines.append(f"延期 {limit_words(clock.extension)}")
    lines.append(f"因此 {_moment(end, clock)} 到期" if end else "暂停期间没有到期时间，恢复后接着计时")
    if is_working:
        lines += _guessed(clock.start, last, calendar)
    return lines


def _start_line(clock: Clock, calendar: Calendar, event: str) -> str:
    line = f"从 {_moment(clock.start, clock)} {event}起算"
    if not clock.limit.unit.is_working:
        return line
    opens = calendar.opens_at(clock.start)
    return line if opens == clock.start else f"{line}，当时不是上班时间，{_moment(opens, clock)} 开始计时"


def _limit_line(clock: Clock, calendar: Calendar) -> str:
    periods = calendar.periods_on(_day(clock.start))
    hours = f"{sum(b - a for a, b in periods) / 60:g}"
    tail = {
        LimitUnit.WORKING_HOUR: f"，只算上班时间（{written_periods(periods)}）",
        LimitUnit.WORKING_DAY: f"，一个工作日为 {hours} 小时（{written_periods(periods)}）",
        LimitUnit.CALENDAR_DAY: "，每天 24 小时，休息日也照算",
        LimitUnit.CONTINUOUS_HOUR: "，晚上和休息日也照算",
        LimitUnit.IMMEDIATE: "，第一步行动马上要做",
    }[clock.limit.unit]
    return f"时限 {limit_words(clock.limit)}{tail}"


def _skipped(clock: Clock, calendar: Calendar, last: datetime) -> Iterator[str]:
    """The days between that do not count, the Saturdays that do, and changed hours."""
    off: Counter[str] = Counter()
    makeup: list[date] = []
    day, end = _day(clock.start), _day(last)
    before = calendar.periods_on(day)
    while day <= end:
        kind = calendar.kind(day)
        if not kind.is_working:
            off["周末" if kind == DayKind.REST else calendar.names.get(day) or "放假"] += 1
        elif kind == DayKind.MAKEUP_WORK:
            makeup.append(day)
        if calendar.periods_on(day) != before:
            before = calendar.periods_on(day)
            yield f"{day:%m-%d} 起上班时间改为 {written_periods(before)}"
        day += timedelta(days=1)
    if off:
        yield "不计时的日子：" + "、".join(f"{name} {count} 天" for name, count in off.items())
    if makeup:
        yield "调休上班照常计时：" + "、".join(
            f"{day:%m-%d}（周{WEEKDAYS[day.weekday()]}）" for day in makeup
        )


def _matters(pause: Pause, start: datetime, end: datetime | None) -> bool:
    begin, until = pause
    return (until is None or until > max(start, begin)) and (end is None or begin < end)


def _pause_lines(clock: Clock, calendar: Calendar, pauses: list[Pause], last: datetime) -> Iterator[str]:
    closed = [pause for pause in pauses if pause[1] is not None]
    if closed:
        begun = Clock(clock.start, clock.limit, tuple(closed))
        ruler = calendar.working_time if clock.limit.unit.is_working else PLAIN_TIME
        ticks = arithmetic.lost_on(ruler, begun, last)
        length = (
            f"占上班时间 {_hours(ticks)}" if clock.limit.unit.is_working else f"共 {span(ticks / 1_000_000)}"
        )
        yield f"中途暂停 {len(closed)} 次，{length}，不计时"
    if pauses and pauses[-1][1] is None:
        yield f"{_moment(pauses[-1][0], clock)} 起暂停，还没有恢复"


def _guessed(start: datetime, last: datetime, calendar: Calendar) -> Iterator[str]:
    """The years between whose holidays nobody has entered."""
    years = range(_day(start).year, _day(last).year + 1)
    unknown = [str(year) for year in years if year not in calendar.known_years]
    if unknown:
        yield f"{'、'.join(unknown)} 年的放假安排还没有录入，按周一至周五推算"


def _hours(ticks: int) -> str:
    """Working time as people say it; never in days, since a working day is not 24 hours."""
    hours, minutes = divmod(ticks // 60_000_000, 60)
    return (
        " ".join(part for part in (hours and f"{hours} 小时", minutes and f"{minutes} 分") if part)
        or "0 小时"
    )


def _moment(moment: datetime, clock: Clock) -> str:
    there = moment.astimezone(SHANGHAI)
    return f"{there:%m-%d %H:%M}" if there.year == _day(clock.start).year else f"{there:%Y-%m-%d %H:%M}"


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
