"""Exclusions with reason and two names, the month's sample by a logged seed, bulletins that stay honest."""

import io
from datetime import date, timedelta

import pytest
from docx import Document

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Appeal, Case
from wangge.grids import queries as grids
from wangge.grids.access import Role
from wangge.insight import actions
from wangge.insight.models import Bulletin, Exclusion
from wangge.insight.queries import follow
from wangge.insight.queries.counts import Counts, Where
from wangge.insight.rules import follow as rules
from wangge.insight.rules import telling
from wangge.insight.rules.measures import MEASURES, Rate, few, rate, score, without_excluded
from wangge.insight.word import document
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LATER = MONDAY_9_00 + 8 * HOUR
TODAY = MONDAY_9_00.date()


def on_time(town: Town) -> tuple[Rate, Rate]:
    """Raw, and without what was taken out."""
    measure = MEASURES["on_time"]
    codes = [*measure.needs, *(f"x.{code}" for code in measure.needs)]
    counts = Counts(with_hidden=True)
    numbers = counts.total(Where(town.district.pk, town.district.path), codes, TODAY, TODAY)
    return rate(measure, numbers), without_excluded(measure, numbers)


def ask(town: Town, case: Case, who: str = "dispatcher") -> Exclusion:
    return actions.ask_exclusion(case, ground="force", reason="台风停工三天", by=town.hat(who), at=LATER)


def test_an_approved_exclusion_changes_the_second_version_only(town: Town, story: Story) -> None:
    story.closed(matter="ENV-01")
    case = story.closed(matter="ENV-02")

    row = ask(town, case)
    assert on_time(town)[1].bottom == 2
    actions.decide_exclusion(row, is_approved=True, answer="属实", by=town.streetleader, at=LATER)

    raw, without = on_time(town)
    assert (raw.bottom, without.bottom) == (2, 1)
    node = grids.area(town.district.pk)
    assert node is not None
    shares = follow.shares(node, Counts(with_hidden=True), TODAY, TODAY)
    assert [(s.name, s.excluded, s.cohort) for s in shares] == [("柳湾环卫所", 1, 2)]
    assert dict(follow.grounds(node))["不可抗力"] == 1
    actions.fold(at=LATER)
    before = on_time(town)
    actions.rebuild(at=LATER)
    assert on_time(town) == before


def test_nobody_decides_what_he_asked_and_an_appeal_goes_to_another(town: Town, story: Story) -> None:
    case = story.closed(matter="ENV-01")
    row = ask(town, case)
    same = town.appoint("dispatcher", Role.STREET_LEADER, town.street).acting()

    with pytest.raises(NotAllowed):
        actions.decide_exclusion(row, is_approved=True, answer="好", by=same, at=LATER)
    with pytest.raises(Refused):
        ask(town, case)
    actions.decide_exclusion(row, is_approved=False, answer="没有依据", by=town.streetleader, at=LATER)
    again = ask(town, case)
    with pytest.raises(NotAllowed):
        actions.decide_exclusion(again, is_approved=True, answer="好", by=town.streetleader, at=LATER)
    actions.decide_exclusion(again, is_approved=False, answer="还是没有", by=town.districtleader, at=LATER)
    with pytest.raises(Refused):
        ask(town, case)


def test_a_case_elsewhere_or_not_yet_counted_is_not_asked_for(town: Town, story: Story) -> None:
    closed, fresh = story.closed(matter="ENV-01"), story.reported()

    with pytest.raises(NotAllowed):
        ask(town, closed, "other_dispatcher")
    with pytest.raises(Refused):
        ask(town, fresh)
    with pytest.raises(Refused):
        actions.ask_exclusion(closed, ground="force", reason=" ", by=town.dispatcher, at=LATER)


def test_what_was_asked_is_public_with_both_names(town: Town, story: Story) -> None:
    row = ask(town, story.closed(matter="ENV-01"))
    actions.decide_exclusion(row, is_approved=True, answer="气象证明属实", by=town.streetleader, at=LATER)

    page = town.client("dispatcher").get("/insight/exclusions/").content.decode()

    for word in ("台风停工三天", "气象证明属实", "赵度清", "柳道直", "不可抗力"):
        assert word in page


def test_a_wrong_number_stands_at_its_field_and_keeps_what_was_typed(town: Town, story: Story) -> None:
    answer = town.client("dispatcher").post(
        "/insight/exclusions/", {"number": "12345678901", "ground": "force", "reason": "台风停工"}
    )

    assert answer.status_code == 422
    assert "台风停工" in answer.content.decode()
    assert "没有这个编号" in answer.content.decode()


# --- the sample ---


def test_the_same_seed_draws_the_same_people() -> None:
    rows = {1: list(range(200)), 2: list(range(300, 306)), 0: list(range(400, 430))}
    closed = {1: 220, 2: 6, 0: 30}

    drawn = rules.draw(rows, closed, 7)

    assert drawn == rules.draw(rows, closed, 7) != rules.draw(rows, closed, 8)
    assert {unit: len(found) for unit, found in drawn.items()} == {0: 10, 1: 22, 2: 6}


def test_a_month_is_drawn_once_with_its_seed_in_the_journal(town: Town, story: Story) -> None:
    for _ in range(12):
        story.closed(matter="ENV-01")
    story.closed(matter="ENV-02", phone="")

    sample = actions.draw_sample(town.district, date(2026, 11, 1), at=LATER)

    assert actions.draw_sample(town.district, date(2026, 11, 1), at=LATER) == sample
    assert (sample.of, sample.calls.count()) == (12, 10)
    assert str(sample.seed) in Entry.objects.get(verb="insight.draw_sample").note
    again = rules.draw({town.sanitation.pk: _appeals()}, {town.sanitation.pk: 13}, sample.seed)
    assert {call.appeal_id for call in sample.calls.all()} == set(again[town.sanitation.pk])


