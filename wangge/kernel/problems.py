"""Errors for other systems: application/problem+json (RFC 9457), in Chinese, with one line a field."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse

from wangge.kernel.refusal import Refused, TooOften, Unreadable

MEDIA_TYPE = "application/problem+json"
#: Short titles by status; the sentence stands in `detail`.
TITLES = {
    400: "请求读不懂",
    401: "需要有效的令牌",
    403: "没有这项权限",
    404: "没有找到",
    405: "不支持这种请求方法",
    409: "现在不能这样做",
    413: "内容太大",
    415: "不支持这种内容类型",
    422: "内容有误",
    429: "请求太频繁",
    500: "系统出错了",
    503: "暂时不可用",
}


def problem(
    status: int,
    detail: str,
    *,
    errors: Iterable[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One problem as an answer; `errors` are (field, sentence), `more` are members of its own (RFC 9457,
    3.2).
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "出错了"),
        "status": status,
        "detail": detail,
        "errors": [{"field": field, "message": message} for field, message in errors],
    }
    content = json.dumps(body | dict(more or {}), ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers=headers)


def of_refusal(refusal: Refused) -> HttpResponse:
    """A refusal by a rule, a permit, a limit or a schema."""
    if isinstance(refusal, Unreadable):
        return problem(refusal.status, refusal.message, errors=refusal.faults, more=refusal.more)
    errors = [(refusal.field, refusal.message)] if refusal.field else []
    headers = {"Retry-After": str(refusal.wait)} if isinstance(refusal, TooOften) else None
    return problem(refusal.status, refusal.message, errors=errors, headers=headers, more=refusal.more)
