"""Persons and units: entered, corrected, found again."""

import pytest
from django.db import connection

from tests.people.conftest import MONDAY_9_00, Office
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import access, actions, queries
from wangge.people.access import OPERATOR
from wangge.people.models import Department, Person, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_person_is_found_by_exactly_his_phone(office: Office) -> None:
    assert queries.by_phone("１３８-0000-0001") == [office.officer]
    assert queries.by_phone("1380000000") == []
    assert queries.by_phone("138") == []


def test_two_persons_may_share_a_phone(office: Office) -> None:
    wife = actions.make_person(name="何伴", phone="13800000001", by=office.sysadmin, at=MONDAY_9_00)

    assert queries.by_phone("13800000001") == [office.officer, wife]


def test_a_phone_is_neither_readable_in_the_table_nor_in_the_journal(office: Office) -> None:
    actions.change_phone(office.officer, phone="13900000002", by=office.sysadmin, at=MONDAY_9_00)

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM people_person")
        stored = b"".join(bytes(cell) for row in cursor.fetchall() for cell in row if cell)
    written = "".join(f"{e.subject} {e.note}" for e in Entry.objects.all())
    assert b"13900000002" not in stored
    assert "13900000002" not in written
    assert queries.by_phone("13900000002") == [office.officer]
    assert queries.by_phone("13800000001") == []


def test_a_phone_can_be_taken_away(office: Office) -> None:
    actions.change_phone(office.officer, phone="", by=office.sysadmin, at=MONDAY_9_00)

    fresh = Person.objects.get(pk=office.officer.pk)
    assert (fresh.phone, fresh.phone_index) == ("", None)


def test_a_phone_is_shown_masked(office: Office) -> None:
    assert office.officer.masked_phone == "138****0001"


def test_a_name_is_corrected_and_the_journal_knows_who_did_it(office: Office) -> None:
    actions.change_person(office.officer, name=" 何  旺 ", by=office.sysadmin, at=MONDAY_9_00)

    entry = Entry.objects.latest("id")
    assert Person.objects.get(pk=office.officer.pk).name == "何 旺"
    assert (entry.verb, entry.subject) == ("people.change_person", f"person:{office.officer.pk}")
    assert entry.person_id == office.sysadmin.person_id


@pytest.mark.parametrize("name", ["", "   ", "长" * 41])
def test_a_name_must_be_one(office: Office, name: str) -> None:
    with pytest.raises(Refused):
        actions.make_person(name=name, by=office.sysadmin, at=MONDAY_9_00)


def test_only_who_edits_persons_may_enter_one(office: Office) -> None:
    for hat in (office.secadmin, office.audit, office.clerk):
        with pytest.raises(NotAllowed):
            actions.make_person(name="某人", by=hat, at=MONDAY_9_00)


def test_a_search_finds_names_and_user_names_and_never_phones(office: Office) -> None:
    office.account("hewang")

    assert list(Person.objects.named("何")) == [office.officer]
    assert list(Person.objects.named("hewa")) == [office.officer]
    assert list(Person.objects.named("何 hewa")) == [office.officer]
    assert list(Person.objects.named("13800000001")) == []


def test_the_kinds_of_units_are_seeded_and_seeded_again() -> None:
    assert actions.seed_departments() == actions.seed_departments() == Department.objects.count() == 48
    assert Department.objects.get(pk="fire_rescue").name == "消防"
    assert [d.code for d in Department.objects.filter(is_emergency_service=True)] == ["ambulance"]


def test_a_unit_is_made_corrected_and_taken_out_of_use(office: Office) -> None:
    actions.seed_departments()
    water = Department.objects.get(pk="water_affairs")

    unit = actions.make_unit(name="水务站", department=water, code="W-1", by=office.sysadmin, at=MONDAY_9_00)
    actions.change_unit(
        unit, name="清岚水务站", department=water, is_active=False, by=office.sysadmin, at=MONDAY_9_00
    )

    fresh = Unit.objects.get(pk=unit.pk)
    assert (fresh.name, fresh.is_active) == ("清岚水务站", False)


def test_a_code_belongs_to_one_unit(office: Office) -> None:
    actions.seed_departments()
    water = Department.objects.get(pk="water_affairs")
    actions.make_unit(name="水务站", department=water, code="W-1", by=office.sysadmin, at=MONDAY_9_00)

    with pytest.raises(Refused, match="W-1") as refusal:
        actions.make_unit(name="另一站", department=water, code="W-1", by=office.sysadmin, at=MONDAY_9_00)

    assert refusal.value.field == "code"
    assert Unit.objects.count() == 1


def test_the_names_of_permits_are_those_of_the_room_above() -> None:
    from wangge.grids.access import Permit

    ours = {
        access.PEOPLE_EDIT,
        access.KEYS_EDIT,
        access.CONTACT_REVEAL,
        access.JOURNAL_READ,
        access.CASE_CLOCK,
    }
    assert ours <= set(Permit)
    assert OPERATOR.permits <= set(Permit)


@pytest.mark.parametrize(("name", "code"), [("", "W-1"), ("水务站", " "), ("长" * 81, "W-1")])
def test_a_unit_has_a_name_and_a_code_that_fit(office: Office, name: str, code: str) -> None:
    actions.seed_departments()
    water = Department.objects.get(pk="water_affairs")

    with pytest.raises(Refused):
        actions.make_unit(name=name, department=water, code=code, by=office.sysadmin, at=MONDAY_9_00)
