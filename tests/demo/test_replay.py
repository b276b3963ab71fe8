"""A replay of seven invented events: what was built, how far each went, and that the history holds."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import TestCase
from pytest_django import DjangoDbBlocker

from tests.demo.events import LAMP, RUBBISH, written
from wangge.cases.models import Case, Step, WorkOrder
from wangge.cases.sealed import appeal_words, step_words
from wangge.demo import replay
from wangge.demo.replay import life, table
from wangge.grids.models import Area, UnitArea
from wangge.people.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(scope="module")
def lived(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[replay.Outcome]:
    """One run for all tests, which only look."""
    folder, present = tmp_path_factory.mktemp("replay"), settings.DATA
    events = table.read(written(folder / "events.csv.gz"))
    settings.DATA = folder  # the seals' file lies there
    with django_db_blocker.unblock(), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            outcome = replay.run(events, district="清岚区", tell=lambda *about: None)
        yield outcome
        transaction.set_rollback(True)
    settings.DATA = present


@pytest.fixture
def _django_db_helper(lived: replay.Outcome, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In the place of pytest-django's own, which would close the connection under what was lived."""
    with django_db_blocker.unblock():
        yield


def test_areas_and_units_are_those_of_the_table(lived: replay.Outcome) -> None:
    names = list(Area.objects.order_by("rank", "stat_code").values_list("name", flat=True))
    serves = {s.unit.name: s.area.name for s in UnitArea.objects.select_related("unit", "area")}

    assert names == ["清岚区", "柳湾街道", "石桥街道", "柳荫社区", "荷塘社区", "望山社区"]
    assert {code[:2] for code in Area.objects.values_list("stat_code", flat=True)} == {"99"}
    assert serves == {
        "清岚供电局": "清岚区",
        "市政服务中心（柳湾街道办事处）": "柳湾街道",
        "柳荫社区": "柳荫社区",
    }
    assert Unit.objects.get(name="清岚供电局").department_id == "power_supply"


def test_each_event_goes_as_far_as_the_table_knows(lived: replay.Outcome) -> None:
    states = list(Case.objects.order_by("reported_at").values_list("state", flat=True))

    # The fourth is of a kind without a matter, the fifth has no unit.
    assert [state in ("closed", "archived") for state in states] == [
        True,
        True,
        True,
        False,
        False,
        True,
        True,
    ]
    assert (states[3], states[4]) == ("reported", "accepted")
    assert (lived.events, lived.accepted, lived.dispatched, lived.closed) == (7, 6, 5, 5)
    assert (lived.kinds, lived.kinds_mapped, lived.events_mapped) == (3, 2, 6)
    assert lived.unmapped == [("精神文明建设", 1)]


def test_the_unit_is_the_one_that_really_handled_it(lived: replay.Outcome) -> None:
    sent = WorkOrder.objects.order_by("case__reported_at").values_list("unit__name", flat=True)

    assert list(sent) == [LAMP[3], RUBBISH[3], RUBBISH[3], RUBBISH[3], LAMP[3]]


def test_in_time_and_late_are_as_the_table_says_and_the_clock_spoke(lived: replay.Outcome) -> None:
    closed = Case.objects.filter(closed_at__isnull=False).order_by("reported_at")
    late = [case.submitted_at > case.due_at for case in closed if case.submitted_at and case.due_at]

    assert late == [False, False, True, False, True]
    assert lived.timed == {(True, True): 3, (False, False): 2}
    assert set(Step.objects.filter(verb="supervise").values_list("case_id", flat=True)) == {
        case.pk for case, was_late in zip(closed, late, strict=True) if was_late
    } | set(Case.objects.filter(state="accepted").values_list("pk", flat=True))


def test_what_is_invented_says_so_on_every_step_that_takes_a_note(lived: replay.Outcome) -> None:
    case = Case.objects.prefetch_related("steps__text", "appeals").order_by("reported_at")[0]
    steps, words = list(case.steps.all()), step_words(case, case.steps.all())
    noted = {step.verb for step in steps if life.INVENTED in words[step.pk].get("note", "")}

    assert noted == {"accept", "dispatch", "submit", "verify", "close"}
    assert [w["text"] for w in appeal_words(case, case.appeals.all()).values()] == [
        "路灯（市政设施·公用部件，投诉）"
    ]


def test_every_chain_and_every_days_seal_holds(lived: replay.Outcome) -> None:
    assert replay.faults() == []
    assert lived.steps == Step.objects.count() > 40


def test_the_units_named_are_judged(lived: replay.Outcome) -> None:
    rules, rules_of_last, _, _ = lived.verdicts

    assert (rules.asked, rules_of_last.asked) == (6, 2)
    assert rules.in_three is None
    assert rules.first > 0
