"""Two workers at once: each job and each slot belongs to one of them. Proven on PostgreSQL."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from wangge.jobs import actions, queries, registry, runner
from wangge.jobs.models import Job, Schedule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
T = TypeVar("T")


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    seen: list[Any] = []
    monkeypatch.setattr(registry, "HANDLERS", {})
    monkeypatch.setattr(registry, "PERIODS", {})

    @registry.handler("note")
    def note(payload: dict[str, Any], *, at: datetime) -> None:
        seen.append(payload["n"])

    return seen


@pytest.fixture
def two() -> Iterator[Callable[[Callable[[], T]], list[T]]]:
    """Runs a function in two threads that set out together; each closes its own connection."""
    with ThreadPoolExecutor(2) as pool:

        def both(work: Callable[[], T]) -> list[T]:
            together = threading.Barrier(2, timeout=20)

            def one() -> T:
                try:
                    together.wait()
                    return work()
                finally:
                    connection.close()

            return [future.result(timeout=30) for future in [pool.submit(one), pool.submit(one)]]

        yield both


def test_two_workers_share_the_jobs_and_do_none_twice(done: list[Any], two: Any) -> None:
    actions.add_many("note", [{"n": n} for n in range(400)], at=NOON)

    def work() -> int:
        round_ = runner.Round(lambda: NOON)
        while jobs := actions.claim(at=NOON, limit=7):
            round_.do(jobs)
        return round_.done

    counts = two(work)

    assert sorted(done) == list(range(400))
    assert sum(counts) == 400
    assert not Job.objects.exists()


def test_a_claim_does_not_wait_for_another_that_is_still_open(two: Any) -> None:
    actions.add_many("note", [{"n": n} for n in range(4)], at=NOON)
    both_hold_theirs = threading.Barrier(2, timeout=20)

    def claim_and_hold() -> list[int]:
        with transaction.atomic():
            jobs = actions.claim(at=NOON, limit=2)
            both_hold_theirs.wait()  # breaks when the second claim waits for the first
            return [job.pk for job in jobs]

    first, second = two(claim_and_hold)

    assert len({*first, *second}) == 4


def test_a_slot_begins_once_with_two_workers(two: Any) -> None:
    registry.periodic("sweep", every=timedelta(minutes=5))(lambda *, at: None)
    period = registry.PERIODS["sweep"]

    begun = [two(lambda: actions.begin_periods([period], at=NOON)) for _ in range(3)]

    assert sorted(begun[0]) == [0, 1]
    assert begun[1:] == [[0, 0], [0, 0]]
    assert (Job.objects.count(), Schedule.objects.count()) == (1, 1)


def test_the_same_key_added_twice_at_once_is_one_job(two: Any) -> None:
    two(lambda: actions.add("note", {"n": 1}, at=NOON, key="case:1"))

    assert Job.objects.count() == 1


def test_a_lost_job_is_taken_back_once(two: Any) -> None:
    actions.add_many("note", [{"n": n} for n in range(50)], at=NOON)
    actions.claim(at=NOON, limit=50)

    taken = two(lambda: actions.recover(at=NOON + timedelta(minutes=3)))

    assert sum(taken) == 50
    assert queries.counts(at=NOON + timedelta(minutes=3)).due == 50


def test_claiming_does_not_look_at_what_failed() -> None:
    Job.objects.bulk_create(
        Job(kind="note", payload={}, run_at=NOON, added_at=NOON, state="failed") for _ in range(3000)
    )
    actions.add("note", {"n": 1}, at=NOON)
    due = Job.objects.filter(state="queued", run_at__lte=NOON).order_by("run_at", "id")[:10]

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE jobs_job")
    plan = due.explain()

    assert "job_due" in plan
