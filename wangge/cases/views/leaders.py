"""Leaders' pages: what is late and whose, what waits for their word; and the desk's morning page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.models import Case, WorkOrder
from wangge.cases.queries import checks
from wangge.cases.queries import desk as desks
from wangge.cases.queries import leaders as queries
from wangge.cases.rules.flows import OPEN, OrderState
from wangge.cases.views.desk import counts as figures_of
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest, posts_of
from wangge.kernel.words import moment
from wangge.notices import queries as notices
from wangge.notices import queries as told

#: So many of each kind stand on the first page; the rest is one click away.
FEW = 5
#: A suspension is looked at again from this long before its day.
AHEAD = timedelta(days=1)
_NOTICES = 6


# --- late ---


@permitted(Permit.LATE_SEE)
def late(request: ActingRequest) -> HttpResponse:
    """What is late and whose, what is supervised, disputed, suspended, and who asked for more time."""
    at, acting = timezone.now(), request.acting
    if acting.unit_id is not None:
        return redirect(f"{reverse('cases:orders')}?late=over")
    tab, who = request.GET.get("tab", ""), request.GET.get("who", "")
    tab = tab if tab in dict(queries.TABS) else queries.OVER
    whose = queries.whose(acting, at=at) if tab == queries.OVER else []
    chosen = next((one for one in whose if one.key == who), None)
    counts = queries.counts(acting, at=at, who=chosen.key if chosen else "")
    found = queries.rows(acting, tab, at=at, who=chosen.key if chosen else "")
    page = Paginator(found, queries.PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": [
            {"label": name, "url": f"?tab={code}", "count": counts[code], "is_on": code == tab}
            for code, name in queries.TABS
        ],
        "tab": tab,
        "whose": [_whose(one, chosen, at=at) for one in whose],
        "chosen": chosen,
        "page": page,
        "rows": _rows(list(page), tab, acting),
        "asof_words": moment(at, now=at),
    }
    return render(request, "cases/late.html", context)


def _whose(one: queries.Whose, chosen: queries.Whose | None, *, at: datetime) -> dict[str, Any]:
    days = (at - one.since).days
    return {
        "name": one.name,
        "icon": "building-2" if one.is_unit else "map-pinned",
        "count": one.count,
        "since": f"最久的 {days} 天" if days else "最久的不到 1 天",
        "url": f"{reverse('cases:late')}?who={one.key}",
        "is_on": one == chosen,
    }


def _rows(cases: Sequence[Case], tab: str, acting: Acting) -> list[dict[str, Any]]:
    """Lines with the one deed that their list is for."""
    asks = queries.asks_of(cases) if tab == queries.ASKED else {}
    rows = [_row(case, tab, asks.get(case.pk)) for case in cases]
    mine = {case.pk for case in cases}
    if tab == queries.DISPUTED:
        asked = Case.objects.filter(pk__in=mine)
        mine = set(queries.to_arbitrate(asked, acting).values_list("pk", flat=True))
    for row in rows:
        row["deed"] = _deed(row["case"], tab, acting) if row["case"].pk in mine else None
    return rows


def _row(case: Case, tab: str, ask: queries.Ask | None) -> dict[str, Any]:
    """A line: with whom it lies, and how it stands."""
    hidden = case.is_confidential
    node = grids.area(case.area_id)
    return {
        "case": case,
        "title": case.title,
        "place": "保密事项，只显示大类" if hidden else case.place,
        "area": "" if hidden else node.label if node else "待定位",
        "hands": queries.on_hands(case),
        "status": case.reading,
        "due": case.review_on if tab == queries.SUSPENDED else case.act_by,
        "is_due": case.state in OPEN,
        "supervise_by": case.supervise_by if tab == queries.SUPERVISED else None,
        "words": f"{ask.seat}申请延 {ask.days} 个工作日：{ask.note}" if ask else "",
    }


def _deed(case: Case, tab: str, acting: Acting) -> tuple[str, str] | None:
    """Words and address of what a leader may do about a row; nothing for who only looks."""

    def of(verb: str) -> str:
        return reverse("cases:deed", args=[case.pk, verb])

    if tab == queries.DISPUTED and acting.may(Permit.CASE_ARBITRATE):
        orders: Sequence[WorkOrder] = getattr(case, "open_orders", [])
        order = next((o for o in orders if o.state == OrderState.DISPUTED), None)
        return ("裁定", reverse("cases:order_deed", args=[order.pk, "arbitrate"])) if order else None
    needs = {
        queries.OVER: ("督办", "supervise", Permit.CASE_SUPERVISE),
        queries.SUPERVISED: ("销号", "clear", Permit.CASE_SUPERVISE),
        queries.SUSPENDED: ("恢复办理", "resume", Permit.CASE_SUSPEND),
        queries.ASKED: ("批准延期", "extend", Permit.CASE_SUSPEND),
    }
    if tab not in needs:
        return None
    words, verb, permit = needs[tab]
    again = tab == queries.OVER and case.is_supervised
    if acting.may(permit) and not again:
        return words, of(verb)
    may_remind = tab == queries.OVER and acting.may(Permit.CASE_REMIND)
    return ("催办", of("remind")) if may_remind else None


# --- the leader's first page ---


@permitted(Permit.LATE_SEE)
def leader_home(request: ActingRequest) -> HttpResponse:
    """How the area stands, what waits for the leader's word, with whom the late cases lie."""
    at, acting = timezone.now(), request.acting
    if acting.unit_id is not None:
        return redirect("cases:orders")
    figures = desks.figures(acting, at=at)
    counts = queries.counts(acting, at=at)
    standing = queries.areas(acting, at=at)
    context = {
        "counts": figures_of(figures),
        "decisions": _decisions(acting, counts, at=at),
        "standing": standing,
        "total": [
            sum(n) for n in zip(*((r.open, r.over, r.soon, r.supervised) for r in standing), strict=True)
        ],
        "whose": [_whose(one, None, at=at) for one in queries.whose(acting, at=at)],
        "late_count": counts[queries.OVER],
        "notices": _notices(acting),
        "today": at,
        "asof_words": moment(at, now=at),
        "below": grids.area(acting.area_id),
    }
    return render(request, "cases/leader_home.html", context)


