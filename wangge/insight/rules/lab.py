"""The model lab: what last quarter's cases say to a limit, a route or a model that is not in force. Pure: it
is reckoned on a copy, and nothing is saved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wangge.matters.rules import ModelEntry
from wangge.worktime.rules import Calendar, Clock, Limit, LimitUnit, due


@dataclass(frozen=True, slots=True)
class Past:
    """A case of last quarter: who led it, how its clock ran, when it was handed in."""

    id: Any
    area_path: str
    unit: int
    clock: Clock | None
    done_at: datetime | None


def is_late(past: Past, limit: Limit | None, *, calendar: Calendar, at: datetime) -> bool | None:
    """Whether it is late by this limit, by its own without one; pauses and extensions stay as they were."""
    if past.clock is None:
        return None
    clock = replace(past.clock, limit=limit) if limit is not None else past.clock
    if clock.limit.unit == LimitUnit.IMMEDIATE:
        return None
    end = due(clock, calendar)
    return end is not None and (past.done_at or at) > end


@dataclass(frozen=True, slots=True)
class Lateness:
    """How many were late and would be, and which change."""

    told: int
    was: int
    would: int
    newly: tuple[Any, ...]
    no_longer: tuple[Any, ...]


def lateness(cases: Iterable[Past], limit: Limit, *, calendar: Calendar, at: datetime) -> Lateness:
    """The same cases by their own limit and by another one."""
    told = was = would = 0
    newly, no_longer = [], []
    for past in cases:
        before = is_late(past, None, calendar=calendar, at=at)
        after = is_late(past, limit, calendar=calendar, at=at)
        if before is None or after is None:
            continue
        told, was, would = told + 1, was + before, would + after
        if after and not before:
            newly.append(past.id)
        if before and not after:
            no_longer.append(past.id)
    return Lateness(told, was, would, tuple(newly), tuple(no_longer))


def steps(model: ModelEntry | None, matter: str) -> list[str]:
    """What must be ticked before the submit."""
    rows = model.steps if model else ()
    return [step.action for step in rows if step.is_required and step.applies_to(matter)]


def changed(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """Steps that come and steps that go."""
    return [one for one in after if one not in before], [one for one in before if one not in after]
