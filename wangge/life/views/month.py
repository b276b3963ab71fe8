"""The month of an organisation on one page; what is not held below; a member's own month."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wangge.gatherings.models import Article, Attendance, Gathering, Poll
from wangge.gatherings.rules.meeting import State
from wangge.grids.access import Permit, paths_up
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.life import queries, rules
from wangge.life.models import Birthday
from wangge.life.views._common import is_own, may_write, me_or_404, org_or_404, today
from wangge.party.models import PartyOrg


@permitted(Permit.GATHERING_SEE, Permit.GATHERING_JOIN)
def home(request: ActingRequest) -> HttpResponse:
    """One's own organisation this month; a member's own page for those who only take part; who looks after
    several begins with what is not held.
    """
    if not request.acting.may(Permit.GATHERING_SEE):
        return redirect("life:me")
    org = queries.own_org(request.acting)
    if org is None or org.unit_id is None:
        return redirect("life:unheld")
    return _month(request, org)


@permitted(Permit.GATHERING_SEE)
def org_month(request: ActingRequest, org_id: int) -> HttpResponse:
    """The month of one organisation within reach."""
    return _month(request, org_or_404(request.acting, org_id))


def _month(request: ActingRequest, org: PartyOrg) -> HttpResponse:
    day = today()
    first = rules.month_from(request.GET.get("m", ""), today=day)
    month = queries.month(org, first=first, today=day)
    lines = month.lines
    overdue = sum(line.tone == "red" for line in lines) + len(month.missed)
    context = {
        "month": month,
        "org": org,
        "is_now": first == day.replace(day=1),
        "may_write": may_write(request.acting, org),
        "is_own": is_own(request.acting, org),
        "may_assess": request.acting.may(Permit.ASSESS_SEE),
        "has_plans": bool(lines or month.missed),
        "counts": [
            {"label": "本月已开展", "figure": month.met, "hint": f"共 {len(lines)} 项"},
            {"label": "到期未开展", "figure": overdue, "tone": "red" if overdue else "", "url": "#missed"},
            {"label": "待写记录", "figure": len(month.to_write), "tone": "amber" if month.to_write else ""},
            {
                "label": "超期承诺",
                "figure": month.late,
                "tone": "red" if month.late else "",
                "url": "#promises",
            },
        ],
    }
    return render(request, "life/month.html", context)


@permitted(Permit.GATHERING_SEE)
def unheld(request: ActingRequest) -> HttpResponse:
    """What organisations below did not hold: those whose days of grace are over, or all."""
    is_all = request.GET.get("all") == "1"
    rows = queries.missing_below(request.acting, today=today(), is_raised=not is_all)
    context = {"rows": rows, "is_all": is_all, "n": sum(row.n for row in rows)}
    return render(request, "life/unheld.html", context)


@permitted(Permit.GATHERING_JOIN)
def me(request: ActingRequest) -> HttpResponse:
    """A member's month: what his branch holds, what he can sign up for, read, vote on, and his promises."""
    member = me_or_404(request.acting)
    org, now = member.org, timezone.now()
    first = today().replace(day=1)
    meetings = Gathering.objects.filter(unit=org.unit_id, starts_at__date__gte=first).exclude(
        state=State.CANCELLED
    )
    shown = list(meetings.order_by("starts_at", "pk")[: queries.CUT])
    mine = dict(
        Attendance.objects.filter(attendee=member.pk, gathering__in=shown).values_list(
            "gathering", "presence"
        )
    )
    above = paths_up(org.area_path)
    context = {
        "member": member,
        "org": org,
        "coming": [(g, mine.get(g.pk, "")) for g in shown if g.state == State.PLANNED],
        "held": [g for g in shown if g.state == State.HELD],
        "articles": Article.objects.released().filter(area_path__in=above).order_by("-released_at")[:5],
        "polls": Poll.objects.filter(area_path__in=above, closes_at__gt=now).order_by("closes_at")[:5],
        "birthdays": Birthday.objects.own(request.acting)
        .filter(year=first.year, is_declined=False)
        .select_related("gathering", "promise"),
    }
    return render(request, "life/me.html", context)
