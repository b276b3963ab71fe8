"""The numbers of a bulletin, as they stand when it is written."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from wangge.cases.models import Tally
from wangge.cases.rules import counting
from wangge.grids import access
from wangge.grids.models import Area
from wangge.grids.rules.tree import Node
from wangge.insight.models import Bulletin
from wangge.insight.queries import wall
from wangge.insight.queries.analysis import shift
from wangge.insight.queries.counts import Counts
from wangge.insight.queries.geo import parts_of
from wangge.insight.rules.folding import Kind
from wangge.insight.rules.measures import ABOUT_PEOPLE, FEW, MEASURES, rate
from wangge.kernel.words import local_day
from wangge.matters import queries as catalogue
from wangge.people.models import Unit

_FIRST, _RISEN, _TABLE = 10, 3, 30
_PERIODS, _WEEK, _OPEN = 6, 7, 300
_FLOW = (counting.REPORTED, counting.CLOSED)
#: A rise worth a sentence: so many more, and half as many again.
_MORE, _TIMES = 5, 1.5


def facts(node: Node, since: date, until: date, *, by_month: bool, at: datetime) -> dict[str, Any]:
    """Everything a bulletin says and shows."""
    counts = Counts(with_hidden=False)
    days = (until - since).days + 1
    then = since - timedelta(days=days), since - timedelta(days=1)
    now_, then_ = (counts.total(wall.where(node), _FLOW, *span) for span in ((since, until), then))
    open_ = counts.open(wall.where(node))
    excluded = counts.total(wall.where(node), ["x.b"], since, until)
    found, before = _categories(node, since, until), _categories(node, *then)
    return {
        "flow": {
            "reported": now_.get("reported", 0),
            "closed": now_.get("closed", 0),
            "reported_then": then_.get("reported", 0),
            "closed_then": then_.get("closed", 0),
        },
        "open": {
            "n": sum(open_.values()),
            "late": sum(n for (_, _, late), n in open_.items() if late >= 2),
            "suspended": sum(n for (_, state, _), n in open_.items() if state == "suspended"),
        },
        "rates": [row.as_json() for row in wall.three(counts, node, since, until)],
        "trend": (_months if by_month else _weeks)(node, counts, since),
        "categories": _category_rows(found, before),
        "risen": _risen(found, before),
        "late": _late(open_.items()),
        "spots": [{"name": f"{row['place']}（{row['matter']}）", "n": row["n"]} for row in wall.spots(node)],
        "thanks": _thanks(node, counts, since, until),
        "excluded": excluded.get("x.b", 0),
        "areas": _areas(node, counts, since, until),
        "as_of": at.isoformat(),
        # Empty where it is written on the last day told of.
        "written_on": local_day(at).isoformat() if local_day(at) > until else "",
    }


def _categories(node: Node, since: date, until: date) -> Counter[str]:
    """How much came in of each category, by code."""
    rows = Tally.objects.filter(
        access.below(node.path), reported_on__gte=since, reported_on__lte=until, is_hidden=False
    )
    return Counter(dict(rows.values_list("category").annotate(n=Count("pk")).order_by()))


def _is_few(code: str, n: int) -> bool:
    """Few about people: neither told nor to be reckoned."""
    return code in ABOUT_PEOPLE and 0 < n < FEW


def _category_rows(now: Counter[str], then: Counter[str]) -> list[dict[str, Any]]:
    """The largest by name; all others, with few about people among them, in one row."""
    names = catalogue.catalogue().categories
    told = [(code, n) for code, n in now.most_common() if code in names and not _is_few(code, n)]
    rows: list[dict[str, Any]] = [
        {"name": names[code], "n": n, "then": None if _is_few(code, then[code]) else then[code]}
        for code, n in told[:_FIRST]
    ]
    rest = now.total() - sum(row["n"] for row in rows)
    return [*rows, *([{"name": "其他", "n": rest, "then": None, "is_rest": True}] if rest else [])]


def _risen(now: Counter[str], then: Counter[str]) -> list[dict[str, Any]]:
    names = catalogue.catalogue().categories
    risen = [
        (n - then[code], code)
        for code, n in now.items()
        if code in names and not _is_few(code, n) and n - then[code] >= _MORE and n >= then[code] * _TIMES
    ]
    return [
        {"name": names[code], "n": now[code], "then": None if _is_few(code, then[code]) else then[code]}
        for _, code in sorted(risen, reverse=True)[:_RISEN]
    ]


def _months(node: Node, counts: Counts, since: date) -> list[dict[str, Any]]:
    """What came in and was closed in this month and in those before it."""
    begins = [shift(since, -n) for n in reversed(range(_PERIODS))]
    found = counts.months(Kind.AREA, str(node.id), _FLOW, begins[0], since, path=node.path)
    sums = {month: Counter(numbers) for (_, month), numbers in found.items()}
    return [_period(f"{begin.month} 月", sums.get(begin)) for begin in begins]


def _weeks(node: Node, counts: Counts, since: date) -> list[dict[str, Any]]:
    """The same by week."""
    begins = [since - timedelta(days=_WEEK * n) for n in reversed(range(_PERIODS))]
    sums: dict[date, Counter[str]] = {}
    found = counts.days(wall.where(node), _FLOW, begins[0], since + timedelta(days=_WEEK - 1))
    for day, numbers in found.items():
        sums.setdefault(begins[(day - begins[0]).days // _WEEK], Counter()).update(numbers)
    return [_period(f"{begin:%m-%d}", sums.get(begin)) for begin in begins]


def _period(name: str, numbers: Counter[str] | None) -> dict[str, Any]:
    counted = numbers or Counter()
    return {"name": name, **{code: counted[code] for code in _FLOW}}


def _late(open_: Iterable[tuple[tuple[int, str, int], int]]) -> list[dict[str, Any]]:
    """Units with late work in the order of names; what no unit has lies with the area's desks."""
    late: Counter[int] = Counter()
    for (unit, _, lateness), n in open_:
        if lateness >= 2:
            late[unit] += n
    names = dict(Unit.objects.filter(pk__in=[u for u in late if u]).values_list("pk", "name"))
    rows = [{"name": names.get(unit, "各级席位"), "n": n} for unit, n in late.items() if n]
    return sorted(rows, key=lambda row: str(row["name"]))


