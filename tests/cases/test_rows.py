"""Several rows in one statement are the same rows that saving one after the other makes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from pytest_django import DjangoAssertNumQueries

from tests.cases.story import Story
from tests.town import Town, middle
from wangge.cases import queries
from wangge.cases.actions import _appeal, intake
from wangge.cases.models import Appeal, Case, Receipt, Step
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Contact
from wangge.cases.sealed import CaseKey
from wangge.grids.access import door
from wangge.jobs.models import Job
from wangge.kernel import rows
from wangge.kernel.ids import uuid7
from wangge.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AT = datetime(2026, 11, 16, 1, 2, 3, 456789, tzinfo=UTC)
WEB = door("web")


def _report(*, phone: str, where: str, matter: str) -> list[models.Model]:
    """The rows of one report, not yet written."""
    lon, lat = middle(where) if where else (None, None)
    spot = queries.spot(lon=lon, lat=lat, place="柳荫'路\\12号\"")
    case = intake._new_case("路灯%s坏了 \\x00 é 🙂", spot, matter, Source.WEB, by=WEB, at=AT)
    key = CaseKey.fresh(case)
    contact = Contact("林'", phone)
    appeal = _appeal.new_appeal(case, key, "词", "", contact, by=WEB, at=AT, consent_version="1")
    step = intake._first_step(case, by=WEB, at=AT, salt=b"\x00\xff" * 8, payload={"text": "词"})
    receipt = Receipt(
        door="public",
        key=str(uuid7()),
        body_digest=b"\x00'\\",
        appeal_id=appeal.pk,
        answer={"area": None, "text": "引号\" ' \\ %"},
        created_at=AT,
    )
    return [case, step, appeal, Job.due("cases.taken_in", {"case": str(case.pk)}, at=AT), receipt]


def _stored(model: type[models.Model], pk: Any) -> dict[str, Any]:
    """A row as it lies in the database, opened where it is sealed."""
    row = model._default_manager.filter(pk=pk).values().get()
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


@pytest.mark.parametrize(("phone", "where", "matter"), [("13800001111", "grid", "FAC-03"), ("", "", "")])
def test_rows_at_once_equal_rows_one_by_one(
    town: Town, story: Story, phone: str, where: str, matter: str
) -> None:
    objects = _report(phone=phone, where=where, matter=matter)
    rows.insert(*objects)
    newest: dict[type[models.Model], int] = {Job: Job.objects.latest("pk").pk}
    newest[Receipt] = Receipt.objects.latest("pk").pk
    at_once = [_stored(type(row), row.pk or newest.get(type(row))) for row in objects]
    for row in reversed(objects):
        type(row)._default_manager.filter(pk=row.pk or newest.get(type(row))).delete()

    for row in objects:
        row._state.adding = True
        row.save(force_insert=True)
    in_turn = [_stored(type(row), row.pk) for row in objects]

    for one, other in zip(at_once, in_turn, strict=True):
        assert one | {"id": other["id"]} == other


def test_every_kind_of_column_goes_through(story: Story) -> None:
    case, step, *_ = objects = _report(phone="13800001111", where="grid", matter="FAC-03")
    assert isinstance(case, Case)
    case.clock, case.counted_on, case.lon = {"a": [1, None, "引"]}, date(2026, 11, 16), 118.123456789012
    case.is_supervised, case.lateness = True, 3

    rows.insert(*objects)

    found = Case.objects.get(pk=case.pk)
    assert (found.clock, found.counted_on, found.lon) == (case.clock, case.counted_on, case.lon)
    assert (found.is_supervised, found.lateness, found.reported_at) == (True, 3, AT)
    assert bytes(found.wrapped_key or b"") == case.wrapped_key
    assert Appeal.objects.get().contact_phone == "13800001111"
    assert Step.objects.get().facts.hash(b"") == step.hash  # type: ignore[attr-defined]


def test_one_row_that_cannot_be_leaves_none(story: Story) -> None:
    first = _report(phone="", where="grid", matter="")
    rows.insert(*first)
    second = _report(phone="", where="grid", matter="")
    second[-1].key = first[-1].key  # type: ignore[attr-defined]

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(*second)

    assert Case.objects.count() == Appeal.objects.count() == Job.objects.count() == 1


def test_written_rows_are_no_longer_new(story: Story) -> None:
    objects = _report(phone="", where="grid", matter="")

    rows.insert(*objects)

    assert not any(row._state.adding for row in objects)


def test_it_is_one_statement_on_postgresql(
    story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    objects = _report(phone="", where="grid", matter="")
    statements = 1 if connection.vendor == "postgresql" else len(objects)

    with django_assert_num_queries(statements):
        rows.insert(*objects)


def test_a_value_without_a_written_form_is_refused(town: Town) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL gets values as text")
    notice = Notice(person_id=1, created_at=AT)
    notice.__dict__["text"] = object()

    with pytest.raises(TypeError):
        rows.insert(notice)
