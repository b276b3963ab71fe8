"""Reading the job table: what is due for the worker, and what the administrator's page shows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, QuerySet

from wangge.jobs import registry, rules
from wangge.jobs.models import Job, Schedule, State


@dataclass(frozen=True, slots=True)
class Counts:
    """How the queue stands. `due` is the part of `waiting` to be done now, since `oldest`."""

    waiting: int
    due: int
    running: int
    failed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class PeriodState:
    """A periodic work and when it was last begun; never on a fresh installation."""

    period: registry.Period
    begun_at: datetime | None


def counts(*, at: datetime) -> Counts:
    """The figures of the administrator's page; each counts on an index of its own state."""
    queued = Job.objects.filter(state=State.QUEUED)
    due = queued.filter(run_at__lte=at)
    return Counts(
        waiting=queued.count(),
        due=due.count(),
        running=Job.objects.filter(state=State.RUNNING).count(),
        failed=Job.objects.filter(state=State.FAILED).count(),
        oldest=due.aggregate(first=Min("run_at"))["first"],
    )


def failed(*, limit: int = 50) -> list[Job]:
    """Jobs that were given up, newest first, with their last error."""
    return list(Job.objects.filter(state=State.FAILED).order_by("-id")[:limit])


def periods() -> list[PeriodState]:
    """All periodic work by name."""
    begun = dict(Schedule.objects.values_list("name", "begun_at"))
    return [PeriodState(registry.PERIODS[name], begun.get(name)) for name in sorted(registry.PERIODS)]


def due(*, at: datetime, is_slow: bool | None = None) -> QuerySet[Job]:
    """What waits now: all of it, or that of one lane."""
    found = Job.objects.filter(state=State.QUEUED, run_at__lte=at)
    if is_slow is None:
        return found
    slow = registry.slow_kinds()
    return found.filter(kind__in=slow) if is_slow else found.exclude(kind__in=slow)


def has_due(*, at: datetime, is_slow: bool | None = None) -> bool:
    """Whether anything waits now; asked before claiming, since claiming locks SQLite for writing."""
    return due(at=at, is_slow=is_slow).exists()


def has_lost(*, at: datetime) -> bool:
    """Whether a lease has ended."""
    return Job.objects.filter(state=State.RUNNING, lease_until__lte=at).exists()


def periods_to_begin(*, at: datetime) -> list[registry.Period]:
    """Periodic work whose present slot has not begun."""
    begun = dict(Schedule.objects.values_list("name", "slot_at"))
    return [
        period
        for name, period in registry.PERIODS.items()
        if name not in begun or begun[name] < rules.slot_start(at, every=period.every, after=period.after)
    ]
