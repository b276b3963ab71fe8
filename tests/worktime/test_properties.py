"""What holds for every limit, pause and extension, against a slow count of minutes where there is one."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.worktime.year_2026 import CALENDAR
from wangge.kernel.words import SHANGHAI
from wangge.worktime.rules import (
    Calendar,
    Clock,
    Limit,
    LimitUnit,
    add,
    due,
    elapsed,
    moment_at_share,
    share_used,
)

MINUTE = timedelta(minutes=1)
FIRST, LAST = datetime(2025, 12, 20), datetime(2027, 1, 20)  # noqa: DTZ001  the strategy adds the zone

moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC)).map(lambda m: m.replace(second=0, microsecond=0))
exact_moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
lengths = {
    LimitUnit.WORKING_HOUR: 40,
    LimitUnit.WORKING_DAY: 12,
    LimitUnit.CALENDAR_DAY: 12,
    LimitUnit.CONTINUOUS_HOUR: 72,
    LimitUnit.IMMEDIATE: 0,
}
limits = st.sampled_from(list(LimitUnit)).flatmap(
    lambda unit: st.builds(
        Limit, st.integers(0, lengths[unit] * 4).map(lambda quarter: quarter / 4), st.just(unit)
    )
)
#: Hours that are not eight, so that a working day's fraction is not a round number of anything.
ODD = Calendar(
    days=CALENDAR.days,
    known_years=CALENDAR.known_years,
    periods=((date(2000, 1, 1), ((510, 690), (810, 1057))), (date(2026, 6, 1), ((540, 1020),))),
)
calendars = st.sampled_from([CALENDAR, ODD])


@st.composite
def clocks(draw: st.DrawFn, *, is_open: bool = False) -> Clock:
    start = draw(moments)
    pauses: list[tuple[datetime, datetime | None]] = []
    for _ in range(draw(st.integers(0, 3))):
        begin = start + draw(st.integers(-3000, 30_000)) * MINUTE
        pauses.append((begin, begin + draw(st.integers(0, 9000)) * MINUTE))
    if is_open:
        pauses.append((start + draw(st.integers(-3000, 30_000)) * MINUTE, None))
    return Clock(start, draw(limits), tuple(pauses), draw(st.none() | limits))


def works(minute: datetime, calendar: Calendar) -> bool:
    """Whether the minute that begins here is worked, asked the slow way: no ruler, no search."""
    there = minute.astimezone(SHANGHAI)
    number = there.hour * 60 + there.minute
    return calendar.is_working(there.date()) and any(
        begin <= number < end for begin, end in calendar.periods_on(there.date())
    )


def slow_due(clock: Clock, calendar: Calendar) -> datetime | None:
    """The due time by walking minute for minute: the end of the minute in which the last one is used."""
    moment = clock.start
    for limit in [clock.limit, *([clock.extension] if clock.extension else [])]:
        left = round(
            limit.value
            * (60 if limit.unit.value.endswith("hour") else 480 if limit.unit.is_working else 1440)
        )
        left = 0 if limit.unit == LimitUnit.IMMEDIATE else left
        while left:
            if any(end is None and begin <= moment for begin, end in clock.pauses):
                return None
            is_paused = any(end is not None and begin <= moment < end for begin, end in clock.pauses)
            left -= not is_paused and (not limit.unit.is_working or works(moment, calendar))
            moment += MINUTE
    return moment


@given(clocks())
def test_the_due_time_is_that_of_a_count_of_minutes(clock: Clock) -> None:
    assert due(clock, CALENDAR) == slow_due(clock, CALENDAR)


@given(clocks(is_open=True))
def test_with_an_open_pause_too(clock: Clock) -> None:
    assert due(clock, CALENDAR) == slow_due(clock, CALENDAR)


@given(clocks(), calendars)
def test_nothing_is_due_before_it_starts(clock: Clock, calendar: Calendar) -> None:
    end = due(clock, calendar)

    assert end is not None
    assert end >= clock.start


@given(exact_moments, exact_moments, limits, calendars)
def test_what_starts_later_is_never_due_earlier(
    one: datetime, other: datetime, limit: Limit, calendar: Calendar
) -> None:
    early, late = sorted([one, other])

    assert add(early, limit, calendar) <= add(late, limit, calendar)


@given(exact_moments, limits, st.floats(0, 1), calendars)
def test_a_longer_limit_is_never_due_earlier(
    start: datetime, limit: Limit, part: float, calendar: Calendar
) -> None:
    assert add(start, Limit(limit.value * part, limit.unit), calendar) <= add(start, limit, calendar)


@given(exact_moments, limits, limits, calendars)
def test_an_extension_never_makes_it_earlier(
    start: datetime, limit: Limit, extension: Limit, calendar: Calendar
) -> None:
    assert due(Clock(start, limit, (), extension), calendar) == add(
        add(start, limit, calendar), extension, calendar
    )


@given(moments, limits, st.floats(0.01, 0.99), st.integers(1, 9000))
def test_a_pause_inside_moves_the_due_time_by_the_time_lost(
    start: datetime, limit: Limit, where: float, minutes: int
) -> None:
    plain = add(start, limit, CALENDAR)
    begin = (start + (plain - start) * where).replace(second=0, microsecond=0)
    assume(limit.unit != LimitUnit.IMMEDIATE and start <= begin < plain)
    end = begin + minutes * MINUTE

    moved = due(Clock(start, limit, ((begin, end),)), CALENDAR)

    assert moved is not None
    assert elapsed(plain, moved, limit.unit, CALENDAR) == elapsed(begin, end, limit.unit, CALENDAR)


@given(clocks(), calendars)
def test_at_the_due_time_all_is_used(clock: Clock, calendar: Calendar) -> None:
    end = due(clock, calendar)
    assert end is not None

    assert share_used(clock, calendar, end) == 1
    assert moment_at_share(clock, calendar, 1) == end


@given(clocks(), exact_moments, exact_moments, calendars)
def test_the_share_never_falls(clock: Clock, one: datetime, other: datetime, calendar: Calendar) -> None:
    early, late = sorted([one, other])

    assert 0 <= share_used(clock, calendar, early) <= share_used(clock, calendar, late) + 1e-9


@given(clocks(), st.sampled_from([0.25, 0.5, 0.8, 1.5, 2.0]), calendars)
def test_the_moment_of_a_share_has_that_share(clock: Clock, share: float, calendar: Calendar) -> None:
    moment = moment_at_share(clock, calendar, share)
    assume(moment is not None and moment > clock.start)
    assert moment is not None

    assert abs(share_used(clock, calendar, moment) - share) < 1e-6
    assert share_used(clock, calendar, moment - timedelta(seconds=1)) < share


@given(exact_moments, limits, calendars)
def test_what_has_elapsed_at_the_due_time_is_the_limit(
    start: datetime, limit: Limit, calendar: Calendar
) -> None:
    assume(limit.unit != LimitUnit.IMMEDIATE)

    assert abs(elapsed(start, add(start, limit, calendar), limit.unit, calendar) - limit.value) < 1e-6


@given(clocks(), calendars)
def test_a_stored_clock_is_due_at_the_same_time(clock: Clock, calendar: Calendar) -> None:
    assert due(Clock.from_json(clock.to_json()), calendar) == due(clock, calendar)


@given(st.integers(0, 20_000 * 3_600_000_000), calendars)
def test_a_ruler_finds_the_first_moment_of_a_place(ticks: int, calendar: Calendar) -> None:
    for ruler in (calendar.working_time, calendar.working_days):
        place = ruler.place(datetime(2026, 1, 5, tzinfo=UTC)) + ticks + 1

        moment = ruler.moment(place)

        assert ruler.place(moment) >= place
        assert ruler.place(moment - timedelta(microseconds=1)) < place
