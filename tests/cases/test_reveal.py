"""Opening a contact: for a reason of the list, on record, by somebody who has just proved himself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, PASSWORD, Town
from wangge.cases import actions
from wangge.cases.models import Appeal
from wangge.journal.models import Entry
from wangge.kernel.refusal import Refused
from wangge.notices.models import Notice
from wangge.people.models import Reveal
from wangge.people.rules import RevealReason

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=16)


@pytest.fixture
def appeal(town: Town, story: Story) -> Appeal:
    """A report at the officer's own grid, with a phone."""
    return story.report(matter="ENV-01", phone="13800001234")


def _age(client: Client, by: timedelta) -> None:
    """As if the last proof of the password were so long ago."""
    kept = client.session
    kept["proved_at"] = kept["proved_at"] - by.total_seconds()
    kept.save()


def test_a_reveal_stands_in_the_log_and_once_in_the_journal(town: Town, appeal: Appeal) -> None:
    actions.reveal(appeal, reason="first_contact", by=town.officer, at=MONDAY_9_00 + HOUR, ip="10.0.0.8")

    row, entry = Reveal.objects.get(), Entry.objects.get(verb="people.reveal")
    assert (row.subject, row.what, row.reason) == (f"appeal:{appeal.number}", "contact", "first_contact")
    assert (row.person_id, row.hat) == (town.officer.person_id, "王格远・网格员")
    assert (entry.subject, entry.ip) == (f"appeal:{appeal.number}", "10.0.0.8")
    assert appeal.contact_phone not in entry.note


def test_the_reasons_are_those_of_the_house_that_a_case_gives(town: Town, appeal: Appeal) -> None:
    assert set(actions.REVEAL_REASONS) <= set(RevealReason.values)
    with pytest.raises(Refused):
        actions.reveal(appeal, reason=RevealReason.ACCOUNT, by=town.officer, at=MONDAY_9_00 + HOUR)
    assert not Reveal.objects.exists()


def test_on_a_long_session_the_password_is_asked_again_and_leads_back(town: Town, appeal: Appeal) -> None:
    client, page = town.client("officer"), f"/appeals/{appeal.pk}/reveal/"
    assert client.get(page).status_code == 200

    _age(client, QUARTER)
    asked = client.post(page, {"reason": "first_contact"})
    proved = client.post(asked.headers["Location"], {"password": PASSWORD})
    shown = client.post(proved.headers["Location"], {"reason": "first_contact"})

    assert asked.headers["Location"] == f"/office/prove/?next=%2Fappeals%2F{appeal.pk}%2Freveal%2F"
    assert proved.headers["Location"] == page
    assert "13800001234" in shown.content.decode()
    assert Reveal.objects.count() == 1


def test_at_a_desk_nobody_is_asked_again(town: Town, appeal: Appeal) -> None:
    appeal.case = actions.accept(appeal.case, by=town.dispatcher, at=MONDAY_9_00)
    client, page = town.client("dispatcher"), f"/appeals/{appeal.pk}/reveal/"
    client.get(page)
    _age(client, QUARTER)

    assert client.get(page).status_code != 302


def test_in_the_demo_nobody_has_a_password_to_give(town: Town, appeal: Appeal, settings: Settings) -> None:
    client, page = town.client("officer"), f"/appeals/{appeal.pk}/reveal/"
    client.get(page)
    _age(client, QUARTER)
    settings.DEMO = True

    assert client.get(page).status_code == 200


def test_what_somebody_was_told_of_a_case_is_read_when_he_opens_it(town: Town, story: Story) -> None:
    handler = town.other_handler
    case = story.dispatched(matter="ENV-01", at=timezone.now())
    told = Notice.objects.filter(person=handler.person_id, case_id=case.pk)
    assert told.filter(read_at__isnull=True).count() == 1

    town.client("other_handler").get(f"/orders/{story.lead(case).pk}/")

    assert told.filter(read_at__isnull=True).count() == 0
    assert not Notice.objects.filter(link__contains=str(case.pk), case_id__isnull=True).exists()
