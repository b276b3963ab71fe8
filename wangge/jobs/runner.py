"""Doing what is due: rounds of claimed jobs, one transaction a job or a batch, and the worker's loop."""

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from time import monotonic

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from wangge.jobs import actions, queries, registry, rules
from wangge.jobs.models import Job

log = logging.getLogger("wangge.jobs")
BATCH = 100
#: Rounds of `run_due`: jobs that go on adding due jobs must not go on for ever.
_ROUNDS = 1000

#: Seconds that a worker told to end leaves to what it does slowly.
_PATIENCE = 5.0

Now = Callable[[], datetime]


def run_due(
    *, at: datetime, has_periods: bool = True, raising: bool = True, is_slow: bool | None = None
) -> int:
    """Do in this process all that is due at `at`, and what that adds; returns how many jobs were done.

    For tests and tools; they may leave the slow kinds to a worker (`is_slow=False`). With `raising` the first
    error of a handler comes out, after its job was marked.
    """
    runner = Round(lambda: at, raising=raising)
    tend(at=at, has_periods=has_periods)
    for _ in range(_ROUNDS):
        jobs = actions.claim(at=at, limit=BATCH, is_slow=is_slow)
        if not jobs:
            return runner.done
        runner.do(jobs)
    raise RuntimeError("jobs go on adding due jobs")


def tend(*, at: datetime, has_periods: bool = True) -> None:
    """Take over what a dead worker left, begin what the clock begins. Only reads when there is nothing."""
    if queries.has_lost(at=at):
        actions.recover(at=at)
    if has_periods and (periods := queries.periods_to_begin(at=at)):
        actions.begin_periods(periods, at=at)


class Round:
    """Does claimed jobs: batched kinds together, all others one by one in the order they were due."""

    def __init__(self, now: Now, *, raising: bool = False, stop: Callable[[], bool] = lambda: False) -> None:
        self.now, self.raising, self.stop = now, raising, stop
        self.done = 0

    def do(self, jobs: list[Job]) -> None:
        """Do these jobs; when asked to stop, give back those not begun."""
        groups = list(_groups(jobs))
        alive_at = self.now()
        sign_of_life = min((registry.handler_of(job.kind).lease for job in jobs), default=timedelta()) / 3
        for number, group in enumerate(groups):
            if self.stop():
                actions.release([job for rest in groups[number:] for job in rest])
                return
            at = self.now()
            if at - alive_at > sign_of_life:
                actions.renew([job for rest in groups[number:] for job in rest], at=at)
                alive_at = at
            self._do_group(group)

    def _do_group(self, group: list[Job]) -> None:
        if self._try(group, is_last=len(group) == 1) or len(group) == 1:
            return
        for job in group:  # one of them spoils the batch: each on its own
            self._try([job], is_last=True)

    def _try(self, jobs: list[Job], *, is_last: bool) -> bool:
        handler = registry.handler_of(jobs[0].kind)
        try:
            if handler.is_atomic:
                actions.perform(handler, jobs, at=self.now())
            else:
                handler.do([job.payload for job in jobs], at=self.now())
                actions.finish(jobs)
        except actions.LeaseLost:
            log.warning("%s took longer than its lease, another worker has it", jobs[0].kind)
            return False
        except Exception as error:  # whatever a handler raises, the other jobs go on
            if is_last:
                self._fail(jobs[0], error)
            return False
        self.done += len(jobs)
        return True

    def _fail(self, job: Job, error: Exception) -> None:
        # The kind and the place, not the text: a message may quote what people wrote.
        log.warning("job %s of kind %s failed: %s", job.pk, job.kind, type(error).__name__)
        actions.fail(job, error=rules.short_error(error), at=self.now())
        if self.raising:
            raise error


def _groups(jobs: list[Job]) -> Iterator[list[Job]]:
    """Jobs of a batched kind in one list, where the first of them stands; every other job alone."""
    batches: dict[str, list[Job]] = {}
    order: list[list[Job]] = []
    for job in jobs:
        if not registry.handler_of(job.kind).batch:
            order.append([job])
        elif job.kind in batches:
            batches[job.kind].append(job)
        else:
            order.append(batches.setdefault(job.kind, [job]))
    return iter(order)


class Worker:
    """The loop of `manage.py work`: rests when nothing is due, ends between two jobs when asked to.

    Two lanes go on at once: an alarm or a search index does not wait until a model is fitted or another
    system has answered.
    """

    def __init__(self, *, batch: int = BATCH, rest: float = 0.2) -> None:
        self.batch, self.rest = batch, rest
        self._stopping = threading.Event()
        self._tended = float("-inf")
        self._round = Round(timezone.now, stop=self._stopping.is_set)
        self._slow = Round(timezone.now, stop=self._stopping.is_set)

    @property
    def done(self) -> int:
        """Jobs done so far."""
        return self._round.done + self._slow.done

    def stop(self) -> None:
        """End soon; safe from a signal handler or another thread."""
        self._stopping.set()

    def work_off(self) -> None:
        """Do what is due until nothing is, then return."""
        while not self._stopping.is_set() and self._work(is_slow=None):
            pass

    def work(self) -> None:
        """Go on until stopped. What is slow and half done then is taken over by the next worker."""
        if not _has_lanes():
            self._go_on(is_slow=None)
            return
        lane = threading.Thread(target=self._go_on, kwargs={"is_slow": True}, name="slow", daemon=True)
        lane.start()
        self._go_on(is_slow=False)
        lane.join(_PATIENCE)

    def _go_on(self, *, is_slow: bool | None) -> None:
        """One lane, or both in one. A database that goes away is waited for."""
        while not self._stopping.is_set():
            close_old_connections()
            try:
                rest = 0.0 if self._work(is_slow=is_slow) else self.rest
            except (DatabaseError, InterfaceError) as error:
                log.warning("database: %s", type(error).__name__)
                rest = 2.0
            self._stopping.wait(rest)
        if is_slow:
            connection.close()
        else:
            close_old_connections()

    def _work(self, *, is_slow: bool | None) -> bool:
        """One round of a lane, or of both; whether there was anything to do."""
        at = timezone.now()
        if not is_slow and monotonic() - self._tended > 1:
            tend(at=at)
            self._tended = monotonic()
        if not queries.has_due(at=at, is_slow=is_slow):
            return False
        lane = self._slow if is_slow else self._round
        lane.do(actions.claim(at=at, limit=1 if is_slow else self.batch, is_slow=is_slow))
        return True


def _has_lanes() -> bool:
    """A database in memory, as tests have it, locks whole tables: two threads would refuse each other."""
    in_memory = getattr(connection, "is_in_memory_db", None)
    return in_memory is None or not in_memory()
