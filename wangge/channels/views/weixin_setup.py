"""微信接入: an account's settings, the test of its connection in words, and what did not get out."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.channels import weixin
from wangge.channels.actions import weixin_gates as actions
from wangge.channels.actions import weixin_outbox as outbox
from wangge.channels.forms.weixin import GateForm
from wangge.channels.models import Gate, Outgoing
from wangge.channels.queries import weixin as queries
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt

_A_PAGE = 30


@permitted(Permit.CHANNELS_EDIT)
def add(request: ActingRequest) -> HttpResponse:
    """Another account."""
    form = GateForm(request.POST or None)
    if form.is_bound and form.is_valid():
        by, at = request.acting, timezone.now()
        if saved := attempt(form, lambda: actions.save_gate(form.applied(), by=by, at=at)):
            messages.success(request, "已经添加。先点“测试连接”，再到平台上填接收地址。")
            return redirect("channels:weixin_gate", saved.pk)
    if not form.is_bound:
        form.initial["code"] = f"wx-{secrets.token_hex(3)}"
        form.initial["site"] = request.build_absolute_uri("/").rstrip("/")
    return render(request, "channels/weixin_add.html", {"form": form}, status=422 if form.errors else 200)


@permitted(Permit.CHANNELS_EDIT)
def gate(request: ActingRequest, gate_id: int) -> HttpResponse:
    """Its settings, where it is told to deliver, and what did not get out."""
    found = get_object_or_404(Gate.objects.select_related("area"), pk=gate_id)
    form = GateForm(request.POST or None, gate=found)
    if form.is_bound and form.is_valid():
        by, at = request.acting, timezone.now()
        if attempt(form, lambda: actions.save_gate(form.applied(), by=by, at=at)):
            messages.success(request, "已经保存。")
            return redirect("channels:weixin_gate", found.pk)
    return _show(request, found, form, [])


def _show(
    request: ActingRequest, found: Gate, form: GateForm, findings: list[weixin.Finding]
) -> HttpResponse:
    site = found.site or request.build_absolute_uri("/").rstrip("/")
    context = {
        "gate": found,
        "form": form,
        "findings": findings,
        "is_well": bool(findings) and all(one.is_well for one in findings),
        "address": f"{site}{reverse('channels:weixin_in', args=[found.code])}",
        "host": site.partition("://")[2],
        "page": Paginator(queries.lost(found), _A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "channels/weixin_gate.html", context, status=422 if form.errors else 200)


@require_POST
@permitted(Permit.CHANNELS_EDIT)
def test(request: ActingRequest, gate_id: int) -> HttpResponse:
    """Look at everything that can be looked at from here; say what is wrong and what to do."""
    found = get_object_or_404(Gate.objects.select_related("area"), pk=gate_id)
    findings = weixin.examine(found, at=timezone.now())
    return _show(request, found, GateForm(gate=found), findings)


@require_POST
@permitted(Permit.CHANNELS_EDIT)
def again(request: ActingRequest, outgoing_id: UUID) -> HttpResponse:
    """One that did not get out is sent again."""
    row = get_object_or_404(Outgoing, pk=outgoing_id)
    outbox.send_again(row, by=request.acting, at=timezone.now())
    messages.success(request, "重新排队发送。")
    return redirect("channels:weixin_gate", row.gate_id)


@require_POST
@permitted(Permit.CHANNELS_EDIT)
def drop(request: ActingRequest, outgoing_id: UUID) -> HttpResponse:
    """One that did not get out is not wanted any more."""
    row = get_object_or_404(Outgoing, pk=outgoing_id)
    outbox.drop(row, by=request.acting, at=timezone.now())
    messages.success(request, "不再发送这一条。")
    return redirect("channels:weixin_gate", row.gate_id)
