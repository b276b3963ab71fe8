"""The desk: inbox, one case, find, report typed in by telephone or counter, print."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from wangge.cases import actions, queries
from wangge.cases.forms.desk import FilterForm, IntakeForm
from wangge.cases.models import Appeal, Case, CaseTask
from wangge.cases.queries import benches, family, leaders, lookup, may, officer, rights, same, sides
from wangge.cases.queries import desk as desks
from wangge.cases.queries import page as pages
from wangge.cases.queries.guesses import suggestions, to_show
from wangge.cases.rules.benches import COMMUNITY_RANK
from wangge.cases.rules.flows import Source
from wangge.cases.rules.spot import Contact
from wangge.cases.sealed import words_of
from wangge.files import queries as files
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.doors import in_post, permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.kernel.words import moment
from wangge.matters import queries as catalogue
from wangge.notices import actions as notices
from wangge.notices import queries as told

#: The version of the notice a sender is told before his words are taken down.
CONSENT = "2026-11"
#: The session's slips: what this browser has just taken down.
_SLIPS = "slips"
_PHONE_ROLES = frozenset({Role.OFFICER, Role.LEADER, Role.CAPTAIN})


@permitted(Permit.CASE_SEE)
def inbox(request: ActingRequest) -> HttpResponse:
    """Open work by due time, with tabs and filters."""
    at, acting = timezone.now(), request.acting
    form = FilterForm(request.GET, acting=acting)
    on, bench = benches.of_hat(acting), request.GET.get("bench", "")
    bench = bench if bench in on else ""
    filters = replace(form.filters(request.GET.get("tab", "")), bench=bench, benches=on)
    ended = request.GET.get("tab") == "ended"
    cases = desks.narrowed(desks.reach(acting), filters, acting, at=at)
    tabs = desks.tabs(cases)
    page, rows, older_url = None, list[Case](), ""
    if ended:
        rows, older_url = _ended(request, desks.closed(acting, filters, at=at))
    else:
        total = next((t.count for t in tabs if t.code == filters.tab), 0)
        page = _Counted(desks.rows(cases, filters), desks.PAGE, total).get_page(request.GET.get("page"))
        rows = list(page)
    context = {
        "older_url": older_url,
        "tabs": _tabs(request, tabs, filters.tab, ended=ended),
        "counts": [] if request.htmx else counts(desks.figures(acting, at=at)),
        "is_unmanned": not request.htmx and told.unmanned(acting, at=at),
        "form": form,
        "benches": _benches(request, benches.queues(desks.reach(acting), on, acting), bench) if on else [],
        "has_benches": acting.area_rank == COMMUNITY_RANK and acting.may(Permit.BENCH_SEE),
        "page": page,
        "rows": [_row(case) for case in rows],
        "is_filtered": form.has_changed(),
        "is_ended": ended,
        "keep": [("tab", request.GET.get("tab", "")), *([("bench", bench)] if bench else [])],
        "clear_url": reverse("cases:desk"),
        "asof_words": moment(at, now=at),
        "may_take_in": acting.may(Permit.CASE_ACCEPT),
    }
    return render(request, "cases/desk.html#list" if request.htmx else "cases/desk.html", context)


def counts(figures: desks.Figures) -> list[dict[str, Any]]:
    """The figures over the inbox and the workbench; each opens the list it counts."""
    here = reverse("cases:desk")
    sources = "　".join(f"{name} {n}" for name, n in figures.by_source[:3])
    return [
        {
            "label": "今日来件",
            "figure": figures.today,
            "hint": sources,
            "wide": True,
        },
        {"label": "已超期", "figure": figures.over, "tone": "red", "url": f"{here}?late=over"},
        {"label": "2 小时内到期", "figure": figures.soon, "tone": "amber", "url": f"{here}?late=soon"},
        {"label": "督办中", "figure": figures.supervised, "url": f"{here}?late=supervised"},
    ]


def _ended(request: ActingRequest, cases: QuerySet[Case]) -> tuple[list[Case], str]:
    """What ended, walked by key from the newest back: it is never counted, however long the history is."""
    before = _moment(request.GET.get("before", "").replace(" ", "+"))
    if before is not None:
        cases = cases.filter(closed_at__lt=before)
    rows = list(cases[: desks.PAGE + 1])
    if len(rows) <= desks.PAGE:
        return rows, ""
    query = request.GET.copy()
    last = rows[desks.PAGE - 1].closed_at
    query["before"] = last.isoformat() if last else ""
    return rows[: desks.PAGE], f"?{query.urlencode()}"


def _moment(text: str) -> datetime | None:
    """What the link to older ones carries; anything else begins at the beginning."""
    try:
        found = parse_datetime(text)
        return found.astimezone(UTC) if found is not None and timezone.is_aware(found) else None
    except (ValueError, OverflowError):
        return None


class _Counted(Paginator):  # type: ignore[type-arg]
    """A paginator that was told its count: that of the tab."""

    def __init__(self, rows: Any, per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self.total = total

    @property
    def count(self) -> int:
        return self.total


def _tabs(
    request: ActingRequest, tabs: list[desks.Tab], present: str, *, ended: bool
) -> list[dict[str, Any]]:
    def url(code: str) -> str:
        query = request.GET.copy()
        query.pop("page", None)
        query["tab"] = code
        return f"?{query.urlencode()}"

    shown = [
        t for t in tabs if t.count or t.code in ("", "reported", "accepted", "in_hand", "verifying", present)
    ]
    found: list[dict[str, Any]] = [
        {"label": t.label, "url": url(t.code), "count": t.count, "is_on": not ended and t.code == present}
        for t in shown
    ]
    return [*found, {"label": "已办结", "url": url("ended"), "count": None, "is_on": ended}]


def _benches(request: ActingRequest, queues: list[benches.Queue], present: str) -> list[dict[str, Any]]:
    """The desks of the community, each with what stands on it; pressed again it shows all."""
    query = request.GET.copy()
    query.pop("page", None)
    found = []
    for queue in queues:
        query["bench"] = "" if queue.bench == present else queue.bench
        found.append(
            {
                "label": queue.name,
                "url": f"?{query.urlencode()}",
                "count": queue.count,
                "is_on": queue.bench == present,
            }
        )
    return found


def _row(case: Case) -> dict[str, Any]:
    """A line of the inbox: a confidential case shows its category and nothing else."""
    node = grids.area(case.area_id)
    hidden = case.is_confidential
    return {
        "case": case,
        "title": case.title,
        "place": "保密事项，只显示大类" if hidden else case.place,
        "area": _above(node),
        "grid": node.name if node and node.rank >= 4 else "",
        "unit": "仅经办可见" if hidden else (case.lead_unit.name if case.lead_unit else ""),
        "guess": "" if hidden or case.lead_unit else _guess(case),
        "source": "仅经办可见" if hidden else case.get_source_display(),
        "status": case.reading,
        "paused": "已停" if case.status in ("suspended",) else "",
    }


def _above(node: Any) -> str:
    if node is None:
        return "待定位"
    above = grids.area(node.parent_id) if node.rank >= 4 else node
    return above.name if above else node.name


def _guess(case: Case) -> str:
    """Who would get it by the routes, as a suggestion."""
    entry = catalogue.catalogue().matters.get(case.matter_id or "")
    if entry is None or case.status != "accepted":
        return ""
    route = catalogue.route_for(entry, case.area_path)
    return route.lead.name if route.lead else ""


@in_post
def case(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """One case: stages, orders with their clocks, words, photos, check-list, course, and what may be done."""
    at, acting = timezone.now(), request.acting
    found = get_object_or_404(pages.load(Case.objects.open_to(acting, Permit.CASE_SEE)), pk=case_id)
    if acting.unit_id is not None:
        order = next((o for o in found.orders.all() if o.unit_id == acting.unit_id), None)
        if order is not None:
            return redirect("cases:order", order.pk)
    if acting.person_id is not None:
        notices.read_case(person_id=acting.person_id, case_id=found.pk, at=at)
    permits = may.permits_on(found, acting)
    moves = may.open_moves(found, acting, at=at, permits=permits)
    shown = pages.page(found, acting, at=at)
    orders = [(card, may.order_moves(card.order, found, acting, permits=permits)) for card in shown.orders]
    context = {
        "case": found,
        "page": shown,
        "orders": orders,
        "moves": moves,
        "main": _main_moves(moves),
        "more": [m for m in moves if m not in _main_moves(moves)],
        "data_request": rights.request_of(found, acting),
        "relatives": family.relatives(found, acting),
        **_same(found, moves, acting, at=at),
        "opinions": family.opinions(found),
        "sides": sides.sides(found),
        "tasks": [(task, pages.task_roles(task)) for task in shown.tasks],
        "aftercare": [(task, pages.task_roles(task)) for task in shown.aftercare],
        "suggestions": to_show(_all_words(shown), acting) if not found.matter_id else [],
        "can_reveal": Permit.CONTACT_REVEAL in permits and found.contact_left,
        "undo_until": _undo_until(found, moves),
        "ask": leaders.ask_of(found, at=at),
        "may_extend": any(move.verb == "extend" for move in moves),
        "map_pin": f"{found.lon},{found.lat}" if found.lon is not None else "",
        "map_shapes": reverse("grids:shapes", args=[found.area_id]) if found.area_id else "",
        "can_tick": acting.may(Permit.CASE_SELF_HANDLE) or acting.may(Permit.CASE_DISPATCH),
        "tasks_words": _done_words(shown.tasks),
        "model_name": _model_name(found),
        "senders_hint": f"{len(shown.senders)} 件合并办理，各自收到答复" if len(shown.senders) > 1 else "",
        "paused": "已停" if found.status == "suspended" else "",
    }
    on_phone = acting.role in _PHONE_ROLES
    if on_phone:
        context["phone"] = officer.on_phone(found, shown, moves, acting, at=at)
    return render(request, "cases/case_phone.html" if on_phone else "cases/case.html", context)


def _same(case: Case, moves: list[Any], acting: Acting, *, at: datetime) -> dict[str, Any]:
    """What looks like the same trouble, for whoever may merge it."""
    if not any(move.verb == "merge" for move in moves):
        return {}
    return {"same": same.same_as(case, acting), "same_phone": same.same_phone(case, acting, at=at)}


def _done_words(tasks: list[CaseTask]) -> str:
    return f"{len(tasks)} 项已做 {sum(task.done_at is not None for task in tasks)} 项"


def _model_name(case: Case) -> str:
    model = catalogue.catalogue().models.get(case.model_code)
    return f"{model.name}・第 {case.model_version} 版" if model else ""


def _all_words(page: pages.CasePage) -> str:
    return " ".join([page.found, *(sender.text for sender in page.senders)])


_FIRST = (
    "verify",
    "close",
    "accept",
    "self_handle",
    "answer",
    "resume",
    "conclude",
    "take",
    "push_up",
    "rework",
    "reopen",
    "remind",
    "dispatch",
)


def _main_moves(moves: list[Any]) -> list[Any]:
    """The one or two moves that come next, the primary last, as buttons; the rest behind `更多`."""
    order = ("dispatch", *_FIRST) if any(m.name == "派单" for m in moves) else _FIRST
    ranked = sorted((m for m in moves if m.verb in order), key=lambda m: order.index(m.verb))
    return list(reversed(ranked[:2]))


def _undo_until(case: Case, moves: list[Any]) -> Any:
    if not any(m.verb == "recall" for m in moves):
        return None
    sent = [o.sent_at for o in case.orders.all() if o.state == "sent"]
    return max(sent) + queries.limits().undo_dispatch if sent else None


@permitted(Permit.CASE_SEE)
def find(request: ActingRequest) -> HttpResponse:
    """The search box: a whole number opens its case, words open the list."""
    q = request.GET.get("q", "").strip()
    if found := lookup.by_number(q, request.acting):
        return redirect("cases:case", found.pk)
    return redirect(f"{reverse(_list_of(request.acting))}?{urlencode({'q': q})}")


def _list_of(acting: Acting) -> str:
    """The list that somebody's words are looked for in."""
    return "cases:desk" if acting.unit_id is None else "cases:orders"


