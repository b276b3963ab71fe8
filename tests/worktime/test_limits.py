"""When something is due: every kind of limit at its edges, over the days of 2026."""

from datetime import UTC, date, datetime

import pytest

from tests.shared_data import shared
from tests.worktime.year_2026 import CALENDAR, NOW, at, cd, eh, wd, wh
from wangge.worktime.rules import (
    Calendar,
    Clock,
    DayKind,
    Limit,
    LimitUnit,
    add,
    due,
    elapsed,
    moment_at_share,
    share_used,
)

# A Friday with nothing special: 2026-11-20.


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        # hours that run on
        ("11-20 13:34", eh(2), "11-20 15:34"),
        ("11-20 23:00", eh(4), "11-21 03:00"),
        ("09-30 18:00", eh(24), "10-01 18:00"),
        # working hours
        ("11-20 09:00", wh(2), "11-20 11:00"),
        ("11-20 11:00", wh(2), "11-20 15:00"),
        ("11-20 17:00", wh(4), "11-23 11:00"),
        ("11-20 08:00", wh(8), "11-20 18:00"),
        ("11-20 08:00", wh(4), "11-20 12:00"),
        ("11-20 11:30", wh(0.5), "11-20 12:00"),
        # working days
        ("11-20 09:00", wd(1), "11-23 09:00"),
        ("11-19 09:00", wd(1), "11-20 09:00"),
        ("11-20 08:00", wd(1), "11-20 18:00"),
        ("11-20 18:00", wd(1), "11-23 18:00"),
        ("11-20 09:00", wd(0.5), "11-20 15:00"),
        ("11-20 15:00", wd(20), "12-18 15:00"),
        # days of 24 hours
        ("11-20 15:00", cd(7), "11-27 15:00"),
        ("09-30 15:00", cd(1), "10-01 15:00"),
        # at once
        ("11-20 15:00", NOW, "11-20 15:00"),
        ("11-21 03:00", NOW, "11-21 03:00"),
    ],
)
def test_a_limit_ends_when_it_should(start: str, limit: Limit, end: str) -> None:
    assert due(Clock(at(start), limit), CALENDAR) == at(end)
    assert add(at(start), limit, CALENDAR) == at(end)


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        # in the lunch break, before work, after work, at six sharp
        ("11-20 12:30", wh(1), "11-20 15:00"),
        ("11-20 12:00", wh(1), "11-20 15:00"),
        ("11-20 06:00", wh(1), "11-20 09:00"),
        ("11-20 20:00", wh(1), "11-23 09:00"),
        ("11-20 18:00", wh(1), "11-23 09:00"),
        ("11-20 17:59", wh(1), "11-23 08:59"),
        # on a weekend and on holidays
        ("11-21 10:00", wh(1), "11-23 09:00"),
        ("10-01 10:00", wh(1), "10-08 09:00"),
        ("10-01 10:00", wd(1), "10-08 18:00"),
        ("02-20 10:00", wd(2), "02-25 18:00"),
        ("09-30 17:00", wh(2), "10-08 09:00"),
        ("09-30 09:00", wd(1), "10-08 09:00"),
        # in the break a working day is counted from the morning that is full
        ("11-20 13:00", wd(1), "11-23 12:00"),
    ],
)
def test_a_start_outside_working_time_counts_from_the_next_opening(
    start: str, limit: Limit, end: str
) -> None:
    assert due(Clock(at(start), limit), CALENDAR) == at(end)


@pytest.mark.parametrize(
    ("saturday", "before", "after"),
    [
        ("02-14", "02-13", "02-24"),
        ("02-28", "02-27", "03-02"),
        ("05-09", "05-08", "05-11"),
        ("09-20", "09-18", "09-21"),
        ("10-10", "10-09", "10-12"),
    ],
)
def test_a_weekend_day_worked_in_exchange_counts(saturday: str, before: str, after: str) -> None:
    assert due(Clock(at(f"{before} 10:00"), wd(1)), CALENDAR) == at(f"{saturday} 10:00")
    assert due(Clock(at(f"{before} 10:00"), wd(2)), CALENDAR) == at(f"{after} 10:00")
    assert due(Clock(at(f"{saturday} 09:00"), wh(2)), CALENDAR) == at(f"{saturday} 11:00")


