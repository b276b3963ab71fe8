"""The lane of the API: addresses under /api/ pass by everything that only pages need, and always answer in
JSON.
"""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import Resolver404, resolve

from wangge.kernel.problems import problem

GetResponse = Callable[[HttpRequest], HttpResponse]
#: A body of JSON; photos have limits of their own (files.rules).
MOST_BYTES = 64 * 1024
#: Nine photos of ten megabytes and what stands between them.
MOST_PHOTO_BYTES = 91 * 1024 * 1024


def api_lane(get_response: GetResponse) -> GetResponse:
    """The first middleware: no session, cookie, form token or template for the API, which carries its own
    proof.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return get_response(request)
        answer = _too_large(request) or _answer(request)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Content-Length"] = str(len(answer.content))
        return answer

    return middleware


def _too_large(request: HttpRequest) -> HttpResponse | None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = MOST_PHOTO_BYTES if request.path_info.endswith("/photos") else MOST_BYTES
    if length.isdecimal() and int(length) <= most:
        return None
    return problem(413, f"请求内容最多 {most // 1024} KB。")


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        match = resolve(request.path_info)
        request.resolver_match = match
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except (Resolver404, Http404):
        return problem(404, "没有这个接口地址，请对照接口说明 /api/v1/openapi.json。")
    except (SuspiciousOperation, UnreadablePostError):
        return problem(400, "请求读不懂：主机名不对，或者内容没有传完整。")
    if answer.status_code == 405:
        allowed = answer.headers.get("Allow", "")
        return problem(405, f"这个地址只支持 {allowed}。", headers={"Allow": allowed})
    return answer
