"""Every due time explains itself, and its sums lead to it."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given

from tests.worktime.test_properties import clocks
from tests.worktime.year_2026 import CALENDAR, NOW, at, cd, eh, wd, wh
from wangge.kernel.words import SHANGHAI
from wangge.worktime.rules import Calendar, Clock, Limit, due, explain, limit_words


def test_hours_that_run_on() -> None:
    assert explain(Clock(at("11-20 13:34"), eh(2)), CALENDAR) == [
        "从 11-20 13:34 受理起算",
        "时限 2 小时，晚上和休息日也照算",
        "因此 11-20 15:34 到期",
    ]


def test_working_days_name_the_holidays_and_the_days_worked_in_exchange() -> None:
    assert explain(Clock(at("09-18 20:00"), wd(11)), CALENDAR, event="派遣") == [
        "从 09-18 20:00 派遣起算，当时不是上班时间，09-20 08:00 开始计时",
        "时限 11 个工作日，一个工作日为 8 小时（08:00-12:00、14:00-18:00）",
        "不计时的日子：周末 1 天、中秋节 3 天、国庆节 7 天",
        "调休上班照常计时：09-20（周日）、10-10（周六）",
        "因此 10-10 18:00 到期",
    ]


def test_a_pause_and_an_extension() -> None:
    clock = Clock(at("11-18 09:00"), wd(2), ((at("11-19 09:00"), at("11-20 12:20")),), wd(1))

    assert explain(clock, CALENDAR) == [
        "从 11-18 09:00 受理起算",
        "时限 2 个工作日，一个工作日为 8 小时（08:00-12:00、14:00-18:00）",
        "不计时的日子：周末 2 天",
        "中途暂停 1 次，占上班时间 11 小时，不计时",
        "延期 1 个工作日",
        "因此 11-24 12:00 到期",
    ]


def test_several_pauses_of_plain_time() -> None:
    first, second = (at("11-20 14:00"), at("11-20 15:00")), (at("11-20 16:00"), at("11-20 18:05"))

    lines = explain(Clock(at("11-20 13:30"), eh(2), (first, second)), CALENDAR)

    assert lines[2:] == ["中途暂停 2 次，共 3 小时 5 分，不计时", "因此 11-20 18:35 到期"]


def test_an_open_pause_says_that_there_is_no_due_time() -> None:
    clock = Clock(
        at("11-20 09:00"), wh(4), ((at("11-20 10:10"), at("11-20 10:40")), (at("11-20 11:00"), None))
    )

    assert explain(clock, CALENDAR) == [
        "从 11-20 09:00 受理起算",
        "时限 4 个工作小时，只算上班时间（08:00-12:00、14:00-18:00）",
        "中途暂停 1 次，占上班时间 30 分，不计时",
        "11-20 11:00 起暂停，还没有恢复",
        "暂停期间没有到期时间，恢复后接着计时",
    ]


def test_a_pause_in_the_night_took_no_working_time() -> None:
    clock = Clock(at("11-19 09:00"), wd(1), ((at("11-19 19:00"), at("11-19 22:00")),))

    assert "中途暂停 1 次，占上班时间 0 小时，不计时" in explain(clock, CALENDAR)


def test_pauses_that_changed_nothing_are_not_told() -> None:
    clock = Clock(
        at("11-20 09:00"), eh(2), ((at("11-20 12:00"), None), (at("11-19 12:00"), at("11-19 13:00")))
    )

    assert explain(clock, CALENDAR)[2:] == ["因此 11-20 11:00 到期"]


def test_what_is_due_at_once() -> None:
    assert explain(Clock(at("11-20 13:34"), NOW), CALENDAR) == [
        "从 11-20 13:34 受理起算",
        "时限 立即，第一步行动马上要做",
        "因此 11-20 13:34 到期",
    ]


def test_a_year_nobody_entered_is_called_a_guess() -> None:
    lines = explain(Clock(at("12-31 09:00"), wd(2)), CALENDAR)

    assert lines[-2:] == ["因此 2027-01-04 09:00 到期", "2027 年的放假安排还没有录入，按周一至周五推算"]


def test_plain_days_need_no_calendar() -> None:
    lines = explain(Clock(at("12-31 09:00"), cd(7)), Calendar())

    assert lines[1:] == ["时限 7 天，每天 24 小时，休息日也照算", "因此 2027-01-07 09:00 到期"]


def test_hours_that_change_in_between_are_told() -> None:
    hours = ((date(2000, 1, 1), ((480, 720), (840, 1080))), (date(2026, 12, 1), ((540, 1020),)))
    calendar = Calendar(periods=hours, known_years=frozenset({2026}))

    assert "12-01 起上班时间改为 09:00-17:00" in explain(Clock(at("11-30 09:00"), wd(2)), calendar)


@pytest.mark.parametrize(
    ("limit", "words"),
    [(wh(4), "4 个工作小时"), (wd(0.5), "0.5 个工作日"), (cd(7), "7 天"), (eh(2), "2 小时"), (NOW, "立即")],
)
def test_limits_in_words(limit: Limit, words: str) -> None:
    assert limit_words(limit) == words


@given(clocks() | clocks(is_open=True))
def test_the_sums_lead_to_the_due_time(clock: Clock) -> None:
    lines = explain(clock, CALENDAR)
    end = due(clock, CALENDAR)

    found = [
        match
        for line in lines
        if (match := re.fullmatch(r"因此 (?:(\d{4})-)?(\d\d-\d\d \d\d:\d\d) 到期", line))
    ]
    if end is None:
        assert not found
        assert "暂停期间没有到期时间，恢复后接着计时" in lines
    else:
        year = found[0][1] or clock.start.astimezone(SHANGHAI).year
        told = datetime.fromisoformat(f"{year}-{found[0][2]}").replace(tzinfo=SHANGHAI)
        assert told == end.replace(second=0, microsecond=0)
