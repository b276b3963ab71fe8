"""Handling models: the list, a model with its history, and the editor with its rows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import Refused
from wangge.matters import actions, queries
from wangge.matters.forms import ModelEditor, NewModelForm, model_editor, more_rows
from wangge.matters.forms.fields import role_name
from wangge.matters.models import HandlingModel
from wangge.matters.rules import Evidence
from wangge.matters.rules.diffs import care_words, done_words, model_lines
from wangge.matters.views import _common


@login_required
def list_of(request: ActingRequest) -> HttpResponse:
    """All handling models with the matters that follow them."""
    acting = _common.seeing(request)
    catalogue = queries.catalogue()
    rows = [
        {
            "model": model,
            "matters": [m for code in model.matter_codes if (m := catalogue.matters.get(code))],
            "required": sum(step.is_required for step in model.steps),
        }
        for model in catalogue.models.values()
    ]
    followed = len(catalogue.model_of)
    context = {"rows": rows, "followed": followed, "may_edit": acting.may(Permit.MATTERS_EDIT)}
    return render(request, "matters/models.html", context)


@login_required
def page(request: ActingRequest, code: str) -> HttpResponse:
    """One model: steps, when it is enough, after-care, and every version."""
    acting = _common.seeing(request)
    stored = get_object_or_404(HandlingModel.objects.open_to(acting, Permit.MATTERS_SEE), pk=code)
    catalogue = queries.catalogue()
    model = catalogue.models[code]
    steps = [
        {
            "step": step,
            "roles": "、".join(map(role_name, step.roles)),
            "evidence": "、".join(str(Evidence(e).label) for e in step.evidence),
        }
        for step in model.steps
    ]
    context = {
        "stored": stored,
        "model": model,
        "matters": [m for c in model.matter_codes if (m := catalogue.matters.get(c))],
        "steps": steps,
        "done": [done_words(d) for d in model.done_when],
        "aftercare": [care_words(a, role_name) for a in model.aftercare],
        "versions": _common.told(stored.versions.order_by("number"), model_lines),
        "may_edit": acting.may(Permit.MATTERS_EDIT),
    }
    return render(request, "matters/model.html", context)


@login_required
def edit(request: ActingRequest, code: str) -> HttpResponse:
    """Change a model; asking for more rows shows the same page with what was typed."""
    acting = _common.editing(request)
    stored = get_object_or_404(HandlingModel.objects.open_to(acting, Permit.MATTERS_EDIT), pk=code)
    entry = queries.catalogue().models[code]
    if more := request.POST.get("more", ""):
        return _show(request, model_editor(entry, more_rows(request.POST, more)).unjudged(), stored)
    editor = model_editor(entry, request.POST or None)
    if request.method == "POST" and editor.is_valid():
        given = editor.form.cleaned_data
        try:
            done = actions.edit_model(
                stored,
                draft=editor.draft(code),
                reason=given["reason"],
                expected=given["expected"] or 0,
                by=acting,
                at=timezone.now(),
            )
        except Refused as refusal:
            _common.at_field(editor.form, refusal)
        else:
            messages.success(request, f"已存为第 {done.version} 版。正在办的事项仍按原来的版本。")
            return redirect("matters:model", code)
    return _show(request, editor, stored)


@login_required
def add(request: ActingRequest) -> HttpResponse:
    """Add a model of the installation's own."""
    acting = _common.editing(request)
    if more := request.POST.get("more", ""):
        longer = model_editor(None, more_rows(request.POST, more), form_class=NewModelForm)
        return _show(request, longer.unjudged(), None)
    editor = model_editor(None, request.POST or None, form_class=NewModelForm)
    if request.method == "POST" and editor.is_valid():
        given = editor.form.cleaned_data
        draft = editor.draft(given["code"].strip().upper())
        try:
            made = actions.add_model(draft=draft, reason=given["reason"], by=acting, at=timezone.now())
        except Refused as refusal:
            _common.at_field(editor.form, refusal)
        else:
            messages.success(request, f"已新增处置模型 {made}。")
            return redirect("matters:model", made.pk)
    return _show(request, editor, None)


def _show(request: ActingRequest, editor: ModelEditor, stored: HandlingModel | None) -> HttpResponse:
    """The editor; a page of more rows is no fault."""
    failed = request.method == "POST" and not request.POST.get("more")
    context = {"editor": editor, "form": editor.form, "stored": stored}
    return render(request, "matters/model_form.html", context, status=422 if failed else 200)
