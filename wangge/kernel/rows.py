"""Rows written by prepared statements: what `save(force_insert=True)` and `save(force_update=True)` write.

A report is four rows; written one by one they cost more than all the rest of its answer, so PostgreSQL gets
new rows of several tables in one statement. SQLite, which has no such statement, gets one after the other.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, models

_Prepare = Callable[[Any], Any]


class _Table(NamedTuple):
    """How a model's rows are written: quoted names, and for each column its attribute and how it is sent."""

    name: str
    columns: str
    fields: tuple[tuple[str, _Prepare], ...]


def insert(*rows: models.Model) -> None:
    """Write unsaved objects; a key that the database numbers stays unset. Call inside a transaction."""
    if connection.vendor == "postgresql":
        _insert_at_once(rows)
    else:
        _insert_in_turn(rows)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def update(row: models.Model, *names: str) -> None:
    """Write a row that is there: all its columns, or those of the attributes named."""
    if connection.vendor != "postgresql":
        row.save(force_update=True, update_fields=names or None)
        return
    table = _table(type(row), True)
    values = [prepare(row.__dict__[name]) for name, prepare in table.fields if not names or name in names]
    sql = _change(type(row), names)
    if _execute(sql, [*values, _text(row.pk)]) != 1:
        raise DatabaseError(f"{type(row).__name__} {row.pk} is not there to be written")


# --- PostgreSQL: every value goes as text, the column knows its type; so the prepared statement is always
# the same ---


def _insert_at_once(rows: Sequence[models.Model]) -> None:
    tables = tuple(_table(type(row), True) for row in rows)
    values = [
        prepare(row.__dict__[name])
        for table, row in zip(tables, rows, strict=True)
        for name, prepare in table.fields
    ]
    _execute(_statement(tables), values)


def _execute(sql: str, values: Sequence[str | None]) -> int:
    """How many rows it changed."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": "0"})
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        return cursor.execute(sql.encode(), values).rowcount


@lru_cache(maxsize=64)
def _change(model: type[models.Model], names: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    columns = [quote(str(f.column)) for f in fields if not names or f.attname in names]
    told = ", ".join(f"{column} = ${number}" for number, column in enumerate(columns, start=1))
    key = f"{quote(str(model._meta.pk.column))} = ${len(columns) + 1}"
    return f"UPDATE {quote(model._meta.db_table)} SET {told} WHERE {key}"  # noqa: S608  (our own names)


@lru_cache(maxsize=32)
def _statement(tables: tuple[_Table, ...]) -> str:
    parts, count = [], 0
    for table in tables:
        places = ", ".join(f"${count + n}" for n in range(1, len(table.fields) + 1))
        count += len(table.fields)
        parts.append(f"INSERT INTO {table.name} ({table.columns}) VALUES ({places})")  # noqa: S608  (our own names)
    *first, last = parts
    bound = ", ".join(f"w{n} AS ({part})" for n, part in enumerate(first))
    return f"WITH {bound} {last}" if bound else last


def _as_text(field: "models.Field[Any, Any]") -> _Prepare:
    """How a column's value is written as text."""
    plain = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(plain, models.BinaryField):
        prepare = plain.get_prep_value
        return lambda value: None if value is None else "\\x" + bytes(prepare(value)).hex()
    if isinstance(plain, models.JSONField):
        encoder = plain.encoder
        return lambda value: None if value is None else json.dumps(value, cls=encoder)
    return _text


def _text(value: Any) -> str | None:
    kind = type(value)
    if value is None or kind is str:
        found: str | None = value
        return found
    if kind is bool:
        return "t" if value else "f"
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    if isinstance(value, int | float | UUID | str):
        return str(value)
    raise TypeError(f"no text for {kind}")


# --- SQLite ---


def _insert_in_turn(rows: Sequence[models.Model]) -> None:
    with connection.cursor() as cursor:
        for row in rows:
            table = _table(type(row), False)
            places = ", ".join(["%s"] * len(table.fields))
            values = [prepare(row.__dict__[name]) for name, prepare in table.fields]
            cursor.execute(f"INSERT INTO {table.name} ({table.columns}) VALUES ({places})", values)  # noqa: S608


def _as_given(field: "models.Field[Any, Any]") -> _Prepare:
    return lambda value: field.get_db_prep_save(value, connection)


@lru_cache(maxsize=64)
def _table(model: type[models.Model], is_text: bool) -> _Table:
    quote = connection.ops.quote_name
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    how = _as_text if is_text else _as_given
    return _Table(
        quote(model._meta.db_table),
        ", ".join(quote(str(f.column)) for f in fields),
        tuple((str(f.attname), how(f)) for f in fields),
    )
