"""Jobs: added with their cause, done once, tried again, given up, taken over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from wangge.jobs import actions, queries, registry, runner
from wangge.jobs.models import Job, Schedule, State
from wangge.journal.models import Entry, Machine
from wangge.kernel.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
ADMIN = Machine("管理员甲", "sysadmin", person_id=7)


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A registry of its own for each test, with a kind `note` that writes down what it was given."""
    seen: list[Any] = []
    monkeypatch.setattr(registry, "HANDLERS", {})
    monkeypatch.setattr(registry, "PERIODS", {})

    @registry.handler("note")
    def note(payload: dict[str, Any], *, at: datetime) -> None:
        seen.append(payload["n"])

    return seen


def spoil(kind: str = "spoilt", *, attempts: int = 5) -> None:
    @registry.handler(kind, attempts=attempts)
    def fail(payload: dict[str, Any], *, at: datetime) -> None:
        Entry.objects.create(at=at, role="", name="", verb="trace", subject="", note="", ip="")
        raise ValueError("no such street\nDETAIL: words of somebody")


def run(at: datetime = NOON) -> int:
    return runner.run_due(at=at, raising=False)


def test_a_job_is_done_once_and_gone(done: list[Any]) -> None:
    actions.add("note", {"n": "网格"}, at=NOON)

    counts = [run(), run()]

    assert counts == [1, 0]
    assert done == ["网格"]
    assert not Job.objects.exists()


def test_adding_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        actions.add("note", {"n": 1}, at=NOON)


def test_a_job_exists_only_when_its_cause_was_committed() -> None:
    with transaction.atomic():
        actions.add("note", {"n": 1}, at=NOON)
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_jobs_are_done_in_the_order_in_which_they_are_due(done: list[Any]) -> None:
    actions.add("note", {"n": "second"}, at=NOON)
    actions.add("note", {"n": "third"}, at=NOON)
    actions.add("note", {"n": "first"}, at=NOON, run_at=NOON - timedelta(hours=1))
    actions.add("note", {"n": "tomorrow"}, at=NOON, run_at=NOON + timedelta(days=1))

    run()

    assert done == ["first", "second", "third"]


def test_many_jobs_are_added_at_once(done: list[Any]) -> None:
    actions.add_many("note", [{"n": n} for n in range(250)], at=NOON)

    assert run() == 250
    assert done == list(range(250))


def test_of_the_same_key_only_one_waits(done: list[Any]) -> None:
    actions.add("note", {"n": 1}, at=NOON, key="case:1")
    actions.add("note", {"n": 2}, at=NOON, key="case:1")
    actions.add("note", {"n": 3}, at=NOON, key="case:2")
    run()

    actions.add("note", {"n": 4}, at=NOON, key="case:1")
    run()

    assert done == [1, 3, 4]


def test_a_key_that_is_being_done_may_wait_again() -> None:
    actions.add("note", {"n": 1}, at=NOON, key="case:1")
    actions.claim(at=NOON, limit=5)

    actions.add("note", {"n": 2}, at=NOON, key="case:1")

    assert sorted(Job.objects.values_list("state", flat=True)) == ["queued", "running"]


def test_a_failed_job_leaves_no_trace_and_is_tried_again_later() -> None:
    spoil()
    actions.add("spoilt", {}, at=NOON)

    run()

    job = Job.objects.get()
    assert (job.state, job.attempts, job.run_at) == (State.QUEUED, 1, NOON + timedelta(seconds=10))
    assert job.last_error == "ValueError: no such street"
    assert not Entry.objects.exists()


def test_after_the_last_attempt_a_job_is_kept_with_its_error(done: list[Any]) -> None:
    spoil(attempts=3)
    actions.add("spoilt", {}, at=NOON)

    for hour in range(5):
        run(NOON + timedelta(hours=hour))

    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (State.FAILED, 3, "ValueError: no such street")
    assert queries.failed() == [job]


def test_the_waits_grow_to_an_hour() -> None:
    spoil(attempts=9)
    actions.add("spoilt", {}, at=NOON)
    waits, at = [], NOON

    for _ in range(8):
        run(at)
        waits.append((Job.objects.get().run_at - at).total_seconds())
        at = Job.objects.get().run_at

    assert waits == [10, 40, 160, 640, 2560, 3600, 3600, 3600]


