"""The security administrator's pages: accounts reset, locked and signed out; second factors and tokens."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids import queries
from wangge.grids.access import ADMIN_ROLES, Permit
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Post
from wangge.kernel.refusal import Refused
from wangge.people import actions as people
from wangge.people import queries as persons
from wangge.people.models import Account, ApiToken
from wangge.portal.admin_pages import forms, slips, words
from wangge.portal.admin_pages.doors import office
from wangge.portal.admin_pages.views.accounts import IN_PERSON

_A_PAGE = 30
#: What the security administrator does with an account: the question, its words, and the deed.
_DEEDS = {
    "reset": (
        "给{name}重置密码？",
        IN_PERSON,
        "是本人，发登录条",
    ),
    "lock": ("锁定账号“{username}”？", "马上不能登录，所有设备退出。发新的登录条就能解锁。", "锁定"),
    "end-sessions": ("让“{username}”退出所有设备？", "密码不变，本人可以马上重新登录。", "全部退出"),
    "reset-factor": (
        "重置“{username}”的验证器？",
        "本人换了手机时用。下次登录要重新扫码绑定；请确认是本人当面来的。",
        "重置验证器",
    ),
}


def _tabs_of() -> dict[str, tuple[str, Q]]:
    admins = Post.objects.held(timezone.now()).filter(
        person=OuterRef("person"), role__in=[role.value for role in ADMIN_ROLES]
    )
    return {
        "": ("全部", Q()),
        "admins": ("管理员", Q(Exists(admins))),
        "locked": ("已锁定", Q(locked_at__isnull=False)),
        "barred": ("输错被暂停", Q(proof_barred_until__gt=timezone.now())),
        "tokens": (
            "有令牌",
            Q(Exists(ApiToken.objects.valid(timezone.now()).filter(account=OuterRef("pk")))),
        ),
    }


def _reached(request: ActingRequest) -> QuerySet[Account]:
    return Account.objects.filter(person__in=queries.persons_within(request.acting)).select_related("person")


@require_safe
@office(Permit.KEYS_EDIT)
def security(request: ActingRequest) -> HttpResponse:
    """Accounts within reach and what stands out about them."""
    asked = forms.AccountFilter(request.GET)
    found = _reached(request)
    words_given = asked.cleaned_data["q"] if asked.is_valid() else ""
    for word in words_given.split():
        found = found.filter(Q(username__icontains=word) | Q(person__name__icontains=word))
    tabs = _tabs_of()
    tab = request.GET.get("tab", "") if request.GET.get("tab", "") in tabs else ""
    page = Paginator(found.filter(tabs[tab][1]).order_by("username"), _A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": asked,
        "page": page,
        "rows": _rows(cast("QuerySet[Account]", page.object_list)),
        "tabs": _tabs(request, found, tabs, tab),
        "keep": [("tab", tab)] if tab else [],
    }
    return render(request, "portal/admin/security.html", context)


def _rows(accounts: QuerySet[Account]) -> list[dict[str, Any]]:
    """Accounts with their posts, second factor and tokens, joined in a fixed number of questions."""
    now = timezone.now()
    accounts = accounts.select_related("second_factor").annotate(
        valid_tokens=Count("tokens", filter=Q(tokens__revoked_at__isnull=True, tokens__expires_at__gt=now))
    )
    posts: dict[int, list[Post]] = {}
    found = list(accounts)
    held = Post.objects.held(now).select_related("area", "unit").order_by("pk")
    for post in held.filter(person__in=[account.person_id for account in found if account.person_id]):
        posts.setdefault(post.person_id, []).append(post)
    return [_row(account, posts.get(account.person_id or 0, [])) for account in found]


def _row(account: Account, posts: list[Post]) -> dict[str, Any]:
    state, tone = words.standing(account)
    factor = getattr(account, "second_factor", None)
    return {
        "account": account,
        "posts": posts,
        "state": state,
        "tone": tone,
        "has_factor": bool(factor and factor.confirmed_at),
        "is_admin": any(post.role in ADMIN_ROLES for post in posts),
    }


def _tabs(
    request: ActingRequest, found: QuerySet[Account], tabs: dict[str, tuple[str, Q]], now: str
) -> list[dict[str, Any]]:
    counts = found.aggregate(**{f"n_{key}": Count("pk", filter=q) for key, (_, q) in tabs.items()})
    kept = request.GET.copy()
    kept.pop("page", None)
    shown = []
    for key, (label, _) in tabs.items():
        kept["tab"] = key
        count = counts[f"n_{key}"]
        shown.append({"label": label, "url": f"?{kept.urlencode()}", "count": count, "is_on": key == now})
    return shown


def _account(request: ActingRequest, account_id: int) -> Account:
    return get_object_or_404(_reached(request), pk=account_id)


@require_safe
@office(Permit.KEYS_EDIT)
def account_page(request: ActingRequest, account_id: int) -> HttpResponse:
    """One account: how it stands, what can be done, its tokens."""
    return _show(request, _account(request, account_id))


def _show(request: ActingRequest, account: Account, *, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    held = Post.objects.held(now).filter(person=account.person_id).select_related("area", "unit")
    state, tone = words.standing(account)
    tokens = account.tokens.order_by("-created_at")
    posts = {
        post.pk: post for post in Post.objects.filter(person=account.person_id).select_related("area", "unit")
    }
    context = {
        "account": account,
        "state": state,
        "tone": tone,
        "posts": held,
        "is_own": account.person_id == request.acting.person_id,
        "has_factor": persons.has_second_factor(account),
        "is_barred": bool(account.proof_barred_until and account.proof_barred_until > now),
        "tokens": [(token, posts.get(token.post_id), token.is_valid(now)) for token in tokens],
        "token_form": forms.TokenForm(posts=held),
    }
    return render(request, "portal/admin/account.html", context | more, status=status)


@office(Permit.KEYS_EDIT)
def deed(request: ActingRequest, account_id: int, deed: str) -> HttpResponse:
    """Reset, lock, sign out everywhere, take the code app away: asked first, then done."""
    account = _account(request, account_id)
    title, text, label = _DEEDS[deed]
    if request.method == "POST":
        return _do(request, account, deed)
    name = account.person.name if account.person else account.username
    context = {
        "title": title.format(name=name, username=account.username),
        "text": text,
        "label": label,
        "danger": deed != "end-sessions",
        "back": reverse("office:account", args=[account.pk]),
    }
    return render(request, "portal/confirm.html", context)


def _do(request: ActingRequest, account: Account, deed: str) -> HttpResponse:
    by, now = request.acting, timezone.now()
    if deed == "reset":
        slip = people.issue_code(account, by=by, at=now)
        held = Post.objects.held(now).filter(person=account.person_id).select_related("area", "unit")
        slips.put(request, [(slip, slips.seats_of(held))], at=now)
        return redirect("office:slips")
    deeds = {
        "lock": people.lock_account,
        "end-sessions": people.end_sessions,
        "reset-factor": people.reset_second_factor,
    }
    deeds[deed](account, by=by, at=now)
    messages.success(
        request, {"lock": "账号已经锁定。", "end-sessions": "所有设备都已退出。"}.get(deed, "已经重置。")
    )
    return redirect("office:account", account.pk)


@require_POST
@office(Permit.KEYS_EDIT)
def issue_token(request: ActingRequest, account_id: int) -> HttpResponse:
    """A token for another system: its words stand in this answer only."""
    account = _account(request, account_id)
    now = timezone.now()
    form = forms.TokenForm(request.POST, posts=Post.objects.held(now).filter(person=account.person_id))
    if form.is_valid():
        given = form.cleaned_data
        try:
            raw = people.issue_token(
                account,
                post_id=given["post"].pk,
                name=given["name"],
                lasts=forms.days(given["days"]),
                by=request.acting,
                at=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return _show(request, account, token=raw)
    return _show(request, account, status=422, token_form=form)


@require_POST
@office(Permit.KEYS_EDIT)
def revoke_token(request: ActingRequest, account_id: int, token_id: int) -> HttpResponse:
    """A token opens nothing from now on."""
    token = get_object_or_404(_account(request, account_id).tokens.select_related("account"), pk=token_id)
    people.revoke_token(token, by=request.acting, at=timezone.now())
    messages.success(request, f"令牌“{token.name}”已经吊销。")
    return redirect("office:account", account_id)
