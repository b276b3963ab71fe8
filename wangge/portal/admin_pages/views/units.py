"""Units: the list, one unit and the areas it serves, a new one."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import actions, queries
from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Post, UnitArea
from wangge.kernel.refusal import Refused
from wangge.people import actions as people
from wangge.people.models import Unit
from wangge.portal.admin_pages import forms
from wangge.portal.admin_pages.doors import office

_A_PAGE = 30
_TABS = {"": ("在用", Q(is_active=True)), "off": ("停用", Q(is_active=False)), "all": ("全部", Q())}


@require_safe
@office(Permit.PEOPLE_EDIT)
def units_list(request: ActingRequest) -> HttpResponse:
    """Units within reach: of which kind, where they serve, how many work there."""
    asked = forms.UnitFilter(request.GET)
    found = _filtered(queries.units_within(request.acting), asked)
    tab = request.GET.get("tab", "") if request.GET.get("tab", "") in _TABS else ""
    page = Paginator(found.filter(_TABS[tab][1]).order_by("name", "pk"), _A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = cast("QuerySet[Unit]", page.object_list)
    rows = shown.select_related("department").prefetch_related("serves__area")
    context = {
        "form": asked,
        "page": page,
        "rows": rows.annotate(staff=Count("posts", filter=_running())),
        "tabs": _tabs(request, found, tab),
        "keep": [("tab", tab)] if tab else [],
    }
    return render(request, "portal/admin/units.html", context)


def _running() -> Q:
    return Q(posts__until__isnull=True) | Q(posts__until__gt=timezone.now())


def _filtered(found: QuerySet[Unit], asked: forms.UnitFilter) -> QuerySet[Unit]:
    given = asked.cleaned_data if asked.is_valid() else {}
    if given.get("department"):
        found = found.filter(department=given["department"])
    if words := given.get("q", ""):
        found = found.filter(Q(name__icontains=words) | Q(code__icontains=words))
    return found


def _tabs(request: ActingRequest, found: QuerySet[Unit], now: str) -> list[dict[str, Any]]:
    counts = found.aggregate(**{f"n_{key}": Count("pk", filter=q) for key, (_, q) in _TABS.items()})
    kept = request.GET.copy()
    kept.pop("page", None)
    tabs = []
    for key, (label, _) in _TABS.items():
        kept["tab"] = key
        count = counts[f"n_{key}"]
        tabs.append({"label": label, "url": f"?{kept.urlencode()}", "count": count, "is_on": key == now})
    return tabs


@office(Permit.PEOPLE_EDIT)
def add_unit(request: ActingRequest) -> HttpResponse:
    """A new unit; the areas it serves are set on its page."""
    form = forms.UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = people.make_unit(**form.cleaned_data, by=request.acting, at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "单位已经添加，请在右边写明它服务哪些区域。")
            return redirect("office:unit", unit.pk)
    context = {"form": form, "heading": "添加单位", "back": reverse("office:units")}
    return render(request, "portal/admin/add_unit.html", context, status=422 if form.errors else 200)


@office(Permit.PEOPLE_EDIT)
def unit_page(request: ActingRequest, unit_id: int) -> HttpResponse:
    """One unit: correct it or take it out of use; where it serves; who works there."""
    unit = get_object_or_404(queries.units_within(request.acting).select_related("department"), pk=unit_id)
    form = forms.UnitForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_unit(unit, **form.cleaned_data, by=request.acting, at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "已经改好。")
            return redirect("office:unit", unit.pk)
    return _show(request, unit, form=form)


def _show(request: ActingRequest, unit: Unit, **more: Form) -> HttpResponse:
    held = Post.objects.held(timezone.now()).filter(unit=unit).select_related("person")
    shown: dict[str, Form] = {
        "form": forms.UnitForm(unit=unit),
        "area_form": forms.UnitAreaForm(acting=request.acting),
    } | more
    context = {
        "unit": unit,
        "serves": unit.serves.select_related("area").order_by("area__path"),
        "posts": held.order_by("role", "person__name"),
        "seats": forms.seats(request.acting, units=False),
    }
    status = 422 if any(form.errors for form in shown.values()) else 200
    return render(request, "portal/admin/unit.html", context | shown, status=status)


@office(Permit.PEOPLE_EDIT)
def serve(request: ActingRequest, unit_id: int) -> HttpResponse:
    """Let a unit serve one more area."""
    unit = get_object_or_404(queries.units_within(request.acting), pk=unit_id)
    form = forms.UnitAreaForm(request.POST or None, acting=request.acting)
    if request.method == "POST" and form.is_valid():
        actions.serve(unit, form.cleaned_data["area"], by=request.acting, at=timezone.now())
        messages.success(request, "服务区域已经加上，派单马上按它走。")
        return redirect("office:unit", unit.pk)
    return _show(request, unit, area_form=form)


@office(Permit.PEOPLE_EDIT)
def stop_serving(request: ActingRequest, unit_id: int, area_id: int) -> HttpResponse:
    """A unit serves an area no longer."""
    unit = get_object_or_404(queries.units_within(request.acting), pk=unit_id)
    served = get_object_or_404(UnitArea.objects.select_related("area"), unit=unit, area=area_id)
    if request.method == "POST":
        actions.stop_serving(unit, served.area, by=request.acting, at=timezone.now())
        messages.success(request, "已经取消。")
        return redirect("office:unit", unit.pk)
    context = {
        "title": f"{unit.name}不再服务{served.area.name}？",
        "text": "以后这里的事不再派给它；已经派出的工单不受影响。",
        "label": "不再服务",
        "danger": True,
        "back": reverse("office:unit", args=[unit.pk]),
    }
    return render(request, "portal/confirm.html", context)
