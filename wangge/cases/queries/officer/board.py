"""What needs somebody now under all his grid hats, by due time and urgency; and what does not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from wangge.cases.models import Case, CaseTask
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import checks
from wangge.cases.queries import desk as desks
from wangge.cases.queries.ground import limits, rank_of
from wangge.cases.rules.flows import State
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.rules.tree import Node
from wangge.kernel.words import local_day
from wangge.matters.rules import Urgency
from wangge.worktime import queries as worktime
from wangge.worktime import rules as worktime_rules
from wangge.worktime.rules import Calendar

#: Roles whose work is the ground itself, and their names among the roles of check-lists and after-care.
WALKERS = frozenset({Role.OFFICER, Role.LEADER})
SEATS = frozenset({"officer", "leader", "captain"})
#: The rank of a grid; its micro-grids lie below.
GRID = 4
#: After-care is set for at most 90 days after a close (matters); it is shown a week ahead.
_AFTERCARE_REACH = timedelta(days=92)
_AFTERCARE_AHEAD = timedelta(days=7)
#: More than this of one kind is no longer "now"; the list of cases has them all.
MOST = 100
#: So much of a grid's late work elsewhere is named on the first page.
LATE_NAMED = 12


class Kind(StrEnum):
    """What somebody has before him; the counts of the first page."""

    TAKE = "take"
    HOLD = "hold"
    VERIFY = "verify"
    SAMPLE = "sample"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, under which hat, until when; `tasks` are the lines of the case that wait for it."""

    kind: Kind
    case: Case
    hat: Acting
    due: datetime
    tasks: tuple[CaseTask, ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Open cases of one's grids that wait for somebody else, and the latest of them."""

    total: int
    late: int
    named: list[Case]


@dataclass(frozen=True, slots=True)
class GridLine:
    """One grid of a leader: open cases and those past their time."""

    area: Node
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    """The first page: what is due today or overdue, and what comes later."""

    today: list[Todo]
    later: list[Todo]
    is_cut: bool = False

    @property
    def all(self) -> list[Todo]:
        return [*self.today, *self.later]

    def counts(self) -> dict[Kind, int]:
        """How many of each kind, today and later together."""
        return {kind: sum(todo.kind == kind for todo in self.all) for kind in Kind}


def board(hats: Sequence[Acting], *, at: datetime) -> Board:
    """Everything that waits for this person under these hats, by due time and urgency; five queries a hat
    at most.

    A case that several hats reach stands once, under the first of them.
    """
    found: dict[tuple[Kind, Any], Todo] = {}
    is_cut = False
    for hat in hats:
        todos, cut = _todos(hat, at=at)
        is_cut = is_cut or cut
        for todo in todos:
            found.setdefault((todo.kind, todo.case.pk), todo)
    ranked = sorted(found.values(), key=_rank)
    today = [todo for todo in ranked if _is_today(todo, at)]
    return Board(today, [todo for todo in ranked if not _is_today(todo, at)], is_cut)


_URGENCIES = (Urgency.EMERGENCY, Urgency.HIGH, Urgency.NORMAL, Urgency.LOW)


def _rank(todo: Todo) -> tuple[bool, datetime, int, str]:
    """Emergencies first; then by due time, and the more urgent first where that is the same."""
    urgency = Urgency(todo.case.urgency)
    return (urgency != Urgency.EMERGENCY, todo.due, _URGENCIES.index(urgency), todo.case.number)


def _is_today(todo: Todo, at: datetime) -> bool:
    return local_day(todo.due) <= local_day(at) or (
        todo.case.urgency == Urgency.EMERGENCY and todo.case.is_open
    )


def _todos(hat: Acting, *, at: datetime) -> tuple[list[Todo], bool]:
    """What waits under one hat, and whether there is more than is shown."""
    parts = [_on_the_desk(hat), _to_verify(hat), _drawn(hat), _aftercare(hat, at=at)]
    there = {todo.case.pk for todo in parts[0]}
    parts.append([todo for todo in _check_lists(hat) if todo.case.pk not in there])
    return [todo for part in parts for todo in part], any(len(part) >= MOST for part in parts)


def _joined(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.select_related("matter__category", "lead_unit", "holder")


_AT_THE_GRID = (State.REPORTED, State.WAITING_INFO, State.ACCEPTED)


def _on_the_desk(hat: Acting) -> list[Todo]:
    """On the grid's own desk: to take; in one's hands, and for a leader in anybody's; to be closed."""
    at_hand = Q(state__in=_AT_THE_GRID)
    if hat.may(Permit.CASE_CLOSE):
        at_hand |= Q(state=State.VERIFYING, verified_at__isnull=False)
    rows = _joined(Case.objects.open_to(hat, Permit.CASE_SELF_HANDLE).open()).filter(at_hand)
    found, calendar = [], worktime.calendar()
    for case in rows.order_by("act_by")[:MOST]:
        if rank_of(case.desk_id) < GRID:
            continue
        if case.holder_id is None and case.state in (State.REPORTED, State.ACCEPTED):
            found.append(Todo(Kind.TAKE, case, hat, min(case.act_by, goes_up_at(case, calendar))))
        elif hat.role == Role.LEADER or case.holder_id == hat.person_id:
            found.append(Todo(Kind.HOLD, case, hat, case.act_by))
    return found


def goes_up_at(case: Case, calendar: Calendar) -> datetime:
    """Untouched until then it leaves the grid by the clock, whatever its own limit."""
    return worktime_rules.add(case.entered_at, limits().grid_untouched, calendar)


def _to_verify(hat: Acting) -> list[Todo]:
    rows = _joined(Case.objects.to_verify(hat)).order_by("act_by")[:MOST]
    return [Todo(Kind.VERIFY, case, hat, case.act_by) for case in rows]


def _drawn(hat: Acting) -> list[Todo]:
    """Solved on the spot, drawn to be looked at within the limit of a checked item; asked above the grids."""
    if (hat.area_rank or 0) >= GRID:
        return []
    rows = _joined(checks.sampled(hat)).order_by("closed_at", "pk")[:MOST]
    within, calendar = limits().supervised, worktime.calendar()
    return [
        Todo(Kind.SAMPLE, case, hat, worktime_rules.add(case.closed_at, within, calendar))
        for case in rows
        if case.closed_at is not None
    ]


def _tasks(cases: CaseQuerySet, kind: CaseTask.Kind) -> Any:
    rows = CaseTask.objects.filter(kind=kind, done_at__isnull=True, case__in=cases)
    return rows.select_related("case__matter__category", "case__lead_unit", "case__holder")


def for_the_grid(tasks: Iterable[CaseTask]) -> list[CaseTask]:
    return [task for task in tasks if SEATS & set(task.roles)]


def _check_lists(hat: Acting) -> list[Todo]:
    """Cases that somebody else handles, whose check-list waits for the grid; one entry a case."""
    cases = (
        Case.objects.open_to(hat, Permit.CASE_SEE).open().filter(state__in=(State.ACCEPTED, State.IN_HAND))
    )
    waiting = _tasks(cases, CaseTask.Kind.STEP).filter(condition="").order_by("case_id", "no")[: MOST * 10]
    of_case: dict[UUID, list[CaseTask]] = defaultdict(list)
    for task in for_the_grid(waiting):
        of_case[task.case_id].append(task)
    found = []
    for tasks in of_case.values():
        case = tasks[0].case
        due = min((task.due_at for task in tasks if task.due_at), default=case.act_by)
        found.append(Todo(Kind.HOLD, case, hat, due, tuple(tasks)))
    return found[:MOST]


def _aftercare(hat: Acting, *, at: datetime) -> list[Todo]:
    """Dated looks at what was closed in one's grid, a week ahead.

    Whole paths and not a range: the index then leads to the last days of each grid, however much it closed.
    """
    paths = [node.path for node in own_areas(hat)]
    closed = Case.objects.open_to(hat, Permit.CASE_SEE).filter(
        is_open=False, area_path__in=paths, closed_at__gte=at - _AFTERCARE_REACH
    )
    rows = _tasks(closed, CaseTask.Kind.AFTERCARE).filter(due_at__lt=at + _AFTERCARE_AHEAD).order_by("due_at")
    first: dict[UUID, list[CaseTask]] = defaultdict(list)
    for task in for_the_grid(rows[: MOST * 3]):
        first[task.case_id].append(task)
    todos = [
        Todo(Kind.AFTER, tasks[0].case, hat, tasks[0].due_at or at, tuple(tasks)) for tasks in first.values()
    ]
    return todos[:MOST]


def elsewhere(hats: Sequence[Acting], board_: Board, *, at: datetime) -> Elsewhere:
    """Open cases of these hats' grids that wait for a unit or for another desk."""
    mine = [todo.case.pk for todo in board_.all]
    others = _seen(hats).exclude(pk__in=mine)
    counted = others.aggregate(total=Count("pk"), late=Count("pk", filter=Q(act_by__lt=at)))
    late = _joined(others.filter(act_by__lt=at)).order_by("act_by", "pk")
    return Elsewhere(counted["total"], counted["late"], list(late[:LATE_NAMED]) if counted["late"] else [])


def _seen(hats: Sequence[Acting]) -> CaseQuerySet:
    found = desks.reach(hats[0])
    for hat in hats[1:]:
        found = found | desks.reach(hat)
    return found


def grid_lines(hats: Sequence[Acting], *, at: datetime) -> list[GridLine]:
    """A leader's grids in the order of their codes, never of their figures; empty where he has only one."""
    nodes = {node.id: node for hat in hats for node in _grids_of(hat)}
    if len(nodes) < 2:
        return []
    counted = (
        _seen(hats)
        .order_by()
        .values_list("area_path")
        .annotate(total=Count("pk"), late=Count("pk", filter=Q(act_by__lt=at)))
    )
    totals: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for path, total, late in counted:
        for node in grids.chain(path):
            if node.id in nodes:
                totals[node.id][0] += total
                totals[node.id][1] += late
    ordered = sorted(nodes.values(), key=lambda node: node.key)
    return [GridLine(node, *totals[node.id]) for node in ordered]


def _grids_of(hat: Acting) -> list[Node]:
    """The grids of a post: its own, or all below a community or a street."""
    found, waiting = [], [node for node in [grids.area(hat.area_id)] if node]
    while waiting:
        node = waiting.pop()
        if node.rank >= GRID:
            found.append(node)
        else:
            waiting.extend(one for one in grids.the_tree().below(node.id) if one.kind != "party")
    return found


def own_areas(hat: Acting) -> list[Node]:
    """Where a finding of this post can lie, by code: its grids and their micro-grids, else its own area."""
    found = [
        one
        for node in _grids_of(hat)
        for one in (node, *grids.the_tree().below(node.id))
        if one.kind != "party"
    ]
    own = grids.area(hat.area_id)
    return sorted(found, key=lambda node: node.key) or ([own] if own else [])
