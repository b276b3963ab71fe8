"""Who may enter the office's pages: one permit a page, asked before anything else."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import NotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[ActingRequest, P], HttpResponse]


def office(*permits: Permit) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """The page is for hats with one of these permits; what it shows is never kept by a browser."""

    def wrap(view: View[P]) -> Callable[..., HttpResponse]:
        @never_cache
        @login_required
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            acting = getattr(request, "acting", None)
            if not acting or not acting.permits & set(permits):
                raise NotAllowed("您现在的岗位不能打开这一页。")
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        return checked

    return wrap