def _decisions(acting: Acting, counts: Any, *, at: datetime) -> list[dict[str, Any]]:
    """Disputes, requests for more time, suspensions to look at again, supervised cases that are done."""
    kinds = (
        (queries.DISPUTED, "裁定由谁办", "scale"),
        (queries.ASKED, "单位申请延期", "calendar-plus"),
        (queries.SUSPENDED, "挂起到期复查", "circle-pause"),
        (queries.SUPERVISED, "督办办结，等销号", "clipboard-check"),
    )
    found = []
    for tab, name, icon in kinds:
        if not counts[tab]:
            continue
        rows = queries.rows(acting, tab, at=at)
        if tab == queries.DISPUTED:
            rows = queries.to_arbitrate(rows, acting)
        elif tab == queries.SUSPENDED:
            rows = rows.filter(review_on__lt=at + AHEAD)
        elif tab == queries.SUPERVISED:
            rows = rows.filter(is_open=False)
        first = list(rows[: FEW + 1])
        if first:
            url = f"{reverse('cases:late')}?tab={tab}"
            shown = _rows(first[:FEW], tab, acting)
            found.append({"name": name, "icon": icon, "rows": shown, "url": url, "more": len(first) > FEW})
    return found


def _notices(acting: Acting) -> Any:
    return notices.latest(acting.person_id, unread_only=True)[:_NOTICES]


# --- the desk's morning ---

_FIRST_DEED = {
    "reported": ("受理", "accept", Permit.CASE_ACCEPT),
    "accepted": ("派单", "dispatch", Permit.CASE_DISPATCH),
    "verified": ("结案", "close", Permit.CASE_CLOSE),
    "deliberating": ("共议结果", "conclude", Permit.CASE_DISPATCH),
}


@permitted(Permit.CASE_ACCEPT)
def workbench(request: ActingRequest) -> HttpResponse:
    """What this desk decides now, figures, after-care, notices."""
    at, acting = timezone.now(), request.acting
    lost = list(queries.unplaced(acting)[: FEW + 1])
    asks = list(queries.rows(acting, queries.ASKED, at=at)[:FEW]) if acting.may(Permit.CASE_SUSPEND) else []
    context = {
        "counts": figures_of(desks.figures(acting, at=at)),
        "lost": [_morning_row(case, acting) for case in lost[:FEW]],
        "more_lost": len(lost) > FEW,
        "groups": [_group(group, acting) for group in queries.morning(acting)],
        "asks": _rows(asks, queries.ASKED, acting),
        "aftercare": list(queries.aftercare_due(acting, at=at)[:FEW]),
        "to_verify": checks.to_verify(acting).count() if acting.may(Permit.CASE_VERIFY) else 0,
        "notices": _notices(acting),
        "other_posts": [post for post in posts_of(request) if post.pk != acting.post_id],
        "today": at,
        "is_unmanned": told.unmanned(acting, at=at),
    }
    return render(request, "cases/workbench.html", context)


def _group(group: queries.Group, acting: Acting) -> dict[str, Any]:
    rows = [_morning_row(case, acting) for case in group.cases if case.area_id is not None]
    url = f"{reverse('cases:desk')}?tab={group.code}&late=mine"
    return {"name": group.name, "count": group.count, "rows": rows, "url": url, "code": group.code}


def _morning_row(case: Case, acting: Acting) -> dict[str, Any]:
    words, verb, permit = _FIRST_DEED.get(case.status, ("", "", Permit.CASE_SEE))
    may = bool(verb) and acting.may(permit)
    node = grids.area(case.area_id)
    return {
        "case": case,
        "title": case.title,
        "place": "保密事项，只显示大类" if case.is_confidential else case.place,
        "area": node.label if node and not case.is_confidential else "",
        "deed": (words, reverse("cases:deed", args=[case.pk, verb])) if may else None,
    }
