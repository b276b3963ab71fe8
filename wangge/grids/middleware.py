"""Puts the hat on: `request.acting` is the chosen post of whoever is signed in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from wangge.grids.access import Acting
from wangge.grids.models import Post

GetResponse = Callable[[HttpRequest], HttpResponse]
SESSION_POST = "post"


class ActingRequest(HttpRequest):
    """A request of somebody signed in; for annotations."""

    acting: Acting
    htmx: HtmxDetails


def posts_of(request: HttpRequest) -> list[Post]:
    """All posts the signed-in person holds now: one query a request, asked once."""
    found: list[Post] | None = getattr(request, "_posts", None)
    if found is None:
        person_id = getattr(request.user, "person_id", None)
        held = Post.objects.held(timezone.now()).select_related("area", "unit", "person")
        found = list(held.filter(person_id=person_id).order_by("pk")) if person_id else []
        request._posts = found  # type: ignore[attr-defined]
    return found


def _acting(request: HttpRequest) -> Acting | None:
    posts = posts_of(request)
    if not posts:
        return None
    chosen = request.session.get(SESSION_POST)
    return next((p for p in posts if p.pk == chosen), posts[0]).acting()


def acting_middleware(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        if not getattr(request, "is_api", False):
            request.acting = SimpleLazyObject(lambda: _acting(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
