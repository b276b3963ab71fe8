"""The posts of one area: who is appointed here, appointing somebody, ending a post."""

from datetime import date, datetime, time

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import actions
from wangge.grids.access import Permit, Role, is_below
from wangge.grids.doors import permitted
from wangge.grids.forms import AppointForm
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area, Post
from wangge.grids.views.area import node_or_404
from wangge.grids.views.tree import describe
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI

_ENDED_SHOWN = 20


def _reached(request: ActingRequest, area_id: int) -> Area:
    """The area, if the hat reaches it."""
    stored = get_object_or_404(Area, pk=area_id)
    if request.acting.area_path and not is_below(stored.path, request.acting.area_path):
        raise Http404
    return stored


@require_safe
@permitted(Permit.PEOPLE_EDIT)
def posts(request: ActingRequest, area_id: int) -> HttpResponse:
    """Posts in force, and the last ones that ended."""
    stored, now = _reached(request, area_id), timezone.now()
    here = Post.objects.filter(area=stored).select_related("person", "person__account")
    context = describe(node_or_404(area_id)) | {
        "held": here.held(now).order_by("role", "since"),
        "coming": here.filter(since__gt=now).order_by("since"),
        "ended": here.filter(until__lte=now).order_by(F("until").desc())[:_ENDED_SHOWN],
        "now": now,
    }
    return render(request, "grids/posts.html", context)


@permitted(Permit.PEOPLE_EDIT)
def appoint(request: ActingRequest, area_id: int) -> HttpResponse:
    """Find a person, choose the role, appoint."""
    stored, now = _reached(request, area_id), timezone.now()
    form = AppointForm(
        request.POST or None,
        area=stored,
        by=request.acting,
        words=request.GET.get("q", ""),
        at=now,
        initial={"since": now.astimezone(SHANGHAI).date()},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            post = actions.appoint(
                given["person"],
                Role(given["role"]),
                area=stored,
                since=_moment(given["since"], now),
                until=_moment(given["until"], now) if given["until"] else None,
                title=given["title"],
                employment_type=given["employment_type"],
                by=request.acting,
                at=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, f"已任命{post.person.name}为{post.get_role_display()}。")
            return redirect("grids:posts", stored.pk)
    context = describe(node_or_404(area_id)) | {"form": form, "words": request.GET.get("q", "")}
    return render(request, "grids/appoint.html", context, status=422 if form.errors else 200)


def _moment(day: date, now: datetime) -> datetime:
    """A day's beginning in Shanghai; today means now."""
    return now if day == now.astimezone(SHANGHAI).date() else datetime.combine(day, time(), tzinfo=SHANGHAI)


@permitted(Permit.PEOPLE_EDIT)
def end(request: ActingRequest, area_id: int, post_id: int) -> HttpResponse:
    """Ask, then end a post; with his last one the person's account is closed too."""
    stored = _reached(request, area_id)
    post = get_object_or_404(Post.objects.select_related("person", "area"), pk=post_id, area=stored)
    if request.method == "POST":
        actions.dismiss(post, by=request.acting, at=timezone.now())
        messages.success(request, f"{post.person.name}的{post.get_role_display()}岗位已结束。")
        return redirect("grids:posts", stored.pk)
    context = {
        "title": f"结束{post.person.name}在{stored.name}的岗位？",
        "text": "岗位到此为止，以前办过的事仍记在这个岗位上。这是最后一个岗位时，账号同时关闭。",
        "label": "结束岗位",
        "danger": True,
        "back": "../../",
    }
    return render(request, "portal/confirm.html", context)
