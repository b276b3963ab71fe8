"""The wall: one page and its data, for a post that sees figures or for a screen bound to its browser."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.cases import limits
from wangge.grids import queries as grids
from wangge.grids.access import Permit, is_below
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.grids.rules.tree import Node
from wangge.insight import actions
from wangge.insight.forms import BindForm, ScreenForm
from wangge.insight.queries import geo, screens
from wangge.insight.queries import wall as queries
from wangge.insight.rules.measures import MEASURES, THREE
from wangge.insight.rules.secrets import digest
from wangge.insight.views.rows import script
from wangge.kernel.refusal import NotAllowed

COOKIE = "wangge_screen"
_LASTS = 90 * 24 * 3600


def _top(request: ActingRequest) -> Node | None:
    """The highest area this browser may show; None where nobody is signed in and no screen is bound."""
    if request.acting:
        if not request.acting.may(Permit.INSIGHT_SEE):
            raise NotAllowed("您现在的岗位不能打开大屏。")
        return scope(request)
    if request.user.is_authenticated:
        raise NotAllowed("您的账号现在没有岗位，不能打开大屏。")
    key = request.COOKIES.get(COOKIE, "")
    screen = screens.screen_of(digest(key), at=timezone.now()) if key else None
    return grids.area(screen.area_id) if screen else None


def scope(request: ActingRequest) -> Node:
    """The post's own area; the whole installation where the post hangs on none."""
    roots = grids.the_tree().below(None)
    node = grids.area(request.acting.area_id) or (roots[0] if roots else None)
    if node is None:
        raise Http404
    return node


def asked(request: HttpRequest, top: Node) -> Node:
    """The area asked for, within reach; another one is not there."""
    given = request.GET.get("area", "")
    if not given:
        return top
    node = grids.area(int(given)) if given.isdecimal() and len(given) < 19 else None
    if node is None or not node.is_current or not is_below(node.path, top.path):
        raise Http404
    return node


@require_safe
def wall(request: ActingRequest) -> HttpResponse:
    """The page; its script asks for figures by itself."""
    top = _top(request)
    if top is None:
        return redirect_to_login(request.get_full_path())
    node = asked(request, top)
    query = f"?{urlencode({'area': node.id})}"
    context = {
        "node": node,
        "data_url": reverse("insight:wall_data") + query,
        "ground_url": reverse("insight:ground") + query,
        "first": script(queries.wall(node, at=timezone.now())),
        "three": [MEASURES[code] for code in THREE],
        "on_time": MEASURES["on_time"],
        "parts": geo.parts_of(node)[:40],
        "up": grids.area(node.parent_id) if node.id != top.id else None,
        "is_signed_in": bool(request.acting),
    }
    response = render(request, "insight/wall.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def wall_data(request: ActingRequest) -> HttpResponse:
    """The figures; a screen that was taken back is sent to the sign-in and goes dark."""
    top = _top(request)
    if top is None:
        return redirect_to_login(request.get_full_path())
    answer = JsonResponse(queries.wall(asked(request, top), at=timezone.now()))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
def ground(request: ActingRequest) -> HttpResponse:
    """The polygons; they change only with the tree."""
    top = _top(request)
    if top is None:
        return redirect_to_login(request.get_full_path())
    answer = JsonResponse(geo.ground(asked(request, top)))
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer


# --- screens ---


def bind(request: HttpRequest) -> HttpResponse:
    """The page a wall's own browser opens once: it types the code and becomes the wall."""
    at = timezone.now()
    form = BindForm(request.POST or None)
    if request.method == "POST":
        limits.allow(limits.Kind.ADDRESS, limits.address_of(request), at=at)
        if form.is_valid():
            _, key = actions.bind_screen(form.cleaned_data["code"], at=at)
            answer = redirect("insight:wall")
            answer.set_cookie(
                COOKIE, key, max_age=_LASTS, httponly=True, samesite="Lax", secure=request.is_secure()
            )
            return answer
    return render(request, "insight/bind.html", {"form": form})


@permitted(Permit.KEYS_EDIT)
def screen_list(request: ActingRequest) -> HttpResponse:
    """Walls that were issued; a new one, with its code shown once."""
    at, acting = timezone.now(), request.acting
    form = ScreenForm(request.POST or None, acting=acting)
    code, fresh = "", None
    if request.method == "POST" and form.is_valid():
        fresh, code = actions.issue_screen(
            name=form.cleaned_data["title"], area=form.cleaned_data["area"], by=acting, at=at
        )
        form = ScreenForm(None, acting=acting)
    rows: list[dict[str, Any]] = [
        {"screen": row, "state": row.state(at), "is_live": row.revoked_at is None and at < row.expires_at}
        for row in screens.screens(acting)[:100]
    ]
    context = {"form": form, "rows": rows, "code": code, "fresh": fresh}
    return render(request, "insight/screens.html", context)


@permitted(Permit.KEYS_EDIT)
def revoke(request: ActingRequest, screen_id: int) -> HttpResponse:
    """Take a wall back."""
    screen = screens.screens(request.acting).filter(pk=screen_id).first()
    if screen is None or request.method != "POST":
        raise Http404
    actions.revoke_screen(screen, by=request.acting, at=timezone.now())
    return redirect("insight:screens")
