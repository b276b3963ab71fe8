"""A stream of real events through the product's own actions, in the order of time, and what came of it.

The events come from a table that lies beside the project, never in it.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from django.db import transaction

from wangge.cases import actions
from wangge.cases.models import Step
from wangge.cases.queries import history
from wangge.demo.replay import ground, judge, life, table
from wangge.demo.replay.judge import Verdict
from wangge.demo.replay.life import Life
from wangge.demo.replay.table import Event
from wangge.kernel.words import local_day
from wangge.matters.models import Matter

Tell = Callable[[str, int, int], None]
_SWEEP_EVERY = timedelta(hours=2)
#: Acts that share one transaction: on its own each would wait for the disk.
_AT_ONCE = 50
_SEED = 20180208


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything the replay has to say."""

    events: int
    kinds: int
    kinds_mapped: int
    events_mapped: int
    #: Kinds without a matter, with their events, most first.
    unmapped: list[tuple[str, int]]
    units: int
    units_unread: list[str]
    accepted: int
    dispatched: int
    closed: int
    timed: dict[tuple[bool, bool], int]
    verdicts: list[Verdict]
    steps: int
    seconds: dict[str, float]


def run(events: Sequence[Event], *, district: str, tell: Tell) -> Outcome:
    """Build the district of these events in an empty database and live through them."""
    timer = _Timer()
    codes = table.matters()
    settled = ground.settle(events, district=district, at=life.hours(events[:1])[0] - timedelta(days=30))
    timer.done("区域、单位、岗位")
    by_code = Matter.objects.select_related("category").in_bulk()
    matters = {kind: by_code[code] for kind, code in codes.items()}
    lived = Life(settled, matters, random.Random(_SEED))  # noqa: S311  (invention, not secrecy)
    _live(lived, events, tell=tell)
    timer.done("事件")
    verdicts = judge.verdicts(events, settled, codes)
    timer.done("先例")
    kinds = Counter(event.kind for event in events)
    unmapped = [(kind, count) for kind, count in kinds.most_common() if kind not in codes]
    return Outcome(
        events=len(events),
        kinds=len(kinds),
        kinds_mapped=len(kinds) - len(unmapped),
        events_mapped=len(events) - sum(count for _, count in unmapped),
        unmapped=unmapped,
        units=len(settled.units),
        units_unread=settled.unread,
        accepted=lived.accepted,
        dispatched=lived.dispatched,
        closed=lived.closed,
        timed=lived.timed,
        verdicts=verdicts,
        steps=Step.objects.count(),
        seconds=timer.seconds,
    )


def faults() -> list[str]:
    """What does not hold in the history; nothing, when every chain and every day's seal verifies."""
    return [f"{fault.where}：{fault.what}" for fault in (*history.broken_chains(), *history.broken_seals())]


class _Timer:
    """Seconds of each part."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def done(self, name: str) -> None:
        now = perf_counter()
        self.seconds[name], self._since = now - self._since, now


def _live(lived: Life, events: Sequence[Event], *, tell: Tell) -> None:
    """All stories in the order of time; the clock sweeps in between and seals each day."""
    moments = life.hours(events)
    stories = [life.tale(lived, event, at) for event, at in zip(events, moments, strict=True)]
    heap = [(next(story), number) for number, story in enumerate(stories)]
    heapq.heapify(heap)
    clock = _Clock(heap[0][0]) if heap else None
    ended = 0
    while heap and clock:
        with transaction.atomic():
            for _ in range(_AT_ONCE):
                if not heap:
                    break
                at, number = heapq.heappop(heap)
                clock.run_to(at)
                following = next(stories[number], None)
                if following is None:
                    ended += 1
                else:
                    heapq.heappush(heap, (following, number))
        tell("事件", ended, len(events))


class _Clock:
    """What happens by itself while time goes on."""

    def __init__(self, start: datetime) -> None:
        self.at = start
        self.day = local_day(start)

    def run_to(self, at: datetime) -> None:
        while self.at + _SWEEP_EVERY <= at:
            self.at += _SWEEP_EVERY
            while actions.sweep(at=self.at, batch=500):
                pass
            while self.day < local_day(self.at):
                actions.seal_day(self.day, at=self.at)
                self.day += timedelta(days=1)
