"""How many members make what, terms, and quorum: from values alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.party.rules import orgs as rules
from wangge.party.rules.orgs import Office, OrgKind, TermState


def test_every_kind_has_its_rules() -> None:
    assert set(rules.kinds()) == set(OrgKind.values)


@pytest.mark.parametrize(
    ("kind", "full", "units", "word"),
    [
        (OrgKind.BRANCH, 2, 0, "不足 3 名"),
        (OrgKind.BRANCH, 3, 0, ""),
        (OrgKind.BRANCH, 50, 0, ""),
        (OrgKind.BRANCH, 51, 0, "党总支"),
        (OrgKind.GENERAL_BRANCH, 50, 0, "上级批准"),
        (OrgKind.GENERAL_BRANCH, 51, 0, ""),
        (OrgKind.GENERAL_BRANCH, 101, 0, "党委"),
        (OrgKind.COMMITTEE, 100, 0, "上级批准"),
        (OrgKind.COMMITTEE, 101, 0, ""),
        (OrgKind.JOINT_BRANCH, 10, 5, ""),
        (OrgKind.JOINT_BRANCH, 10, 6, "5 个"),
        (OrgKind.WORK_COMMITTEE, 0, 0, ""),
    ],
)
def test_the_number_of_members_fits_the_kind(kind: str, full: int, units: int, word: str) -> None:
    remark = rules.size_remark(kind, full, units=units)

    assert word in remark
    assert bool(remark) == bool(word)


def test_a_branch_stands_under_a_committee_and_never_under_a_household() -> None:
    assert rules.parent_fault(OrgKind.BRANCH, OrgKind.COMMITTEE) == ""
    assert "上级党组织" in rules.parent_fault(OrgKind.BRANCH, None)
    assert "不能再设" in rules.parent_fault(OrgKind.GROUP, OrgKind.HOUSEHOLD)
    assert "可以设在" in rules.parent_fault(OrgKind.COMMITTEE, OrgKind.BRANCH)
    assert rules.parent_fault(OrgKind.WORK_COMMITTEE, None) == ""


@given(st.integers(0, 300))
def test_seven_full_members_choose_a_committee(full: int) -> None:
    rule = rules.committee_for(full)

    assert rule.has_committee == (full >= 7)
    assert rule.least <= rule.most <= 7


def test_a_committee_without_a_discipline_member_hears_so() -> None:
    seats = [Office.SECRETARY, Office.ORGANISATION, Office.PUBLICITY]

    assert rules.committee_remarks(12, [*seats, Office.DISCIPLINE]) == []
    assert rules.committee_remarks(12, list(seats)) == ["还没有明确纪检委员。"]
    assert rules.committee_remarks(12, [Office.SECRETARY])[0].startswith("支委会应有 3 至 7 人")
    assert rules.committee_remarks(5, [Office.SECRETARY]) == []
    assert rules.committee_remarks(5, []) == ["缺书记。"]


def test_a_term_of_a_community_lasts_five_years_and_of_another_branch_three() -> None:
    start = date(2024, 2, 29)

    assert rules.term_end(start, OrgKind.BRANCH, is_village=True) == date(2029, 2, 28)
    assert rules.term_end(start, OrgKind.BRANCH, is_village=False) == date(2027, 2, 28)
    assert rules.term_end(start, OrgKind.WORK_COMMITTEE, is_village=True) is None


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (date(2026, 11, 19), TermState.OVER),
        (date(2026, 11, 20), TermState.SOON),
        (date(2027, 5, 20), TermState.SOON),
        (date(2027, 5, 21), TermState.RUNNING),
        (None, TermState.UNKNOWN),
    ],
)
def test_a_reelection_is_announced_six_months_ahead(end: date | None, state: TermState) -> None:
    assert rules.term_state(OrgKind.BRANCH, end, on=date(2026, 11, 20)) == state


@given(st.integers(1, 500), st.integers(0, 500))
def test_a_quorum_is_more_than_half_and_at_elections_four_fifths(entitled: int, present: int) -> None:
    is_there = not rules.quorum_fault(entitled, present, is_election=False)
    may_elect = not rules.quorum_fault(entitled, present, is_election=True)

    assert is_there == (present <= entitled and present > entitled / 2)
    assert may_elect == (present <= entitled and present >= entitled * 4 / 5)


def test_ayes_are_counted_against_those_who_should_come() -> None:
    assert not rules.is_carried(20, 10)
    assert rules.is_carried(20, 11)


def test_a_task_of_half_a_year_asks_for_a_proper_branch() -> None:
    start = date(2026, 1, 10)

    assert rules.temporary_fault(start, None) == "临时党组织要填写到期日期。"
    assert rules.temporary_fault(start, date(2026, 7, 10)) == ""
    assert "正式党支部" in rules.temporary_fault(start, date(2026, 7, 11))


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 200))
def test_months_on_never_leave_the_month(day: date, months: int) -> None:
    later = rules.add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
