"""Members enter, take their steps, are transferred by both ends, and leave; the numbers stay true."""

from datetime import date, timedelta

import pytest

from tests.town import MONDAY_9_00, Town
from wangge.grids.access import Permit, Role
from wangge.grids.models import Place, Post
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.party import actions
from wangge.party.models import Contact, Member, PartyOrg
from wangge.party.rules.members import MemberKind, Status, TransferState

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def numbers(org: PartyOrg) -> tuple[int, int]:
    org.refresh_from_db()
    return org.members_n, org.full_n


def test_the_numbers_of_a_branch_follow_its_members(town: Town) -> None:
    network = town.network
    network.enrol("陈一帆")
    network.enrol("沈知秋", status=Status.PROBATIONARY, joined_on=date(2026, 3, 1))
    network.enrol("许申请", status=Status.APPLICANT, joined_on=None)

    assert numbers(network.branch) == (2, 1)


def test_one_phone_stands_in_the_register_once(town: Town) -> None:
    network = town.network
    network.enrol("陈一帆", phone="13900000001")

    with pytest.raises(Refused, match="已登记在柳荫一网格党支部") as refused:
        network.enrol("陈一凡", network.far_branch, phone="139 0000 0001")
    assert refused.value.field == "phone"


def test_two_of_one_name_without_a_phone_are_asked_about(town: Town) -> None:
    town.network.enrol("陈一帆")

    with pytest.raises(Refused, match="同名"):
        town.network.enrol("陈一帆")


def test_somebody_who_only_lives_here_names_his_own_branch(town: Town) -> None:
    entry = actions.Entry("陈一帆", kind=MemberKind.LIVES_HERE, joined_on=date(2010, 7, 1))

    with pytest.raises(Refused, match="组织关系所在支部"):
        actions.enrol(town.network.branch, entry, by=town.secretary, at=MONDAY_9_00)


def test_no_day_of_joining_is_kept(town: Town) -> None:
    made = town.network.enrol("陈一帆", joined_on=date(2006, 6, 28))

    made.refresh_from_db()
    assert made.joined_on == date(2006, 6, 1)


def test_a_probationary_year_lasts_a_year(town: Town) -> None:
    young = town.network.enrol("沈知秋", status=Status.PROBATIONARY, joined_on=date(2025, 11, 1))
    Member.objects.filter(pk=young.pk).update(status_since=date(2025, 11, 17))

    with pytest.raises(Refused, match="预备期为一年"):
        actions.step(young, to=Status.FULL, by=town.branchsec, at=MONDAY_9_00)
    actions.step(young, to=Status.FULL, by=town.branchsec, at=MONDAY_9_00 + timedelta(days=1))

    assert numbers(town.network.branch)[1] == 3


def test_a_branch_secretary_changes_no_other_branch(town: Town) -> None:
    far = town.network.enrol("陈一帆", town.network.far_branch)

    with pytest.raises(NotAllowed):
        actions.change_member(far, name="陈二帆", by=town.branchsec, at=MONDAY_9_00)


def test_a_transfer_needs_both_ends(town: Town) -> None:
    network, by = town.network, town.branchsec
    member = network.enrol("陈一帆")
    asked = actions.request_transfer(
        member, to=network.far_branch, reason="搬到望山社区居住", by=by, at=MONDAY_9_00
    )

    with pytest.raises(NotAllowed, match="转出方"):
        actions.send(asked, by=town.other_branchsec, at=MONDAY_9_00)
    sent = actions.send(asked, by=by, at=MONDAY_9_00)
    with pytest.raises(NotAllowed, match="接收方"):
        actions.receive(sent, by=by, at=MONDAY_9_00)
    done = actions.receive(sent, by=town.other_branchsec, at=MONDAY_9_00)

    member.refresh_from_db()
    assert done.state == TransferState.CLOSED
    assert (member.org, member.org_path) == (network.far_branch, network.far_branch.path)
    assert numbers(network.branch) == (2, 2)
    assert numbers(network.far_branch) == (2, 2)


def test_a_secretary_who_is_transferred_takes_no_hat_along(town: Town) -> None:
    network, old = town.network, town.branchsec
    member = network.member("branchsec")
    asked = actions.request_transfer(member, to=network.far_branch, reason="搬家", by=old, at=MONDAY_9_00)
    actions.send(asked, by=town.secretary, at=MONDAY_9_00)

    actions.receive(asked, by=town.other_branchsec, at=MONDAY_9_00)

    held = Post.objects.held(MONDAY_9_00 + timedelta(minutes=1)).filter(person=old.person_id)
    assert [(post.role, post.unit_id) for post in held] == [(Role.PARTY_MEMBER, network.far_branch.unit_id)]


def test_a_letter_runs_out_by_itself(town: Town) -> None:
    member = town.network.enrol("陈一帆")
    asked = actions.request_transfer(
        member, outside="外省某支部", reason="调动", by=town.branchsec, at=MONDAY_9_00
    )
    actions.send(asked, by=town.branchsec, at=MONDAY_9_00)

    assert actions.expire_transfers(at=MONDAY_9_00 + timedelta(days=90)) == 0
    assert actions.expire_transfers(at=MONDAY_9_00 + timedelta(days=91)) == 1
    asked.refresh_from_db()
    assert asked.state == TransferState.EXPIRED


def test_somebody_who_went_elsewhere_stands_in_no_daily_list(town: Town) -> None:
    member = town.network.enrol("陈一帆")
    asked = actions.request_transfer(
        member, outside="外省某支部", reason="调动", by=town.branchsec, at=MONDAY_9_00
    )
    sent = actions.send(asked, by=town.branchsec, at=MONDAY_9_00)

    actions.receive(sent, by=town.branchsec, at=MONDAY_9_00)

    assert not Member.objects.present().filter(pk=member.pk).exists()
    with pytest.raises(Refused, match="已不在"):
        actions.change_member(member, skills="电工", by=town.branchsec, at=MONDAY_9_00)


def test_contact_with_households_is_a_number(town: Town) -> None:
    member = town.network.enrol("陈一帆")
    stairwell = Place.objects.create(
        code="T-s",
        kind="stairwell",
        name="1 幢 2 单元",
        households=12,
        area=town.grid,
        area_path=town.grid.path,
    )

    actions.keep_contact(member, stairwell, flats=10, by=town.branchsec, at=MONDAY_9_00)
    with pytest.raises(Refused, match="只有 12 户"):
        actions.keep_contact(member, stairwell, flats=13, by=town.branchsec, at=MONDAY_9_00)

    columns = {field.name for field in Contact._meta.get_fields()}
    assert columns == {"id", "member", "stairwell", "flats", "since", "until"}


def test_a_member_sees_no_register(town: Town) -> None:
    town.network.enrol("陈一帆")

    assert not Member.objects.open_to(town.member, Permit.MEMBERS_SEE).exists()
    assert Member.objects.own(town.member).get().person_id == town.member.person_id
    assert Member.objects.open_to(town.branchsec, Permit.MEMBERS_SEE).count() == 3
