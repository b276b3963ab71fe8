"""Opening a masked value leaves a row: who, under which hat, whose, why."""

from datetime import timedelta

import pytest

from tests.people.conftest import MONDAY_9_00, Office
from wangge.grids.access import THE_CLOCK
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import actions, queries
from wangge.people.models import Reveal

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_reveal_gives_the_phone_and_leaves_who_whose_what_and_why(office: Office) -> None:
    phone = actions.reveal_phone(office.officer, reason="work", by=office.sysadmin, at=MONDAY_9_00)

    row = Reveal.objects.get()
    assert phone == "13800000001"
    assert (row.person_id, row.hat) == (office.sysadmin.person_id, office.sysadmin.name)
    assert (row.subject, row.what, row.reason) == (f"person:{office.officer.pk}", "phone", "work")
    assert list(queries.reveals_of(f"person:{office.officer.pk}")) == [row]
    assert Entry.objects.latest("id").verb == "people.reveal"


def test_a_reason_comes_from_the_list(office: Office) -> None:
    with pytest.raises(Refused) as refusal:
        actions.reveal_phone(office.officer, reason="curious", by=office.sysadmin, at=MONDAY_9_00)

    assert refusal.value.field == "reason"
    assert Reveal.objects.count() == 0


def test_a_hat_without_the_permit_sees_nothing(office: Office) -> None:
    with pytest.raises(NotAllowed):
        actions.reveal_phone(office.officer, reason="work", by=office.audit, at=MONDAY_9_00)


def test_nobody_reveals_without_being_somebody(office: Office) -> None:
    with pytest.raises(NotAllowed):
        actions.note_reveal(subject="appeal:1", what="phone", reason="work", by=THE_CLOCK, at=MONDAY_9_00)


def test_many_reveals_within_an_hour_are_noticed(office: Office) -> None:
    for minute in range(3):
        at = MONDAY_9_00 + timedelta(minutes=minute)
        actions.note_reveal(subject=f"appeal:{minute}", what="phone", reason="work", by=office.clerk, at=at)

    looked = queries.many_reveals(at=MONDAY_9_00 + timedelta(minutes=30), least=3)

    assert [(one.person_id, one.count) for one in looked] == [(office.clerk.person_id, 3)]
    assert queries.many_reveals(at=MONDAY_9_00 + timedelta(minutes=30), least=4) == []
    assert queries.many_reveals(at=MONDAY_9_00 + timedelta(hours=2), least=1) == []


def test_looking_at_a_page_with_personal_columns_is_written_down(office: Office) -> None:
    subject = f"person:{office.officer.pk}"

    actions.note_look(subject=subject, by=office.sysadmin, at=MONDAY_9_00, ip="10.0.0.8")

    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.subject, entry.ip) == ("people.look", subject, "10.0.0.8")
