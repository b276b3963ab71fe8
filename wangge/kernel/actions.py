"""The kernel's only write of its own: bringing sealed columns under the current key."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import ExpressionWrapper, F, Value

from wangge.kernel import sealing

#: Rows a transaction; short enough that nobody waits for it.
BATCH = 500


def sealed_columns() -> list[tuple[type[models.Model], Any]]:
    """Every column of every room that knows how to reseal itself, with its table."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if hasattr(field, "reseal")
    ]


def reseal_column(model: type[models.Model], field: Any) -> Iterator[tuple[int, int]]:
    """Bring one column under the current key, batch by batch; yields (rows looked at, rows resealed).

    Safe to stop and to run again: what is under the current key already is left alone, and a row that
    somebody changes meanwhile keeps the change, which the current key has sealed.
    """
    stored = ExpressionWrapper(F(field.attname), output_field=models.BinaryField())
    rows = model._base_manager.annotate(stored_bytes=stored).order_by("pk")
    last = None
    while True:
        batch = rows if last is None else rows.filter(pk__gt=last)
        found = list(batch.values_list("pk", "stored_bytes")[:BATCH])
        if not found:
            return
        yield len(found), _reseal_batch(rows, field, found)
        last = found[-1][0]


@transaction.atomic
def _reseal_batch(rows: Any, field: Any, found: list[tuple[Any, bytes]]) -> int:
    current = sealing.ring().current
    changed = 0
    for pk, raw in found:
        if raw and sealing.sealed_by(raw) != current:
            fresh = Value(field.reseal(bytes(raw)), output_field=models.BinaryField())
            changed += rows.filter(pk=pk, stored_bytes=bytes(raw)).update(**{field.attname: fresh})
    return changed
