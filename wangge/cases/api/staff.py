"""The doors of tokens: the list of cases, and every move. The same permissions as the pages', from the same
place.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone

from wangge.cases.actions import doors
from wangge.cases.api import answers
from wangge.cases.api.auth import ApiRequest, door_of
from wangge.cases.api.deeds import Deed
from wangge.cases.api.moves import Move
from wangge.cases.api.schemas import Filters, Point
from wangge.cases.api.senders import as_json, seen
from wangge.cases.models import Case, WorkOrder
from wangge.cases.rules.flows import OPEN, OrderState, State
from wangge.grids import access, crs
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.kernel import ids, kept, sealing
from wangge.kernel.refusal import Refused, Unreadable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: What the list may be asked by. Never by a phone or a person (06 R-16).
ASKED_BY = frozenset(Filters.model_fields)


# --- the list ---


def listing(request: ApiRequest, asked: Filters) -> HttpResponse:
    """One page of cases within reach, the newest first; the cursor is a place, so pages never overlap."""
    if strange := sorted(request.GET.keys() - ASKED_BY):
        raise Unreadable([(name, "不能按这个条件查询。") for name in strange])
    acting = _acting(request)
    found = _filtered(Case.objects.open_to(acting, Permit.CASE_SEE), asked)
    if asked.cursor:
        at, pk = _place(asked.cursor)
        found = found.filter(Q(reported_at__lt=at) | Q(reported_at=at, pk__lt=pk))
    rows = list(
        found.select_related("matter__category", "lead_unit").order_by("-reported_at", "-pk")[
            : asked.limit + 1
        ]
    )
    items, rest = rows[: asked.limit], rows[asked.limit :]
    cursor = _cursor(items[-1]) if rest else None
    return as_json({"items": [answers.brief(case) for case in items], "next": cursor})


def _filtered(cases: QuerySet[Case], asked: Filters) -> QuerySet[Case]:
    if asked.state:
        cases = cases.filter(state=asked.state)
        if asked.state in OPEN:
            cases = cases.filter(is_open=True)  # so that the indexes of open work are used
    if asked.area:
        node = grids.the_tree().by_code.get(asked.area)
        if node is None:
            raise Unreadable([("area", "没有这个区域编码。")])
        cases = cases.filter(access.below(node.path))
    if asked.unit:
        sent = WorkOrder.objects.exclude(state=OrderState.WITHDRAWN).filter(unit__code=asked.unit)
        cases = cases.filter(pk__in=sent.values("case_id"))
    if asked.since:
        cases = cases.filter(reported_at__gte=asked.since)
    return cases


def _cursor(case: Case) -> str:
    ticks = (case.reported_at - _EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{ticks} {case.pk.hex}".encode()).decode()


def _place(cursor: str) -> tuple[datetime, UUID]:
    try:
        ticks, pk = base64.urlsafe_b64decode(cursor.encode()).decode("ascii").split(" ")
        return _EPOCH + timedelta(microseconds=int(ticks)), UUID(pk)
    except (ValueError, OverflowError, binascii.Error):
        raise Unreadable([("cursor", "不是上一页给出的 next，请从头查询。")]) from None


# --- the ground ---


def locate(point: Point) -> HttpResponse:
    """The area of a point, and those above it."""
    found = grids.locate(*crs.to_wgs84(point.lon, point.lat, point.crs))
    area = answers.chain(found.area)
    return as_json(
        {"located": found.how, "area": area, "candidates": [node.as_json() for node in found.candidates]}
    )


# --- moves ---

#: What travels beside the JSON of a move, looked up when it is made: photos of a phone.
Beside = Callable[[], Mapping[str, Any]]


def nothing() -> Mapping[str, Any]:
    """A move of JSON alone."""
    return {}


def move_case(request: ApiRequest, number: str, verb: str, deed: Deed, body: Move) -> HttpResponse:
    """Make one move of a case, once."""
    return as_json(case_move(_acting(request), number, verb, deed, body, at=timezone.now()))


def case_move(
    acting: Acting,
    number: str,
    verb: str,
    deed: Deed,
    body: Move,
    *,
    at: datetime,
    beside: Beside = nothing,
) -> answers.JSON:
    """The move, or the answer it was given before."""
    normal = ids.normal_number(number)
    if normal is None:
        raise Http404

    def do() -> answers.JSON:
        case = seen(number, acting, joined=_locked)
        make = partial(deed.act, **beside())
        _act(make, body, case, present=case.state, label=State(case.state).label, by=acting, at=at)
        return _now(case, acting, at=at)

    return doors.once(door_of(acting), body.client_request_id, _digest(normal, verb, body), at=at, deed=do)


def move_order(request: ApiRequest, order_id: UUID, verb: str, deed: Deed, body: Move) -> HttpResponse:
    """Make one move of a work order, once."""
    return as_json(order_move(_acting(request), order_id, verb, deed, body, at=timezone.now()))


def order_move(
    acting: Acting,
    order_id: UUID,
    verb: str,
    deed: Deed,
    body: Move,
    *,
    at: datetime,
    beside: Beside = nothing,
) -> answers.JSON:
    """The move, or the answer it was given before."""

    def do() -> answers.JSON:
        order = WorkOrder.objects.open_to(acting, Permit.CASE_SEE).filter(pk=order_id).first()
        if order is None:
            raise Http404
        case = Case.objects.select_for_update(of=("self",)).get(pk=order.case_id)
        order.refresh_from_db()
        make, label = partial(deed.act, **beside()), OrderState(order.state).label
        _act(make, body, order, present=order.state, label=label, by=acting, at=at)
        return _now(case, acting, at=at)

    key = _digest(str(order_id), verb, body)
    return doors.once(door_of(acting), body.client_request_id, key, at=at, deed=do)


def _act(
    make: Callable[..., object],
    body: Move,
    subject: Case | WorkOrder,
    *,
    present: str,
    label: str,
    by: Acting,
    at: datetime,
) -> None:
    """The action, or a refusal that names the present state."""
    expected = getattr(body, "expect", None)
    try:
        if expected is not None and expected != present:
            raise Refused(f"现在是“{label}”，和您看到的不一样，请重新查询。", field="expect")
        make(body.subject(subject), **body.arguments(by), by=by, at=at)
    except Refused as refusal:
        refusal.more.setdefault("state", present)
        raise


def _now(case: Case, acting: Acting, *, at: datetime) -> answers.JSON:
    whole = kept.first(_joined, pk=case.pk)
    if whole is None:
        raise Http404
    return answers.whole(whole, acting, at=at)


def _joined(_: None, *, pk: UUID) -> QuerySet[Case]:
    return Case.objects.filter(pk=pk).select_related("matter__category", "lead_unit")


def _locked(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_for_update(of=("self",))


def _digest(subject: str, verb: str, body: Move) -> bytes:
    return sealing.mac(f"{subject}:{verb}:{body.model_dump_json()}", purpose="receipt", length=32)


def _acting(request: ApiRequest) -> Acting:
    if not isinstance(request.auth, Acting):
        raise TypeError("this door asks for a token")
    return request.auth
