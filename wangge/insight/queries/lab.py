"""Last quarter's cases of one matter, put to a limit, a route and a model that are not in force."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wangge.cases.models import Case
from wangge.cases.models.case import CaseQuerySet
from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.grids.rules.tree import Node
from wangge.insight.rules import lab
from wangge.insight.rules.asking import DAYS
from wangge.insight.rules.lab import Lateness, Past
from wangge.kernel.words import local_day
from wangge.matters import queries as catalogue
from wangge.matters.queries.lookup import nearest
from wangge.matters.rules import MatterEntry, RouteRule, UnitRef, route
from wangge.people.models import Unit
from wangge.worktime import queries as worktime
from wangge.worktime.rules import Clock, Limit

#: Looked at one by one; the newest where there are more.
MOST = 5000
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried on a copy; None is as it stands."""

    matter: MatterEntry
    node: Node
    limit: Limit | None = None
    lead: UnitRef | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Cases that would have gone from one unit to another."""

    before: str
    after: str
    n: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the trial says."""

    n: int
    is_cut: bool
    lateness: Lateness | None
    newly: list[Case]
    moved: list[Moved]
    stays: int
    steps_in: list[str]
    steps_out: list[str]


def tried(trial: Trial, acting: Acting, *, at: datetime) -> Outcome:
    """Reckon it; nothing is written."""
    rows = _cases(trial, acting, at=at)
    cases = list(rows.order_by("-reported_at", "-pk")[: MOST + 1])
    past = [_past(case) for case in cases[:MOST]]
    late = None
    if trial.limit is not None:
        late = lab.lateness(past, trial.limit, calendar=worktime.calendar(), at=at)
    moved, stays = _moved(trial, past) if trial.lead is not None else ([], 0)
    return Outcome(
        n=len(past),
        is_cut=len(cases) > MOST,
        lateness=late,
        newly=_shown(cases, late.newly if late else ()),
        moved=moved,
        stays=stays,
        **_steps(trial),
    )


def _cases(trial: Trial, acting: Acting, *, at: datetime) -> CaseQuerySet:
    rows = Case.objects.open_to(acting, Permit.CASE_SEE).filter(
        tally__matter=trial.matter.code,
        tally__reported_on__gte=local_day(at) - timedelta(days=DAYS - 1),
        accepted_at__isnull=False,
    )
    return rows.filter(access.below(trial.node.path)).select_related("matter__category", "lead_unit")


def _past(case: Case) -> Past:
    return Past(
        case.pk,
        case.area_path,
        case.lead_unit_id or 0,
        Clock.from_json(case.clock) if case.clock else None,
        case.submitted_at or case.closed_at,
    )


def _shown(cases: Sequence[Case], ids: Sequence[Any]) -> list[Case]:
    wanted = set(ids[:_SHOWN])
    return [case for case in cases if case.pk in wanted]


def _moved(trial: Trial, past: Sequence[Past]) -> tuple[list[Moved], int]:
    """By the rules of today and one more; a deeper rule that stands still goes before it."""
    rule = RouteRule(0, trial.matter.code, "", trial.node.path, trial.node.name, trial.lead)  # type: ignore[arg-type]
    rules = (*catalogue.rules_for(trial.matter), rule)
    departments = catalogue.catalogue().departments
    leads: dict[str, int] = {}
    found: Counter[tuple[int, int]] = Counter()
    for one in past:
        if one.area_path not in leads:
            chosen = route(trial.matter, one.area_path, rules, nearest, departments)
            leads[one.area_path] = chosen.lead.id if chosen.lead else 0
        found[one.unit, leads[one.area_path]] += 1
    names = dict(Unit.objects.filter(pk__in={u for pair in found for u in pair}).values_list("pk", "name"))
    rows = [
        Moved(names.get(before, "属地自办"), names.get(after, "没有单位"), n)
        for (before, after), n in found.items()
        if before != after
    ]
    stays = sum(n for (before, after), n in found.items() if before == after)
    return sorted(rows, key=lambda row: (row.before, row.after)), stays


def _steps(trial: Trial) -> dict[str, list[str]]:
    if not trial.model:
        return {"steps_in": [], "steps_out": []}
    now = lab.steps(catalogue.model_for(trial.matter.code), trial.matter.code)
    then = lab.steps(catalogue.catalogue().models.get(trial.model), trial.matter.code)
    come, go = lab.changed(now, then)
    return {"steps_in": come, "steps_out": go}
