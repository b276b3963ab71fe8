"""Pages about whoever looks: his posts, large type, password, sessions, notices."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wangge.channels.queries import weixin
from wangge.grids.middleware import SESSION_POST, posts_of
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.notices import actions as notices
from wangge.notices import queries as told
from wangge.people import actions as people
from wangge.people.models import Account
from wangge.portal import ways
from wangge.portal.context import LARGE_COOKIE
from wangge.portal.forms import ChangePasswordForm

_YEAR = 365 * 24 * 3600


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Back to the page that asked, if it is one of ours."""
    return redirect(ways.own(request, request.POST.get("next", "")) or otherwise)


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)


@login_required
@require_POST
def choose_post(request: HttpRequest) -> HttpResponse:
    """Put on another hat; only one's own posts of this moment."""
    chosen = request.POST.get("post", "")
    found = next((p for p in posts_of(request) if str(p.pk) == chosen), None)
    if found is None:
        raise NotAllowed("这不是您现在的岗位。")
    request.session[SESSION_POST] = found.pk
    messages.success(request, f"现在以“{found.seat}・{found.get_role_display()}”的身份办事。")
    return redirect("portal:home")


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """大字版 on or off: a cookie of this browser, nothing about the person."""
    answer = _back(request, "portal:front")
    if request.POST.get("on") == "1":
        answer.set_cookie(LARGE_COOKIE, "1", max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie(LARGE_COOKIE, samesite="Lax")
    return answer


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """我的: posts, settings, signing out."""
    has_weixin = weixin.sign_in_gates().exists()
    context = {"account": _account(request), "posts": posts_of(request), "has_weixin": has_weixin}
    return render(request, "portal/me.html", context)


@login_required
@sensitive_post_parameters("old", "password", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; other devices are signed out, this one stays."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = people.change_password(
                _account(request),
                old=form.cleaned_data["old"],
                password=form.cleaned_data["password"],
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            update_session_auth_hash(request, account)
            messages.success(request, "密码已经改好，其他设备上的登录已退出。")
            return redirect("portal:me")
    return render(request, "portal/password.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    account = people.sign_out_everywhere(_account(request), at=timezone.now())
    update_session_auth_hash(request, account)
    messages.success(request, "其他设备上的登录已全部退出。")
    return redirect("portal:me")


@login_required
def notice_list(request: HttpRequest) -> HttpResponse:
    """What one has been told, newest first."""
    person_id = _account(request).person_id
    only_new = request.GET.get("only") == "new"
    found = Paginator(told.latest(person_id, unread_only=only_new), 30)
    context = {
        "page": found.get_page(request.GET.get("page")),
        "only_new": only_new,
        "unread": told.unread_count(person_id),
    }
    return render(request, "portal/notices.html", context)


@login_required
@require_POST
def open_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Read one and go where it leads."""
    person_id = _account(request).person_id
    notice = get_object_or_404(told.latest(person_id), pk=notice_id)
    if person_id:
        notices.read(person_id=person_id, ids=[notice.pk], at=timezone.now())
    return redirect(ways.own(request, notice.link) or "portal:notices")


@login_required
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    person_id = _account(request).person_id
    if person_id:
        notices.read(person_id=person_id, at=timezone.now())
    return redirect("portal:notices")
