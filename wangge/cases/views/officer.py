"""Pages of a grid's people on the phone: what needs them now, their grid's cases, a finding, the grid's card."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from wangge.cases import actions, queries
from wangge.cases.forms.deeds import suggestions
from wangge.cases.forms.officer import DONE, FindingForm, ListForm
from wangge.cases.models import Appeal, Case
from wangge.cases.queries import desk as desks
from wangge.cases.queries import officer
from wangge.cases.queries.officer import Board, Kind, Todo
from wangge.cases.rules.flows import PushReason, Source
from wangge.cases.rules.spot import Spot
from wangge.files import queries as files
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.doors import in_post, permitted
from wangge.grids.middleware import ActingRequest, posts_of
from wangge.grids.models import Area, Post
from wangge.grids.rules.tree import Node
from wangge.kernel.pages import attempt
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import moment, span
from wangge.matters import queries as catalogue
from wangge.matters import rules as matters

P = ParamSpec("P")
_SOON = timedelta(hours=2)
_SENT = "found"


def on_foot(view: Callable[Concatenate[ActingRequest, P], HttpResponse]) -> Any:
    """The page is for those whose work is the ground: officers, leaders, captains."""

    @wraps(view)
    def checked(request: ActingRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.acting.role not in {*officer.WALKERS, Role.CAPTAIN}:
            raise NotAllowed("这一页是网格长、网格员和楼道长用的，您现在的岗位请用工作台。")
        return view(request, *args, **kwargs)

    return in_post(checked)


# --- the first page ---


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
        "heading": _heading(acting),
        "day": at,
        "sentence": _sentence(board, at=at),
        "counts": _counts(board, only, at=at),
        "only": _KINDS[Kind(only)][0] if only in Kind else "",
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


def _heading(acting: Acting) -> str:
    node = grids.area(acting.area_id)
    return node.label.replace("·", "・") if node else acting.seat


#: The four counts: words, what the time is for, icon, tone of the badge.
_KINDS: dict[Kind, tuple[str, str, str, str]] = {
    Kind.TAKE: ("待接", "前接", "clock", "red"),
    Kind.HOLD: ("处置中", "前办好", "clock", "blue"),
    Kind.VERIFY: ("待核查", "前核查", "search-check", "amber"),
    Kind.AFTER: ("后续照看", "前看一次", "calendar-heart", "grey"),
}


def _only(todos: list[Todo], only: str) -> list[Todo]:
    return [todo for todo in todos if todo.kind == only] if only in Kind else todos


def _counts(board: Board, only: str, *, at: datetime) -> list[dict[str, Any]]:
    """The four counts; each narrows the page to what it counts."""
    late = {todo.kind for todo in board.today if todo.due < at}
    return [
        {
            "label": _KINDS[kind][0],
            "figure": many,
            "tone": "red" if kind in late else "",
            "url": reverse("cases:officer_home") + ("" if kind == only else f"?only={kind}"),
        }
        for kind, many in board.counts().items()
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
        verb = {"前接": "接", "前办好": "办好", "前核查": "核查", "前看一次": "去看"}[_KINDS[first.kind][1]]
        said.append(f"1 件 {span((first.due - at).total_seconds())}内要{verb}")
    if said:
        return "，".join(said)
    return f"今天还有 {len(board.today)} 件，都没有超期" if board.today else "今天没有到期的事"


def _row(todo: Todo, acting: Acting, *, at: datetime, wide: bool) -> dict[str, Any]:
    """One card of the first page; under another hat it offers to put that on."""
    case, (state, deed, icon, tone) = todo.case, _KINDS[todo.kind]
    under = todo.hat.post_id != acting.post_id
    return {
        "title": _title(case),
        "url": "" if under else reverse("cases:case", args=[case.pk]),
        "due": todo.due,
        "deed": deed,
        "icon": "flame" if case.urgency in ("high", "emergency") and todo.kind != Kind.AFTER else icon,
        "state": state,
        "tone": tone,
        "facts": _facts(todo, at=at, wide=wide),
        "waits": [task.action for task in todo.tasks[:2]],
        "actions": [] if under else _acts(todo),
        "hat": {"seat": todo.hat.seat, "role": todo.hat.role.label, "post": todo.hat.post_id} if under else None,
    }


def _title(case: Case) -> str:
    return f"{case.title}・{case.place}" if case.place and not case.is_confidential else case.title


def _facts(todo: Todo, *, at: datetime, wide: bool) -> list[str]:
    case = todo.case
    node = grids.area(case.area_id)
    facts = [node.name] if wide and node else []
    facts += [words for words, holds in _MARKS if holds(case)]
    if todo.kind == Kind.AFTER:
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


_MARKS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("特急", lambda case: case.urgency == "emergency"),
    ("督办", lambda case: case.is_supervised),
    ("来件人说没解决，重办", lambda case: case.reopen_count > 0 and case.is_open),
    ("返过工", lambda case: case.rework_count > 0 and case.is_open),
    ("多人反映", lambda case: case.appeal_count > 1),
)


def _acts(todo: Todo) -> list[dict[str, Any]]:
    """The next act as a button, and what else is likely; the flow decides again when it is done."""
    case = todo.case
    here = reverse("cases:case", args=[case.pk])

    def act(verb: str, label: str, **more: Any) -> dict[str, Any]:
        return {"url": reverse("cases:deed", args=[case.pk, verb]), "label": label, **more}

    if todo.kind == Kind.VERIFY:
        return [act("rework", "没办好"), act("verify", "核查", primary=True)]
    if todo.kind == Kind.AFTER:
        return [{"url": f"{here}#after", "label": "记下看到的"}]
    if todo.tasks:
        return [{"url": f"{here}#checks", "label": "去做、勾选", "primary": True}]
    if case.desk_id != todo.hat.area_id or case.state == "waiting_info":
        return []
    if todo.kind == Kind.TAKE:
        look = {"url": f"{here}#where", "label": "看位置", "icon": "map-pin"}
        return [look, act("take", "我来办", primary=True, post=True)]
    if case.holder_id != todo.hat.person_id:
        return []
    return [act("push_up", "上报"), act("self_handle", "当场办结", primary=True)]


def _line(case: Case, *, wide: bool) -> dict[str, Any]:
    """A late case that waits for somebody else."""
    node = grids.area(case.area_id)
    who = case.lead_unit.name if case.lead_unit and not case.is_confidential else ""
    where = node.name if wide and node else ""
    return {
        "case": case,
        "title": _title(case),
        "url": reverse("cases:case", args=[case.pk]),
        "sub": "　".join(words for words in (where, who or case.reading.name) if words),
        "due": case.act_by,
    }


def _captain(request: ActingRequest, *, at: datetime) -> HttpResponse:
    """A captain's own reports, each with what it waits for; reporting is one tap away."""
    appeals = officer.reported(request.acting)
    context = {
        "heading": _heading(request.acting),
        "day": at,
        "appeals": [_reported(appeal, at=at) for appeal in appeals],
        "open": sum(appeal.case.is_open for appeal in appeals),
        "other_posts": [post for post in posts_of(request) if post.pk != request.acting.post_id],
    }
    return render(request, "cases/officer_captain.html", context)


