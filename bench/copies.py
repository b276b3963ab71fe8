"""A history of any length by SQL: every case that has ended, again and again, each time so much earlier.

Copies have ids, numbers and moments of their own and the words, ciphers and hashes of their model: they are
found, listed and counted like any case; their words cannot be opened and their chains do not verify. So they
serve benchmarks alone. PostgreSQL only, in the database that the environment names: `python -m bench.copies
CASES`.
"""

import sys
from datetime import timedelta
from typing import Any

import django

#: Each table's column that names its case; the rows of a case go where it goes.
_CASE = {"cases_case": "id"}


def main() -> None:
    """Fill up to that many cases."""
    django.setup()
    fill_up(int(sys.argv[1]))


def fill_up(wanted: int) -> None:
    """Copy what has ended until there are so many cases."""
    from django.db import connection

    from bench.town import tell
    from wangge.demo.bulk import sink

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE model AS SELECT id FROM cases_case"
            " WHERE NOT is_open AND next_alarm_at IS NULL AND merged_into_id IS NULL"
        )
        cursor.execute("SELECT count(*), (SELECT count(*) FROM cases_case) FROM model")
        models, there = map(int, cursor.fetchone() or (0, 0))
        cursor.execute("SELECT max(reported_at) - min(reported_at) FROM cases_case")
        span = (cursor.fetchone() or (timedelta(0),))[0] + timedelta(hours=1)
    rounds = -(-(wanted - there) // models) if wanted > there else 0
    with sink.without_indexes(), sink.without_checks():
        for number in range(1, rounds + 1):
            most = min(models, wanted - there - (number - 1) * models)
            _copy(number, span * number, most)
            tell("历史事项", number, rounds)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(number: int, back: timedelta, most: int) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(
            "CREATE TEMP TABLE part ON COMMIT DROP AS"
            " SELECT id, row_number() OVER () AS n FROM model LIMIT %s",
            [most],
        )
        numbers = _numbers(cursor, 2 * most)
        cursor.execute("CREATE TEMP TABLE numbers (n bigint, own text, sent text) ON COMMIT DROP")
        with cursor.cursor.copy("COPY numbers FROM STDIN") as copy:
            copy.write("".join(f"{n + 1}\t{numbers[2 * n]}\t{numbers[2 * n + 1]}\n" for n in range(most)))
        cursor.execute("CREATE INDEX ON part (id)")
        cursor.execute("ANALYZE part")
        for table in _tables(cursor):
            cursor.execute(_insert(cursor, table, number, back))


def _numbers(cursor: Any, count: int) -> list[str]:
    from wangge.kernel import ids

    cursor.execute("SELECT nextval('kernel_case_seq') FROM generate_series(1, %s)", [count])
    return [ids.make_number(int(row[0])) for row in cursor.fetchall()]


def _tables(cursor: Any) -> list[str]:
    """The tables of a case: those that a case's rows lie in, the case first."""
    cursor.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND column_name = 'case_id' AND table_name LIKE 'cases_%%' ORDER BY table_name"
    )
    return ["cases_case", *(str(row[0]) for row in cursor.fetchall())]


def _insert(cursor: Any, table: str, number: int, back: timedelta) -> str:
    """The statement that copies a table's rows of the chosen cases."""
    cursor.execute(
        "SELECT column_name, data_type, is_identity = 'YES' FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
        [table],
    )
    columns = [(str(name), str(kind)) for name, kind, is_own in cursor.fetchall() if not is_own]
    values = [_value(table, name, kind, (number, back)) for name, kind in columns]
    names = ", ".join(f'"{name}"' for name, _ in columns)
    case = _CASE.get(table, "case_id")
    joins = f"JOIN part p ON p.id = t.{case} JOIN numbers m ON m.n = p.n"
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} t {joins}"


def _value(table: str, name: str, kind: str, turn: tuple[int, timedelta]) -> str:
    """What the copy has in that column."""
    number, back = turn
    column, shift = f't."{name}"', f"interval '{back.total_seconds()} seconds'"
    if kind == "uuid" and name != "file_id":
        return _renamed(column, number, int(back.total_seconds() * 1000))
    if kind == "timestamp with time zone":
        return f"{column} - {shift}"
    if kind == "date":
        return f"({column}::timestamp - {shift})::date"
    if name == "number":
        return "m.own" if table == "cases_case" else "m.sent"
    return column


def _renamed(column: str, number: int, millis: int) -> str:
    """A time-ordered id so much earlier, with the copy's number in its tail."""
    text = f"replace({column}::text, '-', '')"
    moment = f"lpad(to_hex(('x' || substr({text}, 1, 12))::bit(48)::bigint - {millis}), 12, '0')"
    return f"({moment} || substr({text}, 13, 16) || lpad(to_hex({number}), 4, '0'))::uuid"


if __name__ == "__main__":
    main()
