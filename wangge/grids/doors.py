"""The doors of pages: signed in, in a post, with a permit; everything finer is the queryset's answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import NotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[ActingRequest, P], HttpResponse]


def permitted(*permits: Permit) -> Callable[[View[P]], Any]:
    """The page is for hats with one of these permits: nobody signed in goes to the sign-in,
    others are refused.
    """

    def wrap(view: View[P]) -> Any:
        @wraps(view)
        def checked(request: ActingRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.acting:
                raise NotAllowed("您的账号现在没有岗位，请联系社区或管理员。")
            if not request.acting.permits & set(permits):
                raise NotAllowed("您现在的岗位不能打开这一页。")
            return view(request, *args, **kwargs)

        return login_required(checked)

    return wrap


def in_post(view: View[P]) -> Any:
    """The page is for anybody who holds a post; what it shows is decided by the rows themselves."""

    @wraps(view)
    def checked(request: ActingRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.acting:
            raise NotAllowed("您的账号现在没有岗位，请联系社区或管理员。")
        return view(request, *args, **kwargs)

    return login_required(checked)
