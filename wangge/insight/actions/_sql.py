"""Adding to count rows, and counting them anew: one statement per kind, the same on both databases."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, models

from wangge.cases.models import Repeat, Tally
from wangge.cases.rules import counting
from wangge.grids.models import Area
from wangge.insight.models import DayCount, MonthCount, OpenCount
from wangge.insight.rules.folding import DEEPEST_PAIR, Kind

_ROWS = 400


def table(model: type[models.Model]) -> str:
    """A model's table, quoted."""
    return connection.ops.quote_name(model._meta.db_table)


def add(model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Add numbers to count rows, in one order whoever folds, so that two workers never wait for each other in
    a ring.
    """
    name, key = table(model), ", ".join(columns)
    ordered = sorted(rows)
    for begin in range(0, len(ordered), _ROWS):
        part = ordered[begin : begin + _ROWS]
        places = ", ".join(["(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"] * len(part))
        sql = (
            f"INSERT INTO {name} ({key}, n) VALUES {places} "  # noqa: S608  (our own names)
            f"ON CONFLICT ({key}) DO UPDATE SET n = {name}.n + excluded.n"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for row in part for value in row])


# --- counting anew ---


def _above() -> str:
    """Every path with each area at and above it."""
    areas = table(Area)
    upper = "substr(a.path, 1, length(a.path) - 1) || '0'"
    return (
        f"above AS (SELECT d.path AS path, a.id AS area, a.rank AS rank FROM {areas} d "  # noqa: S608
        f"JOIN {areas} a ON d.path >= a.path AND d.path < {upper})"
    )


def _prefix(row: str) -> str:
    return f"CASE WHEN {row}.is_hidden THEN '{counting.HIDDEN}' ELSE '' END"


def _sums() -> list[tuple[str, str]]:
    """Measure and expression for everything counted of the cohort."""
    found = [(code, f"SUM(t.{code})") for code in counting.COHORT]
    found += [
        (counting.EXCLUDED + code, f"SUM(CASE WHEN t.is_excluded THEN t.{code} ELSE 0 END)")
        for code in counting.EXCLUDABLE
    ]
    return found + [
        (code, f"SUM(CASE WHEN t.bucket = {number} THEN 1 ELSE 0 END)")
        for number, code in enumerate(counting.BUCKETS)
    ]


def _month(day: str) -> str:
    if connection.vendor == "postgresql":
        return f"date_trunc('month', {day})::date"
    return f"date({day}, 'start of month')"


def _text(value: str) -> str:
    return f"CAST({value} AS varchar)"


def _statement(
    model: type[models.Model],
    columns: Sequence[str],
    keys: Sequence[str],
    *,
    by_month: bool,
    has_flow: bool,
    where: str,
    joined: bool = True,
) -> str:
    """INSERT ... SELECT: sums in one pass over the tallies, turned into one row a measure.

    `keys` are expressions over `above` and a row `t`; the period comes after them.
    """
    tally, repeat = table(Tally), table(Repeat)
    join = "JOIN above ON above.path = t.area_path" if joined else ""
    names = [f"k{n}" for n in range(len(keys))]
    given = ", ".join(f"{key} AS {name}" for key, name in zip(keys, names, strict=True))
    group = ", ".join(str(n) for n in range(1, len(keys) + 3))

    def grouped(source: str, day: str, rest: str) -> str:
        when = _month(f"t.{day}") if by_month else f"t.{day}"
        return (
            f"SELECT {given}, {when} AS period, {_prefix('t')} AS p, {rest} FROM {source} t {join} "  # noqa: S608
            f"WHERE t.{day} IS NOT NULL AND {where.replace('DAY', f't.{day}')} GROUP BY {group}"
        )

    sums = _sums()
    wide = grouped(tally, "counted_on", ", ".join(f"{sql} AS m{n}" for n, (_, sql) in enumerate(sums)))
    out = ", ".join([*names, "period"])
    parts = [
        f"SELECT {out}, p || '{code}' AS measure, m{n} AS n FROM wide WHERE m{n} <> 0"  # noqa: S608
        for n, (code, _) in enumerate(sums)
    ]
    flows = [(repeat, "counted_on", counting.REPEATED)]
    if has_flow:
        flows += [(tally, "reported_on", counting.REPORTED), (tally, "closed_on", counting.CLOSED)]
    for source, day, code in flows:
        inner = grouped(source, day, "COUNT(*) AS n")
        parts.append(f"SELECT {out}, p || '{code}' AS measure, n FROM ({inner}) f")  # noqa: S608
    body = " UNION ALL ".join(parts)
    return f"INSERT INTO {table(model)} ({', '.join(columns)}, n) WITH {_above()}, wide AS ({wide}) {body}"


def days(since: date) -> tuple[str, list[Any]]:
    """The statement of all day counts."""
    sql = _statement(
        DayCount,
        ("area", "day", "measure"),
        ("above.area",),
        by_month=False,
        has_flow=True,
        where="DAY >= '" + since.isoformat() + "'",
    )
    return sql, []


def months(kind: Kind) -> tuple[str, list[Any]]:
    """The statement of one kind of month counts."""
    area = _text("above.area")
    pairs = f"above.rank <= {DEEPEST_PAIR}"
    a, b, where, joined = {
        Kind.AREA: (area, "''", "1 = 1", True),
        Kind.AREA_MATTER: (area, "t.matter", pairs, True),
        Kind.AREA_SOURCE: (area, "t.source", pairs, True),
        Kind.AREA_UNIT: (area, _text("t.unit"), pairs, True),
        Kind.UNIT_CATEGORY: (_text("t.unit"), "t.category", "1 = 1", False),
        Kind.MATTER_SOURCE: ("t.matter", "t.source", "1 = 1", False),
    }[kind]
    sql = _statement(
        MonthCount,
        ("kind", "a", "b", "month", "measure"),
        (f"'{kind.value}'", a, b),
        by_month=True,
        has_flow=kind not in (Kind.AREA_UNIT, Kind.UNIT_CATEGORY),
        where=where,
        joined=joined,
    )
    return sql, []


def open_work() -> tuple[str, list[Any]]:
    """The statement of all open counts."""
    return (
        f"INSERT INTO {table(OpenCount)} (area, unit, state, lateness, n) WITH {_above()} "  # noqa: S608
        f"SELECT above.area, t.standing_unit, {_prefix('t')} || t.standing, t.lateness, COUNT(*) "
        f"FROM {table(Tally)} t JOIN above ON above.path = t.area_path WHERE t.standing <> '' "
        "GROUP BY 1, 2, 3, 4",
        [],
    )
