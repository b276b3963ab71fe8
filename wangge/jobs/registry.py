"""Which function does a kind of job, and what happens by the clock. Rooms register in their `jobs` module.

A handler may run twice: after a crash, or when its lease ran out. In its own transaction that leaves no trace
twice; whatever it does beyond the database (a text message, a file) must bear being done again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

Payload = dict[str, Any]
Run = TypeVar("Run", bound=Callable[..., None])

_LEASE = timedelta(minutes=2)
_ATTEMPTS = 5
#: Jobs of this prefix are the slots of periodic work.
EVERY = "every:"


class Periodic(Protocol):
    """What `periodic` takes: called with the moment only."""

    def __call__(self, *, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Handler:
    """How a kind of job is done.

    `batch`: gets a list of payloads; when that fails, each payload is tried in a list of its own.
    `is_atomic`: runs in one transaction with the deletion of its job; without it the handler commits itself.
    `lease`: after so long without a sign of life another worker takes over. `attempts`: then it has failed.
    `is_slow`: takes seconds or waits for others, so a worker does it beside the rest, which nobody waits for.
    """

    kind: str
    run: Callable[..., None]
    batch: bool
    is_atomic: bool
    lease: timedelta
    attempts: int
    is_slow: bool = False

    def do(self, payloads: list[Payload], *, at: datetime) -> None:
        """Call the function with what it was registered for: one payload after another, or all at once."""
        if self.batch:
            self.run(payloads, at=at)
        else:
            for payload in payloads:
                self.run(payload, at=at)


@dataclass(frozen=True, slots=True)
class Period:
    """Something that happens once in each slot of `every`, which begins `after` midnight of Shanghai."""

    name: str
    every: timedelta
    after: timedelta

    @property
    def kind(self) -> str:
        return EVERY + self.name


HANDLERS: dict[str, Handler] = {}
PERIODS: dict[str, Period] = {}


def handler_of(kind: str) -> Handler:
    """How a kind is done; one that no room registered fails, and says so."""
    return HANDLERS.get(kind) or _nobodys(kind)


def _nobodys(kind: str) -> Handler:
    def fail(payload: Payload, *, at: datetime) -> None:
        raise LookupError(f"no handler for {kind}")

    return Handler(kind, fail, batch=False, is_atomic=True, lease=_LEASE, attempts=_ATTEMPTS)


def handler(
    kind: str,
    *,
    batch: bool = False,
    is_atomic: bool = True,
    lease: timedelta = _LEASE,
    attempts: int = _ATTEMPTS,
    is_slow: bool = False,
) -> Callable[[Run], Run]:
    """Register `f(payload, *, at)`, or with `batch` `f(payloads, *, at)`, for a kind of job."""

    def register(run: Run) -> Run:
        if kind in HANDLERS:
            raise ValueError(f"two handlers for {kind}")
        HANDLERS[kind] = Handler(kind, run, batch, is_atomic, lease, attempts, is_slow)
        return run

    return register


def slow_kinds() -> list[str]:
    """The kinds that a worker does in a lane of their own."""
    return [kind for kind, how in HANDLERS.items() if how.is_slow]


PeriodicRun = TypeVar("PeriodicRun", bound=Periodic)


def periodic(
    name: str,
    *,
    every: timedelta,
    after: timedelta = timedelta(0),
    is_atomic: bool = True,
    lease: timedelta = _LEASE,
    attempts: int = 3,
    is_slow: bool = False,
) -> Callable[[PeriodicRun], PeriodicRun]:
    """Register `f(*, at)` to run once in each slot, however many workers there are; missed slots run once."""

    def register(run: PeriodicRun) -> PeriodicRun:
        period = Period(name, every, after)

        def once(payload: Payload, *, at: datetime) -> None:
            run(at=at)

        handler(period.kind, is_atomic=is_atomic, lease=lease, attempts=attempts, is_slow=is_slow)(once)
        PERIODS[name] = period
        return run

    return register
