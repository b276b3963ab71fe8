"""Every write to the job table: adding, claiming, doing, failing, taking over, beginning by the clock."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from wangge.jobs import queries, registry, rules
from wangge.jobs.models import Job, Schedule, State
from wangge.journal import actions as journal
from wangge.journal.models import Actor
from wangge.kernel.refusal import Refused

#: Failed jobs are kept so long for the administrator to look at.
KEPT_FAILED = timedelta(days=90)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_INSERT = (
    "INSERT INTO jobs_job (kind, payload, key, state, run_at, attempts, last_error, added_at)"
    " VALUES (%s, %s, %s, 'queued', %s, 0, '', %s) ON CONFLICT DO NOTHING"
)


class LeaseLost(Exception):
    """Another worker took the job over meanwhile; whatever was done here is rolled back."""


@transaction.atomic(savepoint=False)
def add(
    kind: str, payload: Mapping[str, Any], *, at: datetime, key: str = "", run_at: datetime | None = None
) -> None:
    """Put a job into the caller's transaction: it exists exactly when that commits. One plain INSERT.

    A job whose non-empty `key` is waiting already is not added again. A `run_at` in the past jumps the queue.
    """
    moment = connection.ops.adapt_datetimefield_value
    row = [kind, json.dumps(payload, ensure_ascii=False), key or None, moment(run_at or at), moment(at)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, row)


@transaction.atomic(savepoint=False)
def add_many(
    kind: str, payloads: Iterable[Mapping[str, Any]], *, at: datetime, run_at: datetime | None = None
) -> None:
    """Put many jobs of one kind, without keys."""
    rows = [Job(kind=kind, payload=payload, run_at=run_at or at, added_at=at) for payload in payloads]
    Job.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def claim(*, at: datetime, limit: int, is_slow: bool | None = None) -> list[Job]:
    """Take up to `limit` due jobs under a lease, the longest due first; no two workers get the same one."""
    due = queries.due(at=at, is_slow=is_slow).order_by("run_at", "id")
    jobs = list(due.select_for_update(skip_locked=True)[:limit])
    by_lease: dict[timedelta, list[Job]] = defaultdict(list)
    for job in jobs:
        by_lease[registry.handler_of(job.kind).lease].append(job)
    for lease, group in by_lease.items():
        for job in group:
            job.state, job.lease_until, job.attempts = State.RUNNING, at + lease, job.attempts + 1
        Job.objects.filter(pk__in=[job.pk for job in group]).update(
            state=State.RUNNING, lease_until=at + lease, attempts=F("attempts") + 1
        )
    return jobs


@transaction.atomic
def perform(handler: registry.Handler, jobs: Sequence[Job], *, at: datetime) -> None:
    """Do claimed jobs of one kind and delete them, all in one transaction."""
    handler.do([job.payload for job in jobs], at=at)
    _finish(jobs)


@transaction.atomic
def finish(jobs: Sequence[Job]) -> None:
    """Delete claimed jobs whose handler has committed by itself."""
    _finish(jobs)


@transaction.atomic
def renew(jobs: Sequence[Job], *, at: datetime) -> None:
    """A sign of life: these claimed jobs are still this worker's."""
    for job in jobs:
        job.lease_until = at + registry.handler_of(job.kind).lease
        _mine(job).update(lease_until=job.lease_until)


@transaction.atomic
def release(jobs: Sequence[Job]) -> None:
    """Give back claimed jobs that were not begun, as if they had not been claimed."""
    for job in jobs:
        _requeue(job, attempts=job.attempts - 1)


@transaction.atomic
def fail(job: Job, *, error: str, at: datetime) -> None:
    """Note why a claimed job failed; try it again later, or keep it as failed after its last attempt."""
    if job.attempts >= registry.handler_of(job.kind).attempts:
        _mine(job).update(state=State.FAILED, lease_until=None, last_error=error)
    else:
        _requeue(job, run_at=at + rules.wait_after(job.attempts), last_error=error)


@transaction.atomic
def recover(*, at: datetime) -> int:
    """Take back jobs whose worker gave no sign of life until the lease ended; returns how many."""
    lost = Job.objects.filter(state=State.RUNNING, lease_until__lte=at).order_by("lease_until")
    jobs = list(lost.select_for_update(skip_locked=True)[:500])
    for job in jobs:
        error = "执行时中断：进程退出或超时"
        if job.attempts >= registry.handler_of(job.kind).attempts:
            _mine(job).update(state=State.FAILED, lease_until=None, last_error=error)
        else:
            _requeue(job, run_at=at, last_error=error)
    return len(jobs)


@transaction.atomic
def begin_periods(periods: Iterable[registry.Period], *, at: datetime) -> int:
    """Add one job for each period whose present slot nobody has begun and whose last job is not running."""
    begun = 0
    for period in periods:
        start = rules.slot_start(at, every=period.every, after=period.after)
        Schedule.objects.bulk_create([Schedule(name=period.name, slot_at=_LONG_AGO)], ignore_conflicts=True)
        if Job.objects.filter(kind=period.kind, state=State.RUNNING, lease_until__gt=at).exists():
            continue
        # Of two workers the second finds the slot raised and changes nothing.
        if Schedule.objects.filter(name=period.name, slot_at__lt=start).update(slot_at=start, begun_at=at):
            add(period.kind, {}, at=at, key=period.kind)
            begun += 1
    return begun


@transaction.atomic
def retry(job: Job, *, by: Actor, at: datetime) -> None:
    """Let a failed job run again, from its first attempt."""
    if not _requeue(job, state=State.FAILED, run_at=at, attempts=0):
        raise Refused("这项任务已不在失败状态，或同样的任务已在等待。")
    journal.record(by=by, verb="jobs.retry", subject=f"job:{job.pk}", note=job.kind, at=at)


@transaction.atomic
def discard(job: Job, *, by: Actor, at: datetime) -> None:
    """Give up a failed job for good."""
    gone, _ = Job.objects.filter(pk=job.pk, state=State.FAILED).delete()
    if not gone:
        raise Refused("这项任务已不在失败状态。")
    journal.record(by=by, verb="jobs.discard", subject=f"job:{job.pk}", note=job.kind, at=at)


@transaction.atomic
def clean(*, at: datetime) -> int:
    """Let go of failed jobs that nobody looked after for a long time."""
    return Job.objects.filter(state=State.FAILED, run_at__lt=at - KEPT_FAILED).delete()[0]


def _mine(job: Job, *, state: State = State.RUNNING) -> QuerySet[Job]:
    """The row as long as nobody claimed it since: the count of attempts is the fence."""
    return Job.objects.filter(pk=job.pk, state=state, attempts=job.attempts)


def _finish(jobs: Sequence[Job]) -> None:
    rows = ", ".join(["(%s, %s)"] * len(jobs))
    # By hand: the ORM's delete took longer than everything else about a small job.
    delete = f"DELETE FROM jobs_job WHERE state = 'running' AND (id, attempts) IN (VALUES {rows})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(delete, [value for job in jobs for value in (job.pk, job.attempts)])
        if cursor.rowcount != len(jobs):
            raise LeaseLost


def _requeue(job: Job, *, state: State = State.RUNNING, **changes: Any) -> bool:
    """Let it wait again; when one of the same key waits already, that one does the work and this one goes."""
    try:
        with transaction.atomic():
            return bool(_mine(job, state=state).update(state=State.QUEUED, lease_until=None, **changes))
    except IntegrityError:
        _mine(job, state=state).delete()
        return False
