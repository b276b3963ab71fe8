"""What becomes public: the staff's page of sentences to release, and the feeds of what was released."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.cases import limits
from wangge.cases.limits import Kind
from wangge.cases.rules.flows import Outcome
from wangge.channels.actions import public as actions
from wangge.channels.forms.public import ReleaseForm
from wangge.channels.models import PublicItem
from wangge.channels.queries import doors
from wangge.channels.queries import public as queries
from wangge.channels.rules import feeds
from wangge.channels.rules.doors import Door
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt

_A_PAGE = 30


@require_safe
@permitted(Permit.PUBLIC_RELEASE)
def releases(request: ActingRequest) -> HttpResponse:
    """Public matters that ended, and what was released of them."""
    tab = "released" if request.GET.get("tab") == "released" else ""
    page = Paginator(queries.to_release(request.acting, tab=tab), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(item, Outcome(item.outcome).label if item.outcome else "在办") for item in page],
        "is_released": bool(tab),
        "tabs": [
            {"label": "可以发布", "url": "?", "count": None, "is_on": not tab},
            {"label": "已发布", "url": "?tab=released", "count": None, "is_on": bool(tab)},
        ],
    }
    return render(request, "channels/releases.html", context)


def _item(request: ActingRequest, case_id: UUID) -> PublicItem:
    reach = PublicItem.objects.open_to(request.acting, Permit.CASE_SEE).shown()
    return get_object_or_404(reach.select_related("matter", "area"), pk=case_id)


@permitted(Permit.PUBLIC_RELEASE)
def release(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The sentence, and how the public will read it."""
    item = _item(request, case_id)
    form = ReleaseForm(request.POST or None, initial={"sentence": item.sentence, "place": item.place})
    if request.method == "POST" and form.is_valid():
        by, at = request.acting, timezone.now()
        if attempt(form, lambda: actions.release(item, **form.cleaned_data, by=by, at=at)):
            messages.success(request, "已经发布。")
            return redirect("channels:releases")
    context = {"item": item, "form": form, "outcome": Outcome(item.outcome).label if item.outcome else "在办"}
    return render(request, "channels/release.html", context, status=422 if form.errors else 200)


@require_POST
@permitted(Permit.PUBLIC_RELEASE)
def unrelease(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """It is public no longer."""
    actions.unrelease(_item(request, case_id), by=request.acting, at=timezone.now())
    messages.success(request, "已经撤回。")
    return redirect("channels:releases")


@require_safe
def feed(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The released items of a community or a larger area."""
    at = timezone.now()
    limits.allow(Kind.ADDRESS, limits.address_of(request), at=at)
    node = queries.feed_area(code) if doors.is_open(Door.FEED) else None
    if node is None:
        raise Http404
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
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """Which feeds there are."""
    if not doors.is_open(Door.FEED):
        raise Http404
    return render(request, "channels/feeds.html", {"areas": queries.feed_areas()})
