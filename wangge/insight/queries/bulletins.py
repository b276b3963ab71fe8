"""The numbers of a bulletin, as they stand when it is written."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from wangge.cases.models import Tally
from wangge.cases.rules import counting
from wangge.grids import access
from wangge.grids.rules.tree import Node
from wangge.insight.queries import wall
from wangge.insight.queries.counts import Counts
from wangge.insight.queries.geo import parts_of
from wangge.insight.rules.folding import Kind
from wangge.insight.rules.measures import ABOUT_PEOPLE, FEW, MEASURES, rate
from wangge.matters import queries as catalogue
from wangge.people.models import Unit

_FIRST, _RISEN, _TABLE = 5, 3, 30
#: A rise worth a sentence: so many more, and half as many again.
_MORE, _TIMES = 5, 1.5


def facts(node: Node, since: date, until: date, *, at: datetime) -> dict[str, Any]:
    """Everything a bulletin says and shows."""
    counts = Counts(with_hidden=False)
    days = (until - since).days + 1
    then = since - timedelta(days=days), since - timedelta(days=1)
    codes = [counting.REPORTED, counting.CLOSED]
    now_, then_ = (counts.total(wall.where(node), codes, *span) for span in ((since, until), then))
    open_ = counts.open(wall.where(node))
    excluded = counts.total(wall.where(node), ["x.b"], since, until)
    found = _categories(node, since, until)
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
        "categories": [{"name": name, "n": n} for name, n in found.most_common(_FIRST)],
        "risen": _risen(found, _categories(node, *then)),
        "late": _late(open_.items()),
        "spots": [{"name": f"{row['place']}（{row['matter']}）", "n": row["n"]} for row in wall.spots(node)],
        "thanks": _thanks(node, counts, since, until),
        "excluded": excluded.get("x.b", 0),
        "areas": _areas(node, counts, since, until),
        "as_of": at.isoformat(),
    }


def _categories(node: Node, since: date, until: date) -> Counter[str]:
    """By category; few about people are left to the others."""
    names = catalogue.catalogue().categories
    rows = Tally.objects.filter(
        access.below(node.path), reported_on__gte=since, reported_on__lte=until, is_hidden=False
    )
    counted = dict(rows.values_list("category").annotate(n=Count("pk")).order_by())
    return Counter(
        {
            names[code]: n
            for code, n in counted.items()
            if code in names and (code not in ABOUT_PEOPLE or n >= FEW)
        }
    )


def _risen(now: Counter[str], then: Counter[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"name": name, "n": n, "then": then[name]}
        for name, n in now.items()
        if n - then[name] >= _MORE and n >= then[name] * _TIMES
    ]
    return sorted(rows, key=lambda row: -(row["n"] - row["then"]))[:_RISEN]


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
