"""Sealing the day's steps under a key outside the database."""

from datetime import date, datetime

from django.db import transaction

from wangge.cases import queries
from wangge.cases.models import ChainSeal, Step
from wangge.cases.queries import history
from wangge.cases.rules import chain


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
