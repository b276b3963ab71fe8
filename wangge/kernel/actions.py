"""The kernel's only write of its own: bringing sealed columns under the current key."""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import ExpressionWrapper, F, Value

from wangge.kernel import sealing

#: Rows a transaction; short enough that nobody waits for it.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Resealed:
    """One batch: the key of its last row, how many rows were looked at, how many were brought over."""

    last: Any
    seen: int
    changed: int


@transaction.atomic
def reseal(model: type[models.Model], field: Any, *, after: Any = None, size: int = BATCH) -> Resealed | None:
    """Bring the column of the next `size` rows under the current key; None when there are none left.

    Safe to stop and to run again: what is under the current key already is left alone, and a row that
    somebody changes meanwhile keeps the change, which the current key has sealed.
    """
    stored = ExpressionWrapper(F(field.attname), output_field=models.BinaryField())
    rows = model._base_manager.annotate(stored_bytes=stored).order_by("pk")
    batch = rows if after is None else rows.filter(pk__gt=after)
    found = list(batch.values_list("pk", "stored_bytes")[:size])
    if not found:
        return None
    current = sealing.ring().current
    old = [(pk, bytes(raw)) for pk, raw in found if raw and sealing.sealed_by(raw) != current]
    changed = 0
    for pk, raw in old:
        fresh = Value(field.reseal(raw), output_field=models.BinaryField())
        changed += rows.filter(pk=pk, stored_bytes=raw).update(**{field.attname: fresh})
    return Resealed(last=found[-1][0], seen=len(found), changed=changed)
