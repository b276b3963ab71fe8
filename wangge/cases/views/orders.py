"""The unit's pages: its orders by what is due next, and one order with all that its handler needs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.forms.orders import FilterForm
from wangge.cases.models import Case, WorkOrder
from wangge.cases.queries import may
from wangge.cases.queries import orders as queries
from wangge.cases.queries import page as pages
from wangge.cases.rules.flows import OPEN_ORDER, OrderState, State
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.doors import in_post, permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.words import moment
from wangge.notices import actions as notices

#: What a handler does next with an order, best first; the rest stands behind 更多.
_FIRST = ("acknowledge", "submit", "first_contact", "log")


@permitted(Permit.ORDER_SEE)
def orders(request: ActingRequest) -> HttpResponse:
    """The orders of this hat, with tabs and filters."""
    at, acting = timezone.now(), request.acting
    is_leader = acting.role == Role.UNIT_LEADER
    people = list(queries.handlers(acting, at=at)) if is_leader else []
    form = FilterForm(request.GET, role=acting.role, people=people)
    filters = form.filters(request.GET.get("tab", ""))
    found = queries.narrowed(queries.mine(acting), filters, acting, at=at)
    page = Paginator(queries.rows(found, filters.tab, at=at), queries.PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": _tabs(request, queries.tabs(found, at=at), filters.tab),
        "counts": _counts(queries.figures(acting, at=at)),
        "form": form,
        "page": page,
        "rows": [_row(order, acting, at=at) for order in page],
        "is_leader": is_leader,
        "is_done": filters.tab == queries.DONE,
        "is_filtered": form.has_changed(),
        "hands": queries.hands(acting, people, at=at) if is_leader else [],
        "keep": [("tab", filters.tab)] if filters.tab else [],
        "clear_url": reverse("cases:orders"),
        "asof_words": moment(at, now=at),
    }
    return render(request, "cases/orders.html#list" if request.htmx else "cases/orders.html", context)


def _counts(figures: queries.Figures) -> list[dict[str, Any]]:
    """The figures over the list; each opens the list it counts."""
    here, late = reverse("cases:orders"), figures.to_acknowledge_late
    return [
        {
            "label": "待签收",
            "figure": figures.to_acknowledge,
            "hint": f"其中 {late} 张过了签收时限" if late else "",
            "url": f"{here}?tab=sent",
            "wide": True,
        },
        {"label": "已超期", "figure": figures.over, "tone": "red", "url": f"{here}?late=over"},
        {"label": "2 小时内到期", "figure": figures.soon, "tone": "amber", "url": f"{here}?late=soon"},
        {"label": "督办中", "figure": figures.supervised, "url": f"{here}?late=supervised"},
    ]


def _tabs(request: ActingRequest, tabs: list[queries.Tab], present: str) -> list[dict[str, Any]]:
    def url(code: str) -> str:
        query = request.GET.copy()
        query.pop("page", None)
        query["tab"] = code
        return f"?{query.urlencode()}"

    return [
        {"label": tab.label, "url": url(tab.code), "count": tab.count, "is_on": tab.code == present}
        for tab in tabs
    ]


def _row(order: WorkOrder, acting: Acting, *, at: datetime) -> dict[str, Any]:
    """A line of the list: a confidential case shows its category and nothing else."""
    case = order.case
    node, desk = grids.area(case.area_id), grids.area(case.desk_id)
    is_sent = order.state == OrderState.SENT
    over = order.state in (OrderState.SUBMITTED, OrderState.DONE)
    return {
        "order": order,
        "case": case,
        "title": case.title,
        "place": "保密事项，只显示大类" if case.is_confidential else case.place,
        "area": "" if case.is_confidential else node.label if node else "待定位",
        "desk": desk.name if desk else "",
        "due": order.acknowledge_by if is_sent else order.due_at or case.act_by,
        "deed": "签收" if is_sent else "",
        "paused": "已挂起" if case.state == State.SUSPENDED else "",
        "done_at": order.submitted_at if over else None,
        "tone": pages.ORDER_TONES[OrderState(order.state)],
        "can_acknowledge": is_sent and acting.may(Permit.ORDER_HANDLE),
    }


@in_post
def order(request: ActingRequest, order_id: UUID) -> HttpResponse:
    """One order: what to do until when and why, the sender's words, photos, check-list, what others do."""
    at, acting = timezone.now(), request.acting
    if acting.unit_id is None:
        return _to_case(order_id, acting)
    found = get_object_or_404(queries.mine(acting).select_related("case", "unit"), pk=order_id)
    case = pages.load(Case.objects.open_to(acting, Permit.CASE_SEE)).get(pk=found.case_id)
    if acting.person_id is not None:
        notices.read_case(person_id=acting.person_id, case_id=case.pk, at=at)
    shown = pages.page(case, acting, at=at)
    order = next(o for o in case.orders.all() if o.pk == found.pk)
    permits = may.permits_on(case, acting)
    own = may.order_moves(order, case, acting, permits=permits) if order.state in OPEN_ORDER else []
    is_taken = order.state == OrderState.ACKNOWLEDGED
    moves = [*own, *(may.open_moves(case, acting, at=at, permits=permits) if is_taken else [])]
    main = sorted((m for m in moves if m.verb in _FIRST), key=lambda m: _FIRST.index(m.verb))[:2]
    is_mine = order.state in OPEN_ORDER and acting.may(Permit.ORDER_HANDLE)
    context = {
        "order": order,
        "case": case,
        "page": shown,
        "own": queries.page(order, case, shown),
        "on_order": {m.verb for m in own},
        "main": list(reversed(main)),
        "more": [m for m in moves if m not in main],
        "tasks": [(task, pages.task_roles(task)) for task in shown.tasks],
        "can_tick": is_mine and order.state == OrderState.ACKNOWLEDGED and case.state == State.IN_HAND,
        "can_reveal": is_mine and order.is_lead and case.contact_left and acting.may(Permit.CONTACT_REVEAL),
        "missing": "待提交办理后照片" if is_mine and not any(p.is_after for p in shown.photos) else "",
        "paused": "已停" if case.state == State.SUSPENDED else "",
        "tasks_words": f"{len(shown.tasks)} 项已做 {sum(not t.is_open for t in shown.tasks)} 项",
        "senders_hint": f"{len(shown.senders)} 件合并办理" if len(shown.senders) > 1 else "",
        "pin": f"{case.lon},{case.lat}" if case.lon and not case.is_confidential else "",
    }
    return render(request, "cases/order.html", context)


def _to_case(order_id: UUID, acting: Acting) -> HttpResponse:
    """Who is of no unit reads an order on the page of its case."""
    order = get_object_or_404(WorkOrder, pk=order_id)
    get_object_or_404(Case.objects.open_to(acting, Permit.CASE_SEE), pk=order.case_id)
    return redirect("cases:case", order.case_id)
