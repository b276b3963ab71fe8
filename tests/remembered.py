"""What many tests begin with is made by actions once a process, and put back row by row for each later test.

Rows are compared before and after the making, so that nobody has to say which tables it writes. It is made
anew where the tables it writes do not hold what they held then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from wangge.grids.models import Version
from wangge.grids.queries import memory as grids
from wangge.matters.models import CatalogueToken
from wangge.matters.queries import memory as matters
from wangge.worktime import queries as worktime

Row = tuple[Any, ...]
Content = dict[type[models.Model], dict[Any, Row]]


@dataclass(frozen=True)
class _Change:
    """What became of one table: how many rows it had, which left it and which came in."""

    table: str
    columns: tuple[str, ...]
    key: str
    before: int
    gone: list[Any]
    come: list[Row]


_made: dict[str, tuple[list[_Change], Any]] = {}


def once(
    name: str, make: Callable[[], None], *, keep: Callable[[], Any], give: Callable[[Any], None]
) -> None:
    """Run `make` and keep what `keep` says of it; or, for the second time in this process, put back the rows
    it wrote and `give` what was kept.
    """
    if name not in _made:
        before = _content()
        make()
        _made[name] = (_changes(before, _content()), keep())
        return
    changes, kept = _made[name]
    if any(_count(change.table) != change.before for change in changes):
        make()
        return
    for change in changes:
        _put_back(change)
    _tell_memories()
    give(kept)


def _models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(str(field.column) for field in model._meta.local_concrete_fields)


def _quoted(*names: str) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608  a table of a model
        return int(cursor.fetchone()[0])


def _content() -> Content:
    """Every row of every model, by its key."""
    content: Content = {}
    for model in _models():
        columns = _columns(model)
        place = columns.index(str(model._meta.pk.column))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_quoted(*columns)} FROM {_quoted(model._meta.db_table)}")  # noqa: S608
            rows = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in r) for r in cursor.fetchall()]
        content[model] = {row[place]: row for row in rows}
    return content


def _changes(before: Content, after: Content) -> list[_Change]:
    changes = []
    for model, rows in after.items():
        old = before[model]
        gone = [key for key, row in old.items() if rows.get(key) != row]
        come = [row for key, row in rows.items() if old.get(key) != row]
        if gone or come:
            table, key = model._meta.db_table, str(model._meta.pk.column)
            changes.append(_Change(table, _columns(model), key, len(old), gone, come))
    return changes


def _put_back(change: _Change) -> None:
    table = _quoted(change.table)
    places = ", ".join(["%s"] * len(change.columns))
    step = max(1, 900 // len(change.columns))
    with connection.cursor() as cursor:
        for key in change.gone:
            cursor.execute(f"DELETE FROM {table} WHERE {_quoted(change.key)} = %s", [key])  # noqa: S608
        for start in range(0, len(change.come), step):
            rows = change.come[start : start + step]
            values = ", ".join([f"({places})"] * len(rows))
            cursor.execute(
                f"INSERT INTO {table} ({_quoted(*change.columns)}) VALUES {values}",  # noqa: S608
                [value for row in rows for value in row],
            )


def _tell_memories() -> None:
    """What the actions tell the memories of the process when they write."""
    for name, token in Version.objects.values_list("name", "token"):
        grids.TOKENS[name].changed(token)
    for token in CatalogueToken.objects.values_list("token", flat=True):
        matters.TOKEN.changed(token)
    worktime.forget()
