"""Reading counts: the folded rows and the changes that wait, in one statement, so that a figure is true to
the second. Every reader keeps account of the rows it read; a page reads at most 5,000.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.db.models import Count, Min

from wangge.cases.models import Delta
from wangge.cases.rules import counting
from wangge.grids import access
from wangge.insight.models import DayCount, Folding, MonthCount, OpenCount
from wangge.insight.rules.folding import Kind

MOST = 5000
Numbers = dict[str, int]


class TooMany(RuntimeError):
    """A page would read more count rows than it may."""


@dataclass(frozen=True, slots=True)
class Where:
    """An area as the counts know it."""

    id: int
    path: str


@dataclass(frozen=True, slots=True)
class Lag:
    """How far folding is behind: changes that wait, and for how long. Pages add them anyway."""

    waiting: int
    seconds: int
    folded_at: datetime | None


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _places(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


class Counts:
    """One page's reader. `with_hidden`: confidential cases count too; never on the wall, in public, or in a
    bulletin.
    """

    def __init__(self, *, with_hidden: bool, most: int = MOST) -> None:
        self.with_hidden, self.most, self.read = with_hidden, most, 0

    def _codes(self, codes: Iterable[str]) -> list[str]:
        plain = list(dict.fromkeys(codes))
        return plain + [counting.HIDDEN + code for code in plain] if self.with_hidden else plain

    def _rows(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a grouped statement; their last column is how many count rows went into each."""
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = cursor.fetchall()
        # PostgreSQL adds whole numbers up to a decimal.
        rows = [tuple(int(v) if isinstance(v, Decimal) else v for v in row) for row in found]
        self.read += sum(row[-1] for row in rows)
        if self.read > self.most:
            raise TooMany(f"{self.read} count rows")
        return rows

    def days(self, where: Where, codes: Iterable[str], since: date, until: date) -> dict[date, Numbers]:
        """Day by day, both ends counted in."""
        wanted = self._codes(codes)
        sql = (
            "SELECT day, measure, SUM(n), SUM(one) FROM ("  # noqa: S608  (our own names)
            f"SELECT day, measure, n, 1 AS one FROM {_table(DayCount)} "
            f"WHERE area = %s AND day >= %s AND day <= %s AND measure IN ({_places(wanted)}) "
            f"UNION ALL SELECT day, measure, SUM(n), 1 FROM {_table(Delta)} WHERE area_path >= %s "
            f"AND area_path < %s AND day >= %s AND day <= %s AND measure IN ({_places(wanted)}) "
            "GROUP BY day, measure) u GROUP BY day, measure"
        )
        span = [since.isoformat(), until.isoformat()]
        values = [where.id, *span, *wanted, where.path, access.upper(where.path), *span, *wanted]
        found: dict[date, Numbers] = defaultdict(lambda: defaultdict(int))
        for day, measure, n, _ in self._rows(sql, values):
            found[_day(day)][measure.removeprefix(counting.HIDDEN)] += n
        return found

    def total(self, where: Where, codes: Iterable[str], since: date, until: date) -> Numbers:
        """The same days added up."""
        sums: Numbers = defaultdict(int)
        for numbers in self.days(where, codes, since, until).values():
            for code, n in numbers.items():
                sums[code] += n
        return sums

    def totals(
        self, areas: Sequence[Where], codes: Iterable[str], since: date, until: date
    ) -> dict[int, Numbers]:
        """Several areas over the same days, in one statement; no area may lie in another one of them."""
        wanted, ids = self._codes(codes), [area.id for area in areas]
        if not ids:
            return {}
        path_of = {area.path: area.id for area in areas}
        sql = (
            "SELECT area, path, measure, SUM(n), SUM(one) FROM ("  # noqa: S608
            f"SELECT area, '' AS path, measure, n, 1 AS one FROM {_table(DayCount)} "
            f"WHERE area IN ({_places(ids)}) AND day >= %s AND day <= %s AND measure IN ({_places(wanted)}) "
            f"UNION ALL SELECT 0, area_path, measure, SUM(n), 1 FROM {_table(Delta)} "
            f"WHERE day >= %s AND day <= %s AND measure IN ({_places(wanted)}) GROUP BY area_path, measure"
            ") u GROUP BY area, path, measure"
        )
        span = [since.isoformat(), until.isoformat()]
        found: dict[int, Numbers] = {area: defaultdict(int) for area in ids}
        for area, path, measure, n, _ in self._rows(sql, [*ids, *span, *wanted, *span, *wanted]):
            owner = area or _owner(path, path_of)
            if owner is not None:
                found[owner][measure.removeprefix(counting.HIDDEN)] += n
        return found

    def months(
        self, kind: Kind, a: str, codes: Iterable[str], since: date, until: date, *, path: str = ""
    ) -> dict[tuple[str, date], Numbers]:
        """The second of a pair, by month, both months counted in; `path` is that of an area as the first."""
        wanted = self._codes(codes)
        column = _SECOND[kind]
        first, values = _first(kind, a, path)
        month = "date_trunc('month', day)::date"
        if connection.vendor == "sqlite":
            month = "date(day, 'start of month')"
        sql = (
            "SELECT b, month, measure, SUM(n), SUM(one) FROM ("  # noqa: S608
            f"SELECT b, month, measure, n, 1 AS one FROM {_table(MonthCount)} WHERE kind = %s AND a = %s "
            f"AND month >= %s AND month <= %s AND measure IN ({_places(wanted)}) "
            f"UNION ALL SELECT {column}, {month}, measure, SUM(n), 1 FROM {_table(Delta)} "
            f"WHERE {first} AND day >= %s AND day < %s AND measure IN ({_places(wanted)}) "
            "GROUP BY 1, 2, 3) u GROUP BY b, month, measure"
        )
        begin, end = since.replace(day=1), (until.replace(day=28) + timedelta(days=4)).replace(day=1)
        given = [kind.value, a, begin.isoformat(), until.replace(day=1).isoformat(), *wanted]
        given += [*values, begin.isoformat(), end.isoformat(), *wanted]
        found: dict[tuple[str, date], Numbers] = defaultdict(lambda: defaultdict(int))
        for b, period, measure, n, _ in self._rows(sql, given):
            found[b, _day(period)][measure.removeprefix(counting.HIDDEN)] += n
        return found

    def month_totals(
        self, areas: Sequence[Where], codes: Iterable[str], since: date, until: date
    ) -> dict[int, Numbers]:
        """Several areas over the same months, in one statement; no area may lie in another one of them."""
        wanted, ids = self._codes(codes), [str(area.id) for area in areas]
        if not ids:
            return {}
        path_of = {area.path: area.id for area in areas}
        begin, end = since.replace(day=1), (until.replace(day=28) + timedelta(days=4)).replace(day=1)
        sql = (
            "SELECT a, path, measure, SUM(n), SUM(one) FROM ("  # noqa: S608
            f"SELECT a, '' AS path, measure, n, 1 AS one FROM {_table(MonthCount)} WHERE kind = 'a' "
            f"AND a IN ({_places(ids)}) AND month >= %s AND month < %s AND measure IN ({_places(wanted)}) "
            f"UNION ALL SELECT '', area_path, measure, SUM(n), 1 FROM {_table(Delta)} "
            f"WHERE day >= %s AND day < %s AND measure IN ({_places(wanted)}) GROUP BY area_path, measure"
            ") u GROUP BY a, path, measure"
        )
        span = [begin.isoformat(), end.isoformat()]
        found: dict[int, Numbers] = {area.id: defaultdict(int) for area in areas}
        for a, path, measure, n, _ in self._rows(sql, [*ids, *span, *wanted, *span, *wanted]):
            owner = int(a) if a else _owner(path, path_of)
            if owner is not None:
                found[owner][measure.removeprefix(counting.HIDDEN)] += n
        return found

    def open(self, where: Where) -> dict[tuple[int, str, int], int]:
        """Open work of an area: (unit, state, lateness) -> n."""
        sql = (
            "SELECT unit, state, lateness, SUM(n), SUM(one) FROM ("  # noqa: S608
            f"SELECT unit, state, lateness, n, 1 AS one FROM {_table(OpenCount)} WHERE area = %s AND n <> 0 "
            f"UNION ALL SELECT unit, measure, lateness, SUM(n), 1 FROM {_table(Delta)} "
            "WHERE day IS NULL AND area_path >= %s AND area_path < %s GROUP BY unit, measure, lateness"
            ") u GROUP BY unit, state, lateness"
        )
        found: dict[tuple[int, str, int], int] = defaultdict(int)
        for unit, state, late, n, _ in self._rows(sql, [where.id, where.path, access.upper(where.path)]):
            if n and (self.with_hidden or not state.startswith(counting.HIDDEN)):
                found[unit, state.removeprefix(counting.HIDDEN), late] += n
        return found

    def load(self, areas: Sequence[Where]) -> dict[int, tuple[int, int]]:
        """Open work and what of it is late, for many areas of one rank."""
        ids, path_of = [area.id for area in areas], {area.path: area.id for area in areas}
        if not ids:
            return {}
        hidden = "" if self.with_hidden else f"AND substr(state, 1, 2) <> '{counting.HIDDEN}' "
        waiting = hidden.replace("state", "measure")
        sql = (
            "SELECT area, path, SUM(n), SUM(late), SUM(one) FROM ("  # noqa: S608
            "SELECT area, '' AS path, n, CASE WHEN lateness >= 2 THEN n ELSE 0 END AS late, 1 AS one "
            f"FROM {_table(OpenCount)} WHERE area IN ({_places(ids)}) AND n <> 0 {hidden}"
            "UNION ALL SELECT 0, area_path, SUM(n), SUM(CASE WHEN lateness >= 2 THEN n ELSE 0 END), 1 "
            f"FROM {_table(Delta)} WHERE day IS NULL {waiting}GROUP BY area_path) u GROUP BY area, path"
        )
        found: dict[int, tuple[int, int]] = {}
        for area, path, n, late, _ in self._rows(sql, ids):
            owner = area or _owner(path, path_of)
            if owner is not None:
                before = found.get(owner, (0, 0))
                found[owner] = (before[0] + n, before[1] + late)
        return found