def test_a_kind_that_nobody_does_fails_and_says_so() -> None:
    actions.add("unheard", {}, at=NOON)

    run()

    assert Job.objects.get().last_error == "LookupError: no handler for unheard"


def test_an_error_comes_out_of_a_test_run() -> None:
    spoil()
    actions.add("spoilt", {}, at=NOON)

    with pytest.raises(ValueError, match="no such street"):
        runner.run_due(at=NOON)


def test_jobs_that_add_due_jobs_for_ever_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "_ROUNDS", 3)

    @registry.handler("again")
    def again(payload: dict[str, Any], *, at: datetime) -> None:
        actions.add("again", {}, at=at)

    actions.add("again", {}, at=NOON)

    with pytest.raises(RuntimeError):
        run()


# Batches


def batched(seen: list[Any]) -> None:
    @registry.handler("many", batch=True)
    def many(payloads: list[dict[str, Any]], *, at: datetime) -> None:
        if any(payload["n"] == "bad" for payload in payloads):
            raise ValueError("bad one")
        seen.append([payload["n"] for payload in payloads])


def test_a_batched_kind_gets_all_its_payloads_at_once(done: list[Any]) -> None:
    batched(done)
    for n in (1, 2, 3):
        actions.add("many", {"n": n}, at=NOON)
        actions.add("note", {"n": n * 10}, at=NOON)

    assert run() == 6
    assert done == [[1, 2, 3], 10, 20, 30]


def test_one_bad_payload_does_not_hold_up_its_batch(done: list[Any]) -> None:
    batched(done)
    for n in (1, "bad", 3):
        actions.add("many", {"n": n}, at=NOON)

    assert run() == 2
    assert done == [[1], [3]]
    assert Job.objects.get().last_error == "ValueError: bad one"