def _thanks(node: Node, counts: Counts, since: date, until: date) -> list[str]:
    """Units whose answers are surely better than the whole: the low end of theirs above the whole's share."""
    measure = MEASURES["satisfaction"]
    whole = rate(measure, counts.total(wall.where(node), measure.needs, since, until))
    sums: dict[str, Counter[str]] = {}
    found = counts.months(Kind.AREA_UNIT, str(node.id), measure.needs, since, until, path=node.path)
    for (unit, _), numbers in found.items():
        sums.setdefault(unit, Counter()).update(numbers)
    good = []
    for unit, numbers in sums.items():
        own = rate(measure, numbers)
        if unit != "0" and own.is_enough and own.interval and own.interval[0] > (whole.share or 1):
            good.append(int(unit))
    return sorted(Unit.objects.filter(pk__in=good).values_list("name", flat=True))


def _areas(node: Node, counts: Counts, since: date, until: date) -> list[dict[str, Any]]:
    """The table: each part, in the order of the register."""
    parts = parts_of(node)[:_TABLE]
    measure = MEASURES["on_time"]
    codes = [counting.REPORTED, counting.CLOSED, *measure.needs]
    found = counts.totals([wall.where(part) for part in parts], codes, since, until)
    rows = []
    for part in parts:
        numbers = found[part.id]
        own = rate(measure, numbers)
        rows.append(
            {
                "name": part.name,
                "reported": numbers.get("reported", 0),
                "closed": numbers.get("closed", 0),
                "due": own.bottom,
                "on_time": own.words if own.is_enough else "样本不足",
            }
        )
    return rows


def disclosed() -> list[tuple[int, str, date]]:
    """Id and name of areas with a released month, and the last of them; so many as a page holds."""
    months = Bulletin.objects.filter(area=OuterRef("pk"), kind="month", released_at__isnull=False)
    last = months.order_by("-since").values("since")[:1]
    rows = Area.objects.current().filter(rank__lte=3).annotate(month=Subquery(last))
    rows = rows.filter(month__isnull=False).order_by("path")
    return list(rows.values_list("pk", "name", "month")[:_OPEN])
