"""What a browser is told when something is wrong, as a page, or as a fragment where htmx asked."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

_WORDS = {
    400: ("这个请求有点不对", "可能是链接不完整，或者提交的内容太大。请返回上一页重试。"),
    403: ("您现在的岗位不能做这件事", "如果您有几个岗位，换一个岗位再试；还不行，请联系系统管理员。"),
    413: ("内容太大了", "每张照片最多 10 MB，一次最多 9 张。换小一点的再试。"),
    404: ("没有找到这个页面", "链接可能已经失效，也可能您现在的岗位看不到它。"),
    500: ("系统出了点问题", "刚才的操作没有完成。请稍后再试；一直这样，请联系系统管理员。"),
}


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    title, words = _WORDS[status]
    if request.path_info.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": words, "errors": []}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    context = {"title": title, "words": words, "code": status}
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/error_fragment.html", context, status=status)
    return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: whatever broke may be what they ask."""
    if request.path_info.startswith("/api/") or request.headers.get("HX-Request") == "true":
        return _plain(request)
    return HttpResponse(render_to_string("500.html"), status=500)


def _plain(request: HttpRequest) -> HttpResponse:
    title, words = _WORDS[500]
    if request.path_info.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": 500, "detail": words, "errors": []}
        return JsonResponse(problem, status=500, content_type="application/problem+json")
    return HttpResponse(f'<div class="note-box tone-red" role="alert">{title}。{words}</div>', status=500)
