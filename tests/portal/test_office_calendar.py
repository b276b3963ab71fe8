"""The administrators' calendar: a year in words and colour, a day, an import, hours, a missing year."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.town import Town
from wangge.kernel.words import SHANGHAI
from wangge.portal.admin_pages import days, words
from wangge.worktime import actions, queries
from wangge.worktime.models import CalendarDay, CalendarYear
from wangge.worktime.rules import DayKind, written_days

pytestmark = pytest.mark.django_db
PAGE = "/office/calendar/"
FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)
TABLE = "年份,日期,名称,是否放假\n2027,2027-01-01,元旦,是\n2027,2027-01-03,元旦,否\n"


def _upload(town: Town, text: str, *, encoding: str = "utf-8") -> HttpResponse:
    table = SimpleUploadedFile("2027.csv", text.encode(encoding))
    return town.client("sysadmin").post(f"{PAGE}import/", {"file": table})  # type: ignore[return-value]


def _text(town: Town, page: str) -> str:
    return str(town.client("sysadmin").get(page).content.decode())


def test_a_year_says_each_day_in_words_too(town: Town) -> None:
    actions.seed_years([2026], by=town.sysadmin, at=FRIDAY)

    page = _text(town, f"{PAGE}?year=2026")

    assert 'aria-label="10 月 1 日 周四，节假日，国庆节"' in page
    assert 'aria-label="10 月 10 日 周六，调休上班，国庆节"' in page
    assert 'aria-label="10 月 11 日 周日，周末休息"' in page
    assert "节假日 33 天" in page
    assert "10-01 至 10-07" in page
    assert "2026 年还没有" not in page


def test_a_day_carries_a_mark_where_the_week_has_it_otherwise(town: Town) -> None:
    actions.seed_years([2026], by=town.sysadmin, at=FRIDAY)
    actions.set_day(date(2026, 8, 12), kind=DayKind.REST, name="台风停工", by=town.sysadmin, at=FRIDAY)
    actions.set_day(date(2026, 8, 15), kind=DayKind.WORK, by=town.sysadmin, at=FRIDAY)

    def mark(day: date) -> str:
        return days.cell(queries.one_day(day), today=FRIDAY.date()).mark

    marked = [date(2026, 10, 1), date(2026, 10, 3), date(2026, 10, 10), date(2026, 8, 12), date(2026, 8, 15)]
    assert [mark(day) for day in marked] == ["休", "休", "班", "休", "班"]
    assert [mark(date(2026, 11, 20)), mark(date(2026, 11, 21))] == ["", ""]


def test_a_year_costs_the_same_whatever_is_in_it(town: Town) -> None:
    client = town.client("sysadmin")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as bare:
        client.get(f"{PAGE}?year=2026")
    actions.seed_years(range(2018, 2027), by=town.sysadmin, at=FRIDAY)
    client.get(PAGE)

    with CaptureQueriesContext(connection) as full:
        client.get(f"{PAGE}?year=2026")

    assert len(full) == len(bare)


def test_a_day_is_changed_on_a_page_of_its_own_and_let_go_again(town: Town) -> None:
    client = town.client("sysadmin")

    client.post(f"{PAGE}day/2026-08-12/", {"kind": "rest", "name": "台风停工"})
    changed = queries.one_day(date(2026, 8, 12))
    answer = client.post(f"{PAGE}day/2026-08-12/clear/")

    assert (changed.kind, changed.name, changed.source) == (DayKind.REST, "台风停工", "手工设置")
    assert answer.headers["Location"] == f"{PAGE}?year=2026"
    assert not CalendarDay.objects.exists()


def test_a_day_that_does_not_exist_is_no_page(town: Town) -> None:
    client = town.client("sysadmin")

    answers = [client.get(f"{PAGE}day/{day}/").status_code for day in ("2026-02-30", "1999-12-31", "morgen")]

    assert answers == [404, 404, 404]


def test_an_import_is_shown_with_what_it_changes_before_anything_is_written(town: Town) -> None:
    actions.set_day(date(2027, 1, 1), kind=DayKind.WORK, by=town.sysadmin, at=FRIDAY)

    page = _upload(town, TABLE, encoding="gb18030").content.decode()

    assert "2027 年，共 2 天" in page
    assert "手工设置，不动" in page
    assert "会改" in page
    assert not CalendarDay.objects.filter(date=date(2027, 1, 3)).exists()


def test_a_confirmed_import_enters_the_year(town: Town) -> None:
    form = _upload(town, TABLE).context["form"]  # type: ignore[attr-defined]

    answer = town.client("sysadmin").post(f"{PAGE}import/", {"days": form["days"].value()}, follow=True)

    assert "2027 年的放假安排已经录入，共 2 天" in answer.content.decode()
    assert queries.one_day(date(2027, 1, 3)).kind == DayKind.MAKEUP_WORK
    assert queries.is_known(2027)


def test_days_that_the_new_table_leaves_out_are_named(town: Town) -> None:
    actions.seed_years([2026], by=town.sysadmin, at=FRIDAY)
    rows = queries.announced(2026)

    page = _upload(town, written_days(rows[1:])).content.decode()

    assert "现在有的 1 天会恢复按星期几推算" in page
    assert "都与现在相同" in page


def test_a_faulty_table_says_which_lines_and_writes_nothing(town: Town) -> None:
    answer = _upload(town, "日期,名称,是否放假\n明天,元旦,是\n2027-01-01,元旦,也许\n")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第 2 行：看不懂日期“明天”" in page
    assert "第 3 行：是否放假请写“是”或“否”" in page
    assert not CalendarDay.objects.exists()


def test_a_table_tampered_with_on_its_way_back_is_not_entered(town: Town) -> None:
    answer = town.client("sysadmin").post(f"{PAGE}import/", {"days": "日期,名称\n2027-01-01,元旦\n"})

    assert answer.headers["Location"] == f"{PAGE}import/"
    assert not CalendarYear.objects.exists()


def test_a_year_that_is_downloaded_can_be_imported_as_it_is(town: Town) -> None:
    actions.seed_years([2026], by=town.sysadmin, at=FRIDAY)
    before = queries.calendar().days

    table = town.client("sysadmin").get(f"{PAGE}export/?year=2026").content.decode("utf-8-sig")
    form = _upload(town, table).context["form"]  # type: ignore[attr-defined]
    town.client("sysadmin").post(f"{PAGE}import/", {"days": form["days"].value()})

    assert queries.calendar().days == before


def test_other_working_hours_begin_on_their_day(town: Town) -> None:
    client = town.client("sysadmin")
    later = timezone.localdate() + timedelta(days=30)

    client.post(f"{PAGE}hours/", {"periods": "9:00-12:00、13:00-17:30", "effective_from": f"{later}"})
    page = _text(town, PAGE)

    assert "09:00-12:00、13:00-17:30" in page
    assert f"{later} 起" in page
    assert [one.is_now for one in days.hours(queries.hours(), today=timezone.localdate())] == [False, True]


def test_hours_that_make_no_sense_and_hours_of_the_past_are_refused_at_the_field(town: Town) -> None:
    client = town.client("sysadmin")
    client.post(f"{PAGE}hours/", {"periods": "9:00-17:00", "effective_from": f"{timezone.localdate()}"})

    overlapping = client.post(f"{PAGE}hours/", {"periods": "9:00-8:00", "effective_from": "2090-01-01"})
    past = client.post(f"{PAGE}hours/", {"periods": "9:00-18:00", "effective_from": "2020-01-01"})

    assert (overlapping.status_code, past.status_code) == (422, 422)
    assert "从早到晚" in overlapping.content.decode()
    assert "只能从今天或以后改起" in past.content.decode()


def test_a_missing_year_is_said_on_the_calendar_and_where_the_administrator_begins(town: Town) -> None:
    year = timezone.localdate().year

    assert f"{year} 年的放假安排还没有录入" in _text(town, PAGE)
    assert f"{year} 年的放假安排还没有录入" in _text(town, "/office/people/")

    actions.seed_years([2026], by=town.sysadmin, at=FRIDAY)
    actions.confirm_year(year, by=town.sysadmin, at=FRIDAY)
    actions.confirm_year(year + 1, by=town.sysadmin, at=FRIDAY)
    assert "还没有录入" not in _text(town, "/office/people/")


def test_a_year_nobody_announced_is_a_guess_until_somebody_confirms_it(town: Town) -> None:
    before = _text(town, f"{PAGE}?year=2041")

    town.client("sysadmin").post(f"{PAGE}2041/confirm/")

    assert "2041 年还没有公布，按周一至周五推算" in before
    assert "还没有公布" not in _text(town, f"{PAGE}?year=2041")


def test_a_year_outside_the_calendar_is_this_one(town: Town) -> None:
    asked = [town.client("sysadmin").get(f"{PAGE}?year={year}") for year in ("1999", "2100", "abc", "")]

    assert {answer.context["year"] for answer in asked} == {timezone.localdate().year}


def test_the_journal_knows_the_words_of_the_calendar() -> None:
    assert words.verb("calendar.set_day") == "设置日历的一天"
    assert words.subject("day:2026-08-12", {}) == "日期 2026-08-12"
