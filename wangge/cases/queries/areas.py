"""What open work lies in an area: for whoever splits, merges or retires one."""

from collections.abc import Iterable

from django.db.models import Count, Q

from wangge.cases.models import Case
from wangge.cases.models.case import CaseQuerySet
from wangge.grids import access
from wangge.grids.models import Area


def open_below(path: str) -> CaseQuerySet:
    """The open cases that lie here or below, or stand on a desk here or below."""
    here = access.below(path) | access.below(path, field="desk_path")
    return Case.objects.open().filter(here)


def open_count_below(path: str) -> int:
    """How many of them there are."""
    return open_below(path).count()


def open_counts(areas: Iterable[Area]) -> dict[int, int]:
    """How many open cases lie in each of these very areas; one query."""
    wanted = [area.pk for area in areas]
    counted = Case.objects.open().filter(area__in=wanted).order_by().values_list("area_id")
    return dict.fromkeys(wanted, 0) | {
        area_id: n for area_id, n in counted.annotate(n=Count("pk")) if area_id is not None
    }


def retired_with_work() -> list[Area]:
    """The retired areas that have a successor and still hold open work."""
    retired = Area.objects.filter(valid_to__isnull=False, successor__isnull=False)
    holding = Case.objects.open().filter(Q(area__in=retired) | Q(desk__in=retired)).order_by()
    ids = {area_id for pair in holding.values_list("area_id", "desk_id").distinct() for area_id in pair}
    return list(retired.filter(pk__in=ids - {None}).order_by("pk"))