@permitted(Permit.CASE_ACCEPT)
def intake(request: ActingRequest) -> HttpResponse:
    """Take down a report for somebody; then a slip with number and secret."""
    at = timezone.now()
    form = IntakeForm(request.POST or None, request.FILES or None, acting=request.acting)
    if request.method == "POST":
        form.hold_photos(by=request.acting, at=at)
        appeal = attempt(form, lambda: _take_down(form, request, at=at)) if form.is_valid() else None
        if appeal is not None:
            request.session[_SLIPS] = [*request.session.get(_SLIPS, [])[-19:], str(appeal.pk)]
            return redirect("cases:slip", appeal.pk)
    context = {"form": form, "suggestions": list(suggestions(request.POST.get("text", "")))}
    return render(request, "cases/intake.html", context, status=422 if form.errors else 200)


def _take_down(form: IntakeForm, request: ActingRequest, *, at: Any) -> Appeal:
    given = form.cleaned_data
    area, chosen = given["area"], given["photos"]
    spot = (
        queries.area_spot(area.pk, place=given["place"])
        if area
        else queries.spot(place=given["place"], within=request.acting.area_path)
    )
    return actions.report(
        text=given["text"],
        spot=spot,
        matter=given["matter"],
        contact=Contact(given["name"], given["phone"]),
        photos=files.held(chosen.holder, chosen.ids),
        source=Source(given["source"]),
        consent_version=CONSENT,
        by=request.acting,
        at=at,
    )


@in_post
def slip(request: ActingRequest, appeal_id: UUID) -> HttpResponse:
    """The printed slip of a report taken down: number, secret, how to look it up."""
    # A confidential report leaves the sight of whoever took it down; its sender still waits for the slip.
    mine = Appeal.objects.select_related("case__desk")
    if str(appeal_id) not in request.session.get(_SLIPS, []):
        mine = mine.filter(case__in=Case.objects.open_to(request.acting, Permit.CASE_SEE))
    appeal = get_object_or_404(mine, pk=appeal_id, case__reported_by=request.acting.person_id)
    link = request.build_absolute_uri(reverse("cases:progress", args=[appeal.number]))
    context = {
        "appeal": appeal,
        "case": appeal.case,
        "qr": lookup.qr(f"{link}?secret={lookup.secret_of(appeal)}"),
        "words": words_of(appeal),
    }
    return render(request, "cases/slip.html", context)


@in_post
def case_print(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """A case on paper: for the file, or for somebody without a screen."""
    at = timezone.now()
    found = get_object_or_404(pages.load(Case.objects.open_to(request.acting, Permit.CASE_SEE)), pk=case_id)
    return render(
        request, "cases/case_print.html", {"page": pages.page(found, request.acting, at=at), "at": at}
    )
