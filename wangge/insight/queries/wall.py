"""What the wall shows: figures of one area without a word of anybody. Confidential cases are in none of it;
last events are category and community, points stand in the middle of their grid.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from wangge.cases.models import Case, Repeat, Step, Tally
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import day_bounds
from wangge.cases.rules import counting
from wangge.cases.rules.flows import Source
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.rules.tree import Node
from wangge.insight.models import HotSpot
from wangge.insight.queries import emergency, geo
from wangge.insight.queries.counts import Counts, Where, lag
from wangge.insight.rules.measures import (
    ABOUT_PEOPLE,
    ENOUGH,
    FEW,
    MEASURES,
    THREE,
    Measure,
    Rate,
    rate,
    without_excluded,
)
from wangge.kernel.words import local_day
from wangge.matters import queries as catalogue
from wangge.matters.rules import Visibility
from wangge.party.models import MicroTask, ResponsibilityPost
from wangge.party.queries import coverage

DAYS, CURVE, SOON, LATELY = 30, 14, timedelta(hours=2), timedelta(hours=24)
_EVENTS, _RIPPLES, _SPOTS, _REPEATS, _CATEGORIES = 7, 40, 4, 3, 7
#: Steps that are events on the wall, as it names them.
_NAMES = {"report": "来件", "close": "办结", "self_handle": "办结", "supervise": "督办", "dispatch": "派单"}
_GROUPS = {
    Source.PATROL: "网格",
    Source.CAPTAIN: "网格",
    Source.HOTLINE: "热线",
    Source.PHONE: "热线",
    Source.UPPER: "交办",
    Source.SENSOR: "设备",
    Source.API: "系统",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate as screens draw it."""

    code: str
    name: str
    rate: Rate
    unit: str
    #: Without what two persons took out; None where nothing was.
    without: Rate | None = None

    @property
    def excluded(self) -> int:
        """How many of its base were taken out."""
        return 0 if self.without is None else self.rate.bottom - self.without.bottom

    def as_json(self) -> dict[str, Any]:
        span = self.rate.interval
        return {
            "code": self.code,
            "name": self.name,
            "share": None if self.rate.share is None else round(self.rate.share * 100, 1),
            "low": round(span[0] * 100, 1) if span else None,
            "high": round(span[1] * 100, 1) if span else None,
            "top": round(self.rate.top, 1),
            "bottom": self.rate.bottom,
            "unit": self.unit,
            "enough": self.rate.is_enough,
            "without": None
            if self.without is None or self.without.share is None or not self.without.is_enough
            else round(self.without.share * 100, 1),
            "excluded": self.excluded,
        }


def where(node: Node) -> Where:
    """An area as the counts know it."""
    return Where(node.id, node.path)


def shown(node: Node) -> CaseQuerySet:
    """The cases that may stand on a wall."""
    return Case.objects.filter(access.below(node.path)).exclude(visibility=Visibility.CONFIDENTIAL)


def wall(node: Node, *, at: datetime) -> dict[str, Any]:
    """All of it, for one area and the areas directly below."""
    counts, today = Counts(with_hidden=False), local_day(at)
    since = today - timedelta(days=DAYS - 1)
    behind = lag(at=at)
    return {
        "name": node.name,
        "at": at.isoformat(),
        "lag": {"waiting": behind.waiting, "seconds": behind.seconds},
        "figures": _figures(counts, node, today, at=at),
        "rates": [figure.as_json() for figure in three(counts, node, since, today)],
        "since": since.isoformat(),
        "categories": _categories(node, today),
        "curve": _curve(counts, node, today),
        "areas": _areas(counts, node, since, today),
        "load": load(counts, node),
        "parts_open": _parts_open(counts, node),
        "events": _events(node, at=at),
        "ripples": ripples(node, at=at),
        "spots": spots(node),
        "party": party(node, today),
        "emergencies": emergency.running(node, at=at),
        "repeats": _repeats(node, today),
    }


