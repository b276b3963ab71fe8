"""Forgetting: a case's words, contacts, photos, places and key go; its facts stay, its chain still verifies.

Whatever repeats a word of the case elsewhere goes with it: the cases merged into it, the search index,
notices, the doors' receipts.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from wangge.cases.actions.index import forget_words
from wangge.cases.models import (
    Appeal,
    Case,
    CasePhoto,
    CaseTask,
    Receipt,
    Removal,
    StepText,
    Tally,
    WorkOrder,
)
from wangge.cases.rules.rights import KEEP, Kept
from wangge.files import actions as files
from wangge.grids.access import THE_CLOCK, Acting
from wangge.journal import actions as journal
from wangge.kernel.words import local_day
from wangge.notices import actions as notices


@transaction.atomic
def forget(case: Case, *, by: Acting, at: datetime) -> Case:
    """Destroy a case's words, contacts, photos, point and key, and those of every case merged into it; facts,
    counts and the chain stay, and where it was is known no closer than its area.
    """
    ids = _with_merged(case.pk)
    found = Case.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    rows = {row.pk: row for row in found}
    _words(ids, at=at)
    _photos(CasePhoto.objects.filter(case__in=ids), by=by, at=at)
    for row in rows.values():
        forget_words(row.pk)
        notices.hush(case_id=row.pk)
        _unplace(row)
        row.wrapped_key, row.forgotten_at = None, at
        row.save()
    return rows[case.pk]


@transaction.atomic
def forget_appeal(appeal: Appeal, *, by: Acting, at: datetime) -> None:
    """Destroy one sender's words, contact and photos, and leave those of the others on the same case."""
    Receipt.objects.filter(appeal_id=appeal.pk).delete()
    _photos(CasePhoto.objects.filter(appeal=appeal), by=by, at=at)
    _wipe(Appeal.objects.filter(pk=appeal.pk), at=at)


@transaction.atomic
def apply_retention(*, at: datetime, batch: int = 200) -> dict[Kept, int]:
    """Remove up to `batch` of each kind of what was kept long enough; returns how many, and notes it for the
    day.
    """
    done = {Kept.PHOTOS: _old_photos(at, batch), Kept.CASE: _old_cases(at, batch)}
    for what, count in done.items():
        note_removed(what, count, at=at)
    return done


@transaction.atomic
def note_removed(what: Kept, count: int, *, at: datetime) -> None:
    """Add to the day's report how many were removed: a number, never whose."""
    if not count:
        return
    row, _ = Removal.objects.get_or_create(day=local_day(at), what=what)
    Removal.objects.filter(pk=row.pk).update(count=F("count") + count)
    note = f"{what.label} {count}"
    journal.record(by=THE_CLOCK, verb="retention", subject=f"retention:{what}", note=note, at=at)


def _old_cases(at: datetime, batch: int) -> int:
    old = Case.objects.filter(is_open=False, forgotten_at__isnull=True, closed_at__lte=at - KEEP[Kept.CASE])
    # What is part of another case goes with it.
    cases = list(old.filter(merged_into__isnull=True).order_by("closed_at")[:batch])
    for case in cases:
        forget(case, by=THE_CLOCK, at=at)
    return len(cases)


def _old_photos(at: datetime, batch: int) -> int:
    until = at - KEEP[Kept.PHOTOS]
    old = CasePhoto.objects.filter(at__lte=until, case__is_open=False, case__closed_at__lte=until)
    return _photos(list(old.order_by("at")[:batch]), by=THE_CLOCK, at=at)


def _with_merged(case_id: UUID) -> list[UUID]:
    """A case and all that became part of it, however often it was merged on."""
    found, fresh = [case_id], [case_id]
    while fresh:
        fresh = list(Case.objects.filter(merged_into__in=fresh).values_list("pk", flat=True))
        found += fresh
    return found


def _words(ids: Iterable[UUID], *, at: datetime) -> None:
    cases = list(ids)
    StepText.objects.filter(case__in=cases).delete()
    appeals = Appeal.objects.filter(case__in=cases)
    Receipt.objects.filter(appeal_id__in=list(appeals.values_list("pk", flat=True))).delete()
    _wipe(appeals, at=at)
    WorkOrder.objects.filter(case__in=cases).update(task="", proper_unit="")
    Tally.objects.filter(case__in=cases).update(lon=None, lat=None)
    CaseTask.objects.filter(case__in=cases).update(skip_reason="")


def _wipe(appeals: QuerySet[Appeal], *, at: datetime) -> None:
    appeals.update(
        words=b"",
        salt=b"",
        remark=b"",
        account=None,
        contact_name="",
        contact_phone="",
        phone_index=None,
        tail_index=None,
        forgotten_at=at,
    )


def _photos(photos: Iterable[CasePhoto], *, by: Acting, at: datetime) -> int:
    gone = list(photos)
    for photo in CasePhoto.objects.filter(pk__in=[p.pk for p in gone]).select_related("file"):
        files.forget(photo.file, by=by, at=at)
    CasePhoto.objects.filter(pk__in=[p.pk for p in gone]).delete()
    return len(gone)


def _unplace(case: Case) -> None:
    """Where it was, no closer than its area."""
    case.place = case.given_crs = ""
    case.lon = case.lat = case.given_lon = case.given_lat = None
