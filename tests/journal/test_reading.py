"""The auditor's pages of the journal."""

from datetime import UTC, datetime, timedelta

import pytest

from wangge.journal import actions, queries
from wangge.journal.models import Machine
from wangge.journal.queries import Filter

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def week() -> None:
    """A look at case:a by two persons on each of seven days."""
    for day in range(7):
        for person in (1, 2):
            by = Machine(f"工作人员{person}", "staff", person_id=person)
            verb = "contact.reveal" if person == 1 else "case.see"
            actions.record(by=by, verb=verb, subject=f"case:{day}", at=NOON + timedelta(days=day))


def found(wanted: Filter) -> list[str]:
    return [f"{entry.person_id} {entry.subject}" for entry in queries.entries(wanted).entries]


@pytest.mark.usefixtures("week")
def test_pages_go_on_from_an_id_and_end() -> None:
    pages = [queries.entries(Filter(), size=6)]
    while pages[-1].before is not None:
        pages.append(queries.entries(Filter(), before=pages[-1].before, size=6))

    ids = [entry.pk for page in pages for entry in page.entries]
    assert [len(page.entries) for page in pages] == [6, 6, 2]
    assert ids == sorted(set(ids), reverse=True)


@pytest.mark.usefixtures("week")
def test_a_last_page_that_is_full_has_no_next() -> None:
    assert queries.entries(Filter(), size=14).before is None


@pytest.mark.usefixtures("week")
def test_filters_narrow_together() -> None:
    assert found(Filter(person_id=2, subject="case:3")) == ["2 case:3"]
    assert found(Filter(verb="contact.reveal", subject="case:4")) == ["1 case:4"]
    assert found(Filter(since=NOON + timedelta(days=5), until=NOON + timedelta(days=6))) == [
        "2 case:5",
        "1 case:5",
    ]
