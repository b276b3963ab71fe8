"""The catalogue: the list with its filters, a matter with its history, and the editor."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import Refused
from wangge.matters import actions, queries
from wangge.matters.forms import MatterFilter, MatterForm, NewMatterForm, matter_initial
from wangge.matters.forms.fields import role_name
from wangge.matters.models import Matter
from wangge.matters.rules import Evidence, applicable_steps, done_when
from wangge.matters.rules.diffs import matter_lines, step_words
from wangge.matters.views import _common

A_PAGE = 40


@login_required
def list_of(request: ActingRequest) -> HttpResponse:
    """All matters, with filters that live in the address."""
    acting = _common.seeing(request)
    catalogue = queries.catalogue()
    form = MatterFilter(request.GET)
    page = Paginator(form.keep(catalogue.matters.values()), A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "matter": m,
            "lead": catalogue.department_name(m.lead_dept),
            "assists": "、".join(map(catalogue.department_name, m.assist_depts)),
            "model": catalogue.model_of.get(m.code),
        }
        for m in page
    ]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "total": len(catalogue.matters),
        "may_edit": acting.may(Permit.MATTERS_EDIT),
    }
    template = "matters/list.html#table" if request.htmx else "matters/list.html"
    return render(request, template, context)


@login_required
def page(request: ActingRequest, code: str) -> HttpResponse:
    """One matter: what it says, the model it follows, the rules that send it, and every version."""
    acting = _common.seeing(request)
    matter = get_object_or_404(Matter.objects.open_to(acting, Permit.MATTERS_SEE), pk=code)
    entry = queries.matter(code)
    catalogue = queries.catalogue()
    model = catalogue.model_of.get(code)
    context = {
        "matter": matter,
        "entry": entry,
        "lead": catalogue.department_name(entry.lead_dept),
        "assists": "、".join(map(catalogue.department_name, entry.assist_depts)),
        "evidence": [Evidence(e).label for e in entry.evidence],
        "model": model,
        "steps": [step_words(s, role_name) for s in applicable_steps(model, code)] if model else [],
        "done_when": done_when(model, code) if model else "",
        "special": catalogue.special_models_of.get(code, ()),
        "rules": queries.rules_for(entry),
        "versions": _common.told(matter.versions.order_by("number"), matter_lines),
        "may_edit": acting.may(Permit.MATTERS_EDIT),
    }
    return render(request, "matters/matter.html", context)


@login_required
def edit(request: ActingRequest, code: str) -> HttpResponse:
    """Change a matter; a new version comes of it."""
    acting = _common.editing(request)
    matter = get_object_or_404(Matter.objects.open_to(acting, Permit.MATTERS_EDIT), pk=code)
    form = MatterForm(request.POST or None, initial=matter_initial(matter))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = actions.edit_matter(
                matter,
                draft=form.draft(),
                reason=given["reason"],
                expected=given["expected"] or 0,
                by=acting,
                at=timezone.now(),
            )
        except Refused as refusal:
            _common.at_field(form, refusal)
        else:
            messages.success(request, f"已存为第 {done.version} 版。正在办的事项仍按原来的版本。")
            return redirect("matters:matter", matter.pk)
    context = {"form": form, "matter": matter}
    return render(request, "matters/matter_form.html", context, status=422 if form.errors else 200)


@login_required
def add(request: ActingRequest) -> HttpResponse:
    """Add a matter of the installation's own."""
    acting = _common.editing(request)
    form = NewMatterForm(request.POST or None, initial={"is_active": True, "limit_unit": "working_day"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.add_matter(
                code=given["code"],
                slug=given["slug"],
                draft=form.draft(),
                reason=given["reason"],
                by=acting,
                at=timezone.now(),
            )
        except Refused as refusal:
            _common.at_field(form, refusal)
        else:
            messages.success(request, f"已新增事项 {made}。")
            return redirect("matters:matter", made.pk)
    context = {"form": form, "matter": None}
    return render(request, "matters/matter_form.html", context, status=422 if form.errors else 200)
