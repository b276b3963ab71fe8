"""The certificate of a worker: who he is, where, until when, what he may do and what nobody may."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import queries as areas
from wangge.grids.access import Permit, Role, is_below
from wangge.grids.doors import in_post
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Post
from wangge.grids.queries import board
from wangge.grids.rules.scope import NEVER, scope
from wangge.matters import queries as matters

_NAMED = 12


@require_safe
@in_post
def certificate(request: ActingRequest, post_id: int) -> HttpResponse:
    """On paper, for oneself and for whoever keeps the posts; it ends with the post."""
    held = Post.objects.held(timezone.now()).exclude(role=Role.RESIDENT)
    post = get_object_or_404(held.select_related("person", "area", "unit__department"), pk=post_id)
    if not (post.person_id == request.acting.person_id or _keeps(request, post)):
        raise Http404
    node = areas.area(post.area_id)
    context = {
        "post": post,
        "where": node.full_name if node else str(post.unit),
        "number": f"{node.code if node else post.unit and post.unit.code}-{post.pk:05}",
        "may": scope(Role(post.role)),
        "never": NEVER,
        "matters": _matters(post),
        "hotline": board.hotline_of(node) if node else None,
        "today": timezone.now(),
    }
    return render(request, "duties/certificate.html", context)


def _keeps(request: ActingRequest, post: Post) -> bool:
    by = request.acting
    if not by.may(Permit.PEOPLE_EDIT):
        return False
    return not by.area_path or post.area is None or is_below(post.area.path, by.area_path)


def _matters(post: Post) -> list[str]:
    """What the post's unit is the lead for: its own matters, by name."""
    if post.unit is None:
        return []
    entries = matters.catalogue().matters.values()
    own = [entry.name for entry in entries if entry.lead_dept == post.unit.department.code]
    return [*own[:_NAMED], f"等 {len(own)} 项"] if len(own) > _NAMED else own
