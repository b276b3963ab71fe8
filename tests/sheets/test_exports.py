"""What goes out: with a purpose, on record, and when large and personal only with a second person."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.sheets.conftest import LI, MONDAY_9_00, WANG
from tests.sheets.counting import PHONES
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.sheets import actions, jobs, queries
from wangge.sheets.models import Export
from wangge.sheets.rules import Template

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def exported(rows: int = 3, purpose: str = "周例会汇报", template: Template = PHONES) -> Export:
    """A table of that many rows, by Wang."""
    return actions.export(
        b"PK the workbook",
        exporter="phones",
        template=template,
        rows=rows,
        purpose=purpose,
        file_name="电话表.xlsx",
        is_masked=True,
        by=WANG,
        at=MONDAY_9_00,
    )


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_a_small_export_is_ready_at_once_and_every_fetch_is_recorded() -> None:
    export = exported(200)

    content = actions.fetch(export, by=WANG, at=MONDAY_9_00)

    assert content == b"PK the workbook"
    assert verbs() == ["sheets.export", "sheets.download"]
    assert Entry.objects.earliest("pk").note == "200 行，已遮住个人信息，用途：周例会汇报"


def test_an_export_without_a_purpose_is_refused() -> None:
    with pytest.raises(Refused, match="用途"):
        exported(purpose="  ")


def test_a_large_personal_export_waits_for_somebody_else() -> None:
    export = exported(201)

    with pytest.raises(Refused, match="还不能下载"):
        actions.fetch(export, by=WANG, at=MONDAY_9_00)
    with pytest.raises(NotAllowed, match="另一个人"):
        actions.decide(export, is_approved=True, by=WANG, at=MONDAY_9_00)

    assert queries.exports_to_decide(["phones"], by=WANG) == []
    assert queries.exports_to_decide(["phones"], by=LI) == [export]
    actions.decide(export, is_approved=True, by=LI, at=MONDAY_9_00)
    assert actions.fetch(export, by=WANG, at=MONDAY_9_00)
    assert verbs() == ["sheets.export", "sheets.export_approve", "sheets.download"]


def test_a_refused_export_stays_refused_and_its_file_goes(django_capture_on_commit_callbacks: Any) -> None:
    export = actions.decide(exported(201), is_approved=False, by=LI, at=MONDAY_9_00)

    with pytest.raises(Refused, match="已经有了决定"):
        actions.decide(export, is_approved=True, by=LI, at=MONDAY_9_00)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.forget(at=MONDAY_9_00)

    export.refresh_from_db()
    assert (export.key, export.is_waiting, export.is_ready) == ("", False, False)


def test_nobody_else_fetches_an_export_not_even_who_approved_it() -> None:
    with pytest.raises(NotAllowed):
        actions.fetch(exported(), by=LI, at=MONDAY_9_00)


def test_the_database_itself_refuses_a_self_approval() -> None:
    export = exported(201)

    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(decided_by_id=WANG.person_id)


def test_the_file_goes_after_a_day_and_the_record_stays(django_capture_on_commit_callbacks: Any) -> None:
    export = exported()

    jobs.forget(at=MONDAY_9_00 + timedelta(hours=23))
    assert actions.fetch(export, by=WANG, at=MONDAY_9_00)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.forget(at=MONDAY_9_00 + timedelta(hours=25))

    with pytest.raises(Refused, match="过期"):
        actions.fetch(export, by=WANG, at=MONDAY_9_00)
    assert queries.own_exports(by=WANG) == [export]


def test_the_record_of_an_export_is_kept_three_years(django_capture_on_commit_callbacks: Any) -> None:
    exported()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.forget(at=MONDAY_9_00 + timedelta(days=2))

    jobs.forget(at=MONDAY_9_00 + timedelta(days=3 * 365))
    assert Export.objects.count() == 1
    jobs.forget(at=MONDAY_9_00 + timedelta(days=3 * 366 + 1))

    assert Export.objects.count() == 0
