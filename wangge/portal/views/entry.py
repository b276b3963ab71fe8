"""Signing in: by password, by a first sign-in's slip, with a second factor for administrators; and out."""

from datetime import datetime, timedelta
from io import BytesIO

import segno
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wangge.grids.access import ADMIN_ROLES
from wangge.grids.models import Post
from wangge.kernel.refusal import Refused
from wangge.people import actions as people
from wangge.people import queries, session, totp
from wangge.people.actions.second_factor import ISSUER
from wangge.people.models import Account
from wangge.portal import ways
from wangge.portal.forms import CodeForm, NewPasswordForm, SecondFactorForm, SignInForm

_BACKEND = "django.contrib.auth.backends.ModelBackend"
#: Session key of somebody half-way in: account, what is still asked, since when.
_HALF = "half_way"
_HALF_LASTS = timedelta(minutes=10)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, for the journal."""
    return str(request.META.get("REMOTE_ADDR", ""))


def onward(request: HttpRequest) -> str:
    """The page that was asked for before signing in, if it is one of ours."""
    return ways.own(request, request.POST.get("next") or request.GET.get("next") or "")


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password. Five wrong ones lock this name at this address for a quarter of an hour."""
    if request.user.is_authenticated:
        return redirect(onward(request) or "portal:home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"].strip().lower()
        user = authenticate(request, username=name, password=form.cleaned_data["password"])
        if getattr(request, "axes_locked_out", False):
            return render(request, "portal/locked.html", {"username": name}, status=429)
        if isinstance(user, Account):
            return _by_password(request, user)
        form.add_error(None, "用户名或密码不对。连续输错 5 次，要等 15 分钟。")
    context = {"form": form, "next": onward(request), "ways": ways.offered(request)}
    return render(request, "portal/sign_in.html", context, status=422 if form.errors else 200)


def by_weixin(request: HttpRequest, account: Account, *, wanted: str) -> HttpResponse:
    """WeChat has said who it is, and he has tied this account to it; a second factor is asked still."""
    request.session[_HALF] = {"next": wanted}
    return _by_password(request, account, how="weixin")


def _by_password(request: HttpRequest, account: Account, *, how: str = "password") -> HttpResponse:
    if account.must_change_password:
        return _half_way(request, account, "portal:new_password")
    if needs_second_factor(account):
        return _half_way(request, account, "portal:second_factor")
    return _enter(request, account, how=how)


def needs_second_factor(account: Account) -> bool:
    """Administrators show a code from their phone too; the demo lets everybody look in."""
    if not settings.SECOND_FACTOR or account.person_id is None:
        return False
    held = Post.objects.held(timezone.now()).filter(person_id=account.person_id)
    return held.filter(role__in=[role.value for role in ADMIN_ROLES]).exists()


def _half_way(request: HttpRequest, account: Account, page: str) -> HttpResponse:
    """Somebody has shown one thing and must show another; nothing is open to him yet."""
    wanted = onward(request) or (request.session.get(_HALF) or {}).get("next", "")
    request.session.cycle_key()
    request.session[_HALF] = {
        "account": account.pk,
        "page": page,
        "at": timezone.now().isoformat(),
        "next": wanted,
        "epoch": account.session_epoch,
    }
    return redirect(page)


def _half_way_account(request: HttpRequest, page: str) -> Account | None:
    """Who is half-way in on this page: for ten minutes, unless the account was shut meanwhile."""
    state = request.session.get(_HALF)
    if not state or state.get("page") != page:
        return None
    if timezone.now() - datetime.fromisoformat(state["at"]) > _HALF_LASTS:
        return None
    found = Account.objects.filter(pk=state["account"], is_active=True, session_epoch=state["epoch"])
    return found.select_related("person").first()


def _enter(request: HttpRequest, account: Account, *, how: str) -> HttpResponse:
    wanted = onward(request) or (request.session.get(_HALF) or {}).get("next", "")
    request.session.pop(_HALF, None)
    login(request, account, backend=_BACKEND)
    if how == "second_factor":
        session.pass_factor(request.session, at=timezone.now())
    people.record_sign_in(account, at=timezone.now(), ip=address_of(request), how=how)
    return redirect(wanted or "portal:home")


@never_cache
@sensitive_post_parameters("code")
def by_code(request: HttpRequest) -> HttpResponse:
    """First sign-in or reset: the slip's one-time code leads to setting a password."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = people.sign_in_by_code(
            form.cleaned_data["username"], form.cleaned_data["code"], at=timezone.now()
        )
        if isinstance(found, Account):
            return _half_way(request, found, "portal:new_password")
        form.add_error("code", found.message)
    status = 422 if form.errors else 200
    return render(request, "portal/by_code.html", {"form": form}, status=status)


@never_cache
@sensitive_post_parameters("password", "again")
def new_password(request: HttpRequest) -> HttpResponse:
    """Set the first password, which spends the slip."""
    account = _half_way_account(request, "portal:new_password")
    if account is None:
        return redirect("portal:by_code")
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = people.set_password(account, password=form.cleaned_data["password"], at=timezone.now())
        except Refused as refusal:
            form.add_error("password", refusal.message)
        else:
            if needs_second_factor(account):
                return _half_way(request, account, "portal:second_factor")
            return _enter(request, account, how="code")
    context = {"form": form, "account": account}
    return render(request, "portal/new_password.html", context, status=422 if form.errors else 200)


@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """The figures from a code app; the first time, scan it first."""
    account = _half_way_account(request, "portal:second_factor")
    if account is None:
        return redirect("portal:sign_in")
    is_set_up = queries.has_second_factor(account)
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        check = people.check_second_factor if is_set_up else people.confirm_second_factor
        refusal = check(account, code=form.cleaned_data["code"], at=timezone.now())
        if refusal is None:
            return _enter(request, account, how="second_factor")
        form.add_error("code", refusal.message)
    context = {"form": form, "account": account, "is_set_up": is_set_up}
    if not is_set_up:
        context |= _to_scan(account)
    return render(request, "portal/second_factor.html", context, status=422 if form.errors else 200)


def _to_scan(account: Account) -> dict[str, str]:
    """The secret as a QR code (SVG in the page, so that it is never a file) and in words."""
    factor = people.begin_second_factor(account)
    drawn = BytesIO()
    uri = totp.uri(factor.secret, username=account.username, issuer=ISSUER)
    segno.make(uri, error="m").save(drawn, kind="svg", scale=5, border=2, xmldecl=False, svgns=True)
    return {"qr": mark_safe(drawn.getvalue().decode()), "secret": factor.secret}  # noqa: S308  (our own SVG)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        people.record_sign_out(request.user, at=timezone.now(), ip=address_of(request))
    logout(request)
    return redirect(reverse("portal:front"))
