"""The command desk: one page for whoever decides, its layers, a day played back, hot spots taken up."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.insight import actions
from wangge.insight.forms import NoteForm
from wangge.insight.models import HotSpot
from wangge.insight.queries import command as queries
from wangge.insight.queries import geo
from wangge.insight.queries import wall as walls
from wangge.insight.queries.counts import Counts, lag
from wangge.insight.rules.asking import Question
from wangge.insight.views.rows import line, script
from wangge.insight.views.wall import asked, scope
from wangge.kernel.words import local_day, moment, span
from wangge.matters import queries as catalogue


def _to(query: dict[str, str]) -> str:
    return f"{reverse('insight:query')}?{urlencode(query)}"


@require_safe
@permitted(Permit.INSIGHT_SEE)
def command(request: ActingRequest) -> HttpResponse:
    """What needs a decision, how the area stands, where it happens."""
    at, acting = timezone.now(), request.acting
    node = asked(request, scope(request))
    today = local_day(at)
    counts = Counts(with_hidden=True)
    since = today - timedelta(days=walls.DAYS - 1)
    rates = walls.three(counts, node, since, today)
    found = list(queries.spots(acting, node)[: queries.FEW])
    behind = lag(at=at)
    context = {
        "node": node,
        "crumbs": _crumbs(request, node),
        "counts": [row | {"url": _to(row["query"])} for row in queries.figures(acting, node, at=at)],
        "waiting": [_waiting(kind) for kind in queries.waiting(acting, node, at=at)],
        "asks": queries.asks(acting, at=at),
        "rates": [
            {
                "figure": rate,
                "low": round(rate.rate.interval[0] * 100, 1) if rate.rate.interval else None,
                "high": round(rate.rate.interval[1] * 100, 1) if rate.rate.interval else None,
                "url": f"{reverse('insight:analyse')}?{urlencode({'measure': rate.code, 'area': node.id})}",
            }
            for rate in rates
        ],
        "spots": [spot_line(spot) for spot in found],
        "parts": geo.parts_of(node),
        "layers": _layers(request.acting, node, found),
        "ground_url": f"{reverse('insight:ground')}?{urlencode({'area': node.id})}",
        "day_url": f"{reverse('insight:day')}?{urlencode({'area': node.id})}",
        "today": today,
        "lag": behind,
        "lag_words": span(behind.seconds),
        "asof_words": moment(at, now=at),
        "may_supervise": acting.may(Permit.CASE_SUPERVISE),
    }
    return render(request, "insight/command.html", context)


def _layers(acting: Acting, node: Any, found: list[HotSpot]) -> str:
    """What the map may show, as JSON: figures of areas and fixed points alone."""
    at = timezone.now()
    data = {
        "load": walls.load(Counts(with_hidden=False), node),
        "ripples": walls.ripples(node, at=at),
        "spots": [{"at": [spot.lon, spot.lat], "n": spot.n} for spot in found],
        "posts": queries.posts(node),
        "duty": queries.duty_posts(acting, node),
        "list": f"{reverse('insight:query')}?state=open&area=",
    }
    return script(data)


def _crumbs(request: ActingRequest, node: Any) -> list[tuple[str, str]]:
    top = request.acting.area_id
    ids = list(node.chain_ids)
    ids = ids[ids.index(top) :] if top in ids else ids
    nodes = [found for i in ids if (found := grids.area(i))]
    return [(n.name, f"?area={n.id}" if n is not node else "") for n in nodes]


def _waiting(kind: queries.Waiting) -> dict[str, Any]:
    return {"kind": kind, "url": _to(kind.query), "rows": [line(case) for case in kind.first]}


def spot_line(spot: HotSpot) -> dict[str, Any]:
    """A hot spot as lists show it."""
    names = catalogue.catalogue().matters
    return {
        "spot": spot,
        "name": names[spot.matter].name if spot.matter in names else "",
        "place": spot.place or walls.community(spot.area_path),
        "url": _to(Question(spot=spot.pk).as_query()),
    }


@require_safe
@permitted(Permit.INSIGHT_SEE)
def day(request: ActingRequest) -> HttpResponse:
    """A day to be played back."""
    node = asked(request, scope(request))
    try:
        wanted = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        wanted = local_day(timezone.now())
    return JsonResponse({"day": wanted.isoformat(), "points": queries.day(node, wanted)})


@require_safe
@permitted(Permit.INSIGHT_SEE)
def spots(request: ActingRequest) -> HttpResponse:
    """All hot spots of the area, and what was done about them."""
    acting = request.acting
    node = asked(request, scope(request))
    context = {
        "node": node,
        "spots": [spot_line(spot) for spot in queries.spots(acting, node)[:200]],
        "table_query": request.GET.urlencode(),
        "may_supervise": acting.may(Permit.CASE_SUPERVISE),
    }
    return render(request, "insight/spots.html", context)


@permitted(Permit.CASE_SUPERVISE)
def supervise(request: ActingRequest, spot_id: int) -> HttpResponse:
    """Turn a hot spot into one supervised case."""
    spot = HotSpot.objects.open_to(request.acting, Permit.INSIGHT_SEE).filter(pk=spot_id).first()
    if spot is None:
        raise Http404
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = actions.supervise_spot(spot, **form.cleaned_data, by=request.acting, at=timezone.now())
        return redirect("cases:case", case.pk)
    return render(request, "insight/supervise.html", {"form": form, "row": spot_line(spot)})
