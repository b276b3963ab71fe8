"""The worker's loop and its command, and what the lowest rooms do by the clock."""

import os
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from wangge.jobs import actions, jobs, registry, runner
from wangge.jobs.models import Job
from wangge.journal import actions as journal
from wangge.journal import queries as journal_queries
from wangge.journal.models import Entry, Machine

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
CLERK = Machine("管理员甲", "sysadmin", person_id=7)


@pytest.fixture
def note(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Only the kind `note`, and nothing by the clock."""
    seen: list[Any] = []
    monkeypatch.setattr(registry, "HANDLERS", {})
    monkeypatch.setattr(registry, "PERIODS", {})
    registry.handler("note")(lambda payload, *, at: seen.append(payload["n"]))
    return seen


@pytest.fixture
def signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_work_once_does_what_is_due_and_returns(note: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    actions.add_many("note", [{"n": n} for n in range(5)], at=NOON)

    call_command("work", once=True, batch=2)

    assert note == [0, 1, 2, 3, 4]
    assert capsys.readouterr().out == "完成 5 件任务\n"


@pytest.mark.django_db(transaction=True)  # the loop closes old connections
@pytest.mark.usefixtures("signals")
def test_work_ends_on_sigterm_between_two_jobs(note: list[Any]) -> None:
    def end_me(payload: dict[str, Any], *, at: datetime) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        note.append("finished")

    registry.handler("end")(end_me)
    actions.add("end", {}, at=NOON)
    actions.add("note", {"n": "later"}, at=NOON)

    call_command("work")

    assert note == ["finished"]
    assert list(Job.objects.values_list("kind", "state", "attempts")) == [("note", "queued", 0)]


@pytest.mark.django_db(transaction=True)
def test_an_idle_worker_finds_what_becomes_due(note: list[Any]) -> None:
    worker = runner.Worker(rest=0.01)
    registry.handler("stop")(lambda payload, *, at: worker.stop())
    actions.add("stop", {}, at=NOON, run_at=timezone.now() + timedelta(seconds=0.1))

    worker.work()

    assert worker.done == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_what_is_quick_does_not_wait_for_what_is_slow(note: list[Any]) -> None:
    worker, is_quick_done = runner.Worker(rest=0.01), threading.Event()

    def slow(payload: dict[str, Any], *, at: datetime) -> None:
        note.append("waited for" if is_quick_done.wait(20) else "waited in vain")
        worker.stop()

    registry.handler("slow", is_atomic=False, is_slow=True)(slow)
    registry.handler("quick")(lambda payload, *, at: is_quick_done.set())
    actions.add("slow", {}, at=NOON)
    actions.add("quick", {}, at=NOON)

    worker.work()

    assert note == ["waited for"]
    assert worker.done == 2


def test_jobs_of_this_room_are_found_by_themselves() -> None:
    assert {"journal.seal", "journal.seal_day", "journal.expire", "jobs.clean"} <= registry.PERIODS.keys()


def test_the_clock_seals_the_journal() -> None:
    journal.record(by=CLERK, verb="post.end", at=NOON)

    jobs.seal_journal(at=NOON)

    assert Entry.objects.get().seq == 1


def test_the_seal_of_the_day_is_written_to_the_file_once(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    journal.record(by=CLERK, verb="post.end", at=NOON)

    jobs.seal_day(at=NOON)
    jobs.seal_day(at=NOON + timedelta(hours=1))
    jobs.seal_day(at=NOON + timedelta(days=1))

    days = [line.split("\t")[0] for line in journal_queries.seal_file().read_text().splitlines()]
    assert days == ["2026-11-19", "2026-11-20"]
    assert journal_queries.verify().faults == []


def test_the_clock_lets_old_entries_go() -> None:
    journal.record(by=CLERK, verb="post.end", at=NOON - timedelta(days=400))
    journal.seal(at=NOON)

    jobs.expire_journal(at=NOON)
    jobs.clean_jobs(at=NOON)

    assert [entry.verb for entry in Entry.objects.all()] == ["journal.expire"]
