"""云分析: any measure by the pairs that are counted, two periods side by side; a third dimension is
counted from the cases themselves, over at most 92 days.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Sum

from wangge.cases.models import Repeat, Tally
from wangge.cases.rules import counting
from wangge.cases.rules.flows import Source
from wangge.grids import access
from wangge.grids.rules.tree import Node
from wangge.insight.queries import geo
from wangge.insight.queries.counts import Counts, Numbers, Where
from wangge.insight.rules.asking import DAYS, Question
from wangge.insight.rules.folding import DEEPEST_PAIR, Kind, is_flow
from wangge.insight.rules.measures import ABOUT_PEOPLE, ENOUGH, MEDIAN, Measure, Rate, few, rate, value
from wangge.insight.rules.measures import Counts as What
from wangge.matters import queries as catalogue
from wangge.people.models import Unit

#: What a measure is taken by, and how it is called.
ROWS = (
    ("area", "按区域"),
    ("category", "按大类"),
    ("matter", "按事项"),
    ("unit", "按主办单位"),
    ("source", "按来源"),
    ("month", "按月"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the analysis is asked: months from first to last, both counted in."""

    measure: Measure
    rows: str
    since: date
    until: date
    #: Third dimension: one of them at most, counted from cases.
    matter: str = ""
    source: str = ""
    unit: int | None = None

    @property
    def has_third(self) -> bool:
        return bool(self.matter or self.source or self.unit is not None)

    @property
    def months(self) -> int:
        return (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1

    @property
    def before(self) -> tuple[date, date]:
        """The period of the same length before it."""
        return shift(self.since, -self.months), shift(self.until, -self.months)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the value now and before, what it rests on, and the question that opens its cases."""

    key: str
    name: str
    now: Numbers
    then: Numbers
    query: dict[str, str]
    is_about_people: bool = False


def shift(month: date, by: int) -> date:
    """So many months later."""
    n = month.year * 12 + month.month - 1 + by
    return date(n // 12, n % 12 + 1, 1)


def month_of(text: str, today: date) -> date:
    """The month somebody asks for; last month where he says none."""
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return shift(today.replace(day=1), -1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return shift(month, 1) - timedelta(days=1)


def span(asked: Asked, today: date) -> tuple[date, date]:
    """First and last day; with a third dimension the last 92 days of it at most."""
    until = min(last_day(asked.until), max(today, asked.since))
    since = asked.since
    return (max(since, until - timedelta(days=DAYS - 1)) if asked.has_third else since), until


def lines(node: Node, asked: Asked, counts: Counts, today: date) -> list[Line]:
    """The rows, in the order of the register, of names or of months: never by value."""
    now = _numbers(node, asked, counts, *_period(asked, today))
    if asked.rows == "month" or asked.has_third:
        then: dict[str, Numbers] = {}
    else:
        then = _numbers(node, asked, counts, *asked.before)
    names = _names(node, asked.rows, {*now, *then})
    since, until = span(asked, today)
    found = []
    for key, name in names:
        if key not in now and key not in then:
            continue
        query = _query(asked, node, key, since, until)
        people = asked.rows in ("matter", "category") and key[:3] in ABOUT_PEOPLE
        found.append(Line(key, name, now.get(key, {}), then.get(key, {}), query, people))
    return found


def _period(asked: Asked, today: date) -> tuple[date, date]:
    return span(asked, today) if asked.has_third else (asked.since, asked.until)


def _numbers(node: Node, asked: Asked, counts: Counts, since: date, until: date) -> dict[str, Numbers]:
    if asked.has_third or (node.rank > DEEPEST_PAIR and asked.rows not in ("area", "month")):
        return _from_cases(
            node, asked, since, last_day(until.replace(day=1)) if not asked.has_third else until
        )
    if asked.rows == "area":
        return _by_area(node, asked, counts, since, until)
    kinds = {
        "matter": Kind.AREA_MATTER,
        "category": Kind.AREA_MATTER,
        "unit": Kind.AREA_UNIT,
        "source": Kind.AREA_SOURCE,
        "month": Kind.AREA,
    }
    kind = kinds[asked.rows]
    rows = counts.months(kind, str(node.id), asked.measure.needs, since, until, path=node.path)
    sums: dict[str, Numbers] = defaultdict(lambda: defaultdict(int))
    category = _category_of()
    for (b, month), numbers in rows.items():
        key = {"month": f"{month:%Y-%m}", "category": category.get(b, "")}.get(asked.rows, b)
        for code, n in numbers.items():
            sums[key][code] += n
    return {key: numbers for key, numbers in sums.items() if any(numbers.values())}


def _category_of() -> dict[str, str]:
    return {code: entry.category for code, entry in catalogue.catalogue().matters.items()}


def _by_area(node: Node, asked: Asked, counts: Counts, since: date, until: date) -> dict[str, Numbers]:
    parts = [Where(part.id, part.path) for part in geo.parts_of(node)]
    found = counts.month_totals(parts, asked.measure.needs, since, until)
    return {str(area): numbers for area, numbers in found.items() if any(numbers.values())}


def _from_cases(node: Node, asked: Asked, since: date, until: date) -> dict[str, Numbers]:
    """Counted one by one: a third dimension, or the pairs of a grid."""
    columns = {"matter": "matter", "category": "category", "unit": "unit", "source": "source"}
    by = columns.get(asked.rows, "area_path")
    sums: dict[str, Numbers] = defaultdict(lambda: defaultdict(int))
    for code in asked.measure.needs:
        for key, n in _one(node, asked, code, by, (since, until)):
            sums[_part(node, key) if by == "area_path" else str(key)][code] += n
    return dict(sums)


def _one(node: Node, asked: Asked, code: str, by: str, period: tuple[date, date]) -> list[tuple[Any, int]]:
    since, until = period
    rows: Any = Repeat.objects if code == counting.REPEATED else Tally.objects
    day = {counting.REPORTED: "reported_on", counting.CLOSED: "closed_on"}.get(code, "counted_on")
    rows = rows.filter(access.below(node.path), **{f"{day}__gte": since, f"{day}__lte": until})
    given = {"matter": asked.matter, "source": asked.source, "unit": asked.unit}
    rows = rows.filter(**{name: v for name, v in given.items() if v not in ("", None)}).order_by()
    if code in counting.BUCKETS:
        rows = rows.filter(bucket=counting.BUCKETS.index(code))
    if code in counting.COHORT:
        return list(rows.values_list(by).annotate(n=Sum(code)))
    return list(rows.values_list(by).annotate(n=Count("pk")))


def _part(node: Node, path: str) -> str:
    return next((str(part.id) for part in geo.parts_of(node) if access.is_below(path, part.path)), "")


def _names(node: Node, rows: str, keys: set[str]) -> list[tuple[str, str]]:
    known = catalogue.catalogue()
    if rows == "area":
        return [(str(part.id), part.name) for part in geo.parts_of(node)]
    if rows == "category":
        return [*known.categories.items(), ("", "待归类")]
    if rows == "matter":
        return [*((code, entry.title) for code, entry in known.matters.items()), ("", "待归类")]
    if rows == "source":
        return [(source.value, str(source.label)) for source in Source]
    if rows == "unit":
        ids = [int(key) for key in keys if key not in ("", "0")]
        names = sorted(Unit.objects.filter(pk__in=ids).values_list("name", "pk"))
        return [*((str(pk), name) for name, pk in names), ("0", "属地自办")]
    return [(key, key) for key in sorted(keys)]


def _query(asked: Asked, node: Node, key: str, since: date, until: date) -> dict[str, str]:
    """The cases behind a row."""
    by = {"reported": "reported", "closed": "closed"}.get(asked.measure.code, "counted")
    given: dict[str, Any] = {
        "area": node.id,
        "matter": asked.matter,
        "source": asked.source,
        "unit": asked.unit,
        "since": since,
        "until": until,
    }
    if asked.rows == "month":
        month = date.fromisoformat(f"{key}-01")
        given |= {"since": month, "until": last_day(month)}
    elif asked.rows in ("area", "unit"):
        given[asked.rows] = int(key or 0)
    else:
        given[asked.rows] = key
    return Question(measure=asked.measure.code, by=by, **given).as_query()


def shown(line: Line, measure: Measure) -> dict[str, Any]:
    """A row as table and chart show it."""
    now, then = value(measure, line.now), value(measure, line.then)
    result: dict[str, Any] = {"line": line, "now": now, "then": then, "words": words(measure, now)}
    result["then_words"] = words(measure, then) if line.then else "—"
    if measure.is_rate:
        figure = rate(measure, line.now)
        result |= {"rate": figure, "interval": figure.interval, "enough": figure.is_enough}
        result["base"] = f"{number(figure.top)} / {figure.bottom:,} {measure.counts}"
    elif measure.code == MEDIAN:
        n = sum(max(0, line.now.get(code, 0)) for code in counting.BUCKETS)
        result |= {"enough": n >= ENOUGH, "base": f"{n:,} {What.CASES}"}
    else:
        result |= {"enough": True, "base": "", "words": _few(line, now)}
        result["then_words"] = _few(line, then) if line.then else "—"
        result["now"] = None if result["words"].startswith("<") else now
    if measure.is_rate and not rate(measure, line.then).is_enough:
        result["then_words"] = "—"
    elif result["enough"] and None not in (now, then) and line.then and not _hides(result):
        result["change"] = change(measure, now or 0, then or 0)
    result["then"] = then if line.then and result["then_words"][0] not in "—<" else None
    return result


def _few(line: Line, n: float | None) -> str:
    return few(int(n or 0), about_people=line.is_about_people)


def _hides(row: dict[str, Any]) -> bool:
    """Whether one of the two is not told: then neither is how it moved."""
    return any(row[name].startswith("<") for name in ("words", "then_words"))


def number(n: float) -> str:
    """Whole numbers whole."""
    return f"{n:,.0f}" if float(n).is_integer() else f"{n:,.1f}"


def words(measure: Measure, figure: float | None) -> str:
    """A figure in words."""
    if figure is None:
        return "—"
    if measure.is_rate:
        return f"{figure * 100:.1f}%"
    return f"{figure:.1f} 小时" if measure.code == MEDIAN else f"{figure:,.0f}"


def change(measure: Measure, now: float, then: float) -> str:
    """How it moved: in points, hours or cases."""
    moved = (now - then) * 100 if measure.is_rate else now - then
    unit = " 个百分点" if measure.is_rate else " 小时" if measure.code == MEDIAN else ""
    digits = 1 if measure.is_rate or measure.code == MEDIAN else 0
    if round(abs(moved), digits) == 0:
        return "持平"
    return f"{'升' if moved > 0 else '降'} {abs(moved):.{digits}f}{unit}"


__all__ = ["Asked", "Line", "Rate", "is_flow", "lines", "shift", "shown", "span"]