def test_a_year_nobody_entered_follows_monday_to_friday() -> None:
    assert due(Clock(at("2027-09-30 10:00"), wd(1)), CALENDAR) == at("2027-10-01 10:00")


# Pauses


def paused(
    start: str, limit: Limit, *pauses: tuple[str, str | None], extension: Limit | None = None
) -> Clock:
    read = tuple((at(begin), at(end) if end else None) for begin, end in pauses)
    return Clock(at(start), limit, read, extension)


@pytest.mark.parametrize(
    ("clock", "end"),
    [
        (paused("11-20 09:00", eh(4), ("11-20 10:00", "11-20 13:00")), "11-20 16:00"),
        (paused("11-20 09:00", wh(4), ("11-20 10:00", "11-20 15:00")), "11-20 18:00"),
        (paused("11-18 09:00", wd(2), ("11-19 09:00", "11-20 09:00")), "11-23 09:00"),
        # a pause over a weekend takes nothing from working time
        (paused("11-20 09:00", wd(1), ("11-20 18:00", "11-23 08:00")), "11-23 09:00"),
        # two that overlap take their union, in whatever order they come
        (
            paused("11-20 09:00", eh(4), ("11-20 11:00", "11-20 13:00"), ("11-20 10:00", "11-20 12:00")),
            "11-20 16:00",
        ),
        (
            paused("11-20 09:00", eh(4), ("11-20 12:00", "11-20 13:00"), ("11-20 10:00", "11-20 11:00")),
            "11-20 15:00",
        ),
        # before the start, after the end, and around the start
        (paused("11-20 09:00", eh(4), ("11-19 09:00", "11-20 08:00")), "11-20 13:00"),
        (paused("11-20 09:00", eh(4), ("11-20 13:00", "11-20 15:00")), "11-20 13:00"),
        (paused("11-20 09:00", eh(4), ("11-20 08:00", "11-20 10:00")), "11-20 14:00"),
        # one that ended before it began, as clocks that differ can write it, is none
        (paused("11-20 09:00", eh(4), ("11-20 11:00", "11-20 10:00")), "11-20 13:00"),
        # what is due before an open pause begins is due
        (paused("11-20 09:00", eh(2), ("11-20 12:00", None)), "11-20 11:00"),
        (paused("11-20 09:00", eh(2), ("11-20 11:00", None)), "11-20 11:00"),
    ],
)
def test_a_pause_puts_the_end_off_by_what_it_took(clock: Clock, end: str) -> None:
    assert due(clock, CALENDAR) == at(end)


def test_an_open_pause_leaves_no_due_time() -> None:
    clock = paused("11-20 09:00", wd(3), ("11-20 10:00", "11-20 11:00"), ("11-23 10:00", None))

    assert due(clock, CALENDAR) is None
    assert moment_at_share(clock, CALENDAR, 1) is None
    assert moment_at_share(clock, CALENDAR, 0.8) is None
    assert share_used(clock, CALENDAR, at("11-30 10:00")) == share_used(clock, CALENDAR, at("11-23 10:00"))


def test_a_share_reached_before_an_open_pause_has_its_moment() -> None:
    clock = paused("11-20 08:00", wd(2), ("11-23 10:00", None))

    assert moment_at_share(clock, CALENDAR, 0.5) == at("11-20 18:00")


# Extensions