def _reported(appeal: Appeal, *, at: datetime) -> dict[str, Any]:
    case = appeal.case
    asks = case.state == "waiting_info" or (case.state in ("closed", "archived") and appeal.solved is None)
    return {
        "title": _title(case) if case.matter_id or case.is_confidential else case.place or "您反映的事",
        "sub": f"{moment(appeal.received_at, now=at)}　{case.reading.public}",
        "url": reverse("cases:progress", args=[appeal.number]),
        "state": "请您看看" if asks else case.reading.name,
        "tone": "red" if asks else case.reading.tone,
    }


# --- the grid's cases ---


@permitted(Permit.CASE_SEE)
@on_foot
def cases(request: ActingRequest) -> HttpResponse:
    """All cases of my grids: open ones by due time, ended ones the newest first; walked by key."""
    at, acting = timezone.now(), request.acting
    form = ListForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    tab = request.GET.get("tab", "")
    ended = tab == "ended"
    filters = desks.Filters(late=given.get("late", ""), q=given.get("q", "").strip())
    found = Case.objects.open_to(acting, Permit.CASE_SEE).filter(is_open=False) if ended else desks.reach(acting)
    found = desks.narrowed(found, filters, acting, at=at)
    if given.get("mine"):
        found = officer.mine(found, acting)
    more = request.htmx and request.GET.get("after")
    tabs = [] if more or ended else desks.tabs(found)
    if tab and not ended:
        found = found.filter(status=tab)
    part = officer.stretch(found, after=request.GET.get("after", ""), is_ended=ended)
    context = {
        "heading": _heading(acting),
        "form": form,
        "tabs": [] if more else _tabs(request, tabs or desks.tabs(desks.reach(acting)), tab),
        "rows": [_in_list(case, acting, at=at, ended=ended) for case in part.cases],
        "onward": _url(request, after=part.onward) if part.onward else "",
        "is_filtered": bool(form.changed_data),
        "is_ended": ended,
        "tab": tab,
    }
    return render(request, "cases/officer_list.html#rows" if more else "cases/officer_list.html", context)


