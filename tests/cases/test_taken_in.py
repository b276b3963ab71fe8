"""What follows the answer to a report, as a batch: the search index and the desk, however many there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions, jobs
from wangge.cases.models import Case, Receipt
from wangge.cases.search import matching
from wangge.grids.access import THE_CLOCK
from wangge.jobs import runner
from wangge.jobs.models import Job
from wangge.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def _numbers(words: str) -> set[str]:
    return {case.number for case in matching(Case.objects.all(), words)}


def test_words_are_found_and_desks_are_told(town: Town, story: Story) -> None:
    lamp = story.reported(text="路灯坏了", matter="")
    lift = story.reported(text="电梯停了", matter="", where="other_grid")

    runner.run_due(at=MONDAY_9_00, has_periods=False)

    assert _numbers("路灯") == {lamp.number}
    assert _numbers("电梯停") == {lift.number}
    assert Notice.objects.filter(person=town.person("officer")).count() == 1
    assert not Job.objects.exists()


def test_an_officer_s_finding_is_found_by_its_words_too(town: Town, story: Story) -> None:
    from tests.cases.scenes import CASES

    case, _ = CASES["void"][0](story, MONDAY_9_00)

    runner.run_due(at=MONDAY_9_00, has_periods=False)

    assert _numbers("井盖") == {case.number}


def test_what_is_gone_or_forgotten_spoils_nothing(town: Town, story: Story) -> None:
    kept, forgotten = story.reported(text="路灯坏了"), story.closed(text="路灯坏了")
    actions.forget(forgotten, by=THE_CLOCK, at=MONDAY_9_00)

    jobs.taken_in(
        [
            {"case": str(kept.pk)},
            {"case": str(forgotten.pk)},
            {"case": "01a1f879-541c-742d-954e-eb9178fe58d5"},
        ],
        at=MONDAY_9_00,
    )

    assert _numbers("路灯") == {kept.number}


def test_done_twice_it_is_done_once(story: Story) -> None:
    case = story.reported(text="路灯坏了")

    for _ in range(2):
        jobs.taken_in([{"case": str(case.pk)}], at=MONDAY_9_00)

    assert _numbers("路灯坏了") == {case.number}
    assert Notice.objects.filter(key=f"{case.pk}:report").count() == Notice.objects.count()


def test_on_postgresql_a_batch_costs_what_one_costs(story: Story) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite indexes one after the other")
    payloads = [{"case": str(story.reported().pk)} for _ in range(30)]

    with CaptureQueriesContext(connection) as one:
        jobs.taken_in(payloads[:1], at=MONDAY_9_00)
    with CaptureQueriesContext(connection) as many:
        jobs.taken_in(payloads[1:], at=MONDAY_9_00)

    assert len(many) == len(one)


def test_the_doors_are_cleaned_once_a_day(story: Story) -> None:
    at = timezone.now()
    Receipt.objects.create(
        door="public", key="old-one-1", body_digest=b"1", created_at=at - timedelta(days=31)
    )
    Receipt.objects.create(door="public", key="new-one-1", body_digest=b"1", created_at=at)

    jobs.clean_doors(at=at)

    assert list(Receipt.objects.values_list("key", flat=True)) == ["new-one-1"]