@pytest.mark.parametrize(
    ("clock", "end"),
    [
        (paused("11-20 09:00", wd(2), extension=wd(2)), "11-26 09:00"),
        (paused("11-20 09:00", eh(2), extension=eh(2)), "11-20 13:00"),
        (paused("11-20 09:00", wh(4), extension=wd(1)), "11-23 15:00"),
        # of another kind: from the end of the limit on
        (paused("11-19 09:00", wd(1), extension=cd(2)), "11-22 09:00"),
        (paused("11-20 09:00", eh(2), extension=wh(4)), "11-20 17:00"),
        (paused("11-20 09:00", NOW, extension=wd(1)), "11-23 09:00"),
        # a pause in the extension counts too
        (paused("11-20 09:00", wd(1), ("11-23 10:00", "11-23 11:00"), extension=wd(1)), "11-24 10:00"),
    ],
)
def test_an_extension_adds_another_limit(clock: Clock, end: str) -> None:
    assert due(clock, CALENDAR) == at(end)
    assert share_used(clock, CALENDAR, at(end)) == 1


def test_an_open_pause_in_the_extension_leaves_no_due_time() -> None:
    clock = paused("11-20 09:00", wd(1), ("11-23 10:00", None), extension=cd(1))

    assert due(clock, CALENDAR) is None
    assert 0 < share_used(clock, CALENDAR, at("11-20 15:00")) < 1


# Shares


def test_lateness_goes_on_beyond_the_limit() -> None:
    clock = Clock(at("11-19 08:00"), wd(1))

    assert moment_at_share(clock, CALENDAR, 0.5) == at("11-19 12:00")
    assert moment_at_share(clock, CALENDAR, 0.8) == at("11-19 16:24")
    assert moment_at_share(clock, CALENDAR, 1) == at("11-19 18:00")
    assert moment_at_share(clock, CALENDAR, 2) == at("11-20 18:00")
    assert share_used(clock, CALENDAR, at("11-23 12:00")) == 2.5


def test_before_the_start_nothing_is_used() -> None:
    clock = Clock(at("11-19 08:00"), wd(1))

    assert share_used(clock, CALENDAR, at("11-18 08:00")) == 0
    assert share_used(clock, CALENDAR, at("11-19 08:00")) == 0


def test_what_is_due_at_once_is_used_up_at_once_and_never_more() -> None:
    clock = Clock(at("11-19 08:00"), NOW)

    assert [share_used(clock, CALENDAR, at(m)) for m in ("11-19 07:59", "11-19 08:00", "11-20 08:00")] == [
        0,
        1,
        1,
    ]
    assert [moment_at_share(clock, CALENDAR, share) for share in (0.8, 1, 2)] == [
        clock.start,
        clock.start,
        None,
    ]


def test_an_extension_of_another_kind_may_end_on_a_sunday() -> None:
    clock = paused("11-19 09:00", wd(1), extension=cd(2))

    assert share_used(clock, CALENDAR, at("11-22 09:00")) == 1
    assert moment_at_share(clock, CALENDAR, 1) == at("11-22 09:00")
    assert moment_at_share(clock, CALENDAR, 0.5) == at("11-20 08:30")


# How much lies between


@pytest.mark.parametrize(
    ("unit", "amount"),
    [
        (LimitUnit.WORKING_HOUR, 9.0),
        (LimitUnit.WORKING_DAY, 1.125),
        (LimitUnit.CONTINUOUS_HOUR, 73.0),
        (LimitUnit.CALENDAR_DAY, 73 / 24),
        (LimitUnit.IMMEDIATE, 0.0),
    ],
)
def test_elapsed_counts_in_the_unit_asked_for(unit: LimitUnit, amount: float) -> None:
    assert elapsed(at("11-20 09:00"), at("11-23 10:00"), unit, CALENDAR) == amount
    assert elapsed(at("11-23 10:00"), at("11-20 09:00"), unit, CALENDAR) == -amount


# Other hours


NINE_TO_FIVE = ((540, 1020),)


