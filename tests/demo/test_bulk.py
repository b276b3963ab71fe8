"""Bulk rows are such rows as the actions write for the same story."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import models, transaction
from pytest_django import DjangoDbBlocker

from tests.town import LONG_AGO, MONDAY_9_00, Town
from wangge.cases import search
from wangge.cases.jobs import taken_in
from wangge.cases.models import Appeal, Case, CaseTask, Step
from wangge.cases.queries import history
from wangge.cases.sealed import appeal_words, step_words
from wangge.demo import bulk
from wangge.demo.bulk import Cast, Load, Options, plots
from wangge.demo.bulk.blueprint import TABLES
from wangge.demo.bulk.plots import ENDED, GOING_ON, Acts
from wangge.demo.bulk.sites import NEEDED
from wangge.grids import actions as grids
from wangge.grids.access import THE_CLOCK, Acting, Role
from wangge.grids.models import Area
from wangge.kernel.words import SHANGHAI
from wangge.matters import actions as matters
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import Department
from wangge.worktime import actions as worktime

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MAYOR = Acting(Role.SYSTEM_ADMIN, name="建镇")
NOW = MONDAY_9_00.astimezone(UTC)
#: Ciphers, digests, numbers and keys: what no two cases share, however they were written.
ONES_OWN = {
    *("id", "number", "wrapped_key", "head", "words", "salt", "contact_phone", "phone_index", "tail_index"),
    *("digest", "previous", "hash", "sealed", "key", "holder"),
}


@pytest.fixture(scope="module")
def load(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Load]:
    """A town in which every role of every grid is held and every department has a unit."""
    with django_db_blocker.unblock(), transaction.atomic():
        town = Town()
        matters.seed_catalogue(by=THE_CLOCK, at=LONG_AGO)
        worktime.seed_years([2025, 2026, 2027], by=THE_CLOCK, at=LONG_AGO)
        _people_every_desk()
        _units_of_every_department(town)
        yield Load(Options(now=NOW))
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(load: Load, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In the place of pytest-django's own, which would close the connection under the town."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _people_every_desk() -> None:
    ranks = {
        Role.LEADER: 4,
        Role.OFFICER: 4,
        Role.STAFF: 3,
        Role.STREET_DISPATCHER: 1,
        Role.VERIFIER: 1,
        Role.DISTRICT_DISPATCHER: 0,
        Role.DISTRICT_LEADER: 0,
    }
    assert set(ranks) == set(NEEDED)
    for role, rank in ranks.items():
        for area in Area.objects.filter(rank=rank).order_by("path"):
            person = people.make_person(name=f"{area.name}{role.label}", by=OPERATOR, at=LONG_AGO)
            grids.appoint(person, role, area=area, since=LONG_AGO, by=MAYOR, at=LONG_AGO)


def _units_of_every_department(town: Town) -> None:
    for street in (town.street, town.other_street):
        for kind in Department.objects.filter(is_emergency_service=False).order_by("code"):
            name, code = f"{street.name}{kind.name}", f"B{street.pk}-{kind.code}"
            unit = people.make_unit(name=name, department=kind, code=code, by=OPERATOR, at=LONG_AGO)
            grids.serve(unit, street, by=MAYOR, at=LONG_AGO)
            person = people.make_person(name=f"{name}经办", by=OPERATOR, at=LONG_AGO)
            grids.appoint(person, Role.HANDLER, unit=unit, since=LONG_AGO, by=MAYOR, at=LONG_AGO)


def cast_of(load: Load, acts: Acts, start: datetime, *, grid: str, nth: int = 0) -> Cast:
    """A story of the nth matter that suits it, beginning then, in that grid."""
    site = next(site for site in load.town.sites if site.grid.name == grid)
    for entry in load.matters[acts][nth:]:
        moments = plots.moments(
            acts,
            entry,
            start,
            calendar=load.calendar,
            archive_after=load.limits.archive_after,
            chance=random.Random(3),
        )
        cast = Cast(acts, entry, site, moments or [])
        if moments and load.mould(cast) is not None:
            return cast
    raise LookupError(f"{acts} cannot be told of any matter")


def poured(load: Load, cast: Cast, given: Any) -> Case:
    """The case as the bulk maker writes it."""
    mould = load.mould(cast)
    assert mould is not None
    before = set(Case.objects.values_list("pk", flat=True))
    load.put([mould.fill(given, (next(load._numbers(1)), next(load._numbers(1))), load.chance)])
    return Case.objects.exclude(pk__in=before).get()


def rows_of(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Every row of a case by table, in the order of its story, each id as the place of what it names."""
    found: dict[str, list[models.Model]] = {
        model.__name__: list(
            model._default_manager.filter(holder=f"case:{case.pk}")
            if model.__name__ == "StoredFile"
            else model._default_manager.filter(**{"pk" if model is Case else "case": case.pk})
        )
        for model in TABLES
    }
    for name, rows in found.items():
        order = {"Step": "seq", "CaseTask": "kind no", "WorkOrder": "kind"}.get(name, "pk")
        rows.sort(key=lambda row: [getattr(row, part) for part in order.split()])
    names = {row.pk: f"{kind} {n}" for kind, rows in found.items() for n, row in enumerate(rows)}
    return {
        kind: [
            {
                f.attname: names.get(value, value) if f.is_relation or f.attname == "order_id" else value
                for f in row._meta.concrete_fields
                if f.attname not in ONES_OWN
                for value in [getattr(row, f.attname)]
            }
            for row in rows
        ]
        for kind, rows in found.items()
    }


