"""Who answers for an address: asked by anybody in his own words; printed for the notice board."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from wangge.grids import actions, queries
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.doors import permitted
from wangge.grids.forms import HotlineForm
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area
from wangge.grids.queries.board import board_of, hotline_of, outline_path
from wangge.grids.rules.tree import Node
from wangge.grids.views.area import node_or_404
from wangge.kernel.pages import attempt

#: Hats that read names; everybody else reads desks and offices (domain/06 R-57).
_READS_DESKS = frozenset({Role.RESIDENT, Role.DOOR, Role.APPELLANT})


@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """Words, a place or an area of the tree -> its chain of areas and who answers in each."""
    words = request.GET.get("q", "").strip()[:200]
    acting: Acting | None = getattr(request, "acting", None)
    sees_names = bool(acting) and acting is not None and acting.may(Permit.AREAS_SEE)
    sees_names = sees_names and acting is not None and acting.role not in _READS_DESKS
    read = queries.locate_words(words) if words else None
    node = _chosen(request) or (read.area if read and read.how == "located" else None)
    context = {
        "words": words,
        "read": read,
        "node": node,
        "place": read.full if read and node is not None and read.area is node else "",
        "answering": queries.who_answers(node, at=timezone.now()) if node and sees_names else [],
        "chain": [n for n in reversed(queries.chain(node.path)) if n.rank >= 0] if node else [],
        "sees_names": sees_names,
        "hotline": hotline_of(node) if node else None,
        "base": "portal/phone_plain.html" if not acting or acting.role in _READS_DESKS else None,
    }
    return render(request, "grids/who_answers.html", context)


def _chosen(request: HttpRequest) -> Node | None:
    """The area of `at`, where the words left a choice."""
    asked = request.GET.get("at", "")
    node = queries.the_tree().get(int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    return node if node and node.is_current else None


@require_safe
@permitted(Permit.PLACES_EDIT, Permit.CASE_SELF_HANDLE, Permit.CASE_DISPATCH, Permit.AREAS_EDIT)
def board(request: ActingRequest, area_id: int) -> HttpResponse:
    """A sheet for the notice board: the area, its outline, its people and the office telephones."""
    node = node_or_404(area_id)
    link = request.build_absolute_uri(f"{reverse('cases:report')}?area={node.code}")
    context = board_of(node, at=timezone.now()) | {
        "node": node,
        "outline": outline_path(node),
        "qr": _qr(link),
        "link": link,
    }
    return render(request, "grids/board.html", context)


def _qr(link: str) -> SafeString:
    return mark_safe(segno.make(link, error="m").svg_inline(border=2, omitsize=True))  # noqa: S308  (our own link)


@require_POST
@permitted(Permit.PLACES_EDIT)
def hotline(request: ActingRequest, area_id: int) -> HttpResponse:
    """Write down the office telephone of an area."""
    reach = Area.objects.current()
    if request.acting.area_path:
        reach = reach.below(request.acting.area_path)
    area = get_object_or_404(reach, pk=area_id)
    form = HotlineForm(request.POST)
    is_kept = form.is_valid() and attempt(form, lambda: _keep(request, area, form.cleaned_data["hotline"]))
    if is_kept:
        messages.success(request, "公示电话已保存。")
    else:
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    return redirect("grids:area", area.pk)


def _keep(request: ActingRequest, area: Area, number: str) -> bool:
    actions.set_hotline(area, number, by=request.acting, at=timezone.now())
    return True
