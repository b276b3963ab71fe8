"""One case on the phone of whoever stands before it: what comes next, his lines to tick, the point."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wangge.cases.models import Case, CaseTask
from wangge.cases.queries.ground import limits, rank_of
from wangge.cases.queries.officer.board import GRID, WALKERS, for_the_grid, goes_up_at
from wangge.cases.queries.page import CasePage, OrderCard, Shot, task_roles
from wangge.cases.rules.evidence import NAMES
from wangge.cases.rules.flows import CASE_STEPS, State
from wangge.grids import queries as grids
from wangge.grids.access import Acting
from wangge.kernel.flow import Move
from wangge.kernel.words import moment
from wangge.matters.rules import Urgency
from wangge.worktime import queries as worktime
from wangge.worktime import rules as worktime_rules
from wangge.worktime.rules import Clock

#: After-care is ticked when its day has come; it may be looked at a little early.
_EARLY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Check:
    """A line of a check-list or of after-care as the phone shows it."""

    task: CaseTask
    roles: str
    evidence: str
    is_mine: bool
    is_late: bool
    can_tick: bool
    #: The first of those that may be ticked: its button is the one that stands out.
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class OnPhone:
    """What the phone's page of a case shows besides `page.CasePage`."""

    #: The one or two moves that come next, the likelier last; all others.
    main: list[Move]
    more: list[Move]
    #: The last of `main` is a deed, not only a note beside it.
    is_deed: bool
    checks: list[Check]
    aftercare: list[Check]
    orders: list[OrderCard]
    #: Photos, those before first; words of what is still missing.
    shots: list[Shot]
    lacking: str
    holder: str
    is_own: bool
    #: What the due time is for, as it stands after it; and why it is this one.
    deed: str
    why: list[str]
    #: Icon and colour of the round sign at the head.
    icon: str
    disc: str
    #: `lon,lat` of the pin and where the map begins; empty where there is no point to show.
    pin: str
    view: tuple[float, float, int] | None


#: What comes next for whoever stands before it, the primary first.
_NEXT = ("verify", "rework", "take", "self_handle", "push_up", "close", "reopen", "conclude", "log")
_DEEDS = {
    State.REPORTED: "前受理",
    State.WAITING_INFO: "前等补充",
    State.DELIBERATING: "前议完",
    State.SUSPENDED: "复查",
    State.VERIFYING: "前核查",
}
_SIGNS = {"red": ("inbox", "red"), "amber": ("hourglass", "amber"), "violet": ("search-check", "violet")}


def on_phone(case: Case, page: CasePage, moves: Sequence[Move], hat: Acting, *, at: datetime) -> OnPhone:
    """One case for whoever stands before it."""
    ranked = sorted((m for m in moves if m.verb in _NEXT), key=lambda m: _NEXT.index(m.verb))
    main = list(reversed(ranked[:2]))
    shots = [replace(shot, label=shot.label.replace("今天 ", "")) for shot in page.photos]
    after = [shot for shot in shots if shot.is_after]
    is_shown = case.lon is not None and case.lat is not None and not case.is_confidential
    icon, disc = _sign(case)
    return OnPhone(
        main=main,
        more=[m for m in moves if m not in main],
        is_deed=bool(main) and main[-1].verb != "log",
        checks=_checks(page.tasks, case, hat, at=at),
        aftercare=_checks(page.aftercare, case, hat, at=at),
        orders=[replace(card, url="") for card in page.orders],
        shots=[*(shot for shot in shots if not shot.is_after), *after],
        lacking="" if after or not case.is_open else "还没有办理后照片",
        holder=case.holder.name if case.holder and case.is_open else "",
        is_own=case.holder_id is not None and case.holder_id == hat.person_id,
        deed=_DEEDS.get(State(case.state), "前办完"),
        why=_why(case, page, at=at),
        icon=icon,
        disc=disc,
        pin=f"{case.lon:.6f},{case.lat:.6f}" if is_shown else "",
        view=(case.lon, case.lat, 17) if is_shown and case.lon and case.lat else None,
    )


def _sign(case: Case) -> tuple[str, str]:
    if case.is_open:
        return _SIGNS.get(case.reading.tone, ("loader", "blue"))
    return ("check", "green") if case.outcome else ("minus", "grey")


def _why(case: Case, page: CasePage, *, at: datetime) -> list[str]:
    """Why the time at the head is this one: before it is taken in, the intake's own limit."""
    if case.state != State.REPORTED:
        return page.why
    calendar = worktime.calendar()
    if case.urgency == Urgency.EMERGENCY:
        minutes = int(limits().intake_emergency.total_seconds() // 60)
        lines = [f"特急的事，来件起 {minutes} 分钟内要有人接。"]
    else:
        lines = worktime_rules.explain(Clock(case.reported_at, limits().intake), calendar)
    if rank_of(case.desk_id) >= GRID and case.holder_id is None:
        lines = [*lines, f"网格到 {moment(goes_up_at(case, calendar), now=at)} 还没有人接，会自动上报社区。"]
    return lines


def _checks(tasks: Sequence[CaseTask], case: Case, hat: Acting, *, at: datetime) -> list[Check]:
    checks = [_check(task, case, hat, at=at) for task in tasks]
    first = next((n for n, check in enumerate(checks) if check.can_tick), None)
    return [replace(check, is_next=n == first) for n, check in enumerate(checks)]


def _check(task: CaseTask, case: Case, hat: Acting, *, at: datetime) -> Check:
    """The grid ticks what is the grid's; units and desks tick theirs on their own pages."""
    is_mine = task.is_open and bool(for_the_grid([task]))
    is_step = task.kind == CaseTask.Kind.STEP
    has_come = case.is_open if is_step else task.due_at is None or task.due_at <= at + _EARLY
    return Check(
        task=task,
        roles=task_roles(task),
        evidence="、".join(NAMES.get(code, code) for code in task.evidence.split("、") if code),
        is_mine=is_mine,
        is_late=task.is_open and task.due_at is not None and task.due_at < at,
        can_tick=is_mine and has_come and hat.role in WALKERS and case.state in _TICKED,
    )


#: Where a line may be ticked, read from the flow.
_TICKED = frozenset(source for move in CASE_STEPS.moves["tick"] for source in move.sources)


def found_words(case: Case, by: Acting) -> str:
    """What a finder is told: solved, in his own hands, or with whom it lies now."""
    if not case.is_open:
        return "已当场办结，照片和情况都记下了。"
    if case.desk_id == by.area_id and case.holder_id == by.person_id:
        return "已登记。这类事由网格办，已记在您名下；网格办不了再上报。"
    desk = grids.area(case.desk_id)
    return f"已上报，现在由{desk.name if desk else '上一级'}受理。"