_SECOND = {
    Kind.AREA: "''",
    Kind.AREA_MATTER: "matter",
    Kind.AREA_UNIT: "CAST(unit AS varchar)",
    Kind.AREA_SOURCE: "source",
    Kind.UNIT_CATEGORY: "category",
    Kind.MATTER_SOURCE: "source",
}


def _first(kind: Kind, a: str, path: str) -> tuple[str, list[Any]]:
    """How the first of a pair is asked of the changes that wait."""
    if kind == Kind.UNIT_CATEGORY:
        return "unit = %s AND measure NOT IN ('reported', 'closed', 'c.reported', 'c.closed')", [int(a)]
    if kind == Kind.MATTER_SOURCE:
        return "matter = %s", [a]
    flow = " AND measure NOT IN ('reported', 'closed', 'c.reported', 'c.closed')"
    return (
        "area_path >= %s AND area_path < %s" + (flow if kind == Kind.AREA_UNIT else ""),
        [path, access.upper(path)],
    )


def _owner(path: str, path_of: dict[str, int]) -> int | None:
    return next((path_of[up] for up in access.paths_up(path) if up in path_of), None)


def lag(*, at: datetime) -> Lag:
    """What waits to be folded."""
    waits = Delta.objects.aggregate(n=Count("pk"), first=Min("at"))
    folded = Folding.objects.values_list("folded_at", flat=True).first()
    seconds = int((at - waits["first"]).total_seconds()) if waits["first"] else 0
    return Lag(waits["n"], max(0, seconds), folded)
