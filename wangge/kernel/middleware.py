"""Two small middlewares: a refusal becomes an answer, and the API passes by what only pages need."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wangge.kernel.refusal import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]


def api_fast_lane(get_response: GetResponse) -> GetResponse:
    """A mark for the middlewares below: addresses under /api/ have no session, no forms and no pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.is_api = request.path_info.startswith("/api/")  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def refusal_middleware(get_response: GetResponse) -> GetResponse:
    """`Refused` and `NotAllowed` become a fragment for htmx, a page for a browser, problem JSON for the API."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.path_info.startswith("/api/"):
            problem = {"type": "about:blank", "title": "不能这样做", "status": exception.status}
            problem |= {"detail": exception.message, "errors": []}
            return HttpResponse(
                json.dumps(problem, ensure_ascii=False),
                status=exception.status,
                content_type="application/problem+json",
            )
        if getattr(request, "htmx", None):
            return render(request, "kernel/refused_fragment.html", {"refusal": exception}, status=exception.status)
        messages.error(request, exception.message)
        return render(request, "kernel/refused.html", {"refusal": exception}, status=exception.status)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
