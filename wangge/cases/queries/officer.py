"""The ground of a grid's people: what needs them now under all their grid hats, their grids' cases, one case
on their phone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from wangge.cases.models import Appeal, Case, CaseTask
from wangge.cases.models.case import CaseQuerySet
from wangge.cases.queries import desk as desks
from wangge.cases.queries.ground import limits, local_day, rank_of
from wangge.cases.queries.page import CasePage, Shot
from wangge.cases.rules.flows import State
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.rules.tree import Node
from wangge.matters.rules import Urgency
from wangge.worktime import queries as worktime
from wangge.worktime import rules as worktime_rules

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
PAGE = 30
#: So much of a grid's late work elsewhere is named on the first page.
LATE_NAMED = 12


class Kind(StrEnum):
    """What somebody has before him; the four counts of the first page."""

    TAKE = "take"
    HOLD = "hold"
    VERIFY = "verify"
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
    """Everything that waits for this person under these hats, by due time and urgency; four queries a hat.

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
    parts = [_on_the_desk(hat), _to_verify(hat), _aftercare(hat, at=at)]
    there = {todo.case.pk for todo in parts[0]}
    parts.append([todo for todo in _check_lists(hat) if todo.case.pk not in there])
    return [todo for part in parts for todo in part], any(len(part) >= MOST for part in parts)


