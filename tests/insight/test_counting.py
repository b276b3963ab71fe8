"""The figures follow every act: what pages read equals a slow recount and a rebuild, whatever happened."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.story import Story
from tests.insight.walk import Walk
from tests.town import MONDAY_9_00
from wangge.cases import actions as cases
from wangge.cases import queries
from wangge.cases.models import Case, Delta, Repeat, Tally
from wangge.cases.rules import counting
from wangge.grids.models import Area
from wangge.insight import actions
from wangge.insight.models import DayCount, MonthCount, OpenCount
from wangge.insight.queries.counts import Counts, Where

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LATER = MONDAY_9_00 + timedelta(days=1)
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


def test_answers_that_came_with_a_merged_case_count_from_the_day_the_other_is_counted(story: Story) -> None:
    town = story.town
    again = story.closed(matter="ENV-01")
    appeal = again.appeals.get()
    cases.rate(appeal, solved=False, satisfaction=1, remark="还是不亮", by=story.me(appeal), at=LATER)
    other = story.dispatched(matter="ENV-01", at=LATER)

    cases.merge(Case.objects.get(pk=again.pk), into=other, by=town.dispatcher, at=LATER)
    assert Tally.objects.get(case=other).counted_on is None
    for _ in range(6):
        cases.sweep(at=LATER + timedelta(days=20))

    main = Tally.objects.get(case=other)
    assert (main.b, main.answered, main.solved) == (1, 1, 0)
    assert Tally.objects.get(case=again).answered == 0


def test_the_same_again_in_the_same_building_is_a_repeat_without_a_point(story: Story) -> None:
    town, at = story.town, MONDAY_9_00 + timedelta(days=30)
    first = story.closed(matter="FAC-03", place="柳荫路 41 号 2 栋 301 室")
    Tally.objects.filter(case=first).update(lon=None, lat=None)

    for place in ("柳荫路41号3栋", "柳荫路41号2栋"):
        again = story.report(place=place, where="", at=at).case
        spot = queries.area_spot(town.grid.pk, place=place)
        cases.accept(again, spot=spot, by=town.hat("district"), at=at)

    assert [row.again_id for row in Repeat.objects.filter(case=first)] == [again.pk]
