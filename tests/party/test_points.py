"""Points: per deed confirmed by somebody else, capped, traceable, appealable, never a deduction."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.town import MONDAY_9_00, Town
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.party import actions, queries
from wangge.party.models import Deed, PointEntry, PointRule
from wangge.party.queries.serving import board
from wangge.party.rules import points as rules
from wangge.party.rules.points import DeedKind, Rule
from wangge.party.rules.serving import Duty

LATER = MONDAY_9_00 + timedelta(days=1)


def deed(town: Town, number: int = 1, *, kind: str = DeedKind.SUGGESTION) -> Deed:
    """A suggestion of the member that was adopted."""
    return actions.propose_deed(
        kind=kind,
        duty=Duty.ADVISE,
        words_=f"建议把 {number} 号楼前的路灯调亮",
        on=date(2026, 11, 16),
        by=town.member,
        at=MONDAY_9_00,
    )


def confirmed(town: Town, number: int = 1) -> Deed:
    return actions.decide_deed(deed(town, number), is_confirmed=True, by=town.branchsec, at=MONDAY_9_00)


# --- rules ---


@given(st.sampled_from(rules.SHIPPED), st.integers(0, 40))
def test_a_deed_never_earns_beyond_the_cap(rule: Rule, already: int) -> None:
    earned = rules.earned(rule, already)

    assert 0 <= earned <= rule.points
    assert earned == 0 or already + earned <= rule.cap


def test_no_rule_counts_what_is_merely_counted() -> None:
    names = [*DeedKind.values, *DeedKind.labels, *(rule.kind for rule in rules.SHIPPED)]

    assert [name for name in names if rules.FORBIDDEN.search(name)] == []
    assert rules.FORBIDDEN.search("参会签到")
    assert rules.FORBIDDEN.search("visits_made")
    assert {rule.kind for rule in rules.SHIPPED} == set(DeedKind.values)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule("attendance", 1, 5), "kind"),
        (Rule(DeedKind.TASK, 0, 5), "points"),
        (Rule(DeedKind.TASK, -2, 5), "points"),
        (Rule(DeedKind.TASK, 6, 12), "points"),
        (Rule(DeedKind.TASK, 3, 2), "cap"),
        (Rule(DeedKind.TASK, 3, 31), "cap"),
    ],
)
def test_a_rule_that_breaks_a_guard_is_refused(rule: Rule, field: str) -> None:
    assert rules.rule_fault(rule)[0] == field


def test_every_guard_names_the_rule_behind_it() -> None:
    assert all(guard.text and guard.source for guard in rules.GUARDS)


# --- entries ---


@pytest.mark.django_db
@pytest.mark.both
def test_whoever_has_not_joined_has_deeds_but_no_points(town: Town) -> None:
    confirmed(town)

    assert Deed.objects.filter(state="confirmed").count() == 1
    assert not PointEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.both
def test_the_cap_of_the_year_holds(town: Town) -> None:
    actions.join_points(is_in=True, by=town.member, at=MONDAY_9_00)

    for number in range(6):
        confirmed(town, number)

    assert queries.statement(town.network.member("member"), 2026).by_kind == {DeedKind.SUGGESTION: 8}
    assert Deed.objects.filter(state="confirmed").count() == 6


@pytest.mark.django_db
@pytest.mark.both
def test_a_wrong_entry_is_taken_back_by_a_counter_entry_with_a_reason(town: Town) -> None:
    actions.join_points(is_in=True, by=town.member, at=MONDAY_9_00)
    entry = confirmed(town).entries.get()

    counter = actions.correct_entry(entry, reason="与另一条重复", by=town.branchsec, at=LATER)

    assert (counter.points, counter.corrects) == (-2, entry)
    assert queries.statement(town.network.member("member"), 2026).total == 0
    with pytest.raises(Refused, match="已经更正"):
        actions.correct_entry(entry, reason="又一次", by=town.branchsec, at=LATER)


@pytest.mark.django_db
@pytest.mark.both
def test_the_database_takes_no_deduction(town: Town) -> None:
    done = confirmed(town)

    with pytest.raises(IntegrityError), transaction.atomic():
        PointEntry.objects.create(
            member=done.member, year=2026, deed=done, points=-5, seat="支部", at=MONDAY_9_00
        )


@pytest.mark.django_db
@pytest.mark.both
def test_an_appeal_is_answered_by_somebody_else(town: Town) -> None:
    actions.join_points(is_in=True, by=town.member, at=MONDAY_9_00)
    declined = actions.decide_deed(
        deed(town), is_confirmed=False, answer="没有采纳记录", by=town.branchsec, at=MONDAY_9_00
    )

    asked = actions.appeal(declined, words_="社区 11 月会议采纳了", by=town.member, at=LATER)
    with pytest.raises(Refused, match="以外的人"):
        actions.answer_appeal(asked, is_granted=True, answer="属实", by=town.branchsec, at=LATER)
    actions.answer_appeal(asked, is_granted=True, answer="属实", by=town.secretary, at=LATER)

    declined.refresh_from_db()
    assert declined.state == "confirmed"
    assert declined.entries.get().points == 2


@pytest.mark.django_db
@pytest.mark.both
def test_an_appeal_comes_within_fifteen_days(town: Town) -> None:
    done = confirmed(town)

    with pytest.raises(Refused, match="15 天"):
        actions.appeal(done, words_="少记了", by=town.member, at=MONDAY_9_00 + timedelta(days=16))


@pytest.mark.django_db
@pytest.mark.both
def test_a_hazard_names_the_number_under_which_it_was_reported(town: Town) -> None:
    with pytest.raises(Refused, match="受理编号"):
        deed(town, kind=DeedKind.HAZARD)


@pytest.mark.django_db
@pytest.mark.both
def test_the_board_is_off_and_shows_only_who_asked(town: Town) -> None:
    branch = town.network.branch
    actions.join_points(is_in=True, by=town.member, at=MONDAY_9_00)
    confirmed(town)

    assert board(branch, 2026) is None
    actions.turn_board(branch, is_on=True, by=town.branchsec, at=LATER)
    assert board(branch, 2026) == []
    actions.join_board(is_in=True, by=town.member, at=LATER)
    assert [line.points for line in board(branch, 2026) or []] == [2]
    actions.join_points(is_in=False, by=town.member, at=LATER)
    assert board(branch, 2026) == []


@pytest.mark.django_db
@pytest.mark.both
def test_a_secretary_changes_no_rule_of_the_points(town: Town) -> None:
    actions.seed_rules(at=MONDAY_9_00)

    with pytest.raises(NotAllowed):
        actions.change_rule(DeedKind.TASK, points=5, cap=20, is_on=True, by=town.branchsec, at=MONDAY_9_00)
    actions.change_rule(DeedKind.TASK, points=1, cap=10, is_on=True, by=town.orgdept, at=MONDAY_9_00)

    assert PointRule.objects.get(pk=DeedKind.TASK).points == 1
