"""The working calendar as a value, and three rulers laid along it: plain time, working time, working days.

A ruler turns a moment into a whole number that never falls and back, so that limits are sums and differences.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol

from django.db.models import TextChoices

from wangge.kernel.words import SHANGHAI

#: Minutes after midnight of Shanghai: from, until (at most 1440).
Period = tuple[int, int]
#: 08:00-12:00 and 14:00-18:00 (domain/04 section 4); an installation changes them.
DEFAULT_PERIODS: tuple[Period, ...] = ((480, 720), (840, 1080))

# Shanghai has kept one offset since 1991, so its days are counted from here without asking the zone.
_EPOCH = datetime(2000, 1, 1, tzinfo=SHANGHAI).astimezone(UTC)
_FIRST = date(2000, 1, 1)
_DAYS = (date(2100, 1, 1) - _FIRST).days
_MINUTE = 60_000_000
_DAY = 24 * 60 * _MINUTE


class DayKind(TextChoices):
    """What a day is; weekends worked in exchange for a holiday are a kind of their own."""

    WORK = "work", "工作日"
    REST = "rest", "周末休息"
    HOLIDAY = "holiday", "节假日"
    MAKEUP_WORK = "makeup_work", "调休上班"

    @property
    def is_working(self) -> bool:
        return self in (DayKind.WORK, DayKind.MAKEUP_WORK)


class Ruler(Protocol):
    """A measure along time, in whole ticks. ValueError outside the years 2000 to 2099."""

    #: Ticks of one unit: of an hour, or of a day.
    hour: int
    day: int

    def place(self, moment: datetime) -> int:
        """Ticks from the epoch to the moment."""
        ...

    def moment(self, place: int) -> datetime:
        """The first moment at that place, in UTC."""
        ...


class PlainTime:
    """Every microsecond counts."""

    hour, day = 60 * _MINUTE, _DAY

    def place(self, moment: datetime) -> int:
        return _ticks(moment)

    def moment(self, place: int) -> datetime:
        if not 0 <= place < _DAYS * _DAY:
            raise ValueError("outside the calendar")
        return _EPOCH + timedelta(microseconds=place)


class _Shape(NamedTuple):
    """The periods of a working day in microseconds, what is worked before each of them, and in all."""

    spans: tuple[tuple[int, int], ...]
    earlier: tuple[int, ...]
    length: int

    def worked(self, clock: int) -> int:
        """Working time from midnight until that time of the day."""
        done = 0
        for begin, end in self.spans:
            if clock >= end:
                done += end - begin
            else:
                return done + clock - begin if clock > begin else done
        return done

    def clock(self, worked: int) -> int:
        """The first time of the day at which so much (more than nothing) has been worked."""
        number = bisect_left(self.earlier, worked) - 1
        return self.spans[number][0] + worked - self.earlier[number]


class WorkingTime:
    """Only working time counts, in ticks of a microsecond."""

    hour = 60 * _MINUTE
    day = 8 * hour  # nominal; working days are measured by their own ruler

    def __init__(self, shapes: list[_Shape | None]) -> None:
        self._shapes = shapes
        self._before = [0]
        total = 0
        for shape in shapes:
            total += self._full(shape) if shape else 0
            self._before.append(total)

    def place(self, moment: datetime) -> int:
        day, clock = divmod(_ticks(moment), _DAY)
        if not 0 <= day < _DAYS:
            raise ValueError("outside the calendar")
        shape = self._shapes[day]
        return self._before[day] + (self._scaled(shape, shape.worked(clock)) if shape else 0)

    def moment(self, place: int) -> datetime:
        day = bisect_left(self._before, place) - 1
        shape = self._shapes[day] if 0 <= day < _DAYS else None
        if shape is None:
            raise ValueError("outside the calendar")
        clock = shape.clock(self._unscaled(shape, place - self._before[day]))
        return _EPOCH + timedelta(microseconds=day * _DAY + clock)

    def _full(self, shape: _Shape) -> int:
        return shape.length

    def _scaled(self, shape: _Shape, worked: int) -> int:
        return worked

    def _unscaled(self, shape: _Shape, ticks: int) -> int:
        return ticks


class WorkingDays(WorkingTime):
    """Each working day counts the same, however long its periods: five working days stay five days when the
    hours change between. A tick is at most a microsecond, so that there and back ends where it began."""

    hour = _DAY // 8  # nominal
    day = _DAY

    def _full(self, shape: _Shape) -> int:
        return _DAY

    def _scaled(self, shape: _Shape, worked: int) -> int:
        return worked * _DAY // shape.length

    def _unscaled(self, shape: _Shape, ticks: int) -> int:
        return -(-ticks * shape.length // _DAY)


def _ticks(moment: datetime) -> int:
    since = moment - _EPOCH
    return since.days * _DAY + since.seconds * 1_000_000 + since.microseconds


PLAIN_TIME = PlainTime()


@dataclass(frozen=True, eq=False)
class Calendar:
    """Which days are worked and at what hours. Days that are not listed follow Monday to Friday.

    `periods` holds (first day, periods) in order; the earliest also holds before its day. `known_years` are
    the years whose holidays have been announced and entered; all others are only a guess.
    """

    days: Mapping[date, DayKind] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    periods: tuple[tuple[date, tuple[Period, ...]], ...] = ((_FIRST, DEFAULT_PERIODS),)

    def kind(self, day: date) -> DayKind:
        """What the day is, as entered, else by its weekday."""
        return self.days.get(day) or (DayKind.WORK if day.weekday() < 5 else DayKind.REST)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        return self.kind(day).is_working

    def periods_on(self, day: date) -> tuple[Period, ...]:
        """The hours in force on that day, were it worked."""
        in_force = [periods for first, periods in self.periods if first <= day]
        return in_force[-1] if in_force else self.periods[0][1]

    def opens_at(self, moment: datetime) -> datetime:
        """The moment itself when it lies in working time, else when work begins next."""
        ruler = self.working_time
        following = ruler.moment(ruler.place(moment) + 1) - timedelta(microseconds=1)
        return max(following, moment)

    @cached_property
    def working_time(self) -> WorkingTime:
        """The ruler of working hours."""
        return WorkingTime(self._shapes)

    @cached_property
    def working_days(self) -> WorkingDays:
        """The ruler of working days."""
        return WorkingDays(self._shapes)

    @cached_property
    def _shapes(self) -> list[_Shape | None]:
        """The working hours of every day from 2000 to 2099; None for a day off."""
        shapes: list[_Shape | None] = []
        ends = [first for first, _ in self.periods[1:]] + [date.max]
        for (_, periods), until in zip(self.periods, ends, strict=True):
            shape = _shape(periods)
            end = min((until - _FIRST).days, _DAYS)
            # 1 January 2000 was a Saturday.
            shapes += [None if (day + 5) % 7 > 4 else shape for day in range(len(shapes), end)]
        for day, kind in self.days.items():
            number = (day - _FIRST).days
            if 0 <= number < _DAYS:
                shapes[number] = _shape(self.periods_on(day)) if kind.is_working else None
        return shapes


def _shape(periods: tuple[Period, ...]) -> _Shape:
    spans = tuple((begin * _MINUTE, end * _MINUTE) for begin, end in periods)
    *earlier, length = accumulate((end - begin for begin, end in spans), initial=0)
    return _Shape(spans, tuple(earlier), length)
