"""接入与对外: every door on one page with what went wrong at it, and the settings of each, for the system
administrator.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.channels import outgoing
from wangge.channels.actions import hotline, troubles, webhooks
from wangge.channels.forms.hotline import SampleForm, SystemForm
from wangge.channels.forms.webhooks import SubscriptionForm
from wangge.channels.models import Delivery, Subscription, System, Trouble
from wangge.channels.outgoing import Unreachable
from wangge.channels.queries import doors as queries
from wangge.channels.queries import weixin
from wangge.channels.rules.doors import Door
from wangge.channels.rules.webhooks import DeliveryState
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt

_A_PAGE = 30


@require_safe
@permitted(Permit.CHANNELS_EDIT)
def connections(request: ActingRequest) -> HttpResponse:
    """All doors, what is wrong at them, and what to do."""
    context = {
        "doors": queries.doors(),
        "troubles": Trouble.objects.open().order_by("-last_at")[:50],
        "systems": System.objects.order_by("kind", "name"),
        "subscriptions": queries.subscriptions(),
        "gates": weixin.gates(),
        "out": queries.allowed(),
    }
    return render(request, "channels/connections.html", context)


@require_POST
@permitted(Permit.CHANNELS_EDIT)
def clear(request: ActingRequest, trouble_id: int) -> HttpResponse:
    """Somebody put it right."""
    trouble = get_object_or_404(Trouble, pk=trouble_id)
    troubles.clear(trouble, by=request.acting, at=timezone.now())
    messages.success(request, "已经标为处理好；再出问题会重新列出来。")
    return redirect("channels:connections")


@require_POST
@permitted(Permit.CHANNELS_EDIT)
def set_door(request: ActingRequest, door: str) -> HttpResponse:
    """Open a public door, or shut it."""
    if door not in queries.PUBLIC_DOORS:
        raise Http404
    is_open = request.POST.get("open") == "1"
    troubles.open_door(Door(door), is_open=is_open, by=request.acting, at=timezone.now())
    messages.success(request, f"“{Door(door).label}”已{'开放' if is_open else '关闭'}。")
    return redirect("channels:connections")


# --- systems ---


@permitted(Permit.CHANNELS_EDIT)
def add_system(request: ActingRequest) -> HttpResponse:
    """Another system that sends us orders."""
    return _system(request, None)


@permitted(Permit.CHANNELS_EDIT)
def system_page(request: ActingRequest, system_id: int) -> HttpResponse:
    """Its settings."""
    return _system(request, get_object_or_404(System, pk=system_id))


def _system(request: ActingRequest, system: System | None) -> HttpResponse:
    """One page for both; a sample only fills in the titles, nothing is kept before 保存."""
    is_sample = request.method == "POST" and "sample" in request.POST
    sample = SampleForm(request.POST, request.FILES) if is_sample else SampleForm()
    titles = sample.titles if is_sample and sample.is_valid() else []
    form = SystemForm(
        request.POST if request.method == "POST" and not is_sample else None, system=system, titles=titles
    )
    if form.is_bound and form.is_valid():
        by, at = request.acting, timezone.now()
        if saved := attempt(form, lambda: hotline.save_system(form.applied(), by=by, at=at)):
            messages.success(request, "已经保存，下次导入就按它读。")
            return redirect("channels:system", saved.pk)
    context = {"form": form, "sample": sample, "system": system, "titles": titles}
    status = 422 if form.errors or sample.errors else 200
    return render(request, "channels/system.html", context, status=status)


# --- subscriptions ---


@permitted(Permit.CHANNELS_EDIT)
def add_subscription(request: ActingRequest) -> HttpResponse:
    """A new subscriber; its secret is shown on the page that follows."""
    form = SubscriptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = request.acting, timezone.now()
        if saved := attempt(form, lambda: webhooks.save_subscription(form.applied(), by=by, at=at)):
            messages.success(request, f"已经添加。签名密钥只显示这一次，请交给对方：{saved.secret}")
            return redirect("channels:subscription", saved.pk)
    context = {"form": form, "subscription": None, "out": queries.allowed()}
    return render(request, "channels/add_subscription.html", context, status=422 if form.errors else 200)


@permitted(Permit.CHANNELS_EDIT)
def subscription_page(request: ActingRequest, subscription_id: int) -> HttpResponse:
    """A subscriber: its settings, its deliveries, what did not arrive."""
    found = get_object_or_404(Subscription.objects.select_related("area"), pk=subscription_id)
    form = SubscriptionForm(request.POST or None, subscription=found)
    if request.method == "POST" and form.is_valid():
        by, at = request.acting, timezone.now()
        if attempt(form, lambda: webhooks.save_subscription(form.applied(), by=by, at=at)):
            messages.success(request, "已经保存。")
            return redirect("channels:subscription", found.pk)
    tab = "dead" if request.GET.get("tab") == "dead" else ""
    rows = found.deliveries.order_by("-created_at")
    if tab:
        rows = rows.filter(state=DeliveryState.DEAD)
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "subscription": found,
        "form": form,
        "page": page,
        "tabs": _tabs(found, tab),
        "is_dead": bool(tab),
        "problem": _problem(found.url),
    }
    return render(request, "channels/subscription.html", context, status=422 if form.errors else 200)


def _problem(url: str) -> str:
    """Why this address cannot be called now, in words."""
    try:
        outgoing.check(url)
    except Unreachable as problem:
        return str(problem)
    return ""


def _tabs(found: Subscription, tab: str) -> list[dict[str, Any]]:
    dead = found.deliveries.filter(state=DeliveryState.DEAD).count()
    return [
        {"label": "最近推送", "url": "?", "count": None, "is_on": not tab},
        {"label": "没送到", "url": "?tab=dead", "count": dead, "is_on": bool(tab)},
    ]


@require_POST
@permitted(Permit.CHANNELS_EDIT)
def renew_secret(request: ActingRequest, subscription_id: int) -> HttpResponse:
    """Another secret, shown once."""
    found = get_object_or_404(Subscription, pk=subscription_id)
    secret = webhooks.renew_secret(found, by=request.acting, at=timezone.now())
    messages.success(request, f"新的签名密钥只显示这一次，请交给对方：{secret}")
    return redirect("channels:subscription", found.pk)


@permitted(Permit.CHANNELS_EDIT)
def end_subscription(request: ActingRequest, subscription_id: int) -> HttpResponse:
    """Nobody is told any more; asked first."""
    found = get_object_or_404(Subscription, pk=subscription_id)
    if request.method == "POST":
        webhooks.end(found, by=request.acting, at=timezone.now())
        messages.success(request, "订阅已经删除。")
        return redirect("channels:connections")
    context = {
        "title": f"删除订阅“{found.name}”？",
        "text": "以后的事件不再推送给它，推送记录和没送到的也一起删除，不能恢复。",
        "label": "删除",
        "danger": True,
        "back": reverse("channels:subscription", args=[found.pk]),
    }
    return render(request, "portal/confirm.html", context)


@require_POST
@permitted(Permit.CHANNELS_EDIT)
def send_all_again(request: ActingRequest, subscription_id: int) -> HttpResponse:
    """Everything that did not arrive is sent again."""
    found = get_object_or_404(Subscription, pk=subscription_id)
    count = webhooks.send_all_again(found, by=request.acting, at=timezone.now())
    messages.success(request, f"{count} 条重新排队推送。")
    return redirect("channels:subscription", found.pk)


@require_POST
@permitted(Permit.CHANNELS_EDIT)
def send_again(request: ActingRequest, delivery_id: UUID) -> HttpResponse:
    """One that did not arrive is sent again."""
    found = get_object_or_404(Delivery, pk=delivery_id)
    webhooks.send_again(found, by=request.acting, at=timezone.now())
    messages.success(request, "重新排队推送。")
    return redirect("channels:subscription", found.subscription_id)


@require_POST
@permitted(Permit.CHANNELS_EDIT)
def drop(request: ActingRequest, delivery_id: UUID) -> HttpResponse:
    """One that did not arrive is not wanted any more."""
    found = get_object_or_404(Delivery, pk=delivery_id)
    webhooks.drop(found, by=request.acting, at=timezone.now())
    messages.success(request, "不再推送这一条。")
    return redirect("channels:subscription", found.subscription_id)