def _appeals() -> list[object]:
    return list(Appeal.objects.filter(phone_index__isnull=False).order_by("pk").values_list("pk", flat=True))


def test_a_clerk_of_the_unit_calls_nobody_and_answers_leave_the_list(town: Town, story: Story) -> None:
    from wangge.cases import actions as cases

    first = story.closed(matter="ENV-01")
    story.closed(matter="ENV-02")
    sample = actions.draw_sample(town.district, date(2026, 11, 1), at=LATER)
    assert follow.calls(sample, town.revisit, at=LATER).count() == 2

    cases.revisit(first.appeals.get(), reached=True, solved=True, satisfaction=5, by=town.revisit, at=LATER)
    assert follow.calls(sample, town.revisit, at=LATER).count() == 1
    [row] = follow.coverage(sample)
    assert (row.drawn, row.answered, row.solved, row.waiting) == (2, 1, 1, 1)
    town.appoint("revisit", Role.HANDLER, town.sanitation)
    assert follow.calls(sample, town.revisit, at=LATER).count() == 0


# --- bulletins ---


def bulletin(town: Town, who: str = "dispatcher") -> Bulletin:
    return actions.write_bulletin(area_id=town.street.pk, kind="week", day=TODAY, by=town.hat(who), at=LATER)


def test_a_bulletin_says_what_is_so_and_what_cannot_be_said(town: Town, story: Story) -> None:
    story.closed(matter="ENV-01")
    story.dispatched(matter="ENV-02")
    story.report("他又打我了", matter="SEC-08")

    row = bulletin(town)

    assert "来件 2 件" in row.text
    assert "办结 1 件" in row.text
    assert "样本不足，不作评价" in row.text
    assert "谢谢" not in row.text
    assert row.until == TODAY


def test_a_released_bulletin_stands(town: Town, story: Story) -> None:
    row = bulletin(town)
    actions.edit_bulletin(row, text="本周平稳。", by=town.dispatcher, at=LATER)

    with pytest.raises(NotAllowed):
        actions.release_bulletin(row, by=town.dispatcher, at=LATER)
    row = actions.release_bulletin(row, by=town.streetleader, at=LATER)

    assert row.text == "本周平稳。"
    with pytest.raises(Refused):
        bulletin(town)
    with pytest.raises(Refused):
        actions.edit_bulletin(row, text="改", by=town.dispatcher, at=LATER)
    with pytest.raises(NotAllowed):
        actions.write_bulletin(
            area_id=town.street.pk, kind="week", day=TODAY, by=town.other_dispatcher, at=LATER
        )


def test_word_has_the_sentences_and_the_tables(town: Town, story: Story) -> None:
    story.closed(matter="ENV-01")
    row = bulletin(town)

    book = Document(io.BytesIO(document(row)))

    words = "\n".join(paragraph.text for paragraph in book.paragraphs)
    assert row.title in words
    assert "草稿，未发布" in words
    assert [table.rows[0].cells[0].text for table in book.tables] == ["指标", "区域"]


def test_only_a_released_month_is_open_to_everybody(town: Town, story: Story) -> None:
    from django.test import Client

    row = actions.write_bulletin(
        area_id=town.street.pk, kind="month", day=TODAY, by=town.dispatcher, at=LATER
    )
    address = f"/insight/open/{town.street.pk}/"

    assert Client().get(address).status_code == 404
    actions.release_bulletin(row, by=town.streetleader, at=LATER + timedelta(days=1))
    assert Client().get(address).status_code == 200


# --- what is measured ---


def test_few_are_neither_ranked_nor_praised() -> None:
    assert not Rate(9, 9).is_enough
    assert (few(4, about_people=True), few(4, about_people=False), few(0, about_people=True)) == (
        "<5",
        "4",
        "0",
    )
    low, high = Rate(9, 10).interval or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert Rate(0, 0).interval is None


def test_the_score_weighs_the_three_rates() -> None:
    rates = {"response": Rate(1, 1), "resolution": Rate(1, 2), "satisfaction": Rate(0, 4)}

    assert score(rates, (0.3, 0.35, 0.35)) == pytest.approx(47.5)
    assert score(rates | {"response": Rate(0, 0)}, (0.3, 0.35, 0.35)) is None


def test_no_measure_counts_presence_effort_or_reports() -> None:
    forbidden = ("attend", "sign_in", "checkin", "hours_online", "steps", "photo", "visit", "patrol", "track")
    codes = {code for measure in MEASURES.values() for code in (measure.code, *measure.needs)}

    assert [code for code in codes for word in forbidden if word in code] == []
    for measure in MEASURES.values():
        assert measure.sentence, measure.code
        assert measure.formula, measure.code


def test_sentences_do_not_praise_on_few_answers() -> None:
    row = {"name": "满意率", "share": 100.0, "low": 20.0, "high": 100.0, "bottom": 3, "unit": "份答复"}
    facts = {
        "flow": {"reported": 3, "closed": 3, "reported_then": 0, "closed_then": 0},
        "open": {"n": 0, "late": 0, "suspended": 0},
        "rates": [row],
        **{key: [] for key in ("categories", "risen", "late", "spots", "thanks")},
        "excluded": 0,
    }

    told = "".join(telling.sentences(facts))

    assert "100" not in told
    assert "样本不足" in told