def test_a_batch_costs_the_same_number_of_statements_whatever_its_size(
    done: list[Any], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    batched(done)
    actions.add_many("many", [{"n": n} for n in range(100)], at=NOON)

    # periods, claim, do and delete, look for more; four of them open and close transactions
    with django_assert_max_num_queries(13):
        run()


# A handler that commits by itself


def test_a_handler_that_commits_by_itself_is_not_inside_a_transaction_of_the_worker() -> None:
    depth: list[int] = []

    @registry.handler("slow", is_atomic=False)
    def slow(payload: dict[str, Any], *, at: datetime) -> None:
        depth.append(len(connection.savepoint_ids))

    actions.add("slow", {}, at=NOON)

    run()

    assert depth == [len(connection.savepoint_ids)]
    assert not Job.objects.exists()


# Leases


def test_a_claimed_job_is_nobody_elses(done: list[Any]) -> None:
    actions.add("note", {"n": 1}, at=NOON)
    actions.claim(at=NOON, limit=5)

    assert run(NOON + timedelta(minutes=1)) == 0
    assert done == []


def test_a_job_whose_worker_died_is_done_when_its_lease_ends(done: list[Any]) -> None:
    actions.add("note", {"n": 1}, at=NOON)
    actions.claim(at=NOON, limit=5)

    run(NOON + timedelta(minutes=2))

    assert done == [1]


def test_a_job_that_kills_its_worker_every_time_is_given_up() -> None:
    actions.add("note", {"n": 1}, at=NOON)

    for minute in range(0, 100, 10):
        actions.recover(at=NOON + timedelta(minutes=minute))
        actions.claim(at=NOON + timedelta(minutes=minute), limit=5)

    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (State.FAILED, 5, "执行时中断：进程退出或超时")


def test_the_lease_is_the_one_the_handler_asked_for() -> None:
    registry.handler("import", lease=timedelta(hours=1))(lambda payload, *, at: None)
    actions.add("import", {}, at=NOON)
    actions.add("note", {"n": 1}, at=NOON)

    actions.claim(at=NOON, limit=5)

    leases = dict(Job.objects.values_list("kind", "lease_until"))
    assert leases == {"import": NOON + timedelta(hours=1), "note": NOON + timedelta(minutes=2)}


def test_a_worker_that_lost_its_lease_leaves_no_trace() -> None:
    actions.add("note", {"n": 1}, at=NOON)
    [slow] = actions.claim(at=NOON, limit=5)
    actions.recover(at=NOON + timedelta(minutes=5))
    [quick] = actions.claim(at=NOON + timedelta(minutes=5), limit=5)

    with pytest.raises(actions.LeaseLost):
        actions.perform(registry.HANDLERS["note"], [slow], at=NOON + timedelta(minutes=6))

    assert Job.objects.get().attempts == quick.attempts == 2
    actions.fail(slow, error="x", at=NOON + timedelta(minutes=6))
    assert Job.objects.get().state == State.RUNNING
    actions.perform(registry.HANDLERS["note"], [quick], at=NOON + timedelta(minutes=6))
    assert not Job.objects.exists()


def test_a_round_goes_on_when_one_of_its_jobs_was_taken_over(done: list[Any]) -> None:
    actions.add_many("note", [{"n": n} for n in range(2)], at=NOON)
    jobs = actions.claim(at=NOON, limit=2)
    Job.objects.filter(pk=jobs[0].pk).update(attempts=2)  # as another worker's claim does

    round_ = runner.Round(lambda: NOON)
    round_.do(jobs)

    assert round_.done == 1
    assert list(Job.objects.values_list("state", "last_error")) == [("running", "")]


def test_a_sign_of_life_keeps_the_lease() -> None:
    actions.add("note", {"n": 1}, at=NOON)
    jobs = actions.claim(at=NOON, limit=5)

    actions.renew(jobs, at=NOON + timedelta(minutes=1))

    assert actions.recover(at=NOON + timedelta(minutes=2)) == 0
    assert actions.recover(at=NOON + timedelta(minutes=3)) == 1


def test_what_was_claimed_and_not_begun_is_given_back_as_it_was(done: list[Any]) -> None:
    actions.add_many("note", [{"n": n} for n in range(4)], at=NOON)

    def stops_after_two() -> bool:
        return len(done) == 2

    runner.Round(lambda: NOON, stop=stops_after_two).do(actions.claim(at=NOON, limit=10))

    assert done == [0, 1]
    assert list(Job.objects.values_list("state", "attempts")) == [("queued", 0), ("queued", 0)]


def test_a_long_round_renews_its_leases(done: list[Any]) -> None:
    actions.add_many("note", [{"n": n} for n in range(6)], at=NOON)
    ticks = iter(range(1000))

    runner.Round(lambda: NOON + timedelta(seconds=15 * next(ticks))).do(actions.claim(at=NOON, limit=10))

    assert done == [0, 1, 2, 3, 4, 5]


def test_a_job_taken_back_makes_way_for_one_of_the_same_key() -> None:
    actions.add("note", {"n": "old"}, at=NOON, key="case:1")
    actions.claim(at=NOON, limit=5)
    actions.add("note", {"n": "new"}, at=NOON, key="case:1")

    actions.recover(at=NOON + timedelta(minutes=5))

    assert [job.payload for job in Job.objects.all()] == [{"n": "new"}]


# What happens by the clock


def test_a_period_begins_once_in_each_slot(done: list[Any]) -> None:
    registry.periodic("sweep", every=timedelta(minutes=5))(lambda *, at: done.append(at))

    for minute in range(0, 12, 2):
        run(NOON + timedelta(minutes=minute))

    assert done == [NOON, NOON + timedelta(minutes=6), NOON + timedelta(minutes=10)]


def test_missed_slots_are_made_up_for_once(done: list[Any]) -> None:
    registry.periodic("sweep", every=timedelta(minutes=5))(lambda *, at: done.append(at))
    run()

    run(NOON + timedelta(days=2))

    assert done == [NOON, NOON + timedelta(days=2)]


def test_a_days_slot_begins_at_its_hour_in_shanghai(done: list[Any]) -> None:
    registry.periodic("nightly", every=timedelta(days=1), after=timedelta(hours=3))(
        lambda *, at: done.append(at)
    )
    run()  # noon of the 20th

    for hour in range(24):
        run(NOON + timedelta(hours=hour))

    assert done == [NOON, NOON + timedelta(hours=15)]


def test_a_period_made_shorter_or_longer_goes_on(done: list[Any]) -> None:
    def change_to(every: timedelta) -> None:
        registry.HANDLERS.pop("every:sweep", None)
        registry.periodic("sweep", every=every)(lambda *, at: done.append(at))

    for every in (timedelta(days=1), timedelta(minutes=1), timedelta(days=1)):
        change_to(every)
        run(NOON + timedelta(days=len(done)))

    assert len(done) == 3


def test_a_period_does_not_overlap_itself(done: list[Any]) -> None:
    registry.periodic("sweep", every=timedelta(minutes=1))(lambda *, at: done.append(at))
    runner.tend(at=NOON)
    actions.claim(at=NOON, limit=5)

    runner.tend(at=NOON + timedelta(minutes=1))
    assert Job.objects.count() == 1

    runner.tend(at=NOON + timedelta(minutes=2))
    assert Job.objects.count() == 1  # taken back, and the same key does not wait twice


def test_a_slot_that_another_worker_has_begun_is_left_alone() -> None:
    registry.periodic("sweep", every=timedelta(minutes=5))(lambda *, at: None)
    period = registry.PERIODS["sweep"]

    begun = [actions.begin_periods([period], at=NOON) for _ in range(2)]

    assert begun == [1, 0]


def test_a_begun_slot_costs_two_reads(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    registry.periodic("sweep", every=timedelta(minutes=5))(lambda *, at: None)
    run()

    with django_assert_num_queries(2):
        runner.tend(at=NOON)


def test_two_handlers_of_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two handlers for note"):
        registry.handler("note")(lambda payload, *, at: None)


# The administrator's page


def test_the_counts_say_what_waits_what_runs_and_what_failed() -> None:
    spoil(attempts=1)
    actions.add("spoilt", {}, at=NOON)
    run()
    actions.add("note", {"n": 1}, at=NOON, run_at=NOON - timedelta(minutes=3))
    actions.claim(at=NOON, limit=1)
    actions.add("note", {"n": 2}, at=NOON, run_at=NOON - timedelta(minutes=2))
    actions.add("note", {"n": 3}, at=NOON, run_at=NOON + timedelta(hours=1))

    counts = queries.counts(at=NOON)

    assert counts == queries.Counts(2, 1, 1, 1, NOON - timedelta(minutes=2))


def test_a_failed_job_can_be_tried_again(done: list[Any]) -> None:
    spoil("note2", attempts=1)
    actions.add("note2", {"n": 1}, at=NOON)
    run()
    registry.HANDLERS["note2"] = registry.HANDLERS["note"]

    actions.retry(Job.objects.get(), by=ADMIN, at=NOON)
    run()

    assert done == [1]
    assert Entry.objects.get().verb == "jobs.retry"


def test_a_failed_job_can_be_given_up() -> None:
    spoil(attempts=1)
    actions.add("spoilt", {}, at=NOON)
    run()
    job = Job.objects.get()

    actions.discard(job, by=ADMIN, at=NOON)

    assert not Job.objects.exists()
    with pytest.raises(Refused):
        actions.discard(job, by=ADMIN, at=NOON)


def test_only_a_failed_job_is_tried_again_by_hand() -> None:
    actions.add("note", {"n": 1}, at=NOON)

    with pytest.raises(Refused):
        actions.retry(Job.objects.get(), by=ADMIN, at=NOON)


def test_old_failures_go_after_three_months() -> None:
    spoil(attempts=1)
    actions.add("spoilt", {}, at=NOON)
    run()

    assert actions.clean(at=NOON + timedelta(days=89)) == 0
    assert actions.clean(at=NOON + timedelta(days=91)) == 1


def test_the_page_shows_when_each_period_was_last_begun() -> None:
    registry.periodic("sweep", every=timedelta(minutes=5))(lambda *, at: None)
    before = queries.periods()[0].begun_at

    run()

    state = queries.periods()[0]
    assert (before, state.period.name, state.begun_at) == (None, "sweep", NOON)
    assert Schedule.objects.get().slot_at == NOON
