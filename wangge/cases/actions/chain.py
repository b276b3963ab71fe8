"""Sealing the day's steps, and forgetting a case's words while its chain of facts still verifies."""

from datetime import date, datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.actions.index import forget_words
from wangge.cases.models import Appeal, Case, CasePhoto, ChainSeal, Step, StepText, WorkOrder
from wangge.cases.queries import history
from wangge.cases.rules import chain
from wangge.files import actions as files
from wangge.grids.access import Acting


@transaction.atomic
def seal_day(day: date, *, at: datetime) -> ChainSeal:
    """The Merkle root over all steps of one day (Shanghai), under a key outside the database; once a day."""
    start, end = queries.day_bounds(day)
    hashes = (
        Step.objects.filter(at__gte=start, at__lt=end)
        .order_by("case_id", "seq")
        .values_list("hash", flat=True)
    )
    leaves = [bytes(h) for h in hashes.iterator(chunk_size=5000)]
    found = ChainSeal.objects.filter(day=day).first()
    if found is not None:
        return found
    seal = ChainSeal(day=day, steps=len(leaves), root=chain.merkle_root(leaves), sealed_at=at)
    seal.mac = history.seal_mac(seal)
    seal.save(force_insert=True)
    transaction.on_commit(lambda: _write_down(seal))
    return seal


def _write_down(seal: ChainSeal) -> None:
    with history.seal_file().open("a") as file:
        file.write(history.seal_line(seal) + "\n")


@transaction.atomic
def forget(case: Case, *, by: Acting, at: datetime) -> Case:
    """Destroy a case's words, contacts, photos and key; facts, counts and the chain stay."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    StepText.objects.filter(case=case).delete()
    Appeal.objects.filter(case=case).update(
        words=b"",
        salt=b"",
        remark=b"",
        contact_name="",
        contact_phone="",
        phone_index=None,
        tail_index=None,
        forgotten_at=at,
    )
    for photo in CasePhoto.objects.filter(case=case).select_related("file"):
        files.forget(photo.file, by=by, at=at)
    CasePhoto.objects.filter(case=case).delete()
    WorkOrder.objects.filter(case=case).update(task="")
    forget_words(case.pk)
    case.wrapped_key, case.place, case.forgotten_at = None, "", at
    case.lon = case.lat = case.given_lon = case.given_lat = None
    case.save()
    return case
