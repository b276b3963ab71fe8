"""The desk's inbox: open work by due time, tabs whose counts agree with their lists, filters
that live in the URL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from wangge.cases import search
from wangge.cases.models import Case, WorkOrder
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import benches
from wangge.cases.queries.ground import day_bounds
from wangge.cases.queries.lookup import by_number
from wangge.cases.rules import words
from wangge.cases.rules.flows import Source
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.kernel import ids
from wangge.kernel.words import local_day

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What the inbox is narrowed to; every one of them stands in the URL."""

    tab: str = ""
    category: str = ""
    area: int | None = None
    unit: int | None = None
    source: str = ""
    urgency: str = ""
    late: str = ""  # over, soon, supervised; mine: on this very desk; unplaced: nobody knows where
    bench: str = ""  # one of the desks of a community, and all that are switched on there
    benches: Mapping[str, Sequence[str]] = field(default_factory=dict)
    q: str = ""
    order: str = ""  # "" by due time, new by report


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the inbox and how many cases it holds."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The four figures over the inbox, each equal to a list one click away."""

    today: int
    by_source: Sequence[tuple[str, int]]
    over: int
    soon: int
    supervised: int


def reach(acting: Acting) -> CaseQuerySet:
    """The open work this desk may see."""
    return Case.objects.open_to(acting, Permit.CASE_SEE).open()


def narrowed(cases: CaseQuerySet, filters: Filters, acting: Acting, *, at: datetime) -> CaseQuerySet:
    """Everything but the tab, so that the tabs can count the same cases."""
    if filters.category:
        # A confidential case shows its category, so it may be found by it.
        cases = cases.filter(matter__category=filters.category)
    node = grids.area(filters.area)
    if node is not None:
        cases = cases.filter(access.below(node.path))
    if filters.unit:
        orders = WorkOrder.objects.open().filter(unit_id=filters.unit)
        cases = cases.filter(pk__in=orders.values("case_id"))
    if filters.source:
        cases = cases.filter(source=filters.source)
    if filters.bench:
        cases = cases.filter(benches.part(filters.bench, filters.benches, acting))
    if filters.urgency:
        cases = cases.filter(urgency=filters.urgency)
    return _found(cases.filter(_only(filters.late, acting, at=at)), filters.q, acting)


def _only(what: str, acting: Acting, *, at: datetime) -> Q:
    """The one thing the list is looked through for."""
    return {
        "over": Q(act_by__lt=at),
        "soon": Q(act_by__gte=at, act_by__lt=at + timedelta(hours=2)),
        "supervised": Q(is_supervised=True),
        "mine": Q(desk_id=acting.area_id or 0),
        "unplaced": Q(area__isnull=True),
    }.get(what, Q())


def _found(cases: CaseQuerySet, q: str, acting: Acting) -> CaseQuerySet:
    if not q:
        return cases
    if ids.normal_number(q):
        case = by_number(q, acting)
        return cases.filter(pk=case.pk) if case else cases.none()
    return search.matching(cases, q)


def tabs(cases: CaseQuerySet) -> list[Tab]:
    """One query: how many cases of each status; the first tab is their sum."""
    counted = dict(cases.order_by().values_list("status").annotate(n=Count("pk")))
    every = Tab("", "全部在办", sum(counted.values()))
    return [every, *(Tab(code, words.STATUS[code].name, counted.get(code, 0)) for code in words.TABS)]


def rows(cases: CaseQuerySet, filters: Filters) -> CaseQuerySet:
    """The rows of a tab, joined as the list shows them."""
    if filters.tab:
        cases = cases.filter(status=filters.tab)
    joined = cases.select_related("matter__category", "lead_unit")
    return (
        joined.order_by("-reported_at", "pk") if filters.order == "new" else joined.order_by("act_by", "pk")
    )


def figures(acting: Acting, *, at: datetime) -> Figures:
    """Today's reports and what is late, from the index of open cases and that of the day."""
    start, _ = day_bounds(local_day(at))
    mine = Case.objects.open_to(acting, Permit.CASE_SEE)
    today = dict(mine.filter(reported_at__gte=start).order_by().values_list("source").annotate(n=Count("pk")))
    late = reach(acting).aggregate(
        over=Count("pk", filter=Q(act_by__lt=at)),
        soon=Count("pk", filter=Q(act_by__gte=at, act_by__lt=at + timedelta(hours=2))),
        supervised=Count("pk", filter=Q(is_supervised=True)),
    )
    names: Mapping[str, Any] = dict(Source.choices)
    by_source = sorted(((str(names[code]), n) for code, n in today.items()), key=lambda row: -row[1])
    return Figures(sum(today.values()), by_source, late["over"], late["soon"], late["supervised"])


def closed(acting: Acting, filters: Filters, *, at: datetime) -> CaseQuerySet:
    """What ended, the newest first; walked page by page along an index, never counted."""
    ended = Case.objects.open_to(acting, Permit.CASE_SEE).filter(is_open=False)
    found = narrowed(ended, filters, acting, at=at)
    return found.select_related("matter__category", "lead_unit").order_by("-closed_at", "pk")