def _url(request: ActingRequest, **changed: str) -> str:
    """This list with something changed; what is not named here stays in the URL."""
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query[name] = value
    return f"{reverse('cases:officer_list')}?{query.urlencode()}"


def _tabs(request: ActingRequest, tabs: list[desks.Tab], present: str) -> list[dict[str, Any]]:
    ended = present == "ended"
    shown = [tab for tab in tabs if tab.count or tab.code in ("", present)]
    found: list[dict[str, Any]] = [
        {
            "label": tab.label,
            "url": _url(request, tab=tab.code),
            "count": None if ended else tab.count,
            "is_on": tab.code == present,
        }
        for tab in shown
    ]
    return [*found, {"label": "已办结", "url": _url(request, tab="ended"), "count": None, "is_on": ended}]


def _in_list(case: Case, acting: Acting, *, at: datetime, ended: bool) -> dict[str, Any]:
    node = grids.area(case.area_id)
    wide = (acting.area_rank or 0) < officer.GRID
    facts = [node.name] if wide and node else []
    facts += [words for words, holds in _MARKS if holds(case)]
    facts.append(f"{case.get_source_display()} {moment(case.reported_at, now=at).removeprefix('今天 ')}")
    if case.lead_unit and not case.is_confidential:
        facts.append(f"主办 {case.lead_unit.name}")
    if case.holder:
        facts.append("我在办" if case.holder_id == acting.person_id else f"{case.holder.name}在办")
    return {
        "title": _title(case),
        "url": reverse("cases:case", args=[case.pk]),
        "due": case.act_by,
        "paused": "计时已停" if case.state == "suspended" else "",
        "when": f"{moment(case.closed_at, now=at)} 办结" if ended and case.closed_at else "",
        "icon": "circle-check" if ended else "flame" if case.urgency in ("high", "emergency") else "",
        "state": case.reading.name,
        "tone": case.reading.tone,
        "facts": facts,
    }


# --- a finding ---


@permitted(Permit.CASE_REPORT)
@on_foot
def report(request: ActingRequest) -> HttpResponse:
    """Photos, words, place; then solved on the spot, or handed on. Nothing is lost when it fails."""
    at, acting = timezone.now(), request.acting
    initial = {"request_id": secrets.token_urlsafe(12)}
    form = FindingForm(request.POST or None, request.FILES or None, by=acting, initial=initial)
    if request.method == "POST":
        form.hold_photos(by=acting, at=at)
        if form.is_valid():
            found = attempt(form, lambda: _again(request, form) or _send(request, form, at=at))
            if found is not None:
                return redirect(found)
    own = grids.area(acting.area_id)
    context = {
        "form": form,
        "is_captain": acting.role == Role.CAPTAIN,
        "one_area": officer.own_areas(acting)[0] if len(officer.own_areas(acting)) == 1 else None,
        "own": own,
        "view": (own.row.lon, own.row.lat, 16) if own and own.row.lon is not None else None,
        "ground_version": grids.places_token(),
        **_guess(request),
    }
    return render(request, "cases/officer_report.html", context, status=422 if form.errors else 200)