def _joined(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.select_related("matter__category", "lead_unit", "holder")


_AT_THE_GRID = (State.REPORTED, State.WAITING_INFO, State.ACCEPTED)


def _on_the_desk(hat: Acting) -> list[Todo]:
    """On the grid's own desk: to take; in one's hands, and for a leader in anybody's."""
    rows = _joined(Case.objects.open_to(hat, Permit.CASE_SELF_HANDLE).open()).filter(state__in=_AT_THE_GRID)
    found = []
    for case in rows.order_by("act_by")[:MOST]:
        if rank_of(case.desk_id) < GRID:
            continue
        if case.holder_id is None and case.state != State.WAITING_INFO:
            found.append(Todo(Kind.TAKE, case, hat, _take_by(case)))
        elif hat.role == Role.LEADER or case.holder_id == hat.person_id:
            found.append(Todo(Kind.HOLD, case, hat, case.act_by))
    return found


def _take_by(case: Case) -> datetime:
    """Untouched until then it leaves the grid by the clock, whatever its own limit."""
    goes_up = worktime_rules.add(case.entered_at, limits().grid_untouched, worktime.calendar())
    return min(case.act_by, goes_up)


def _to_verify(hat: Acting) -> list[Todo]:
    rows = _joined(Case.objects.to_verify(hat)).order_by("act_by")[:MOST]
    return [Todo(Kind.VERIFY, case, hat, case.act_by) for case in rows]


def _tasks(cases: CaseQuerySet, kind: CaseTask.Kind) -> Any:
    rows = CaseTask.objects.filter(kind=kind, done_at__isnull=True, case__in=cases)
    return rows.select_related("case__matter__category", "case__lead_unit", "case__holder")


def _for_the_grid(tasks: Iterable[CaseTask]) -> list[CaseTask]:
    return [task for task in tasks if SEATS & set(task.roles)]


def _check_lists(hat: Acting) -> list[Todo]:
    """Cases that somebody else handles, whose check-list waits for the grid; one entry a case."""
    cases = (
        Case.objects.open_to(hat, Permit.CASE_SEE).open().filter(state__in=(State.ACCEPTED, State.IN_HAND))
    )
    waiting = _tasks(cases, CaseTask.Kind.STEP).filter(condition="").order_by("case_id", "no")[: MOST * 10]
    of_case: dict[UUID, list[CaseTask]] = defaultdict(list)
    for task in _for_the_grid(waiting):
        of_case[task.case_id].append(task)
    found = []
    for tasks in of_case.values():
        case = tasks[0].case
        due = min((task.due_at for task in tasks if task.due_at), default=case.act_by)
        found.append(Todo(Kind.HOLD, case, hat, due, tuple(tasks)))
    return found[:MOST]


def _aftercare(hat: Acting, *, at: datetime) -> list[Todo]:
    """Dated looks at what was closed in one's grid, a week ahead."""
    closed = Case.objects.open_to(hat, Permit.CASE_SEE).filter(
        is_open=False, closed_at__gte=at - _AFTERCARE_REACH
    )
    rows = _tasks(closed, CaseTask.Kind.AFTERCARE).filter(due_at__lt=at + _AFTERCARE_AHEAD).order_by("due_at")
    first: dict[UUID, list[CaseTask]] = defaultdict(list)
    for task in _for_the_grid(rows[: MOST * 3]):
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
    late = list(_joined(others.filter(act_by__lt=at)).order_by("act_by", "pk")[:LATE_NAMED])
    return Elsewhere(counted["total"], counted["late"], late if counted["late"] else [])


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
    """The grids of a post: its own, or those below a community."""
    node = grids.area(hat.area_id)
    if node is None:
        return []
    if node.rank >= GRID:
        return [node]
    below = [
        one for child in grids.the_tree().below(node.id) for one in (child, *grids.the_tree().below(child.id))
    ]
    return [one for one in below if one.rank == GRID and one.kind == "grid"]


def own_areas(hat: Acting) -> list[Node]:
    """Where a finding of this post can lie: its grids and the micro-grids below, else its own area."""
    found = [one for node in _grids_of(hat) for one in (node, *grids.the_tree().below(node.id))]
    own = grids.area(hat.area_id)
    return [one for one in found if one.kind != "party"] or ([own] if own else [])


# --- the list of cases, walked by key ---


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a list, and the key to go on from; empty at its end."""

    cases: list[Case]
    onward: str


def mine(cases: CaseQuerySet, hat: Acting) -> CaseQuerySet:
    """Those this person holds or found."""
    return cases.filter(Q(holder_id=hat.person_id) | Q(reported_by_id=hat.person_id))


def stretch(cases: CaseQuerySet, *, after: str, is_ended: bool) -> Stretch:
    """The next cases: open ones by due time, ended ones the newest first."""
    column = "closed_at" if is_ended else "act_by"
    if is_ended:
        cases = cases.filter(closed_at__isnull=False)
    if key := _key(after):
        beyond = Q(**{f"{column}__{'lt' if is_ended else 'gt'}": key[0]})
        cases = cases.filter(beyond | Q(**{column: key[0]}, pk__gt=key[1]))
    rows = list(_joined(cases).order_by(f"-{column}" if is_ended else column, "pk")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    onward = f"{_micros(getattr(last, column))}.{last.pk.hex}" if last else ""
    return Stretch(rows[:PAGE], onward)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _key(text: str) -> tuple[datetime, UUID] | None:
    """What `onward` wrote; anything else begins at the beginning."""
    micros, _, pk = text.partition(".")
    try:
        return _EPOCH + timedelta(microseconds=int(micros)), UUID(hex=pk)
    except (ValueError, OverflowError):
        return None


def reported(hat: Acting, *, most: int = 50) -> list[Appeal]:
    """A captain's own reports, open ones first, the newest first."""
    own = Appeal.objects.open_to(hat, Permit.CASE_SEE).select_related("case__matter__category")
    return list(own.order_by("-case__is_open", "-received_at")[:most])


# --- one grid, one case ---


def by_status(hat: Acting, area: Node) -> list[desks.Tab]:
    """How many open cases of an area stand where, as far as this hat may see; the first is their sum."""
    if not hat.may(Permit.CASE_SEE) or not access.is_below(area.path, hat.area_path):
        return []
    return desks.tabs(desks.reach(hat).filter(access.below(area.path)))


@dataclass(frozen=True, slots=True)
class OnPhone:
    """What the phone's page of a case shows besides `page.CasePage`."""

    before: list[Shot]
    after: list[Shot]
    #: Lines of the check-list that wait for the grid.
    mine: frozenset[UUID]
    holder: str
    is_own: bool


def on_phone(case: Case, page: CasePage, hat: Acting) -> OnPhone:
    """One case for whoever stands before it."""
    waiting = _for_the_grid(task for task in [*page.tasks, *page.aftercare] if task.is_open)
    return OnPhone(
        before=[shot for shot in page.photos if not shot.is_after],
        after=[shot for shot in page.photos if shot.is_after],
        mine=frozenset(task.pk for task in waiting),
        holder=case.holder.name if case.holder else "",
        is_own=case.holder_id is not None and case.holder_id == hat.person_id,
    )
