"""What leaves the room: tables as workbooks, questions asked by themselves, the Party's panel on the wall."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from tests.cases.story import DAY, HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.grids import queries as grids
from wangge.insight import actions
from wangge.insight.models import Answer, SavedQuestion
from wangge.insight.queries import wall
from wangge.insight.rules.asking import Question, Schedule, slot, span_of
from wangge.journal.models import Entry
from wangge.notices.models import Notice
from wangge.sheets import actions as sheets
from wangge.sheets.models import Export

LATER = MONDAY_9_00 + 8 * HOUR
TODAY = MONDAY_9_00.date()


def test_a_question_is_asked_about_the_whole_span_before_its_morning() -> None:
    assert slot(Schedule.WEEKLY, date(2026, 11, 19)) == date(2026, 11, 16)
    assert slot(Schedule.MONTHLY, date(2026, 11, 19)) == date(2026, 11, 1)
    assert span_of(Schedule.DAILY, date(2026, 3, 1)) == (date(2026, 2, 28), date(2026, 2, 28))
    assert span_of(Schedule.WEEKLY, date(2026, 11, 16)) == (date(2026, 11, 9), date(2026, 11, 15))
    assert span_of(Schedule.MONTHLY, date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_question_is_read_again_as_it_was_kept() -> None:
    asked = Question(area=3, matter="ENV-01", unit=0, since=TODAY, q="积水", late="over")

    assert Question.of(asked.as_query()) == asked
    assert Question(late="over").on(Schedule.DAILY, TODAY) == Question(late="over")


@pytest.mark.both
@pytest.mark.django_db
def test_a_kept_question_is_asked_each_morning_and_its_owner_told(town: Town, story: Story) -> None:
    keep = {"is_shared": True, "by": town.dispatcher, "at": LATER}
    row = actions.save_question(name="垃圾", asked={"matter": "ENV-01"}, schedule="daily", **keep)  # type: ignore[arg-type]
    story.accepted(matter="ENV-01")
    story.accepted(matter="ENV-01", where="far_grid", by="district")
    tomorrow = MONDAY_9_00 + DAY

    assert actions.run_questions(at=LATER) == 0
    assert actions.run_questions(at=tomorrow - 2 * HOUR) == 0
    assert actions.run_questions(at=tomorrow) == 1
    assert actions.run_questions(at=tomorrow + HOUR) == 0
    assert actions.run_questions(at=tomorrow + DAY) == 1

    assert list(Answer.objects.order_by("at").values_list("n", flat=True)) == [1, 0]
    told = Notice.objects.filter(person_id=town.dispatcher.person_id or 0, kind="insight").order_by(
        "created_at"
    )
    assert [n.text for n in told] == ["云查询“垃圾”：1 件。", "云查询“垃圾”：0 件，比上次少 1 件。"]
    page = town.client("dispatcher").get(told[0].link)
    assert page.context["total"] == 1
    assert row.answers.count() == 2


@pytest.mark.django_db
def test_a_question_stops_with_the_post_it_was_kept_under(town: Town, story: Story) -> None:
    row = actions.save_question(
        name="全部", asked={}, is_shared=False, schedule="daily", by=town.dispatcher, at=LATER
    )
    SavedQuestion.objects.update(post=None)

    assert actions.run_questions(at=LATER + DAY) == 0

    row.refresh_from_db()
    assert row.schedule == ""
    assert not Answer.objects.exists()


@pytest.mark.both
@pytest.mark.django_db
def test_the_tables_of_the_pages_go_out_with_a_purpose_and_stand_in_the_journal(
    town: Town, story: Story
) -> None:
    story.closed(matter="ENV-01")
    client, hat = town.client("dispatcher"), town.dispatcher

    asked = "measure=b&rows=matter&since=2026-11&until=2026-11"
    assert client.post(f"/insight/table/analysis/?{asked}", {"purpose": " "}).status_code == 409
    for name in ("analysis", "exclusions", "measures", "sample", "spots"):
        assert client.post(f"/insight/table/{name}/?{asked}", {"purpose": "例会"}).status_code == 302
    assert client.post("/insight/table/persons/", {"purpose": "例会"}).status_code == 404

    assert Entry.objects.filter(verb="insight.export_table").count() == 5
    made = Export.objects.filter(exporter="insight.table").order_by("created_at").first()
    assert made is not None
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheets.fetch(made, by=hat, at=made.created_at)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:2] == ["公共区域暴露垃圾", "1"]


@pytest.mark.django_db
def test_the_party_s_panel_counts_areas_and_deeds(town: Town) -> None:
    node = grids.area(town.district.pk)
    assert node is not None

    found = wall.party(node, TODAY)

    assert found == {"grids": 4, "covered": 0, "tasks": 0, "done": 0, "posts": 0, "held": 0}


@pytest.mark.django_db
def test_a_rate_says_what_it_is_without_what_two_persons_took_out(town: Town, story: Story) -> None:
    case = story.closed(matter="ENV-01")
    row = actions.ask_exclusion(case, ground="force", reason="台风", by=town.dispatcher, at=LATER)
    actions.decide_exclusion(row, is_approved=True, answer="气象证明", by=town.streetleader, at=LATER)
    node = grids.area(town.district.pk)
    assert node is not None

    response, *_ = wall.wall(node, at=LATER + timedelta(minutes=1))["rates"]

    assert (response["bottom"], response["excluded"], response["without"]) == (1, 1, None)
