"""How long a session may lie idle under each hat, and what administrators show first (domain/06 section 9).

Administrators 10 minutes, desks 30 minutes, phones 12 hours: settings may shorten these, never lengthen them.
What somebody had filled in when his time ran out is kept for him until he has signed in again.
"""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from wangge.grids.access import ADMIN_ROLES, Acting, Role
from wangge.kernel import sealing
from wangge.people import queries as people
from wangge.people import session

GetResponse = Callable[[HttpRequest], HttpResponse]
#: Roles whose place of work is a phone.
PHONE_ROLES = frozenset({Role.OFFICER, Role.LEADER, Role.CAPTAIN, Role.RESIDENT, Role.VERIFIER})
#: A page that asks by itself, every few seconds, says so with this header: it is no sign of life.
QUIET = "X-Quiet"
_DRAFT = "kept_draft"
_PURPOSE = "session.draft"
_DRAFT_LASTS = timedelta(minutes=30)
_DRAFT_BYTES = 64 * 1024
_NEVER_KEPT = {"csrfmiddlewaretoken", "password", "again", "old", "code"}


def limit_of(acting: Acting | None) -> timedelta:
    """How long a session under this hat may lie idle."""
    if acting and acting.role in ADMIN_ROLES:
        kind = "admin"
    else:
        kind = "phone" if acting and acting.role in PHONE_ROLES else "desk"
    return timedelta(minutes=settings.IDLE_MINUTES[kind])


def idle_middleware(get_response: GetResponse) -> GetResponse:
    """Signs out who has been idle too long; asks administrators for what their pages need first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return get_response(request)
        now, limit = timezone.now(), limit_of(getattr(request, "acting", None))
        if session.idle_for(request.session, at=now) >= limit:
            return _expire(request, limit)
        if request.headers.get(QUIET) != "1":
            session.see(request.session, at=now, limit=limit)
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        acting: Acting | None = getattr(request, "acting", None)
        match = request.resolver_match
        is_ours = match is not None and match.namespace not in ("portal", "")
        return _before_administering(request) if is_ours and acting and acting.role in ADMIN_ROLES else None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _before_administering(request: HttpRequest) -> HttpResponse | None:
    """An administrator's pages open to who has shown his second factor and whose password is fresh."""
    if settings.SECOND_FACTOR and not session.has_passed_factor(request.session):
        logout(request)
        messages.warning(request, "管理员岗位要用密码和手机验证码登录，请重新登录。")
        return redirect(_sign_in(request.get_full_path()))
    if not settings.DEMO and people.password_is_old(request.user, at=timezone.now()):  # type: ignore[arg-type]
        messages.warning(request, "管理员的密码每 90 天要换一次，请先改密码。")
        return redirect("portal:password")
    return None


def _sign_in(onward: str) -> str:
    return f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': onward})}"


def _expire(request: HttpRequest, limit: timedelta) -> HttpResponse:
    page = _page_of(request)
    draft = _draft_of(request, page) if request.method == "POST" else None
    logout(request)
    minutes = int(limit.total_seconds() // 60)
    span = f"{minutes // 60} 小时" if minutes >= 60 and minutes % 60 == 0 else f"{minutes} 分钟"
    kept = "没提交的内容已经留着，登录后接着填。" if draft else ""
    if draft:
        request.session[_DRAFT] = draft
    messages.info(request, f"超过 {span}没有操作，已经自动退出。{kept}")
    address = _sign_in(page)
    if getattr(request, "htmx", None):
        answer = HttpResponse(status=200)
        answer.headers["HX-Redirect"] = address
        return answer
    return redirect(address)


def _page_of(request: HttpRequest) -> str:
    """The page somebody was on: where to come back to, and where what he filled in belongs."""
    if request.method == "GET" and not getattr(request, "htmx", None):
        return request.get_full_path()
    seen = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    is_here = bool(seen.path) and seen.netloc == request.get_host()
    return f"{seen.path}?{seen.query}" if is_here and seen.query else seen.path if is_here else "/home/"


def _draft_of(request: HttpRequest, page: str) -> dict[str, Any] | None:
    """What was filled in, sealed; without secrets and files."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in _NEVER_KEPT}
    plain = json.dumps(fields).encode()
    if not any(value for values in fields.values() for value in values) or len(plain) > _DRAFT_BYTES:
        return None
    sealed = base64.b64encode(sealing.seal(plain, purpose=_PURPOSE)).decode()
    return {"account": request.user.pk, "page": page, "at": timezone.now().timestamp(), "fields": sealed}


def kept_draft(request: HttpRequest) -> dict[str, Any]:
    """Context processor: on the page it belongs to, what its owner had filled in before he was signed out."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or _DRAFT not in request.session:
        return {}
    draft = request.session[_DRAFT]
    is_old = timezone.now().timestamp() - draft["at"] > _DRAFT_LASTS.total_seconds()
    if is_old or draft["account"] != user.pk:
        del request.session[_DRAFT]
        return {}
    if draft["page"] != request.get_full_path():
        return {}
    del request.session[_DRAFT]
    try:
        fields = json.loads(sealing.unseal(base64.b64decode(draft["fields"]), purpose=_PURPOSE))
    except (InvalidTag, KeyError):
        return {}
    return {"kept_draft": fields}