def three(counts: Counts, node: Node, since: date, until: date) -> list[Figure]:
    """The three rates of an area."""
    rows = [MEASURES[code] for code in THREE]
    codes = [c for row in rows for c in row.needs]
    numbers = counts.total(where(node), [*codes, *(counting.EXCLUDED + c for c in codes)], since, until)
    return [_figure(row, numbers) for row in rows]


def _figure(measure: Measure, numbers: dict[str, int]) -> Figure:
    is_less = any(numbers.get(counting.EXCLUDED + code) for code in measure.needs)
    without = without_excluded(measure, numbers) if is_less else None
    return Figure(measure.code, measure.name, rate(measure, numbers), measure.counts, without)


def _figures(counts: Counts, node: Node, today: date, *, at: datetime) -> dict[str, Any]:
    open_ = counts.open(where(node))
    sources = Counter[str]()
    rows = Tally.objects.filter(access.below(node.path), reported_on=today, is_hidden=False)
    for source, n in rows.values_list("source").annotate(n=Count("pk")).order_by():
        sources[_GROUPS.get(source, "居民")] += n
    live = shown(node).open()
    due = live.aggregate(soon=Count("pk", filter=Q(act_by__gte=at, act_by__lt=at + SOON)))
    late = live.filter(lateness__gte=2).aggregate(oldest=Min("due_at"))["oldest"]
    return {
        "today": sum(sources.values()),
        "sources": sources.most_common(4),
        "open": sum(open_.values()),
        "suspended": sum(n for (_, state, _), n in open_.items() if state == "suspended"),
        "soon": due["soon"],
        "late": sum(n for (_, _, lateness), n in open_.items() if lateness >= 2),
        "oldest_hours": int((at - late).total_seconds() // 3600) if late else None,
        "supervised": shown(node).filter(is_supervised=True).count(),
    }


def _categories(node: Node, today: date) -> list[dict[str, Any]]:
    names = catalogue.catalogue().categories
    rows = Tally.objects.filter(access.below(node.path), reported_on=today, is_hidden=False)
    found: Counter[str] = Counter(dict(rows.values_list("category").annotate(n=Count("pk")).order_by()))
    # Few about people stand with the others, so that no total gives them away.
    open_ = Counter({code: n for code, n in found.items() if code not in ABOUT_PEOPLE or n >= FEW})
    first = open_.most_common(_CATEGORIES)
    rest = sum(found.values()) - sum(n for _, n in first)
    shown_ = [{"name": names.get(code, "待归类"), "n": n} for code, n in first]
    return [*shown_, *([{"name": "其他", "n": rest}] if rest else [])]


def _curve(counts: Counts, node: Node, today: date) -> list[dict[str, Any]]:
    since = today - timedelta(days=CURVE - 1)
    rows = counts.days(where(node), [counting.REPORTED, counting.CLOSED], since, today)
    days = [since + timedelta(days=n) for n in range(CURVE)]
    return [
        {
            "day": f"{day:%m-%d}",
            "reported": rows.get(day, {}).get(counting.REPORTED, 0),
            "closed": rows.get(day, {}).get(counting.CLOSED, 0),
        }
        for day in days
    ]


def _areas(counts: Counts, node: Node, since: date, today: date) -> dict[str, Any]:
    """On time by area, in the order of the register; nobody stands in an order."""
    measure, parts = MEASURES["on_time"], geo.parts_of(node)
    found = counts.totals([where(part) for part in parts], measure.needs, since, today)
    whole = counts.total(where(node), measure.needs, since, today)
    rows = [Figure(str(part.id), part.name, rate(measure, found[part.id]), measure.counts) for part in parts]
    return {
        "rows": [row.as_json() for row in rows],
        "whole": Figure("", node.name, rate(measure, whole), measure.counts).as_json(),
        "least": ENOUGH,
    }


def load(counts: Counts, node: Node) -> dict[str, list[int]]:
    """Open work of each grid, and what of it is late."""
    found = counts.load([where(leaf) for leaf in geo.leaves_of(node)])
    return {str(area): [n, late] for area, (n, late) in found.items() if n > 0}


def _parts_open(counts: Counts, node: Node) -> dict[str, int]:
    found = counts.load([where(part) for part in geo.parts_of(node)])
    return {str(area): n for area, (n, _) in found.items()}


def _events(node: Node, *, at: datetime) -> list[dict[str, Any]]:
    steps = Step.objects.filter(verb__in=_NAMES, at__gte=at - timedelta(days=3), at__lte=at)
    inside = access.below(node.path, field="case__area_path")
    steps = steps.filter(inside).exclude(case__visibility=Visibility.CONFIDENTIAL)
    # What the clock supervises by the dozen is no event of its own.
    steps = steps.exclude(Q(verb="supervise") & ~Q(reason="leader"))
    rows = steps.order_by("-at").values_list("at", "verb", "case__matter__category", "case__area_path")
    names = catalogue.catalogue().categories
    return [
        {
            "at": moment.isoformat(),
            "verb": _NAMES[verb],
            "category": names.get(category or "", "待归类来件"),
            "area": community(path),
        }
        for moment, verb, category, path in rows[:_EVENTS]
    ]


def community(path: str) -> str:
    """The community of a path, or the deepest area above it."""
    chain = [node for node in grids.chain(path) if node.rank <= 3]
    return chain[-1].name if chain else ""


def ripples(node: Node, *, at: datetime) -> list[dict[str, Any]]:
    """What came in of public matters in a day, in the middle of its grid."""
    fresh = Case.objects.filter(access.below(node.path), visibility=Visibility.PUBLIC)
    rows = fresh.filter(reported_at__gte=at - LATELY, reported_at__lte=at, area__isnull=False)
    found = dict(rows.order_by("reported_at").values_list("area_id", "reported_at")[:400])
    newest = sorted(found.items(), key=lambda item: item[1], reverse=True)[:_RIPPLES]
    return [
        {"area": str(area), "minutes": int((at - moment).total_seconds() // 60)} for area, moment in newest
    ]


def spots(node: Node) -> list[dict[str, Any]]:
    """The largest hot spots."""
    names = catalogue.catalogue().matters
    rows = HotSpot.objects.filter(access.below(node.path), is_current=True).order_by("-n", "-last_on", "pk")
    return [
        {
            "lon": round(row.lon, 5),
            "lat": round(row.lat, 5),
            "place": row.place or community(row.area_path),
            "matter": names[row.matter].name if row.matter in names else "",
            "n": row.n,
            "taken": row.case_id is not None,
        }
        for row in rows[:_SPOTS]
    ]


def party(node: Node, today: date) -> dict[str, int]:
    """Party service of the area: branches over the grids, small tasks of the last 30 days, posts that are
    held; counts of areas and of deeds, nobody's name.
    """
    covered = coverage(node)
    lately = MicroTask.objects.filter(
        access.below(node.path), published_at__gte=day_bounds(today - timedelta(days=DAYS - 1))[0]
    )
    tasks = lately.exclude(state="withdrawn").aggregate(
        asked=Count("pk"), done=Count("pk", filter=Q(state="confirmed"))
    )
    posts = ResponsibilityPost.objects.filter(access.below(node.path), closed_on__isnull=True)
    held = posts.aggregate(
        wanted=Count("pk", distinct=True),
        held=Count("pk", filter=Q(holdings__until__isnull=True, holdings__isnull=False), distinct=True),
    )
    return {
        "grids": covered.grids,
        "covered": covered.covered,
        "tasks": tasks["asked"],
        "done": tasks["done"],
        "posts": held["wanted"],
        "held": held["held"],
    }


def _repeats(node: Node, today: date) -> list[dict[str, Any]]:
    """What came back after "solved", by matter and community."""
    since = today - counting.REPEAT_AFTER
    rows = Repeat.objects.filter(access.below(node.path), is_hidden=False, at__date__gte=since)
    names = catalogue.catalogue().matters
    found: Counter[tuple[str, str]] = Counter()
    for matter, path in rows.order_by("-at").values_list("matter", "area_path")[:500]:
        found[matter, community(path)] += 1
    return [
        {"matter": names[matter].name if matter in names else "", "area": area, "n": n}
        for (matter, area), n in found.most_common(_REPEATS)
    ]
