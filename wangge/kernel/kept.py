"""Questions whose SQL is built once and prepared in the database.

Building the SQL of a joined query costs several times what the database needs to answer it. A question that
is asked at every door has a function of its own, which builds its queryset from a shape (what decides the
SQL, as a hat does) and from given values (what only fills it in). SQLite, and whoever reads the code, get
exactly that queryset; PostgreSQL gets what it compiled to the first time.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.query import QuerySet
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")
#: The name of the place where the key of a found row stands, in the question for what is related to it.
_OF = "of"


def rows(build: "Callable[..., QuerySet[Any, Row]]", shape: Hashable = None, /, **given: Any) -> list[Row]:
    """What `build(shape, **given)` finds. The SQL may depend on the shape alone; a given value stands where
    any other of its type could, and is not null.
    """
    if connection.vendor != "postgresql":
        return list(build(shape, **given))
    question = _question(build, shape, tuple((name, type(value)) for name, value in given.items()))
    return [] if question is None else question.ask(given)


def first(build: "Callable[..., QuerySet[Any, Row]]", shape: Hashable = None, /, **given: Any) -> Row | None:
    """The first row of what it finds; the queryset itself is best cut to one."""
    return next(iter(rows(build, shape, **given)), None)


@dataclass(frozen=True, slots=True)
class _Question:
    """A compiled queryset: SQL with numbered places, and for each place a name or a value."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: bytes
    places: tuple[tuple[str, Any], ...]
    related: "tuple[_Related, ...]" = ()

    def ask(self, given: Mapping[str, Any]) -> list[Any]:
        """The rows, and what `prefetch_related` asked for with them."""
        found = self._rows(given)
        if len(found) == 1:
            for each in self.related:
                each.join(found[0])
        elif self.related:
            models.prefetch_related_objects(found, *(each.lookup for each in self.related))
        return found

    def _rows(self, given: Mapping[str, Any]) -> list[Any]:
        if self.queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        values = [given[name] if name else value for name, value in self.places]
        found = _fetch(self.sql, values)
        told: Any = _Told(self, found)
        made: Iterable[Any] = self.queryset._iterable_class(told)  # type: ignore[assignment]
        return list(made)


@dataclass(frozen=True, slots=True)
class _Related:
    """Rows that point to the one found, as a `Prefetch` names them."""

    lookup: "models.Prefetch[Any]"
    question: _Question
    field: str

    def join(self, row: models.Model) -> None:
        """Fetch them and let the row hold them, as Django does."""
        name = self.lookup.prefetch_to
        found = self.question.ask({_OF: row.pk})
        for each in found:
            setattr(each, self.field, row)
        held = getattr(row, name)._apply_rel_filters(self.lookup.queryset)
        held._result_cache, held._prefetch_done = found, True
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held


class _Told:
    """Stands for the queryset, its query and its compiler where Django makes objects of rows."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: Mapping[Any, Any] = {}

    def __init__(self, question: _Question, found: Sequence[Sequence[Any]]) -> None:
        self._question, self._found = question, found
        self.query = self
        self._fields = getattr(question.queryset, "_fields", None)

    def __getattr__(self, name: str) -> Any:
        compiler = self._question.compiler
        if name in ("select", "klass_info", "annotation_col_map"):
            return getattr(compiler, name)
        return getattr(self._question.queryset.query, name)

    def get_compiler(self, *_: Any, **__: Any) -> "_Told":
        return self

    def execute_sql(self, *_: Any, **__: Any) -> None:
        """Asked already."""

    def results_iter(self, *_: Any, **__: Any) -> Iterator[Any]:
        compiler = self._question.compiler
        converters = compiler.get_converters([column[0] for column in compiler.select])
        found: Iterable[Any] = self._found
        return iter(compiler.apply_converters(found, converters) if converters else found)


def _fetch(sql: bytes, values: Sequence[Any]) -> list[Any]:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql.decode(), "time": "0"})
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


# --- compiling: built once with marks, which are found again among the parameters ---


@lru_cache(maxsize=1024)
def _question(
    build: "Callable[..., QuerySet[Any, Any]]", shape: Hashable, names: tuple[tuple[str, type], ...]
) -> _Question | None:
    marks = {name: _mark(kind, number) for number, (name, kind) in enumerate(names)}
    return _compiled(build(shape, **marks), marks)


def _compiled(queryset: QuerySet[Any, Any], marks: Mapping[str, Any]) -> _Question | None:
    compiler: Any = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    places = tuple(_place(value, marks) for value in parameters)
    if missing := marks.keys() - {name for name, _ in places}:
        raise TypeError(f"not a plain value of the query: {', '.join(sorted(missing))}")
    lookups = queryset._prefetch_related_lookups  # type: ignore[attr-defined]
    related = tuple(_related(queryset.model, lookup) for lookup in lookups)
    return _Question(queryset, compiler, _numbered(sql, len(places)), places, related)


def _related(model: type[models.Model], lookup: "models.Prefetch[Any]") -> _Related:
    field = getattr(model, lookup.prefetch_to).field
    marks = {_OF: _mark(UUID if isinstance(field.target_field, models.UUIDField) else int, 0)}
    rows_of = field.model._default_manager.all() if lookup.queryset is None else lookup.queryset
    question = _compiled(rows_of.filter(**{field.name: marks[_OF]}), marks)
    if question is None:
        raise TypeError(f"nothing is ever related as {lookup.prefetch_to}")
    return _Related(lookup, question, field.name)


def _place(value: Any, marks: Mapping[str, Any]) -> tuple[str, Any]:
    if isinstance(value, psycopg.dbapi20.Binary):
        value = bytes(value.obj)
    for name, mark in marks.items():
        if type(value) is type(mark) and value == mark:
            return name, None
    return "", value


def _mark(kind: type, number: int) -> Any:
    """A value of that type that no query holds by itself."""
    if issubclass(kind, UUID):
        return UUID(int=0x5F3A_9C71_0000_4000_8000_7D1E_0000_0000 + number)
    if issubclass(kind, datetime):
        return datetime(1903, 3, 3, 3, 3, 3, 303, tzinfo=UTC) + timedelta(microseconds=number)
    if issubclass(kind, bytes):
        return b"\x00a mark of kept.py \xff" + bytes([number])
    if issubclass(kind, int) and kind is not bool:
        return 2_147_480_000 + number
    if issubclass(kind, str):
        return f"\ue05fa mark of kept.py {number}"
    raise TypeError(f"no mark of {kind}")


def _numbered(sql: str, count: int) -> bytes:
    """Django's places as those of a prepared statement."""
    pieces = sql.split("%s")
    if len(pieces) != count + 1:
        raise TypeError("a place that is none")
    numbered = "".join(f"{piece}${number}" for number, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]
    return numbered.replace("%%", "%").encode()
