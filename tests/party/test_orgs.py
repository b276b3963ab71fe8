"""Organisations are founded, bound, moved, closed; offices are filled; terms run."""

from datetime import date

import pytest

from tests.town import MONDAY_9_00, Town
from wangge.grids.access import Permit, Role
from wangge.grids.models import Post
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.party import actions
from wangge.party.models import Member, Office, PartyOrg, PartyOrgArea
from wangge.party.rules import orgs as rules
from wangge.party.rules.orgs import BindingKind, OrgKind

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_grid_without_a_branch_gets_one_in_one_step(town: Town) -> None:
    committee = town.network.committee

    made = actions.set_up_branch(
        town.next_grid, name="柳荫二网格党支部", parent=committee, by=town.secretary, at=MONDAY_9_00
    )

    assert made.path == f"{committee.path}{made.pk}/"
    assert made.unit is not None
    assert PartyOrgArea.objects.covering().filter(area=town.next_grid, org=made).exists()


def test_a_secretary_founds_nothing_in_another_community(town: Town) -> None:
    with pytest.raises(NotAllowed):
        actions.found_org(
            town.network.other_committee,
            kind=OrgKind.BRANCH,
            name="荷塘一支部",
            area=town.other_grid,
            by=town.secretary,
            at=MONDAY_9_00,
        )


def test_two_branches_of_one_name_do_not_stand_side_by_side(town: Town) -> None:
    with pytest.raises(Refused, match="已经有") as refused:
        actions.set_up_branch(
            town.next_grid,
            name=town.network.branch.name,
            parent=town.network.committee,
            by=town.orgdept,
            at=MONDAY_9_00,
        )
    assert refused.value.field == "name"


def test_a_temporary_branch_needs_an_end(town: Town) -> None:
    with pytest.raises(Refused, match="到期日期"):
        actions.found_org(
            town.network.committee,
            kind=OrgKind.TEMPORARY,
            name="防汛行动党支部",
            area=town.community,
            by=town.orgdept,
            at=MONDAY_9_00,
        )


def test_one_branch_has_several_grids(town: Town) -> None:
    branch = town.network.branch

    actions.bind(branch, town.next_grid, kind=BindingKind.JOINT, by=town.secretary, at=MONDAY_9_00)
    again = actions.bind(branch, town.next_grid, kind=BindingKind.JOINT, by=town.secretary, at=MONDAY_9_00)

    assert branch.bindings.current().count() == 2
    actions.unbind(again, by=town.secretary, at=MONDAY_9_00)
    assert branch.bindings.current().count() == 1


def test_an_organisation_moves_with_all_below_it(town: Town) -> None:
    network = town.network
    member = network.enrol("陈一帆")
    group = network.org(network.branch, OrgKind.GROUP, "一号楼党小组", "grid")

    moved = actions.move_org(network.branch, to=network.other_committee, by=town.orgdept, at=MONDAY_9_00)

    group.refresh_from_db()
    member.refresh_from_db()
    assert moved.path == f"{network.other_committee.path}{moved.pk}/"
    assert group.path == f"{moved.path}{group.pk}/"
    assert member.org_path == moved.path


def test_an_organisation_is_not_put_under_itself(town: Town) -> None:
    network = town.network

    with pytest.raises(Refused, match="自己"):
        actions.move_org(network.committee, to=network.branch, by=town.orgdept, at=MONDAY_9_00)


def test_a_branch_with_members_is_not_closed(town: Town) -> None:
    network = town.network
    network.enrol("陈一帆")

    with pytest.raises(Refused, match="还有党员"):
        actions.close_org(network.branch, by=town.secretary, at=MONDAY_9_00)


def test_a_closed_branch_leaves_its_grid_open(town: Town) -> None:
    branch = town.network.branch

    actions.close_org(branch, by=town.secretary, at=MONDAY_9_00)

    assert not PartyOrgArea.objects.current().filter(org=branch).exists()
    with pytest.raises(Refused, match="已撤销"):
        actions.bind(branch, town.grid, by=town.secretary, at=MONDAY_9_00)


def test_an_election_with_its_quorum_begins_a_term(town: Town) -> None:
    branch = town.network.branch

    actions.record_election(
        branch, held_on=date(2026, 11, 9), entitled=20, present=16, by=town.secretary, at=MONDAY_9_00
    )

    branch.refresh_from_db()
    assert (branch.term_start, branch.term_end) == (date(2026, 11, 9), date(2031, 11, 9))


def test_an_election_without_its_quorum_is_refused(town: Town) -> None:
    with pytest.raises(Refused, match="五分之四"):
        actions.record_election(
            town.network.branch,
            held_on=date(2026, 11, 9),
            entitled=20,
            present=15,
            by=town.secretary,
            at=MONDAY_9_00,
        )


def test_a_term_is_extended_by_a_year_at_most(town: Town) -> None:
    branch = town.network.branch
    assert branch.term_end == date(2029, 1, 8)

    with pytest.raises(Refused, match="不超过一年"):
        actions.extend_term(
            branch, until=date(2030, 1, 9), approval="社区党委批复", by=town.secretary, at=MONDAY_9_00
        )
    actions.extend_term(
        branch, until=date(2030, 1, 8), approval="社区党委批复", by=town.secretary, at=MONDAY_9_00
    )

    branch.refresh_from_db()
    assert branch.term_end == date(2030, 1, 8)


def test_a_new_secretary_takes_the_place_and_the_hat_of_the_old(town: Town) -> None:
    old, network = town.branchsec, town.network
    new = network.member("member")

    actions.fill_office(network.branch, new, office=rules.Office.SECRETARY, by=town.secretary, at=MONDAY_9_00)

    held = Office.objects.held(date(2026, 11, 16)).filter(org=network.branch, office=rules.Office.SECRETARY)
    assert [office.member_id for office in held] == [new.pk]
    hats = Post.objects.held(MONDAY_9_00).filter(role=Role.BRANCH_SECRETARY, unit=network.branch.unit)
    assert [post.person_id for post in hats] == [new.person_id]
    assert old.person_id != new.person_id


def test_a_probationary_member_holds_no_seat_of_the_committee(town: Town) -> None:
    young = town.network.enrol("陈一帆", status="probationary_member", joined_on=date(2026, 3, 1))

    with pytest.raises(Refused, match="正式党员"):
        actions.fill_office(
            town.network.branch, young, office=rules.Office.PUBLICITY, by=town.secretary, at=MONDAY_9_00
        )


def test_a_hat_reaches_its_own_line_only(town: Town) -> None:
    network = town.network
    seen = PartyOrg.objects.open_to(town.branchsec, Permit.PARTY_SEE)

    assert set(seen) == {network.branch}
    assert set(PartyOrg.objects.open_to(town.secretary, Permit.PARTY_SEE)) == {
        network.committee,
        network.branch,
    }
    assert network.far_branch not in PartyOrg.objects.open_to(town.streetleader, Permit.PARTY_SEE)
    assert not PartyOrg.objects.open_to(town.member, Permit.PARTY_SEE).exists()
    assert not Member.objects.open_to(town.officer, Permit.MEMBERS_SEE).exists()
