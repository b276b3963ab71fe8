"""The living style page: every component with invented contents, on desk, phone and paper."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wangge.portal import navigation
from wangge.portal import style_samples as samples
from wangge.portal.context import LARGE_COOKIE


def _nav(entries: tuple[navigation.Entry, ...], here: int) -> list[navigation.Shown]:
    """All entries, so that the page shows them without a hat."""
    return [
        navigation.Shown(e.label, e.icon, f"#{n}", n == here, e.group, e.url_name)
        for n, e in enumerate(entries)
    ]


def desk(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    wrong = samples.SampleForm({"place": "", "text": "车道堵了", "outcome": "part"})
    filters = samples.SampleFilters(request.GET if request.GET.get("q") is not None else None)
    context = {
        "rows": samples.rows(now),
        "tabs": samples.TABS,
        "counts": samples.COUNTS,
        "steps": samples.STEPS,
        "orders": samples.ORDERS,
        "timeline": samples.TIMELINE,
        "checks": samples.CHECKS,
        "pairs": samples.PAIRS,
        "why": samples.WHY,
        "photos": samples.photos(),
        "form": wrong,
        "filters": filters,
        "page": Paginator(range(46), 12).get_page(request.GET.get("page")),
        "house": samples.SampleHouse(
            nav=_nav(navigation.DESK, 1),
            post=samples.POSTS[0],
            is_large=request.COOKIES.get(LARGE_COOKIE) == "1",
        ),
        "user": samples.SampleUser(),
        "soon": now + timedelta(seconds=30),
        "crumbs": [("事项", "#"), ("482 7305 1962", "")],
        "tones": ["blue", "amber", "red", "green", "violet", "grey"],
    }
    return render(request, "portal/style/desk.html", context)


def phone(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "tasks": samples.tasks(now),
        "counts": samples.OFFICER_COUNTS,
        "tabs": _nav(navigation.TABS, 0),
        "now": now,
    }
    return render(request, "portal/style/phone.html", context)


def resident(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "timeline": samples.PUBLIC_TIMELINE,
        "photos": samples.photos(),
        "why": samples.WHY,
        "steps": samples.STEPS,
        "form": samples.SampleForm({"place": ""}),
        "now": now,
    }
    return render(request, "portal/style/resident.html", context)


def slip(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/style/print.html")


def confirm(request: HttpRequest) -> HttpResponse:
    """The question without script; the deed of this page does nothing."""
    words = {
        "title": "撤回这次派单吗？",
        "text": "两个单位会收到撤回的通知。",
        "label": "撤回",
        "danger": True,
    }
    return render(request, "portal/confirm.html", words | {"back": "/style/", "fields": []})
