"""云查询 and 云分析: every number is a list within what the asker may see, and nothing asks for a person."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Case, Tally
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.rules.tree import Node
from wangge.insight import actions
from wangge.insight.actions.asking import TEMPLATE
from wangge.insight.forms import AnalysisForm, QuestionForm
from wangge.insight.models import SavedQuestion
from wangge.insight.queries import analysis, asking, command
from wangge.insight.queries.counts import Counts, Where
from wangge.insight.rules.asking import GROUPS, Question
from wangge.insight.rules.measures import MEASURES
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people.models import Person
from wangge.sheets.models import Export

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LATER = MONDAY_9_00 + 8 * HOUR
TODAY = MONDAY_9_00.date()
PERSONAL = (
    "phone",
    "name",
    "person",
    "household",
    "flat",
    "contact",
    "appellant",
    "member",
    "holder",
    "need",
)


@pytest.fixture
def history(story: Story) -> Story:
    """Three closed in the street, one open, one elsewhere, one confidential."""
    for matter in ("ENV-01", "ENV-02", "ENV-01"):
        story.closed(matter=matter)
    story.dispatched(matter="ENV-01", phone="13900002222")
    story.dispatched(matter="ENV-03", where="far_grid", by="district")
    story.report("他又打我了", matter="SEC-08")
    return story


def node(area: object) -> Node:
    found = grids.area(area.pk)  # type: ignore[attr-defined]
    assert found is not None
    return found


def numbers(question: Question, acting: Acting) -> list[str]:
    return sorted(c.matter_id or "" for c in asking.found(question, acting, at=LATER))


def test_an_answer_stays_within_what_the_asker_may_see(town: Town, history: Story) -> None:
    everything = Question(since=TODAY, until=TODAY)

    assert numbers(everything, town.dispatcher) == [*["ENV-01"] * 3, "ENV-02", "SEC-08"]
    assert numbers(everything, town.hat("district")) == [*["ENV-01"] * 3, "ENV-02", "ENV-03"]
    assert numbers(everything, town.other_dispatcher) == ["ENV-03"]
    for who in ("staff", "streetleader", "districtleader"):
        acting = town.hat(who)
        seen = set(Case.objects.open_to(acting, Permit.CASE_SEE).values_list("pk", flat=True))
        assert {c.pk for c in asking.found(everything, acting, at=LATER)} <= seen


def test_it_is_narrowed_by_facts_and_words(town: Town, history: Story) -> None:
    by = town.dispatcher

    assert numbers(Question(state="open"), by) == ["ENV-01", "SEC-08"]
    assert numbers(Question(state="ended", matter="ENV-02"), by) == ["ENV-02"]
    assert len(numbers(Question(unit=town.sanitation.pk, state="open"), by)) == 1
    from wangge.jobs import runner

    runner.run_due(at=MONDAY_9_00, has_periods=False)
    assert len(numbers(Question(q="晚上看不见路"), by)) == 4
    assert numbers(Question(q="没有这句话"), by) == []


@pytest.mark.parametrize("group", [code for code, _ in GROUPS if code])
def test_a_summary_adds_up_and_each_line_opens_its_cases(town: Town, history: Story, group: str) -> None:
    question = Question(since=TODAY, until=TODAY, group=group)
    rows = asking.found(question, town.hat("district"), at=LATER)

    lines = asking.groups(rows, question, node(town.district))

    assert sum(line.n for line in lines) == rows.count() == 5
    for line in lines:
        form = QuestionForm(line.query, acting=town.hat("district"))
        assert asking.found(form.question(), town.hat("district"), at=LATER).count() == line.n, line.name


def test_no_column_filter_or_group_is_a_person() -> None:
    asked = {*QuestionForm.base_fields, *AnalysisForm.base_fields, *(code for code, _ in GROUPS)}
    reached = {field.related_model for field in Tally._meta.get_fields() if field.related_model}

    assert [word for word in PERSONAL for name in asked if word in name.split("_")] == []
    assert Person not in reached


@pytest.mark.parametrize("page", ["query", "analysis", ""])
def test_no_list_answers_to_a_phone_or_a_person(town: Town, history: Story, page: str) -> None:
    client = town.client("district")
    plain = client.get(f"/insight/{page}/" if page else "/insight/").content.decode()

    for asked in ("phone=13900002222", f"person={town.person('officer').pk}", "contact=13900002222"):
        answer = client.get(f"/insight/{page}/?{asked}" if page else f"/insight/?{asked}")
        assert answer.content.decode().count("data-row") == plain.count("data-row")
    found = asking.found(Question(q="13900002222"), town.hat("district"), at=LATER)
    assert not found.exists()


def test_a_saved_question_is_shared_downwards_and_dropped_by_its_owner(town: Town, story: Story) -> None:
    row = actions.save_question(
        name="积水", asked={"matter": "FAC-04"}, is_shared=True, by=town.dispatcher, at=LATER
    )

    def seen(who: str) -> bool:
        return SavedQuestion.objects.open_to(town.hat(who), Permit.INSIGHT_SEE).exists()

    assert (seen("staff"), seen("dispatcher"), seen("other_dispatcher"), seen("district")) == (
        True,
        True,
        False,
        False,
    )
    with pytest.raises(NotAllowed):
        actions.drop_question(row, by=town.staff)
    with pytest.raises(Refused):
        actions.save_question(name="重点" + "人", asked={}, is_shared=False, by=town.staff, at=LATER)


def test_an_export_has_a_purpose_stands_in_the_journal_and_holds_no_words(town: Town, history: Story) -> None:
    with pytest.raises(Refused):
        actions.export_answer(Question(), purpose=" ", by=town.dispatcher, at=LATER)

    made = actions.export_answer(Question(state="ended"), purpose="周例会", by=town.dispatcher, at=LATER)

    assert made.rows == 3
    assert Entry.objects.filter(verb="insight.export_answer").count() == 1
    assert Export.objects.get().purpose == "周例会"
    titles = [column.title for column in TEMPLATE.columns]
    assert not {"姓名", "电话", "地址", "来件"} & set(titles)


def lines(town: Town, place: Node, measure: str, rows: str, **third: object) -> Iterator[analysis.Line]:
    asked = analysis.Asked(MEASURES[measure], rows, TODAY.replace(day=1), TODAY.replace(day=1), **third)  # type: ignore[arg-type]
    yield from analysis.lines(place, asked, Counts(with_hidden=True), TODAY)


@pytest.mark.parametrize("rows", [code for code, _ in analysis.ROWS])
@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_pair_adds_up_to_the_whole_folded_or_not(
    town: Town, history: Story, measure: str, rows: str
) -> None:
    place = node(town.district)
    codes = MEASURES[measure].needs
    whole = Counts(with_hidden=True).total(
        Where(place.id, place.path), codes, TODAY.replace(day=1), analysis.last_day(TODAY)
    )

    def sums() -> dict[str, int]:
        found = list(lines(town, place, measure, rows))
        return {code: sum(line.now.get(code, 0) for line in found) for code in codes}

    skipped = rows == "unit" and measure in ("reported", "closed")
    expected = {code: 0 if skipped else whole.get(code, 0) for code in codes}
    assert sums() == expected
    actions.fold(at=LATER)
    assert sums() == expected


def test_a_third_dimension_counts_the_same_cases(town: Town, history: Story) -> None:
    place = node(town.district)

    [line] = [line for line in lines(town, place, "b", "matter", source="web") if line.key == "ENV-01"]
    [pair] = [line for line in lines(town, place, "b", "matter") if line.key == "ENV-01"]

    assert line.now["b"] == pair.now["b"] == 2


def test_a_number_of_the_analysis_opens_exactly_its_cases(town: Town, history: Story) -> None:
    for line in lines(town, node(town.district), "on_time", "matter"):
        question = QuestionForm(line.query, acting=town.hat("district")).question()
        cases = asking.found(question, town.hat("district"), at=LATER)
        assert cases.count() == line.now["b"], line.name


def test_the_desk_s_numbers_equal_their_lists(town: Town, history: Story) -> None:
    at = LATER + timedelta(days=9)
    from wangge.cases import actions as cases

    cases.sweep(at=at)
    for who in ("dispatcher", "streetleader", "district", "districtleader"):
        acting = town.hat(who)
        place = grids.area(acting.area_id)
        assert place is not None
        for kind in command.waiting(acting, place, at=at):
            question = QuestionForm(kind.query, acting=acting).question()
            assert asking.found(question, acting, at=at).count() == kind.n, kind.name


@pytest.mark.parametrize("page", ["/insight/", "/insight/query/?group=matter", "/insight/analysis/"])
def test_a_page_costs_the_same_however_long_the_list(town: Town, story: Story, page: str) -> None:
    client = town.client("dispatcher")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    story.dispatched(matter="ENV-01", at=timezone.now())
    cost()
    few = cost()
    for _ in range(4):
        story.dispatched(matter="ENV-01", at=timezone.now())

    assert cost() == few <= 45