def _again(request: ActingRequest, form: FindingForm) -> str:
    """A form sent twice is one finding."""
    where: str = request.session.get(_SENT, {}).get(form.cleaned_data["request_id"], "")
    return where


def _send(request: ActingRequest, form: FindingForm, *, at: datetime) -> str:
    """Do it, and say where it went; the address of what it became."""
    acting, given = request.acting, form.cleaned_data
    if acting.role == Role.CAPTAIN:
        appeal = _told(given, acting, at=at)
        where, said = reverse("cases:reported", args=[appeal.number]), ""
    else:
        case, said = _found(given, acting, at=at)
        where = reverse("cases:case", args=[case.pk])
    request.session[_SENT] = {given["request_id"]: where}
    if said:
        messages.success(request, said)
    return where


def _told(given: dict[str, Any], acting: Acting, *, at: datetime) -> Appeal:
    """A captain's report is an appeal of his own, as any resident's."""
    return actions.report(
        text=given["text"],
        spot=_spot(given),
        matter=given["matter"],
        photos=files.held(given["before"].holder, given["before"].ids),
        source=Source.CAPTAIN,
        by=acting,
        at=at,
    )


@transaction.atomic
def _found(given: dict[str, Any], acting: Acting, *, at: datetime) -> tuple[Case, str]:
    """All of it or nothing: a finding whose second half is refused was never sent."""
    before = files.held(given["before"].holder, given["before"].ids)
    done = given["how"] == DONE
    # What was solved on the spot stays on the grid's desk, whichever level the catalogue names for it.
    matter = "" if done else given["matter"]
    case = actions.discover(
        text=given["text"], spot=_spot(given), matter=matter, photos=before, by=acting, at=at
    )
    if done:
        return _solved(case, given, acting, at=at), "已当场办结，照片和情况都记下了。"
    if given.get("reason") and case.desk_id == acting.area_id:
        reason = PushReason(given["reason"])
        case = actions.push_up(case, reason=reason, note=given["note"], by=acting, at=at)
    elif case.desk_id == acting.area_id:
        case = actions.take_up(case, by=acting, at=at)
        return case, "已登记。这类事由网格办，已记在您名下；网格办不了再上报。"
    desk = grids.area(case.desk_id)
    return case, f"已上报，现在由{desk.name if desk else '上一级'}受理。"


def _solved(case: Case, given: dict[str, Any], acting: Acting, *, at: datetime) -> Case:
    if case.is_confidential or case.urgency == matters.Urgency.EMERGENCY:
        raise Refused("看起来是紧急或保密的事，不在网格当场办结，请改选“上报”。", field="how")
    if case.desk_id != acting.area_id:
        raise Refused("这个地点不归您这个网格，请改选“上报”，或者核对位置。", field="how")
    after = files.held(given["photos"].holder, given["photos"].ids)
    matter = catalogue.matter(given["matter"])
    return actions.self_handle(case, said=given["said"], matter=matter, photos=after, by=acting, at=at)


def _spot(given: dict[str, Any]) -> Spot:
    """The point if there is one; else what the words name inside the grid; else the grid itself."""
    if given["lon"] is not None:
        return queries.spot(
            lon=given["lon"], lat=given["lat"], given_crs=given["crs"] or "wgs84", place=given["place"]
        )
    area: Area = given["area"]
    if given["place"]:
        named = queries.spot(place=given["place"], within=area.path)
        if named.is_known and access.is_below(named.chain[0].path, area.path):
            return named
    return queries.area_spot(area.pk, place=given["place"])


