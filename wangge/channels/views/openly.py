"""What anybody reads without an account: an area's page of released items, its pictures, its feeds."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.cases import limits
from wangge.cases.limits import Kind
from wangge.cases.rules.flows import Outcome
from wangge.channels.models import PublicPhoto
from wangge.channels.queries import doors
from wangge.channels.queries import public as queries
from wangge.channels.rules import feeds
from wangge.channels.rules.doors import Door
from wangge.files import queries as files
from wangge.grids.rules.tree import Node

_A_PAGE = 20


def _node(request: HttpRequest, code: str) -> Node:
    limits.allow(Kind.ADDRESS, limits.address_of(request), at=timezone.now())
    node = queries.feed_area(code) if doors.is_open(Door.FEED) else None
    if node is None:
        raise Http404
    return node


@require_safe
def area_list(request: HttpRequest) -> HttpResponse:
    """The areas that have a page."""
    if not doors.is_open(Door.FEED):
        raise Http404
    return render(request, "channels/open_list.html", {"areas": queries.feed_areas()})


@require_safe
def area_page(request: HttpRequest, code: str) -> HttpResponse:
    """What was released here and below, the newest first, and counts that show nobody."""
    node = _node(request, code)
    page = Paginator(queries.released(node), _A_PAGE).get_page(request.GET.get("page"))
    items = list(page)
    pictures = queries.let_go(items)
    context = {
        "node": node,
        "page": page,
        "rows": [
            {
                "item": item,
                "outcome": Outcome(item.outcome).label if item.outcome else "在办",
                "photos": pictures.get(item.pk, []),
            }
            for item in items
        ],
        "done": queries.done(node, at=timezone.now()),
    }
    answer = render(request, "channels/open_area.html", context)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def picture(request: HttpRequest, photo_id: UUID, size: str) -> HttpResponse:
    """A painted copy; asked anew each time, so that what was taken back is gone at once."""
    if not doors.is_open(Door.FEED):
        raise Http404
    photo = get_object_or_404(PublicPhoto.objects.shown().select_related("file"), pk=photo_id)
    found = files.content(photo.file, size)
    if found is None:
        raise Http404
    answer = HttpResponse(found[0], "image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_safe
def feed(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The released items of a community or a larger area."""
    at, node = timezone.now(), _node(request, code)
    entries = [
        feeds.Entry(
            item.number,
            f"{item.matter.name}（{item.area.name}，{item.month:%Y 年 %m 月}）",
            item.sentence,
            item.released_at or at,
            item.area.name,
        )
        for item in queries.feed(node)
    ]
    title, url = f"{node.name}公开事项", request.build_absolute_uri(request.path)
    made = (
        feeds.atom(entries, title=title, url=url, at=at)
        if form == "atom"
        else feeds.json_feed(entries, title=title, url=url)
    )
    answer = HttpResponse(made, feeds.KINDS[form])
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """Which feeds there are."""
    if not doors.is_open(Door.FEED):
        raise Http404
    return render(request, "channels/feeds.html", {"areas": queries.feed_areas()})