def test_other_hours_make_other_working_days() -> None:
    calendar = Calendar(periods=((date(2000, 1, 1), NINE_TO_FIVE),))

    assert due(Clock(at("11-20 12:30"), wh(1)), calendar) == at("11-20 13:30")
    assert due(Clock(at("11-20 09:00"), wd(1)), calendar) == at("11-20 17:00")


def test_hours_that_change_in_between_keep_working_days_whole() -> None:
    shorter = ((480, 720), (840, 1020))  # 7 hours from 1 December
    calendar = Calendar(periods=((date(2000, 1, 1), ((480, 720), (840, 1080))), (date(2026, 12, 1), shorter)))

    assert due(Clock(at("11-30 08:00"), wd(2)), calendar) == at("12-01 17:00")
    assert due(Clock(at("11-30 08:00"), wh(16)), calendar) == at("12-02 09:00")
    assert due(Clock(at("11-30 18:00"), wd(10)), calendar) == at("12-14 17:00")


def test_days_outside_the_calendar_are_left_out() -> None:
    calendar = Calendar(days={date(1999, 12, 31): DayKind.HOLIDAY, date(2100, 1, 1): DayKind.HOLIDAY})

    assert due(Clock(at("11-20 09:00"), wd(1)), calendar) == at("11-23 09:00")


def test_hours_may_reach_midnight() -> None:
    calendar = Calendar(periods=((date(2000, 1, 1), ((0, 1440),)),))

    assert due(Clock(at("11-20 23:00"), wh(2)), calendar) == at("11-23 01:00")


# What cannot be


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), 10_001])
def test_a_limit_is_a_sensible_number(value: float) -> None:
    with pytest.raises(ValueError, match="no limit"):
        Limit(value, LimitUnit.WORKING_DAY)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        Clock(datetime(2026, 11, 20), wd(1))  # noqa: DTZ001


@pytest.mark.parametrize("limit", [wd(1), wh(1)])
def test_a_moment_outside_the_calendar_is_refused(limit: Limit) -> None:
    for year in (1999, 2100):
        with pytest.raises(ValueError, match="outside the calendar"):
            add(datetime(year, 6, 1, tzinfo=UTC), limit, CALENDAR)
    with pytest.raises(ValueError, match="outside the calendar"):
        add(datetime(2099, 12, 30, tzinfo=UTC), Limit(50, limit.unit), CALENDAR)


def test_plain_time_ends_with_the_calendar_too() -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        add(datetime(2099, 12, 31, tzinfo=UTC), cd(2), CALENDAR)


# What is stored


def test_a_clock_survives_being_stored() -> None:
    clock = paused(
        "11-20 09:00", wd(2), ("11-20 10:00", "11-20 11:00"), ("11-23 10:00", None), extension=cd(1)
    )

    assert Clock.from_json(clock.to_json()) == clock
    assert Clock.from_json(Clock(at("11-20 09:00"), NOW).to_json()) == Clock(at("11-20 09:00"), NOW)


def test_the_catalogue_of_matters_uses_these_units() -> None:
    lines = [line.split("\t") for line in shared("domain/04-matters.tsv").read_text().splitlines()]
    header, rows = lines[0], lines[1:]
    value, unit = header.index("limit_value"), header.index("limit_unit")

    limits = {Limit(float(row[value]), LimitUnit(row[unit])) for row in rows}

    assert {limit.unit for limit in limits} == set(LimitUnit)
    assert all(add(at("11-20 09:00"), limit, CALENDAR) >= at("11-20 09:00") for limit in limits)


def test_days_without_an_entry_follow_their_weekday() -> None:
    assert CALENDAR.kind(date(2026, 11, 20)) == DayKind.WORK
    assert CALENDAR.kind(date(2026, 11, 21)) == DayKind.REST
    assert CALENDAR.is_working(date(2026, 10, 10))
    assert CALENDAR.opens_at(at("10-01 10:00")) == at("10-08 08:00")
    assert CALENDAR.opens_at(at("10-08 10:00")) == at("10-08 10:00")
