"""What a phone keeps for when there is no signal: what its lists show, the grid's card, and what forms offer.

Never a sender's words, name or number: those stand on a case's own page, and that one is not kept.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.cases.forms.deeds import matter_choices
from wangge.cases.forms.officer import form_mark
from wangge.cases.models import Case, WorkOrder
from wangge.cases.queries import checks, officer, orders
from wangge.cases.queries import page as pages
from wangge.cases.queries.officer import Kind, Todo
from wangge.cases.rules.flows import OPEN_ORDER, OrderState, PushReason, State
from wangge.cases.rules.words import SAID
from wangge.cases.views.officer import card
from wangge.cases.views.officer._words import heading, marks, title
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.middleware import posts_of
from wangge.kernel.problems import problem
from wangge.people import session

JSON = dict[str, Any]
#: So many of each list; the rest needs signal.
MOST = 60
_KINDS: dict[Kind, tuple[str, str]] = {
    Kind.TAKE: ("待接", "前接"),
    Kind.HOLD: ("处置中", "前办好"),
    Kind.VERIFY: ("待核查", "前核查"),
    Kind.AFTER: ("后续照看", "前看一次"),
}
_TONES = {Kind.TAKE: "red", Kind.HOLD: "blue", Kind.VERIFY: "amber", Kind.AFTER: "grey"}


@never_cache
@require_GET
def known(request: HttpRequest) -> Any:
    """Everything at once; 401 for nobody, so that the phone says 请登录 and keeps what it has."""
    if not request.user.is_authenticated or request.user.pk is None:
        return problem(401, "请先登录。")
    acting: Acting | None = getattr(request, "acting", None)
    if not acting:
        return problem(403, "您的账号现在没有岗位。")
    at = timezone.now()
    found = {
        "me": session.mark(request.user.pk),
        "now": at.isoformat(),
        "form": form_mark(),
        "post": acting.post_id,
        "seat": heading(acting),
        "role": acting.role.value,
        "rows": _rows(request, acting, at=at),
        "card": _card(acting, at=at),
        "report": _report(acting),
        "matters": matter_choices(),
        "said": {verb: SAID[verb].format(unit=acting.seat) for verb in ("self_handle", "submit", "verify")},
    }
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


# --- lists ---


def _rows(request: HttpRequest, acting: Acting, *, at: datetime) -> list[JSON]:
    if acting.role in officer.WALKERS:
        hats = [post.acting() for post in posts_of(request) if Role(post.role) in officer.WALKERS]
        return [_todo(todo) for todo in officer.board(hats, at=at).all[:MOST]]
    if acting.unit_id is not None:
        found = orders.rows(orders.mine(acting), "", at=at)
        return [_order(order, acting) for order in found[:MOST] if order.state in OPEN_ORDER]
    if acting.role == Role.VERIFIER:
        found_cases = checks.to_verify(acting).select_related("matter__category", "lead_unit")
        return [_check(case, acting) for case in found_cases.order_by("act_by", "pk")[:MOST]]
    return []


def _line(case: Case, *, post: int | None, due: datetime, deed: str, state: str, tone: str) -> JSON:
    node = grids.area(case.area_id)
    return {
        "number": case.number,
        "title": title(case),
        "url": reverse("cases:case", args=[case.pk]),
        "due": due.isoformat(),
        "deed": deed,
        "state": state,
        "tone": tone,
        "facts": [*([node.name] if node and not case.is_confidential else []), *marks(case)],
        "post": post,
        "matter": bool(case.matter_id),
        "acts": [],
    }


def _act(verb: str, label: str, subject: str, expect: str) -> JSON:
    return {"act": verb, "label": label, "subject": subject, "expect": expect}


def _todo(todo: Todo) -> JSON:
    case, (state, deed) = todo.case, _KINDS[todo.kind]
    row = _line(case, post=todo.hat.post_id, due=todo.due, deed=deed, state=state, tone=_TONES[todo.kind])
    is_here = case.desk_id == todo.hat.area_id and case.state in (State.REPORTED, State.ACCEPTED)
    if todo.kind == Kind.VERIFY:
        row["acts"] = [_act("verify", "核查", case.number, case.state)]
    elif is_here and todo.kind in (Kind.TAKE, Kind.HOLD) and not case.is_confidential:
        row["acts"] = [_act("self_handle", "当场办结", case.number, case.state)]
    return row


def _check(case: Case, acting: Acting) -> JSON:
    row = _line(case, post=acting.post_id, due=case.act_by, deed="前核查", state="待核查", tone="amber")
    row["acts"] = [_act("verify", "核查", case.number, case.state)]
    return row


def _order(order: WorkOrder, acting: Acting) -> JSON:
    """A line of the unit's list: a confidential case shows its category and nothing else."""
    case, is_sent = order.case, order.state == OrderState.SENT
    row = _line(
        case,
        post=acting.post_id,
        due=order.acknowledge_by if is_sent else order.due_at or case.act_by,
        deed="前签收" if is_sent else "前办好",
        state=order.get_state_display(),
        tone=pages.ORDER_TONES[OrderState(order.state)],
    )
    row["url"] = reverse("cases:order", args=[order.pk])
    row["task"] = order.task
    if acting.may(Permit.ORDER_HANDLE) and is_sent:
        row["acts"] = [_act("acknowledge", "签收", str(order.pk), order.state)]
    elif acting.may(Permit.ORDER_HANDLE) and order.state == OrderState.ACKNOWLEDGED:
        row["acts"] = [_act("submit", "提交结果", str(order.pk), order.state)]
    return row


# --- the grid ---


def _card(acting: Acting, *, at: datetime) -> JSON | None:
    """The own grid's card, as its page has it; nobody's number stands there."""
    node = grids.area(acting.area_id) if acting.role in {*officer.WALKERS, Role.CAPTAIN} else None
    if node is None or not acting.may(Permit.AREAS_SEE):
        return None
    found = grids.grid_card(node, at=at)
    own = found.answering[0].posts
    return {
        "name": node.label.replace("·", "・"),
        "full": node.full_name,
        "figures": [
            [label, figure]
            for label, figure in (
                ("户", found.households),
                ("小区", len(found.estates)),
                ("楼栋", found.buildings),
            )
        ],
        "team": [[one["title"], one["sub"]] for one in card.team_lines(own)],
        "captains": [post.person.name for post in own if post.role == Role.CAPTAIN],
        "estates": [place.name for place in found.estates],
        "units": [[one["title"], one["sub"]] for one in map(card.unit_line, found.units) if one["is_first"]],
        "above": [[level["name"], level["posts"]] for level in map(card.level_line, found.answering[1:])],
    }


def _report(acting: Acting) -> JSON | None:
    """What the form of a finding offers; nothing for those who report nothing on foot."""
    if acting.role not in {*officer.WALKERS, Role.CAPTAIN} or not acting.may(Permit.CASE_REPORT):
        return None
    return {
        "areas": [[node.id, node.label.replace("·", "・")] for node in officer.own_areas(acting)],
        "reasons": list(PushReason.choices),
        "only": acting.role == Role.CAPTAIN,
    }
