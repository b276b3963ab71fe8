"""Due times and shares: a limit is a walk along one ruler from the start, leaving out the pauses."""

from collections.abc import Iterator
from datetime import datetime

from wangge.worktime.rules.calendar import PLAIN_TIME, Calendar, Ruler
from wangge.worktime.rules.limits import Clock, Limit, LimitUnit, Pause


def add(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """The moment at which a limit without pauses, begun at `start`, ends.

    Hours and days (24 h each) are plain time, working hours and days working time; `immediate` ends at once.
    """
    ruler, ticks = ruler_of(limit.unit, calendar), _ticks(limit, calendar)
    return ruler.moment(ruler.place(start) + ticks) if ticks else start


def due(clock: Clock, calendar: Calendar) -> datetime | None:
    """When the clock ends, in UTC; None while it stands in a pause without an end. Never before its start."""
    pauses = merged(clock.pauses)
    end = _run(clock.start, clock.limit, pauses, calendar)
    if end is not None and clock.extension is not None:
        end = _run(end, clock.extension, pauses, calendar)
    return end


def elapsed(start: datetime, end: datetime, unit: LimitUnit, calendar: Calendar) -> float:
    """How many of a unit lie between two moments; negative when `end` is the earlier, 0 for `immediate`."""
    ruler = ruler_of(unit, calendar)
    return (
        (ruler.place(end) - ruler.place(start)) / _tick(ruler, unit) if unit != LimitUnit.IMMEDIATE else 0.0
    )


def share_used(clock: Clock, calendar: Calendar, at: datetime) -> float:
    """How much of the limit, extension included, is used: 0 at the start, 1 when due, 2 after as much again.

    Pauses use nothing. A clock without length (`immediate`) is at 0 before its start and at 1 from then on.
    """
    total = _total(clock, calendar)
    if at <= clock.start:
        return 0.0 if total or at < clock.start else 1.0
    if not total:
        return 1.0
    if at == due(clock, calendar):
        return (
            1.0  # the last day of a mixed extension may lie in time that the limit's own ruler does not count
        )
    return spent(clock, calendar, at) / total


def moment_at_share(clock: Clock, calendar: Calendar, share: float) -> datetime | None:
    """The first moment at which so much of the limit is used; None when an open pause lies before it.

    A clock without length reaches 1 at its start and never more, so beyond 1 the answer is None.
    """
    total = _total(clock, calendar)
    if not total:
        return clock.start if share <= 1 else None
    if share == 1:
        return due(clock, calendar)
    ruler = ruler_of(clock.limit.unit, calendar)
    return _walk(clock.start, round(total * share), ruler, merged(clock.pauses))


def spent(clock: Clock, calendar: Calendar, at: datetime) -> int:
    """Ticks of the limit's ruler between start and `at`, without the pauses."""
    ruler = ruler_of(clock.limit.unit, calendar)
    return ruler.place(at) - ruler.place(clock.start) - lost(clock, calendar, at)


def lost(clock: Clock, calendar: Calendar, at: datetime) -> int:
    """Ticks of the limit's ruler that lie in pauses between start and `at`."""
    return lost_on(ruler_of(clock.limit.unit, calendar), clock, at)


def lost_on(ruler: Ruler, clock: Clock, at: datetime) -> int:
    """The same by another ruler."""
    ticks = 0
    for begin, end in merged(clock.pauses):
        first, last = max(begin, clock.start), at if end is None else min(end, at)
        if first < last:
            ticks += ruler.place(last) - ruler.place(first)
    return ticks


def ruler_of(unit: LimitUnit, calendar: Calendar) -> Ruler:
    """What a unit is measured by."""
    if unit == LimitUnit.WORKING_HOUR:
        return calendar.working_time
    return calendar.working_days if unit == LimitUnit.WORKING_DAY else PLAIN_TIME


def _tick(ruler: Ruler, unit: LimitUnit) -> int:
    return ruler.hour if unit in (LimitUnit.WORKING_HOUR, LimitUnit.CONTINUOUS_HOUR) else ruler.day


def _ticks(limit: Limit, calendar: Calendar) -> int:
    if limit.unit == LimitUnit.IMMEDIATE:
        return 0
    return round(limit.value * _tick(ruler_of(limit.unit, calendar), limit.unit))


def _total(clock: Clock, calendar: Calendar) -> int:
    """The length of limit and extension in ticks of the limit's ruler."""
    total = _ticks(clock.limit, calendar)
    if clock.extension is None:
        return total
    if ruler_of(clock.limit.unit, calendar) is ruler_of(clock.extension.unit, calendar):
        return total + _ticks(clock.extension, calendar)
    end = due(clock, calendar)
    if end is not None:
        return spent(clock, calendar, end)
    running = Clock(
        clock.start, clock.limit, (), clock.extension
    )  # while paused: as if nothing had paused it
    return _total(running, calendar)


def _run(start: datetime, limit: Limit, pauses: tuple[Pause, ...], calendar: Calendar) -> datetime | None:
    return _walk(start, _ticks(limit, calendar), ruler_of(limit.unit, calendar), pauses)


def _walk(start: datetime, ticks: int, ruler: Ruler, pauses: tuple[Pause, ...]) -> datetime | None:
    """The first moment at which so many ticks have passed outside the pauses (in order, not overlapping)."""
    if not ticks:
        return start
    place = ruler.place(start)
    for begin, end in pauses:
        stop = max(begin, start)
        if end is not None and end <= stop:
            continue
        free = ruler.place(stop) - place
        if ticks <= free:
            break
        if end is None:
            return None
        ticks, place = ticks - free, ruler.place(end)
    return ruler.moment(place + ticks)


def merged(pauses: tuple[Pause, ...]) -> tuple[Pause, ...]:
    """The same pauses in order, those that overlap as one."""
    return tuple(_joined(pauses)) if len(pauses) > 1 else pauses


def _joined(pauses: tuple[Pause, ...]) -> Iterator[Pause]:
    (begin, end), *later = sorted(pauses, key=lambda pause: pause[0])
    for first, last in later:
        if end is None or first <= end:
            end = None if end is None or last is None else max(end, last)
        else:
            yield begin, end
            begin, end = first, last
    yield begin, end
