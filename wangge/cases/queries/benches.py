"""The desks of a community: their lists, and the part of its inbox that is each one's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from wangge.cases.models import CommunityBench
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.rules import benches
from wangge.cases.rules.benches import Bench
from wangge.grids.access import Acting, Permit


@dataclass(frozen=True, slots=True)
class Queue:
    """One desk and how much of the inbox is its."""

    bench: str
    name: str
    count: int


def lists(area_id: int | None) -> dict[str, tuple[str, ...]]:
    """The desks a community has switched on, in their order, with their categories; empty where it is one."""
    rows = CommunityBench.objects.filter(area=area_id or 0)
    found = {row.bench: tuple(row.categories) for row in rows}
    return {bench.value: found[bench] for bench in Bench if bench in found}


def of_hat(acting: Acting) -> dict[str, tuple[str, ...]]:
    """Those of the community this hat sits in."""
    return lists(acting.area_id) if acting.may(Permit.BENCH_SEE) else {}


def part(bench: str, on: Mapping[str, Sequence[str]], acting: Acting) -> Q:
    """What of the community's own inbox is this desk's."""
    own = Q(matter__category__in=on.get(bench, ()))
    if bench == benches.takes_rest(on):
        named = [category for categories in on.values() for category in categories]
        own |= Q(matter__isnull=True) | ~Q(matter__category__in=named)
    return Q(desk_id=acting.area_id or 0) & own


def queues(cases: CaseQuerySet, on: Mapping[str, Sequence[str]], acting: Acting) -> list[Queue]:
    """How many of these cases stand on each desk; one query."""
    counted: dict[str, int] = dict.fromkeys(on, 0)
    own = cases.filter(desk_id=acting.area_id or 0).order_by()
    for category, n in own.values_list("matter__category").annotate(n=Count("pk")):
        counted[benches.of(category or "", on)] += n
    return [Queue(bench, Bench(bench).label, counted[bench]) for bench in on]
