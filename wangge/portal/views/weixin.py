"""Signing in by WeChat or WeCom, for whoever of the staff has tied his account to it himself; tying by a code
that is scanned with the phone, and untying. What is stored is a keyed digest, nothing else.
"""

import secrets
from datetime import timedelta
from io import BytesIO
from typing import Any, cast

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.channels import weixin
from wangge.channels.actions import weixin_gates as gates
from wangge.channels.forms.weixin import ReturnForm
from wangge.channels.models import Gate
from wangge.channels.models.weixin import GateKind
from wangge.channels.outgoing import Unreachable
from wangge.channels.queries import weixin as queries
from wangge.kernel import limits
from wangge.kernel.limits import Allowance
from wangge.kernel.refusal import Refused
from wangge.people.models import Account
from wangge.portal import ways
from wangge.portal.views import entry

_TRIES = Allowance("weixin-back", 30, timedelta(minutes=1), "太频繁了，请稍后再试。")
_STATE = "weixin_state"
_SALT = "wangge.weixin.bind"
_LASTS = timedelta(minutes=10)


def _gate(code: str) -> Gate:
    return get_object_or_404(queries.sign_in_gates(), code=code)


def _away(request: HttpRequest, gate: Gate, *, account: int | None, wanted: str) -> HttpResponse:
    """Off to WeChat, to come back with a code; only this browser may bring it."""
    state = secrets.token_hex(16)
    request.session[_STATE] = {
        "state": state,
        "gate": gate.pk,
        "account": account,
        "next": wanted,
        "at": timezone.now().timestamp(),
    }
    back = request.build_absolute_uri(reverse("portal:weixin_back", args=[gate.code]))
    return redirect(weixin.way_in(gate, back=back, state=state, inside=ways.is_inside(request)))


@never_cache
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in by this account."""
    if request.user.is_authenticated:
        return redirect("portal:home")
    return _away(request, _gate(code), account=None, wanted=entry.onward(request))


@never_cache
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Back from WeChat: sign in, or tie."""
    gate, at = _gate(code), timezone.now()
    limits.allow(_TRIES, limits.address_of(request), at=at)
    kept: dict[str, Any] = request.session.pop(_STATE, None) or {}
    form = ReturnForm(request.GET)
    fresh = at.timestamp() - float(kept.get("at", 0)) < _LASTS.total_seconds()
    if not form.is_valid() or not kept or not fresh or kept.get("gate") != gate.pk:
        return _sorry(request, "登录没有完成。", "请回到登录页重新来一次。")
    if not secrets.compare_digest(str(kept["state"]).encode(), form.cleaned_data["state"].encode()):
        return _sorry(request, "登录没有完成。", "请回到登录页重新来一次。")
    try:
        identity = weixin.identity(gate, form.cleaned_data["code"], at=at)
    except (weixin.Refusal, Unreachable) as problem:
        return _sorry(request, "微信没有确认您是谁。", f"{problem}可以先用密码登录。")
    if kept.get("account") is not None:
        return _tie(request, gate, int(kept["account"]), identity)
    account = queries.account_of(gate, identity=identity)
    if account is None:
        return _sorry(request, "这个微信还没有绑定账号。", "请先用密码登录，再到“我的”里绑定。")
    return entry.by_weixin(request, account, wanted=str(kept.get("next", "")))


def _tie(request: HttpRequest, gate: Gate, account_id: int, identity: str) -> HttpResponse:
    account = get_object_or_404(Account, pk=account_id, is_active=True)
    try:
        gates.bind(account, gate, identity=identity, at=timezone.now())
    except Refused as refusal:
        return _sorry(request, "没有绑定。", refusal.message)
    context = {
        "title": "绑定好了",
        "words": f"以后可以用{gate.get_kind_display()}登录。这一页可以关掉了。",
        "good": True,
    }
    return render(request, "portal/weixin_said.html", context)


def _sorry(request: HttpRequest, title: str, words: str) -> HttpResponse:
    context = {"title": title, "words": words, "good": False}
    return render(request, "portal/weixin_said.html", context, status=422)


# --- one's own ---


def _tied_to(account: Account, gate: Gate) -> str:
    """Changes with everything that is about the tie or the sessions."""
    since = queries.bindings(account).get(gate.pk)
    return f"{account.pk}:{gate.pk}:{account.session_epoch}:{since.timestamp() if since else 0}"


def _token(account: Account, gate: Gate) -> str:
    """Works for ten minutes, and once."""
    return signing.TimestampSigner(salt=_SALT).sign(_tied_to(account, gate))


def _account_of(token: str, gate: Gate) -> Account:
    try:
        value = signing.TimestampSigner(salt=_SALT).unsign(token, max_age=_LASTS)
    except signing.BadSignature:
        raise Http404 from None
    account = get_object_or_404(Account, pk=value.partition(":")[0], is_active=True)
    if _tied_to(account, gate) != value:
        raise Http404
    return account


@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """By which accounts one signs in; a code to scan for each that is not tied yet."""
    account, bound = cast("Account", request.user), queries.bindings(cast("Account", request.user))
    rows = []
    for gate in queries.sign_in_gates():
        url = ""
        if gate.kind != GateKind.WEBSITE and gate.pk not in bound:
            path = reverse("portal:weixin_tie", args=[gate.code, _token(account, gate)])
            url = f"{gate.site}{path}" if gate.site else request.build_absolute_uri(path)
        rows.append({"gate": gate, "since": bound.get(gate.pk), "qr": _qr(url) if url else ""})
    return render(request, "portal/weixin_mine.html", {"rows": rows})


def _qr(url: str) -> str:
    drawn = BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return mark_safe(drawn.getvalue().decode())  # noqa: S308  (our own SVG)


@never_cache
def tie(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The code was scanned: off to WeChat, to say who it is."""
    gate = _gate(code)
    return _away(request, gate, account=_account_of(token, gate).pk, wanted="")


@login_required
@require_POST
def tie_here(request: HttpRequest, code: str) -> HttpResponse:
    """Tie the website account from this very browser: WeChat shows the code to scan itself."""
    account = cast("Account", request.user)
    return _away(request, _gate(code), account=account.pk, wanted="")


@login_required
@require_POST
def untie(request: HttpRequest, code: str) -> HttpResponse:
    """Its owner unties it: at once."""
    gates.unbind(cast("Account", request.user), _gate(code), at=timezone.now())
    messages.success(request, "已经解除绑定。")
    return redirect("portal:weixin_mine")
