"""What the figures' keeper above asks of this room: changes taken away to be folded, cases taken out of the
rates, tallies for cases that are older than the counting.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from wangge.cases.actions import _count
from wangge.cases.models import Case, Delta
from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import NotAllowed

_COLUMNS = "measure, day, area_path, unit, matter, category, source, lateness, n"


@dataclass(frozen=True, slots=True)
class Change:
    """A delta that was taken away."""

    measure: str
    day: date | None
    area_path: str
    unit: int
    matter: str
    category: str
    source: str
    lateness: int
    n: int


@transaction.atomic
def take_deltas(*, limit: int = 2000) -> list[Change]:
    """Take away the oldest changes that nobody else is taking; they are the caller's to fold, in the same
    transaction.
    """
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    table = connection.ops.quote_name(Delta._meta.db_table)
    inner = f"SELECT id FROM {table} ORDER BY id LIMIT %s {lock}"  # noqa: S608  (our own names)
    sql = f"DELETE FROM {table} WHERE id IN ({inner}) RETURNING {_COLUMNS}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [limit])
        return [_change(row) for row in cursor.fetchall()]


def _change(row: tuple[Any, ...]) -> Change:
    measure, day, *rest = row
    return Change(measure, date.fromisoformat(day) if isinstance(day, str) else day, *rest)


@transaction.atomic
def drop_deltas() -> int:
    """Forget all changes that are visible now: whoever asks counts anew from the tallies of this moment."""
    return Delta.objects.all().delete()[0]


@transaction.atomic
def tally_old(*, at: datetime, batch: int = 500) -> int:
    """Give cases that are older than the counting their tally; returns how many got one."""
    cases = Case.objects.filter(tally__isnull=True).exclude(state="draft").order_by("pk")
    found = list(cases.select_for_update(of=("self",), skip_locked=True)[:batch])
    for case in found:
        _count.follow(case, "", at=at)
    return len(found)


@transaction.atomic
def exclude(case: Case, *, is_excluded: bool, by: Acting, at: datetime) -> Case:
    """Take a case out of the second version of the rates, or back; reason and names stand above."""
    reach = Case.objects.open_to(by, Permit.EXCLUSION_DECIDE)
    fresh = reach.select_for_update(of=("self",)).filter(pk=case.pk).first()
    if fresh is None:
        raise NotAllowed("这件事不在您的范围内。")
    _count.exclude(fresh, is_excluded=is_excluded, at=at)
    return fresh
