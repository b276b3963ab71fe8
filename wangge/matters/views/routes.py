"""Routing rules: the list, the editor, and the end of a rule."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import Refused
from wangge.matters import actions
from wangge.matters.forms import RuleFilter, RuleForm, rule_initial
from wangge.matters.models import RoutingRule
from wangge.matters.rules.diffs import rule_lines
from wangge.matters.views import _common

A_PAGE = 40


@login_required
def list_of(request: ActingRequest) -> HttpResponse:
    """The rules in force, or those that ended, with filters that live in the address."""
    acting = _common.seeing(request)
    form = RuleFilter(request.GET)
    rules = _kept(RoutingRule.objects.open_to(acting, Permit.MATTERS_SEE), form)
    shown = rules.select_related("matter", "category", "area", "lead_unit").prefetch_related("assists__unit")
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"rule": rule, "assists": sorted(rule.assists.all(), key=lambda a: a.place), "level": _level(rule)}
        for rule in page
    ]
    context = {"form": form, "page": page, "rows": rows, "may_edit": acting.may(Permit.MATTERS_EDIT)}
    template = "matters/routes.html#table" if request.htmx else "matters/routes.html"
    return render(request, template, context)


def _kept(rules: "QuerySet[RoutingRule]", form: RuleFilter) -> "QuerySet[RoutingRule]":
    if (state := form.value("state")) != "all":
        rules = rules.filter(is_active=state != "retired")
    if category := form.value("category"):
        rules = rules.filter(Q(category=category) | Q(matter__category=category))
    for word in form.value("q").split():
        places = ("matter__name", "matter__code", "category__name", "area__name", "lead_unit__name")
        asked = Q()
        for place in places:
            asked |= Q(**{f"{place}__icontains": word})
        rules = rules.filter(asked)
    return rules.order_by("matter__category__place", "category__place", "matter__code", "area__path", "pk")


def _level(rule: RoutingRule) -> str:
    """How specific a rule is, in words."""
    return ("事项" if rule.matter_id else "大类") + ("・区域" if rule.area_id else "・全域")


@login_required
def add(request: ActingRequest) -> HttpResponse:
    """A new rule; the address may already name the matter or the category."""
    acting = _common.editing(request)
    initial = {name: request.GET[name] for name in ("matter", "category", "area") if name in request.GET}
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_rule(
                draft=form.draft(), reason=form.cleaned_data["reason"], by=acting, at=timezone.now()
            )
        except Refused as refusal:
            _common.at_field(form, refusal)
        else:
            messages.success(request, "规则已生效。新的派单按它走，已派出的工单不变。")
            return redirect("matters:routes")
    return _show(request, {"form": form, "rule": None, "versions": []})


@login_required
def edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Change a rule; its versions stand beside it."""
    acting = _common.editing(request)
    rules = RoutingRule.objects.open_to(acting, Permit.MATTERS_EDIT)
    rule = get_object_or_404(rules.select_related("area", "matter", "category", "lead_unit"), pk=pk)
    form = RuleForm(request.POST or None, initial=rule_initial(rule))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = actions.edit_rule(
                rule,
                draft=form.draft(),
                reason=given["reason"],
                expected=given["expected"] or 0,
                by=acting,
                at=timezone.now(),
            )
        except Refused as refusal:
            _common.at_field(form, refusal)
        else:
            messages.success(request, f"规则已存为第 {done.version} 版。")
            return redirect("matters:routes")
    versions = _common.told(rule.versions.order_by("number"), rule_lines)
    return _show(request, {"form": form, "rule": rule, "versions": versions})


def _show(request: ActingRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "matters/route_form.html", context, status=422 if context["form"].errors else 200)


@login_required
def retire(request: ActingRequest, pk: int) -> HttpResponse:
    """End a rule; asks first."""
    acting = _common.editing(request)
    rule = get_object_or_404(RoutingRule.objects.open_to(acting, Permit.MATTERS_EDIT), pk=pk)
    if request.method == "POST":
        actions.retire_rule(
            rule,
            reason=request.POST.get("reason") or "在规则页停用",
            expected=rule.version,
            by=acting,
            at=timezone.now(),
        )
        messages.success(request, "规则已停用，改按下一条规则或目录派单。")
        return redirect("matters:routes")
    context = {
        "title": "停用这条规则？",
        "text": f"{rule}。停用后，新的派单按下一条更宽的规则或目录走；已派出的工单不变。",
        "label": "停用",
        "danger": True,
        "back": "../",
    }
    return render(request, "portal/confirm.html", context)
