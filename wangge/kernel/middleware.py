"""A refusal becomes an answer."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wangge.kernel.refusal import Refused, TooOften

GetResponse = Callable[[HttpRequest], HttpResponse]


def refusal_middleware(get_response: GetResponse) -> GetResponse:
    """`Refused` and its kin become a fragment for htmx, a page for a browser; the API has handlers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        name = "kernel/refused.html"
        if getattr(request, "htmx", None):
            name = "kernel/refused_fragment.html"
        else:
            messages.error(request, exception.message)
        answer = render(request, name, {"refusal": exception}, status=exception.status)
        if isinstance(exception, TooOften):
            answer.headers["Retry-After"] = str(exception.wait)
        return answer

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
