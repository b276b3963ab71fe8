"""Writing many rows: COPY on PostgreSQL, executemany on SQLite; each knows how values look on its way in."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, models

from wangge.demo.bulk.blueprint import BLANK, TABLES, ClockText, Own, Row

Values = dict[str, Any]
#: COPY reads these as itself after a backslash.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Line(Protocol):
    """A row with blanks, made ready once for its way in."""

    def __call__(self, values: Values) -> Any: ...


class Sink(Protocol):
    """Where rows go."""

    def shown(self, value: Any) -> Any:
        """A value as this database takes it."""

    def moment(self, at: datetime) -> Any:
        """The same for a moment; the three that follow are called a hundred times a case."""

    def blob(self, value: bytes) -> Any: ...

    def id(self, text: str) -> Any: ...

    def line(self, row: Row) -> Line:
        """A row made ready."""

    def write(self, lines: dict[str, list[Any]]) -> None:
        """Rows by table, in an order that keeps foreign keys."""

    def index(self, texts: Sequence[tuple[Any, str]]) -> None:
        """Put words into the full-text index: (case id as shown, words as `search` spaces them)."""


def here() -> Sink:
    """For the database at hand."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def columns(model: type[models.Model]) -> str:
    """The columns that a row of the table is given, quoted."""
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    return ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)


class Postgres:
    """Text format of COPY."""

    def shown(self, value: Any) -> str:
        if value is None:
            return r"\N"
        if isinstance(value, bool):
            return "t" if value else "f"
        if isinstance(value, bytes | memoryview):
            return "\\\\x" + bytes(value).hex()
        if isinstance(value, dict | list):
            value = json.dumps(value)
        if isinstance(value, date):  # a datetime too
            return value.isoformat()
        return str(value).translate(_ESCAPES)

    def moment(self, at: datetime) -> str:
        return at.isoformat()

    def blob(self, value: bytes) -> str:
        return "\\\\x" + value.hex()

    def id(self, text: str) -> str:
        return text

    def line(self, row: Row) -> Line:
        parts: list[str] = []
        names: list[str] = []
        for _, cell in row.cells:
            if isinstance(cell, Own):
                parts.append("%s")
                names.append(cell.name)
            elif isinstance(cell, ClockText):
                parts.append(self.shown(cell.text).replace("%", "%%").replace(BLANK, "%s"))
                names += [f"iso:{name}" for name in cell.moments]
            else:
                parts.append(self.shown(cell).replace("%", "%%"))
        pattern, wanted = "\t".join(parts) + "\n", itemgetter(*names)
        return lambda values: pattern % wanted(values)

    def write(self, lines: dict[str, list[Any]]) -> None:
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            for model in TABLES:
                name = model._meta.db_table
                if rows := lines.get(name):
                    with cursor.copy(f"COPY {name} ({columns(model)}) FROM STDIN") as copy:
                        copy.write("".join(rows))

    def index(self, texts: Sequence[tuple[Any, str]]) -> None:
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            sql = "COPY cases_casewords (case_id, words) FROM STDIN"
            with cursor.copy(sql) as copy:
                copy.write("".join(f"{case_id}\t{_vector(text)}\n" for case_id, text in texts))


def _vector(spread: str) -> str:
    """What `to_tsvector('simple', …)` makes of single characters: each with its places."""
    places: dict[str, list[str]] = {}
    for n, char in enumerate(spread.split(), 1):
        places.setdefault(char, []).append(str(n))
    return " ".join(f"'{char}':{','.join(found)}" for char, found in places.items())


class Sqlite:
    """Tuples."""

    def shown(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return str(value.astimezone(UTC).replace(tzinfo=None))
        if isinstance(value, UUID):
            return value.hex
        if isinstance(value, dict | list):
            return json.dumps(value)
        return str(value) if isinstance(value, date) else value

    def moment(self, at: datetime) -> str:
        return str(at.astimezone(UTC).replace(tzinfo=None))

    def blob(self, value: bytes) -> bytes:
        return value

    def id(self, text: str) -> str:
        return text.replace("-", "")

    def line(self, row: Row) -> Line:
        plain = [None if isinstance(cell, Own | ClockText) else self.shown(cell) for _, cell in row.cells]
        own = [(n, cell.name) for n, (_, cell) in enumerate(row.cells) if isinstance(cell, Own)]
        clocks = [(n, cell) for n, (_, cell) in enumerate(row.cells) if isinstance(cell, ClockText)]

        def fill(values: Values) -> list[Any]:
            filled = plain.copy()
            for n, name in own:
                filled[n] = values[name]
            for n, clock in clocks:
                filled[n] = clock.filled([values[f"iso:{name}"] for name in clock.moments])
            return filled

        return fill

    def write(self, lines: dict[str, list[Any]]) -> None:
        with connection.cursor() as cursor:
            for model in TABLES:
                name = model._meta.db_table
                if rows := lines.get(name):
                    places = ", ".join(["%s"] * len(rows[0]))
                    sql = f"INSERT INTO {name} ({columns(model)}) VALUES ({places})"  # noqa: S608  (our own names)
                    cursor.executemany(sql, rows)

    def index(self, texts: Sequence[tuple[Any, str]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM cases_casewords")
            first = int(cursor.fetchone()[0]) + 1
            numbered = [(n, case_id, text) for n, (case_id, text) in enumerate(texts, first)]
            cursor.executemany(
                "INSERT INTO cases_casewords (id, case_id) VALUES (%s, %s)", [row[:2] for row in numbered]
            )
            cursor.executemany(
                "INSERT INTO cases_fts (rowid, words) VALUES (%s, %s)", [(n, text) for n, _, text in numbered]
            )


# --- large loads on PostgreSQL ---


@contextmanager
def without_indexes() -> Iterator[None]:
    """Without secondary indexes, which are made anew afterwards: cheaper than keeping them row by row."""
    if connection.vendor != "postgresql":
        yield
        return
    indexes = _secondary_indexes()
    with connection.cursor() as cursor:
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            for _, definition in indexes:
                cursor.execute(definition)
            cursor.execute("RESET maintenance_work_mem")


@contextmanager
def without_checks() -> Iterator[None]:
    """This session without foreign-key checks, where we may: what is written is right by its making."""
    may = False
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            may = bool(cursor.fetchone()[0])
            if may:
                cursor.execute("SET session_replication_role = replica")
    yield
    if may:
        with connection.cursor() as cursor:
            cursor.execute("RESET session_replication_role")


def _secondary_indexes() -> list[tuple[str, str]]:
    """Name and definition of what a load can do without: no primary key, nothing a constraint stands on."""
    names = [model._meta.db_table for model in TABLES] + ["cases_casewords"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i JOIN pg_class c ON c.relname = i.indexname"
            " WHERE i.tablename = ANY(%s) AND NOT EXISTS"
            " (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid) ORDER BY i.indexname",
            [names],
        )
        return [(str(name), str(definition)) for name, definition in cursor.fetchall()]
