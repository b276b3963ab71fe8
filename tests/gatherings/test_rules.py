"""When recurring duties are due, what makes a meeting quorate, who wins a vote: without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.town import MONDAY_9_00
from wangge.gatherings.rules import agenda, meeting, votes
from wangge.gatherings.rules.agenda import Every, Standing, Window
from wangge.gatherings.rules.meeting import GATHERING_FLOW, Quorum, State

NINE = MONDAY_9_00


@pytest.mark.parametrize(
    ("every", "on", "starts_on", "due_on"),
    [
        (Every.MONTH, date(2026, 2, 11), date(2026, 2, 1), date(2026, 2, 28)),
        (Every.QUARTER, date(2026, 11, 16), date(2026, 10, 1), date(2026, 12, 31)),
        (Every.HALF, date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30)),
        (Every.YEAR, date(2026, 3, 1), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_falls_into_its_month_quarter_half_or_year(
    every: Every, on: date, starts_on: date, due_on: date
) -> None:
    assert agenda.window(every, on) == Window(starts_on, due_on)


def test_a_yearly_duty_is_not_due_before_its_month() -> None:
    assert agenda.window(Every.YEAR, date(2026, 9, 30), from_month=10) is None
    assert agenda.window(Every.YEAR, date(2026, 10, 1), from_month=10) == Window(
        date(2026, 10, 1), date(2026, 12, 31)
    )


@given(every=st.sampled_from(list(Every)), on=st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_own_window_and_windows_do_not_overlap(every: Every, on: date) -> None:
    span = agenda.window(every, on)

    assert span is not None
    assert span.starts_on <= on <= span.due_on
    following = agenda.window(every, span.due_on + timedelta(days=1))
    assert following is not None
    assert following.starts_on == span.due_on + timedelta(days=1)


@pytest.mark.parametrize(
    ("on", "is_met", "is_waived", "is_raised", "expected"),
    [
        (date(2026, 11, 10), False, False, False, Standing.DUE),
        (date(2026, 11, 24), False, False, False, Standing.SOON),
        (date(2026, 11, 30), False, False, False, Standing.SOON),
        (date(2026, 12, 1), False, False, False, Standing.OVERDUE),
        (date(2026, 12, 9), False, False, True, Standing.RAISED),
        (date(2026, 12, 9), True, False, True, Standing.MET),
        (date(2026, 12, 9), False, True, True, Standing.WAIVED),
    ],
)
def test_a_line_of_the_agenda_says_how_it_stands(
    on: date, is_met: bool, is_waived: bool, is_raised: bool, expected: Standing
) -> None:
    stands = agenda.standing(
        due_on=date(2026, 11, 30), is_met=is_met, is_waived=is_waived, is_raised=is_raised, on=on
    )

    assert stands == expected


@pytest.mark.parametrize(
    ("times", "grace", "day", "field"),
    [(0, 5, None, "times"), (1, 61, None, "grace_days"), (1, 5, 29, "fixed_day"), (4, 0, 28, "")],
)
def test_a_plan_that_cannot_be_kept_is_refused_at_its_field(
    times: int, grace: int, day: int | None, field: str
) -> None:
    assert agenda.plan_fault(times=times, grace_days=grace, fixed_day=day)[0] == field


@pytest.mark.parametrize(
    ("quorum", "should", "here", "expected"),
    [
        (Quorum.GENERAL, 10, 5, False),
        (Quorum.GENERAL, 10, 6, True),
        (Quorum.COMMITTEE, 3, 2, True),
        (Quorum.ELECTION, 10, 7, False),
        (Quorum.ELECTION, 10, 8, True),
        (Quorum.NONE, 10, 0, None),
        (Quorum.GENERAL, 0, 0, None),
    ],
)
def test_enough_people_are_there_or_not(quorum: str, should: int, here: int, expected: bool | None) -> None:
    assert meeting.is_quorate(quorum, should=should, here=here) is expected


def test_a_resolution_needs_more_than_half_of_those_who_should_attend() -> None:
    assert not meeting.passes(ayes=6, should=12)
    assert meeting.passes(ayes=7, should=12)


@pytest.mark.parametrize(
    ("hours", "state", "fault"),
    [
        (-2, State.PLANNED, "还没到"),
        (-1, State.PLANNED, ""),
        (6, State.PLANNED, ""),
        (7, State.PLANNED, "已经结束"),
        (0, State.HELD, "记录完毕"),
        (0, State.CANCELLED, "取消"),
    ],
)
def test_the_code_on_the_wall_opens_and_closes(hours: int, state: str, fault: str) -> None:
    said = meeting.sign_in_fault(state=state, starts_at=NINE, at=NINE + timedelta(hours=hours))

    assert fault in said
    assert bool(fault) == bool(said)


def test_what_was_held_is_never_cancelled_or_held_again() -> None:
    assert [m.verb for m in GATHERING_FLOW.open_moves(State.HELD, {"gathering_edit"})] == ["mend"]
    assert GATHERING_FLOW.open_moves(State.CANCELLED, {"gathering_edit"}) == []


@given(
    counts=st.lists(st.integers(0, 30), min_size=1, max_size=12),
    seats=st.integers(1, 12),
)
def test_nobody_with_fewer_votes_wins_over_somebody_with_more(counts: list[int], seats: int) -> None:
    won = votes.elected(list(enumerate(counts)), seats=seats)

    lost = [n for i, n in enumerate(counts) if i not in won]
    assert all(counts[i] > 0 for i in won)
    assert not won or max(lost, default=-1) < min(counts[i] for i in won)
    assert len(won) >= min(seats, sum(n > 0 for n in counts))


def test_a_ballot_has_at_least_one_and_at_most_so_many() -> None:
    assert votes.choice_fault([], most=2)
    assert votes.choice_fault([1, 2, 3], most=2)
    assert votes.choice_fault([1, 1, 2], most=2) == ""
