"""微信群: which group is which grid's, who looks after it, its days in counts; and pasted chat where there is
no licence.
"""

import secrets
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.models import Appeal
from wangge.channels.actions import pasted as pasted_actions
from wangge.channels.actions import weixin_groups as actions
from wangge.channels.forms.weixin import GroupForm, HostForm, PastedForm
from wangge.channels.models import Group, Host
from wangge.channels.queries import weixin as queries
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.kernel.words import SHANGHAI

_A_PAGE = 30
_SLIPS = "pasted"


@permitted(Permit.TALK_SEE)
def list_of(request: ActingRequest) -> HttpResponse:
    """Groups in reach, with their grids and hosts."""
    page = Paginator(queries.groups(request.acting), _A_PAGE).get_page(request.GET.get("page"))
    hosts = queries.hosts([group.pk for group in page])
    rows = [(group, hosts.get(group.pk, [])) for group in page]
    return render(request, "channels/groups.html", {"page": page, "rows": rows})


@permitted(Permit.TALK_SEE)
def add(request: ActingRequest) -> HttpResponse:
    """Write a group down, for exactly one grid."""
    form = GroupForm(request.POST or None, acting=request.acting, at=timezone.now())
    if form.is_bound and form.is_valid():
        given, by, at = form.cleaned_data, request.acting, timezone.now()
        made = attempt(
            form,
            lambda: actions.open_group(
                name=given["name"], area=given["area"], hosts=[given["post"]], by=by, at=at
            ),
        )
        if made is not None:
            messages.success(request, "已经登记。有群机器人的，把绑定码发到群里；没有的，用“粘贴聊天”。")
            return redirect("channels:group", made.pk)
    return render(request, "channels/group_add.html", {"form": form}, status=422 if form.errors else 200)


def _found(request: ActingRequest, group_id: int) -> Group:
    reach = Group.objects.open_to(request.acting, Permit.TALK_SEE).select_related("area", "gate")
    return get_object_or_404(reach, pk=group_id)


@permitted(Permit.TALK_SEE)
def group(request: ActingRequest, group_id: int) -> HttpResponse:
    """One group: its days in counts, its hosts, its binding."""
    return _show(request, _found(request, group_id), None)


def _show(request: ActingRequest, found: Group, form: HostForm | None) -> HttpResponse:
    days = 7 if request.GET.get("days") == "7" else 1
    today = timezone.now().astimezone(SHANGHAI).date()
    context = {
        "group": found,
        "day": queries.day_of(found, since=today - timedelta(days=days - 1), until=today),
        "days": days,
        "today": today,
        "hosts": queries.hosts([found.pk]).get(found.pk, []),
        "past": queries.past_hosts(found),
        "form": form or HostForm(group=found, at=timezone.now()),
    }
    return render(request, "channels/group.html", context, status=422 if form and form.errors else 200)


@require_POST
@permitted(Permit.TALK_SEE)
def hosts(request: ActingRequest, group_id: int) -> HttpResponse:
    """Add a host, or hand over from one to another."""
    found, at = _found(request, group_id), timezone.now()
    form = HostForm(request.POST, group=found, at=at)
    if not form.is_valid():
        return _show(request, found, form)
    ending = found.hosts.filter(pk=_number(request.POST.get("host")), until__isnull=True).first()
    done = attempt(form, lambda: _appoint(request, found, form, ending, at=at))
    if done is None:
        return _show(request, found, form)
    messages.success(request, done)
    return redirect("channels:group", found.pk)


def _number(given: str | None) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 18 else 0


def _appoint(
    request: ActingRequest, found: Group, form: HostForm, ending: Host | None, *, at: datetime
) -> str:
    post = form.cleaned_data["post"]
    if ending is not None:
        actions.hand_over(ending, post, by=request.acting, at=at)
        return "已经交接。"
    if post is None:
        form.add_error("post", "请选一个人。")
        return ""
    actions.add_host(found, post, by=request.acting, at=at)
    return "已经加上。"


@require_POST
@permitted(Permit.TALK_SEE)
def code(request: ActingRequest, group_id: int) -> HttpResponse:
    """Another binding code."""
    made = actions.renew_code(_found(request, group_id), by=request.acting, at=timezone.now())
    messages.success(request, "新的绑定码在下面，用一次就失效。")
    return redirect("channels:group", made.pk)


@permitted(Permit.TALK_SEE)
def close(request: ActingRequest, group_id: int) -> HttpResponse:
    """The group is not looked after any more; asked first."""
    found = _found(request, group_id)
    if request.method == "POST":
        actions.close(found, by=request.acting, at=timezone.now())
        messages.success(request, "这个群不再管了。登记过的事照常办。")
        return redirect("channels:groups")
    context = {
        "title": f"不再管“{found.name}”？",
        "text": "群里再@党小栖，它不会回答；登记过的事照常办，计数留着。",
        "label": "不再管",
        "danger": True,
        "back": reverse("channels:group", args=[found.pk]),
    }
    return render(request, "portal/confirm.html", context)


# --- pasted chat ---


@permitted(Permit.CASE_ACCEPT)
def pasted(request: ActingRequest) -> HttpResponse:
    """Cut a chat into messages in the browser; take in what was ticked."""
    form = PastedForm(request.POST or None, acting=request.acting)
    if form.is_bound and form.is_valid():
        made = attempt(form, lambda: _take_down(request, form))
        if made is not None:
            request.session[_SLIPS] = [str(appeal.pk) for appeal in made]
            return redirect("channels:pasted_done")
    client_id = form.data.get("client_id") or secrets.token_urlsafe(18)
    context = {"form": form, "client_id": client_id, "most": pasted_actions.MOST}
    return render(request, "channels/pasted.html", context, status=422 if form.errors else 200)


def _take_down(request: ActingRequest, form: PastedForm) -> list[Appeal]:
    given = form.cleaned_data
    return pasted_actions.take_down(
        given["ticked"],
        client_id=given["client_id"],
        group=given["group"],
        area=given["area"],
        by=request.acting,
        at=timezone.now(),
    )


@permitted(Permit.CASE_ACCEPT)
def pasted_done(request: ActingRequest) -> HttpResponse:
    """What they became, to tell their senders in the group."""
    mine = Appeal.objects.filter(pk__in=request.session.get(_SLIPS, []))
    rows = mine.filter(case__reported_by=request.acting.person_id).select_related(
        "case__matter", "case__area"
    )
    return render(request, "channels/pasted_done.html", {"rows": rows.order_by("received_at", "number")})
