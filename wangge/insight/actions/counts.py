"""Keeping the counts: changes folded into them, old days let go, all of it counted anew."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import connection, transaction

from wangge.cases.actions import counting as case_counting
from wangge.grids import queries as grids
from wangge.grids.models import Area
from wangge.insight.actions import _sql
from wangge.insight.models import DayCount, Folding, MonthCount, OpenCount
from wangge.insight.rules import folding
from wangge.insight.rules.folding import Kind
from wangge.kernel.words import local_day

_MONTH = ("kind", "a", "b", "month", "measure")


def _since(at: datetime) -> date:
    return local_day(at) - timedelta(days=folding.DAYS)


def _rank(area_id: int) -> int:
    node = grids.area(area_id)
    return node.rank if node else Area.objects.only("rank").get(pk=area_id).rank


@transaction.atomic
def fold(*, at: datetime, limit: int = 2000) -> int:
    """Add the oldest changes to the counts, those alone that nobody else is folding; returns how many."""
    changes = case_counting.take_deltas(limit=limit)
    if changes:
        sums = folding.fold(changes, since=_since(at), rank=lru_cache(_rank))
        _sql.add(DayCount, ("area", "day", "measure"), ((*key, n) for key, n in sums.days.items() if n))
        _sql.add(MonthCount, _MONTH, ((*key, n) for key, n in sums.months.items() if n))
        _sql.add(
            OpenCount, ("area", "unit", "state", "lateness"), ((*key, n) for key, n in sums.open.items() if n)
        )
    return len(changes)


@transaction.atomic
def note_folding(*, at: datetime) -> None:
    """When the worker folded last."""
    Folding.objects.update_or_create(pk=1, defaults={"folded_at": at})


@transaction.atomic
def expire(*, at: datetime) -> None:
    """Days older than 400 stand in their months; counts that came down to nothing go."""
    DayCount.objects.filter(day__lt=_since(at)).delete()
    DayCount.objects.filter(n=0).delete()
    MonthCount.objects.filter(n=0).delete()
    OpenCount.objects.filter(n=0).delete()


@transaction.atomic
def rebuild(*, at: datetime) -> None:
    """Count everything anew from the tallies: one statement per kind, the same numbers.

    On PostgreSQL the transaction sees one moment: the changes visible in it are dropped, since the tallies
    of that moment hold them; later ones stay and are folded on top.
    """
    if connection.vendor == "postgresql" and len(connection.atomic_blocks) == 1:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    case_counting.drop_deltas()
    for model in (DayCount, MonthCount, OpenCount):
        model.objects.all().delete()
    statements = [_sql.days(_since(at)), *(_sql.months(kind) for kind in Kind), _sql.open_work()]
    with connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
    Folding.objects.update_or_create(pk=1, defaults={"rebuilt_at": at, "folded_at": at})