def _guess(request: ActingRequest) -> dict[str, Any]:
    """What the words look like, with what such a matter asks for; the officer decides."""
    text = request.POST.get("text", "")
    found = list(suggestions(text)) if text.strip() else []
    chosen = request.POST.get("matter", "")
    codes = [code for code, _, _ in found]
    entries = catalogue.catalogue().matters
    return {
        "guesses": [entries[code] for code in codes],
        "chosen": chosen if chosen in codes else (codes[0] if codes else ""),
        "emergency": matters.emergency(text),
    }


@permitted(Permit.CASE_REPORT)
@on_foot
def guess(request: ActingRequest) -> HttpResponse:
    """The suggestion for words typed so far: a fragment that htmx asks for; nothing is stored."""
    return render(request, "cases/officer_report.html#guess", _guess(request))


# --- the grid's card ---


@permitted(Permit.AREAS_SEE)
@on_foot
def grid_card(request: ActingRequest) -> HttpResponse:
    """Who is who in a grid, what it holds, what is open there, and who answers above it."""
    at, acting = timezone.now(), request.acting
    wanted = request.GET.get("area", "")
    reach = Area.objects.open_to(acting, Permit.AREAS_SEE).current()
    row = get_object_or_404(reach, pk=int(wanted) if wanted.isdecimal() else acting.area_id)
    node = grids.area(row.pk)
    if node is None:
        raise NotAllowed("这个区域刚刚变动，请刷新。")
    card = grids.grid_card(node, at=at)
    tabs = officer.by_status(acting, node)
    context = {
        "node": node,
        "card": card,
        "heading": node.label.replace("·", "・"),
        "team": _team(card.answering[0].posts),
        "captains": [p.person.name for p in card.answering[0].posts if p.role == Role.CAPTAIN],
        "above": card.answering[1:],
        "units": [_unit(unit) for unit in card.units],
        "counts": _figures(card, tabs),
        "tabs": [tab for tab in tabs[1:] if tab.count],
        "grids": _others(acting, node),
        "is_own": node.id == acting.area_id,
        "ground_version": grids.places_token(),
    }
    return render(request, "cases/grid_card.html", context)


def _team(posts: list[Post]) -> list[dict[str, Any]]:
    icons = {Role.LEADER: "flag", Role.OFFICER: "user-round"}
    return [
        {
            "title": post.person.name,
            "sub": "・".join(w for w in (post.get_role_display(), post.get_employment_type_display(), post.title) if w),
            "icon": icons.get(Role(post.role), "user-round"),
            "red": post.role == Role.LEADER,
        }
        for post in posts
        if post.role != Role.CAPTAIN
    ]


#: Whom a grid needs first, by department; all others follow in the order of their reach.
_FIRST = {
    "police": "shield",
    "residents_committee": "landmark",
    "villagers_committee": "landmark",
    "property_company": "building-2",
    "owners_committee": "users",
    "community_party_org": "flag",
    "comprehensive_enforcement": "shield-check",
    "fire_rescue": "flame",
}


def _unit(unit: Any) -> dict[str, Any]:
    return {
        "title": unit.name,
        "sub": unit.department.name,
        "icon": _FIRST.get(unit.department_id, "briefcase-business"),
        "is_first": unit.department_id in _FIRST,
    }


def _figures(card: grids.GridCard, tabs: list[desks.Tab]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": "户", "figure": card.households if card.households is not None else "—"},
        {"label": "小区", "figure": len(card.estates)},
        {"label": "楼栋", "figure": card.buildings},
    ]
    if tabs:
        found.append({"label": "在办", "figure": tabs[0].count})
    return found


def _others(acting: Acting, node: Node) -> list[Node]:
    """The grids this hat reaches, to go from one card to another."""
    areas = officer.own_areas(acting)
    return areas if len(areas) > 1 else []
