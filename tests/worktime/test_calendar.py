"""The calendar as data: seeded, imported, set by hand, and seen by every process."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from tests.shared_data import shared
from tests.worktime.year_2026 import CALENDAR, at, wh
from wangge.journal.models import Entry, Machine
from wangge.kernel.refusal import Refused
from wangge.worktime import actions, queries
from wangge.worktime.models import CalendarDay, CalendarVersion
from wangge.worktime.rules import DayKind, DayRow, add, parse_days

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
ADMIN = Machine("管理员甲", "sysadmin", person_id=7)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def test_the_seeded_years_agree_with_every_announced_day() -> None:
    with shared("data/holidays-cn-2019-2026.csv").open() as file:
        announced = {
            date.fromisoformat(row["date"]): row["is_off_day"] == "True" for row in csv.DictReader(file)
        }

    actions.seed_years(range(2018, 2027), by=ADMIN, at=NOON)

    calendar = queries.calendar()
    assert {day: not calendar.is_working(day) for day in announced} == announced


def test_the_imported_announcements_agree_with_the_seeded_years() -> None:
    rows, faults = parse_days(shared("data/holidays-cn-2019-2026.csv").read_text())
    actions.seed_years(range(2019, 2027), by=ADMIN, at=NOON)
    seeded = queries.calendar()

    actions.import_days(rows, by=ADMIN, at=NOON)

    imported = queries.calendar()
    days = [date.fromordinal(n) for n in range(date(2019, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert faults == []
    assert [day for day in days if seeded.is_working(day) != imported.is_working(day)] == []
    assert imported.known_years == frozenset(range(2019, 2027))


def test_the_seeded_year_2026_is_the_announced_one() -> None:
    actions.seed_years([2026], by=ADMIN, at=NOON)

    calendar = queries.calendar()
    assert calendar.days == CALENDAR.days
    assert calendar.names[date(2026, 10, 1)] == "国庆节"
    assert calendar.known_years == {2026}


def test_a_year_that_is_not_announced_is_reported_and_stays_a_guess() -> None:
    entered = actions.seed_years([2026, 2098], by=ADMIN, at=NOON)

    assert (entered.known, entered.unknown) == ([2026], [2098])
    assert queries.calendar().known_years == {2026}
    assert queries.calendar().is_working(date(2098, 10, 1))


def test_seeding_twice_changes_nothing() -> None:
    actions.seed_years([2025, 2026], by=ADMIN, at=NOON)
    before = list(CalendarDay.objects.order_by("date").values())

    actions.seed_years([2025, 2026], by=ADMIN, at=NOON)

    assert list(CalendarDay.objects.order_by("date").values()) == before


def test_an_import_takes_the_place_of_what_was_seeded() -> None:
    actions.seed_years([2026], by=ADMIN, at=NOON)

    actions.import_days([DayRow(2026, date(2026, 10, 1), DayKind.HOLIDAY, "国庆节")], by=ADMIN, at=NOON)

    assert queries.calendar().is_working(date(2026, 10, 2))
    assert not queries.calendar().is_working(date(2026, 10, 1))


def test_an_import_may_name_days_of_the_december_before() -> None:
    rows = [
        DayRow(2027, date(2026, 12, 31), DayKind.HOLIDAY, "元旦"),
        DayRow(2027, date(2027, 1, 1), DayKind.HOLIDAY, "元旦"),
    ]

    actions.import_days(rows, by=ADMIN, at=NOON)

    assert not queries.calendar().is_working(date(2026, 12, 31))
    assert queries.calendar().known_years == {2027}


def test_an_empty_import_is_refused() -> None:
    with pytest.raises(Refused):
        actions.import_days([], by=ADMIN, at=NOON)


def test_what_was_set_by_hand_survives_seeding_and_import() -> None:
    actions.set_day(date(2026, 10, 1), kind=DayKind.WORK, name="抢险", by=ADMIN, at=NOON)

    entered = actions.seed_years([2026], by=ADMIN, at=NOON)

    assert entered.kept_by_hand == 1
    assert queries.calendar().is_working(date(2026, 10, 1))


def test_a_day_set_by_hand_counts_and_can_be_taken_back() -> None:
    storm = date(2026, 11, 20)
    actions.set_day(storm, kind=DayKind.HOLIDAY, name="台风停工", by=ADMIN, at=NOON)
    during = add(at("11-20 09:00"), wh(1), queries.calendar())

    actions.clear_day(storm, by=ADMIN, at=NOON)

    assert during == at("11-23 09:00")
    assert add(at("11-20 09:00"), wh(1), queries.calendar()) == at("11-20 10:00")
    with pytest.raises(Refused):
        actions.clear_day(storm, by=ADMIN, at=NOON)


def test_a_day_outside_the_calendar_is_refused() -> None:
    with pytest.raises(Refused):
        actions.set_day(date(1999, 1, 1), kind=DayKind.WORK, by=ADMIN, at=NOON)


def test_a_year_entered_by_hand_is_no_guess_once_confirmed() -> None:
    actions.confirm_year(2027, by=ADMIN, at=NOON)

    assert queries.calendar().known_years == {2027}
    assert [(year.year, year.source, year.days) for year in queries.years()] == [(2027, "手工设置", 0)]


def test_hours_change_from_a_day_on() -> None:
    actions.set_periods(((540, 1020),), effective_from=date(2026, 12, 1), by=ADMIN, at=NOON)

    calendar = queries.calendar()
    assert add(at("11-30 17:30"), wh(1), calendar) == at("12-01 09:30")
    assert [first for first, _ in queries.hours()] == [date(2026, 12, 1), date(2000, 1, 1)]


def test_hours_of_the_past_stay_once_clocks_ran_by_them() -> None:
    actions.set_periods(((540, 1020),), effective_from=date(2000, 1, 1), by=ADMIN, at=NOON)

    with pytest.raises(Refused):
        actions.set_periods(((480, 960),), effective_from=date(2026, 11, 19), by=ADMIN, at=NOON)
    actions.set_periods(((480, 960),), effective_from=date(2026, 11, 20), by=ADMIN, at=NOON)

    assert queries.calendar().periods_on(date(2026, 11, 19)) == ((540, 1020),)
    assert queries.calendar().periods_on(date(2026, 11, 20)) == ((480, 960),)


def test_every_change_stands_in_the_journal() -> None:
    actions.set_day(date(2026, 11, 20), kind=DayKind.HOLIDAY, name="台风停工", by=ADMIN, at=NOON)
    actions.seed_years([2026, 2098], by=ADMIN, at=NOON)

    assert list(Entry.objects.order_by("id").values_list("verb", "subject", "note")) == [
        ("calendar.set_day", "day:2026-11-20", "节假日 台风停工"),
        ("calendar.seed", "", "2026；没有数据：2098"),
    ]


# Kept in memory


def test_the_calendar_is_kept_between_looks(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(queries, "CHECK_EVERY", 3.0)
    first = queries.calendar()

    with django_assert_num_queries(0):
        assert queries.calendar() is first


def test_a_change_here_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "CHECK_EVERY", 3600.0)
    before = queries.calendar()

    actions.set_day(date(2026, 11, 20), kind=DayKind.HOLIDAY, by=ADMIN, at=NOON)

    assert before.is_working(date(2026, 11, 20))
    assert not queries.calendar().is_working(date(2026, 11, 20))


def test_a_change_by_another_process_is_seen_at_the_next_look(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(queries, "CHECK_EVERY", 0.0)
    actions.set_day(date(2026, 11, 20), kind=DayKind.REST, by=ADMIN, at=NOON)
    before = queries.calendar()
    CalendarDay.objects.all().delete()  # past the actions: this process is not told
    CalendarVersion.objects.update(token="of another process")

    with django_assert_num_queries(4):
        after = queries.calendar()

    assert (before.is_working(date(2026, 11, 20)), after.is_working(date(2026, 11, 20))) == (False, True)
    with django_assert_num_queries(1):
        assert queries.calendar() is after


def test_a_change_that_is_rolled_back_is_not_kept() -> None:
    with transaction.atomic():
        actions.set_day(date(2026, 11, 20), kind=DayKind.REST, by=ADMIN, at=NOON)
        queries.calendar()
        transaction.set_rollback(True)

    assert queries.calendar().is_working(date(2026, 11, 20))


# Pages


def test_a_month_is_shown_in_weeks_from_monday() -> None:
    actions.seed_years([2026], by=ADMIN, at=NOON)
    actions.set_day(date(2026, 10, 21), kind=DayKind.HOLIDAY, name="台风停工", by=ADMIN, at=NOON)

    month = queries.month(2026, 10)

    cells = {cell.date: cell for week in month.weeks for cell in week}
    assert [week[0].date.weekday() for week in month.weeks] == [0] * 5
    assert (cells[date(2026, 9, 30)].is_in_month, cells[date(2026, 10, 1)].is_in_month) == (False, True)
    assert (cells[date(2026, 10, 1)].name, cells[date(2026, 10, 1)].source) == ("国庆节", "系统自带")
    assert (cells[date(2026, 10, 21)].name, cells[date(2026, 10, 21)].source) == ("台风停工", "手工设置")
    assert cells[date(2026, 10, 10)].kind == DayKind.MAKEUP_WORK
    assert cells[date(2026, 10, 22)] == queries.Day(
        date(2026, 10, 22), DayKind.WORK, "", "", is_in_month=True
    )
    assert (month.is_known, month.working_days) == (True, 17)
    assert not queries.month(2031, 1).is_known


def test_the_years_entered_are_listed_with_their_days() -> None:
    actions.seed_years([2025, 2026], by=ADMIN, at=NOON)

    listed = [(year.year, year.source) for year in queries.years()]
    assert listed == [(2026, "系统自带"), (2025, "系统自带")]
    assert queries.years()[0].days == len(CALENDAR.days)


def test_a_missing_year_is_named_from_december_on() -> None:
    assert queries.missing_years(date(2026, 11, 20)) == [2026]
    actions.seed_years([2026], by=ADMIN, at=NOON)

    assert queries.missing_years(date(2026, 11, 30)) == []
    assert queries.missing_years(date(2026, 12, 1)) == [2027]


# The command


def test_the_command_enters_years_and_names_those_not_announced(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_calendar", "2025", "2026", "2098")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("已录入 2025、2026 年，共 ")
    assert lines[1] == "2098 年的放假安排没有数据，暂按周一至周五推算；公布后请导入"


def test_the_command_enters_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "days.csv"
    table.write_text("日期,名称,是否放假\n2027-01-01,元旦,是\n")

    call_command("seed_calendar", csv=table)

    assert capsys.readouterr().out == "已录入 2027 年，共 1 天\n"


def test_the_command_refuses_a_table_with_faults(tmp_path: Path) -> None:
    table = tmp_path / "days.csv"
    table.write_text("日期,名称,是否放假\n明天,元旦,是\n")

    with pytest.raises(CommandError, match="第 2 行"):
        call_command("seed_calendar", csv=table)
    assert not CalendarDay.objects.exists()
