"""The first page: what needs me now, by due time and urgency; a captain's own reports."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.models import Appeal, Case
from wangge.cases.queries import officer
from wangge.cases.queries.officer import Board, Kind, Todo
from wangge.cases.views.officer._words import heading, marks, on_foot, title
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Role
from wangge.grids.middleware import ActingRequest, posts_of
from wangge.grids.models import Post
from wangge.kernel.words import moment, span

_SOON = timedelta(hours=2)


@on_foot
def home(request: ActingRequest) -> HttpResponse:
    """What needs me now, under all my grid hats; a captain's own reports."""
    at, acting = timezone.now(), request.acting
    if acting.role == Role.CAPTAIN:
        return _captain(request, at=at)
    hats = _hats(request)
    board = officer.board(hats, at=at)
    only = request.GET.get("only", "")
    wide = len({hat.area_id for hat in hats}) > 1 or (acting.area_rank or 0) < officer.GRID
    rows = [_row(todo, acting, at=at, wide=wide) for todo in _only(board.today, only)]
    later = _only(board.later, only)
    other = officer.elsewhere(hats, board, at=at)
    context = {
        "heading": heading(acting),
        "day": at,
        "sentence": _sentence(board, at=at),
        "counts": _counts(board, only, at=at),
        "only": _KINDS[Kind(only)][0] if only in list(Kind) else "",
        "rows": rows,
        "later": [_row(todo, acting, at=at, wide=wide) for todo in later],
        "later_words": _how_many(later),
        "is_cut": board.is_cut,
        "elsewhere": other,
        "late_rows": [_line(case, wide=wide) for case in other.named],
        "grid_lines": officer.grid_lines(hats, at=at),
        "other_posts": _other_posts(request),
    }
    return render(request, "cases/officer_home.html", context)


def _hats(request: ActingRequest) -> list[Acting]:
    """The hat that is on, then the person's other grid hats."""
    own = [post.acting() for post in posts_of(request) if Role(post.role) in officer.WALKERS]
    return sorted(own, key=lambda hat: hat.post_id != request.acting.post_id)


def _other_posts(request: ActingRequest) -> list[Post]:
    """Posts whose work this page does not show: they have pages of their own."""
    return [post for post in posts_of(request) if Role(post.role) not in officer.WALKERS]


#: The counts: words, what the time is for, icon, tone of the badge.
_KINDS: dict[Kind, tuple[str, str, str, str]] = {
    Kind.TAKE: ("待接", "前接", "clock", "red"),
    Kind.HOLD: ("处置中", "前办好", "clock", "blue"),
    Kind.VERIFY: ("待核查", "前核查", "search-check", "amber"),
    Kind.SAMPLE: ("待抽查", "前抽查", "search-check", "amber"),
    Kind.AFTER: ("后续照看", "前看一次", "calendar-heart", "grey"),
}


def _only(todos: list[Todo], only: str) -> list[Todo]:
    return [todo for todo in todos if todo.kind == only] if only in list(Kind) else todos


def _counts(board: Board, only: str, *, at: datetime) -> list[dict[str, Any]]:
    """The counts; each narrows the page to what it counts. Who is never asked for samples sees none."""
    late = {todo.kind for todo in board.today if todo.due < at}
    return [
        {
            "label": _KINDS[kind][0],
            "figure": many,
            "tone": "red" if kind in late else "",
            "url": reverse("cases:officer_home") + ("" if kind == only else f"?only={kind}"),
        }
        for kind, many in board.counts().items()
        if many or kind != Kind.SAMPLE
    ]


def _how_many(todos: Sequence[Todo]) -> str:
    many = {kind: sum(todo.kind == kind for todo in todos) for kind in Kind}
    return "　".join(f"{_KINDS[kind][0]} {n}" for kind, n in many.items() if n)


def _sentence(board: Board, *, at: datetime) -> str:
    """What is late, and what comes next: one sentence."""
    late = sum(todo.due < at for todo in board.today)
    soon = [todo for todo in board.today if at <= todo.due < at + _SOON]
    said = [f"{late} 件已超期"] if late else []
    if soon:
        first = min(soon, key=lambda todo: todo.due)
        verb = {"前接": "接", "前办好": "办好", "前核查": "核查", "前抽查": "抽查", "前看一次": "去看"}[
            _KINDS[first.kind][1]
        ]
        said.append(f"1 件 {span((first.due - at).total_seconds())}内要{verb}")
    if said:
        return "，".join(said)
    return f"今天还有 {len(board.today)} 件，都没有超期" if board.today else "今天没有到期的事"