def sealed_words(case: Case) -> tuple[list[Any], list[Any]]:
    case = Case.objects.prefetch_related("appeals").get(pk=case.pk)
    steps = list(Step.objects.filter(case=case).select_related("text").order_by("seq"))
    words = step_words(case, steps)
    return list(appeal_words(case, case.appeals.all()).values()), [words[step.pk] for step in steps]


def assert_found_by_the_same_words(bulky: Case, told: Case) -> None:
    """Whole, by its first words, by its place, and by what overlaps two of its texts."""
    taken_in([{"case": str(told.pk)}], at=NOW)
    told_of = rows_of(told)["Case"][0]["place"]
    for words in (Case.objects.get(pk=told.pk).title, "请来看看", told_of, f"请来看看{told_of}"):
        found = set(search.matching(Case.objects.all(), words).values_list("pk", flat=True))
        assert (bulky.pk in found) == (told.pk in found), words


#: A working morning, an evening, a day before the holidays of October, a Saturday.
STARTS = (
    datetime(2026, 3, 4, 9, 17, 23, 511, tzinfo=SHANGHAI),
    datetime(2026, 6, 18, 20, 4, tzinfo=SHANGHAI),
    datetime(2026, 9, 30, 16, 40, 0, 250000, tzinfo=SHANGHAI),
    datetime(2026, 5, 9, 11, 0, tzinfo=SHANGHAI),
)


@pytest.mark.parametrize("acts", [*ENDED, *GOING_ON], ids=lambda acts: "-".join(acts[-3:]))
@pytest.mark.parametrize("nth", [0, pytest.param(4, marks=pytest.mark.slow)])
def test_bulk_rows_equal_what_the_actions_write_for_the_same_story(load: Load, acts: Acts, nth: int) -> None:
    start = STARTS[(len(acts) + nth) % len(STARTS)].astimezone(UTC)
    load.mould(cast_of(load, acts, start, grid="柳荫一网格", nth=nth))
    cast = cast_of(load, acts, start, grid="望山一网格", nth=nth)
    given = load.given(cast)

    bulky = poured(load, cast, given)
    Case.objects.filter(next_alarm_at__isnull=False).exclude(pk=bulky.pk).update(next_alarm_at=None)
    alarm = bulky.next_alarm_at
    Case.objects.filter(pk=bulky.pk).update(next_alarm_at=None)  # so that the clock leaves it alone
    told = load.teller(cast, given).tell(acts, list(cast.moments))
    Case.objects.filter(pk=bulky.pk).update(next_alarm_at=alarm)

    assert rows_of(bulky) == rows_of(told)
    assert sealed_words(bulky) == sealed_words(told)
    assert_found_by_the_same_words(bulky, told)


def test_the_chains_of_bulk_cases_verify(load: Load) -> None:
    bulk.pour(60, Options(now=NOW, per_day=10), tell=lambda *about: None)

    assert list(history.broken_chains()) == []
    assert Case.objects.count() == 60
    assert Appeal.objects.values("number").distinct().count() == Appeal.objects.count()


def test_what_goes_on_is_recent_and_no_alarm_is_overdue(load: Load) -> None:
    bulk.pour(120, Options(now=NOW, per_day=12), tell=lambda *about: None)

    going_on = Case.objects.filter(is_open=True)
    assert 10 < going_on.count() < 60
    assert not Case.objects.filter(next_alarm_at__lte=NOW).exists()
    assert not Case.objects.filter(reported_at__gt=NOW).exists()
    assert Case.objects.filter(reported_at__lt=NOW - timedelta(days=5), is_open=True).count() < 10


def test_the_same_seed_pours_the_same_cases(load: Load) -> None:
    def poured_with(seed: int) -> list[Any]:
        with transaction.atomic():
            bulk.pour(25, Options(now=NOW, per_day=5, seed=seed), tell=lambda *about: None)
            columns = ("reported_at", "state", "matter_id", "area_path", "lead_unit_id", "due_at")
            found = list(Case.objects.order_by(*columns).values_list(*columns))
            transaction.set_rollback(True)
        return found

    assert poured_with(1) == poured_with(1)
    assert poured_with(1) != poured_with(2)


def test_old_cases_may_keep_their_ends_only(load: Load) -> None:
    options = Options(now=NOW, per_day=1, thin_before=NOW - timedelta(days=5))

    bulk.pour(60, options, tell=lambda *about: None)

    old = Case.objects.filter(is_open=False, next_alarm_at=None, entered_at__lt=NOW - timedelta(days=5))
    assert old.exists()
    assert {case.steps.count() for case in old} == {2} == set(old.values_list("step_count", flat=True))
    assert not CaseTask.objects.filter(case__in=old).exists()
    assert list(history.broken_chains()) == []
