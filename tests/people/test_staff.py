"""Where posts and accounts meet: enrolled, dismissed, given a slip nearby; what an administrator reaches."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.people.conftest import GOOD_PASSWORD, MONDAY_9_00, Place, post_of
from wangge.grids import actions, jobs, queries
from wangge.grids.access import Role
from wangge.grids.models import Post
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import Account, Department, Person, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = timedelta(days=1)


def _enrol(place: Place, **given: str) -> actions.Enrolled:
    wanted = {"name": "何望", "phone": "13800000001", "username": "hewang"} | given
    return actions.enrol(role=Role.OFFICER, area=place.grid, by=place.sysadmin, at=MONDAY_9_00, **wanted)  # type: ignore[arg-type]


def test_somebody_is_enrolled_in_one_go(place: Place) -> None:
    done = _enrol(place, employment_type="full_time")

    assert done.is_new_person
    assert done.slip is not None
    assert (done.account.username, done.account.person) == ("hewang", done.post.person)
    assert (done.post.role, done.post.area, done.post.employment_type) == ("officer", place.grid, "full_time")


def test_a_second_post_finds_the_person_by_his_user_name(place: Place) -> None:
    first = _enrol(place)

    second = actions.enrol(
        name="何望",
        username="HeWang",
        role=Role.CAPTAIN,
        area=place.grid,
        by=place.sysadmin,
        at=MONDAY_9_00,
    )

    assert (second.is_new_person, second.slip) == (False, None)
    assert second.post.person == first.post.person


def test_a_second_post_finds_the_person_by_name_and_phone(place: Place) -> None:
    first = _enrol(place)

    second = actions.enrol(
        name="何望",
        phone="138-0000-0001",
        role=Role.CAPTAIN,
        area=place.grid,
        by=place.sysadmin,
        at=MONDAY_9_00,
    )

    assert second.post.person == first.post.person


def test_a_user_name_of_somebody_else_is_refused(place: Place) -> None:
    _enrol(place)

    with pytest.raises(Refused, match="已经有人用了"):
        _enrol(place, name="何旺")


def test_without_a_user_name_one_is_made(place: Place) -> None:
    done = _enrol(place, username="")

    assert done.account.username == f"u{done.post.person_id:04}"


def test_who_comes_back_is_enrolled_under_his_old_name(place: Place) -> None:
    post = _enrol(place).post
    actions.dismiss(post, by=place.sysadmin, at=MONDAY_9_00 + DAY)

    again = actions.enrol(
        name="何望",
        username="hewang",
        role=Role.OFFICER,
        area=place.grid,
        by=place.sysadmin,
        at=MONDAY_9_00 + 9 * DAY,
    )

    assert again.post.person == post.person
    assert again.account.is_active


def test_an_enrolment_that_is_refused_leaves_nothing_behind(place: Place) -> None:
    with pytest.raises(NotAllowed):
        actions.enrol(name="何望", role=Role.OFFICER, area=place.grid, by=place.far_sysadmin, at=MONDAY_9_00)
    with pytest.raises(Refused):
        actions.enrol(name="何望", role=Role.OFFICER, area=place.street, by=place.sysadmin, at=MONDAY_9_00)

    assert not Person.objects.filter(name="何望").exists()


@pytest.mark.parametrize("second", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_nobody_holds_two_of_the_three_administrations(place: Place, second: Role) -> None:
    person = Person.objects.get(pk=place.sysadmin.person_id or 0)

    with pytest.raises(Refused, match="三类管理员"):
        actions.appoint(
            person, second, area=place.street, since=MONDAY_9_00, by=place.sysadmin, at=MONDAY_9_00
        )


def test_no_administrator_handles_cases_and_nobody_who_does_administers(place: Place) -> None:
    admin = Person.objects.get(pk=place.sysadmin.person_id or 0)
    clerk = Person.objects.get(pk=place.clerk.person_id or 0)

    with pytest.raises(Refused, match="不能兼任"):
        actions.appoint(
            admin, Role.STAFF, area=place.community, since=MONDAY_9_00, by=place.sysadmin, at=MONDAY_9_00
        )
    with pytest.raises(Refused, match="不能兼任"):
        actions.appoint(
            clerk, Role.AUDIT_ADMIN, area=place.street, since=MONDAY_9_00, by=place.sysadmin, at=MONDAY_9_00
        )


def test_one_may_change_the_kind_of_administration_once_the_old_post_has_ended(place: Place) -> None:
    person = people.make_person(name="安全", by=OPERATOR, at=MONDAY_9_00)
    post = actions.appoint(
        person, Role.SECURITY_ADMIN, area=place.street, since=MONDAY_9_00, by=place.sysadmin, at=MONDAY_9_00
    )
    actions.end_post(post, by=place.sysadmin, at=MONDAY_9_00 + DAY)

    actions.appoint(
        person,
        Role.AUDIT_ADMIN,
        area=place.street,
        since=MONDAY_9_00 + DAY,
        by=place.sysadmin,
        at=MONDAY_9_00 + DAY,
    )

    held = Post.objects.held(MONDAY_9_00 + DAY).filter(person=person)
    assert [post.role for post in held] == ["audit"]


def test_with_the_last_post_the_account_closes_and_not_before(place: Place) -> None:
    first = _enrol(place).post
    second = actions.appoint(
        first.person, Role.CAPTAIN, area=place.grid, since=MONDAY_9_00, by=place.sysadmin, at=MONDAY_9_00
    )

    actions.dismiss(first, by=place.sysadmin, at=MONDAY_9_00 + DAY)
    assert Account.objects.get(username="hewang").is_active
    actions.dismiss(second, by=place.sysadmin, at=MONDAY_9_00 + DAY)

    account = Account.objects.get(username="hewang")
    assert (account.is_active, account.closed_at) == (False, MONDAY_9_00 + DAY)


def test_a_post_that_runs_out_closes_the_account_the_same_day(place: Place) -> None:
    done = _enrol(place)
    Post.objects.filter(pk=done.post.pk).update(until=MONDAY_9_00 + DAY)

    jobs.close_spent_accounts(at=MONDAY_9_00 + DAY - timedelta(seconds=1))
    assert Account.objects.get(pk=done.account.pk).is_active
    jobs.close_spent_accounts(at=MONDAY_9_00 + DAY)

    assert not Account.objects.get(pk=done.account.pk).is_active
    assert Entry.objects.latest("id").role == "clock"


def test_an_account_that_waits_for_its_first_or_next_post_stays_open(place: Place) -> None:
    newcomer = people.make_person(name="新来", by=OPERATOR, at=MONDAY_9_00)
    people.open_account(newcomer, username="xinlai", by=OPERATOR, at=MONDAY_9_00)
    done = _enrol(place)
    Post.objects.filter(pk=done.post.pk).update(until=MONDAY_9_00 + DAY)
    Post.objects.create(
        person=done.post.person, role=Role.CAPTAIN, area=place.grid, since=MONDAY_9_00 + 5 * DAY
    )

    assert actions.close_spent_accounts(at=MONDAY_9_00 + 2 * DAY) == 0


def test_the_community_hands_a_new_slip_to_its_own_officer(place: Place) -> None:
    account = _enrol(place).account
    account = people.set_password(account, password=GOOD_PASSWORD, at=MONDAY_9_00)

    slip = actions.hand_slip(account, by=place.clerk, at=MONDAY_9_00)

    assert isinstance(people.sign_in_by_code("hewang", slip.code, at=MONDAY_9_00), Account)


def test_the_community_hands_no_slip_to_another_or_to_those_above_or_beside_it(place: Place) -> None:
    officer = _enrol(place).account
    leader = people.make_person(name="街领", by=OPERATOR, at=MONDAY_9_00)
    post_of(leader, Role.STREET_LEADER, area=place.street)
    above = people.open_account(leader, username="jieling", by=OPERATOR, at=MONDAY_9_00).account
    colleague = people.make_person(name="同事", by=OPERATOR, at=MONDAY_9_00)
    post_of(colleague, Role.STAFF, area=place.community)
    beside = people.open_account(colleague, username="tongshi", by=OPERATOR, at=MONDAY_9_00).account

    for account, hat in ((officer, place.other_clerk), (above, place.clerk), (beside, place.clerk)):
        with pytest.raises(NotAllowed):
            actions.hand_slip(account, by=hat, at=MONDAY_9_00)


def test_who_wears_a_second_hat_out_of_reach_gets_no_slip_here(place: Place) -> None:
    done = _enrol(place)
    post_of(done.post.person, Role.HANDLER, unit=place.unit)

    with pytest.raises(NotAllowed):
        actions.hand_slip(done.account, by=place.clerk, at=MONDAY_9_00)


def test_an_administrator_reaches_his_own_area_and_those_without_any(place: Place) -> None:
    officer = _enrol(place).post.person
    handler = people.make_person(name="王办", by=OPERATOR, at=MONDAY_9_00)
    post_of(handler, Role.HANDLER, unit=place.unit)
    newcomer = people.make_person(name="新来", by=OPERATOR, at=MONDAY_9_00)

    near = set(queries.persons_within(place.sysadmin))
    far = set(queries.persons_within(place.far_sysadmin))

    assert {officer, handler, newcomer} <= near
    assert newcomer in far
    assert not {officer, handler} & far
    assert set(queries.units_within(place.sysadmin)) == {place.unit}
    assert set(queries.units_within(place.far_sysadmin)) == set()


def test_a_list_of_persons_has_accounts_and_posts_in_two_statements(
    place: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _enrol(place)
    people.make_person(name="新来", by=OPERATOR, at=MONDAY_9_00)

    with django_assert_num_queries(2):
        rows = list(queries.with_posts(queries.persons_within(place.sysadmin), at=MONDAY_9_00))
        seen = {person.name: [post.seat for post in person.posts_now] for person in rows}  # type: ignore[attr-defined]

    assert seen["何望"] == ["芦湾一网格"]
    assert seen["新来"] == []


def test_a_unit_out_of_use_is_not_routed_to_from_that_moment(place: Place) -> None:
    water = Department.objects.get(code="water_affairs")
    assert queries.unit_for("water_affairs", place.grid.path) == place.unit

    actions.change_unit(
        place.unit, name="清岚水务站", department=water, is_active=False, by=place.sysadmin, at=MONDAY_9_00
    )

    assert queries.unit_for("water_affairs", place.grid.path) is None
    with pytest.raises(NotAllowed):
        actions.change_unit(
            Unit.objects.get(pk=place.unit.pk),
            name="他",
            department=water,
            is_active=True,
            by=place.far_sysadmin,
            at=MONDAY_9_00,
        )
