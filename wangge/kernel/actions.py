"""The kernel's own writes: bringing sealed columns under the current key, counting the uses of doors."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import ExpressionWrapper, F, Value

from wangge.kernel import sealing
from wangge.kernel.models import DoorCount

#: Rows a transaction; short enough that nobody waits for it.
BATCH = 500
#: No limit asks for counts older than a day.
COUNTS_KEPT = timedelta(days=2)
_COUNT = (
    "INSERT INTO kernel_doorcount (source, slot, count) VALUES (%s, %s, 1)"
    " ON CONFLICT (source, slot) DO UPDATE SET count = kernel_doorcount.count + 1 RETURNING count"
)


@transaction.atomic
def count_use(source: bytes, slot: datetime) -> int:
    """One more use of a door from one source in one slot of time; returns how many there are now."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [source, connection.ops.adapt_datetimefield_value(slot)])
        return int(cursor.fetchone()[0])


@transaction.atomic
def forget_counts(*, at: datetime) -> int:
    """Let go of counts nobody asks for any more; returns how many."""
    return DoorCount.objects.filter(slot__lt=at - COUNTS_KEPT).delete()[0]


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
