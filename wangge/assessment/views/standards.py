"""A standard to read, a new version to edit, a version put in force."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.assessment import actions, forms
from wangge.assessment.models import Item, Standard
from wangge.assessment.rules import StandardState
from wangge.assessment.rules.measures import MEASURES
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt


@permitted(Permit.ASSESS_SEE)
def standard(request: ActingRequest, standard_id: int) -> HttpResponse:
    """Sections and items, how each is scored, where computed numbers come from."""
    found = get_object_or_404(Standard, pk=standard_id)
    sections = found.sections.prefetch_related("items").order_by("order")
    shown = [
        {
            "section": section,
            "items": [
                (item, MEASURES[item.measure].source if item.measure else item.evidence)
                for item in sorted(section.items.all(), key=lambda i: i.order)
            ],
        }
        for section in sections
    ]
    is_draft = found.state == StandardState.DRAFT
    context = {
        "standard": found,
        "sections": shown,
        "versions": Standard.objects.filter(code=found.code).exclude(pk=found.pk).order_by("-version"),
        "may_edit": request.acting.may(Permit.STANDARD_EDIT),
        "is_draft": is_draft,
    }
    return render(request, "assessment/standard.html", context)


@require_POST
@permitted(Permit.STANDARD_EDIT)
def new_version(request: ActingRequest, standard_id: int) -> HttpResponse:
    """Copy a standard to edit it."""
    found = get_object_or_404(Standard, pk=standard_id)
    made = actions.new_version(found, by=request.acting, at=timezone.now())
    messages.success(request, "新版本在编制中，启用以前考评仍按原来的版本。")
    return redirect("assessment:standard", made.pk)


@permitted(Permit.STANDARD_EDIT)
def item(request: ActingRequest, item_id: int) -> HttpResponse:
    """Edit an item of a draft."""
    found = get_object_or_404(Item.objects.select_related("section__standard"), pk=item_id)
    initial = {"words": found.words, "points": found.points, "evidence": found.evidence}
    form = forms.ItemForm(request.POST or None, initial=initial)
    by, at = request.acting, timezone.now()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.change_item(found, **given, by=by, at=at)) is not None:
            messages.success(request, "已保存。")
            return redirect("assessment:standard", found.section.standard_id)
    context = {
        "form": form,
        "heading": f"修改：{found.words}",
        "label": "保存",
        "back": f"/assessment/standards/{found.section.standard_id}/",
        "hint": "考评标准里不能有出勤、签到、学时、点赞一类的内容。",
    }
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)


@permitted(Permit.STANDARD_EDIT)
def put_in_force(request: ActingRequest, standard_id: int) -> HttpResponse:
    """A draft takes the place of the version in force."""
    found = get_object_or_404(Standard, pk=standard_id)
    initial = {"bands": found.bands, "by_quota": found.by_quota}
    form = forms.ForceForm(request.POST or None, initial=initial)
    by, at = request.acting, timezone.now()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: actions.put_in_force(found, **given, by=by, at=at)) is not None:
            messages.success(request, "已启用。")
            return redirect("assessment:standard", found.pk)
    context = {
        "form": form,
        "heading": f"启用{found}",
        "label": "启用",
        "back": f"/assessment/standards/{found.pk}/",
        "hint": "启用后新的考评按这个版本；已经开始的仍按原来的。",
    }
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)
