"""The figures follow every act: what pages read equals a slow recount and a rebuild, whatever happened."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.story import Story
from tests.insight.walk import Walk
from tests.town import MONDAY_9_00
from wangge.cases.models import Case, Delta
from wangge.cases.rules import counting
from wangge.grids.models import Area
from wangge.insight import actions
from wangge.insight.models import DayCount, MonthCount, OpenCount
from wangge.insight.queries.counts import Counts, Where

pytestmark = [pytest.mark.django_db, pytest.mark.both]

_CODES = [counting.REPORTED, counting.CLOSED, *counting.COHORT, *counting.BUCKETS]
_CHECKED = set(_CODES) - {"located", "found_first", *counting.BUCKETS}


def numbers(area: Area) -> Counter[tuple[date, str]]:
    """What a page would read, ordinary and confidential apart."""
    reader = Counts(with_hidden=False, most=10**6)
    where = Where(area.pk, area.path)
    codes = [*_CODES, *(counting.HIDDEN + code for code in _CODES)]
    found: Counter[tuple[date, str]] = Counter()
    for prefix in ("", counting.HIDDEN):
        wanted = [prefix + code for code in _CODES]
        days = reader.days(where, wanted, MONDAY_9_00.date() - timedelta(days=3), date(2027, 12, 31))
        for day, values in days.items():
            for code, n in values.items():
                if n:
                    found[day, prefix + code] += n
    assert codes
    return found


def rows() -> dict[str, dict[tuple[object, ...], int]]:
    """All count rows that are not nothing."""
    kinds: dict[str, Any] = {
        "days": DayCount.objects.values_list("area", "day", "measure", "n"),
        "months": MonthCount.objects.values_list("kind", "a", "b", "month", "measure", "n"),
        "open": OpenCount.objects.values_list("area", "unit", "state", "lateness", "n"),
    }
    return {kind: {row[:-1]: row[-1] for row in found if row[-1]} for kind, found in kinds.items()}


def fold_all(walk: Walk) -> None:
    while actions.fold(at=walk.at, limit=50):
        pass


@pytest.mark.parametrize("seed", [2, 5, 7])
def test_pages_recount_and_rebuild_agree_after_a_random_history(story: Story, seed: int) -> None:
    walk = Walk(story, seed)

    walk.go(90)
    actions.fold(at=walk.at, limit=60)
    walk.go(90)

    assert walk.deeds > 60
    assert Delta.objects.exists()
    met = {code for _, code in walk.expected(story.town.district)}
    assert {"b", "on_time", "answered", "reworked", "c.reported", "kept"} <= met, "too tame a history"
    for area in Area.objects.filter(rank__gte=0):
        found = {key: n for key, n in numbers(area).items() if key[1].removeprefix("c.") in _CHECKED}
        assert found == dict(walk.expected(area)), area.name
    unfolded = {area.pk: numbers(area) for area in Area.objects.all()}
    fold_all(walk)
    folded = rows()
    assert {area.pk: numbers(area) for area in Area.objects.all()} == unfolded
    actions.rebuild(at=walk.at)
    assert rows() == folded


@pytest.mark.parametrize("seed", [4])
def test_open_work_is_what_stands_on_the_desks(story: Story, seed: int) -> None:
    walk = Walk(story, seed)
    walk.go(90)

    for area in Area.objects.filter(rank__gte=0):
        found = Counts(with_hidden=True).open(Where(area.pk, area.path))
        here = [c for c in Case.objects.filter(is_open=True) if c.area_path[: len(area.path)] == area.path]
        expected = Counter((c.lead_unit_id or 0, c.state, c.lateness) for c in here)
        assert found == dict(expected)