def _row(todo: Todo, acting: Acting, *, at: datetime, wide: bool) -> dict[str, Any]:
    """One card of the first page; under another hat it offers to put that on."""
    case, (state, deed, icon, tone) = todo.case, _KINDS[todo.kind]
    under = todo.hat.post_id != acting.post_id
    return {
        "title": title(case),
        "url": "" if under else reverse("cases:case", args=[case.pk]),
        "due": todo.due,
        "deed": deed,
        "icon": "flame" if case.urgency in ("high", "emergency") and todo.kind != Kind.AFTER else icon,
        "state": state,
        "tone": tone,
        "facts": _facts(todo, at=at, wide=wide),
        "waits": [task.action for task in todo.tasks[:2]],
        "actions": [] if under else _acts(todo),
        "hat": {"seat": todo.hat.seat, "role": todo.hat.role.label, "post": todo.hat.post_id}
        if under
        else None,
    }


def _facts(todo: Todo, *, at: datetime, wide: bool) -> list[str]:
    case = todo.case
    node = grids.area(case.area_id)
    facts = [node.name] if wide and node else []
    facts += marks(case)
    if todo.kind in (Kind.AFTER, Kind.SAMPLE):
        return [*facts, f"{moment(case.closed_at, now=at)} 办结"] if case.closed_at else facts
    if case.lead_unit and todo.kind != Kind.TAKE:
        facts.append(f"主办 {case.lead_unit.name}")
    else:
        facts.append(f"{case.get_source_display()} {moment(case.reported_at, now=at).removeprefix('今天 ')}")
    if todo.kind == Kind.HOLD and case.holder:
        facts.append("我在办" if case.holder_id == todo.hat.person_id else f"{case.holder.name}在办")
    if case.state == "waiting_info":
        facts.append("等来件人补充")
    return facts


def _acts(todo: Todo) -> list[dict[str, Any]]:
    """The next act as a button, and what else is likely; the flow decides again when it is done."""
    case = todo.case
    here = reverse("cases:case", args=[case.pk])
    if todo.kind == Kind.VERIFY:
        return [_act(case, "rework", "没办好"), _act(case, "verify", "核查", primary=True)]
    if todo.kind == Kind.SAMPLE:
        return [_act(case, "sample_fail", "不属实"), _act(case, "sample_ok", "抽查属实", primary=True)]
    if todo.kind == Kind.AFTER:
        return [{"url": f"{here}#after", "label": "记下看到的"}]
    if todo.tasks:
        return [{"url": f"{here}#checks", "label": "去做、勾选", "primary": True}]
    if case.state == "verifying":
        return [_act(case, "close", "结案", primary=True)]
    return _acts_at_the_desk(todo)


def _acts_at_the_desk(todo: Todo) -> list[dict[str, Any]]:
    case = todo.case
    is_here = case.desk_id == todo.hat.area_id and case.state != "waiting_info"
    if is_here and todo.kind == Kind.TAKE:
        look = {"url": reverse("cases:case", args=[case.pk]) + "#where", "label": "看位置", "icon": "map-pin"}
        return [look, _act(case, "take", "我来办", primary=True, post=True)]
    if is_here and case.holder_id == todo.hat.person_id:
        return [_act(case, "push_up", "上报"), _act(case, "self_handle", "当场办结", primary=True)]
    return []


def _act(case: Case, verb: str, label: str, **more: Any) -> dict[str, Any]:
    return {"url": reverse("cases:deed", args=[case.pk, verb]), "label": label, **more}


def _line(case: Case, *, wide: bool) -> dict[str, Any]:
    """A late case that waits for somebody else."""
    node = grids.area(case.area_id)
    who = case.lead_unit.name if case.lead_unit and not case.is_confidential else ""
    where = node.name if wide and node else ""
    return {
        "case": case,
        "title": title(case),
        "url": reverse("cases:case", args=[case.pk]),
        "sub": "　".join(words for words in (where, who or case.reading.name) if words),
        "due": case.act_by,
    }


def _captain(request: ActingRequest, *, at: datetime) -> HttpResponse:
    """A captain's own reports, each with what it waits for; reporting is one tap away."""
    appeals = officer.reported(request.acting)
    context = {
        "heading": heading(request.acting),
        "day": at,
        "appeals": [_reported(appeal, at=at) for appeal in appeals],
        "open": sum(appeal.case.is_open for appeal in appeals),
        "other_posts": [post for post in posts_of(request) if post.pk != request.acting.post_id],
    }
    return render(request, "cases/officer_captain.html", context)


def _reported(appeal: Appeal, *, at: datetime) -> dict[str, Any]:
    """One of a captain's reports, in the words that a sender reads."""
    case = appeal.case
    asks = case.state == "waiting_info" or (case.state in ("closed", "archived") and appeal.solved is None)
    state, tone = ("请您看看", "red") if asks else ("在办", "blue") if case.is_open else ("有结果了", "grey")
    return {
        "title": title(case) if case.matter_id or case.is_confidential else case.place or "您反映的事",
        "sub": f"{moment(appeal.received_at, now=at)}　{case.reading.public}",
        "url": reverse("cases:progress", args=[appeal.number]),
        "state": state,
        "tone": tone,
    }
