"""这件事会派到哪、什么时候到期、为什么: the question and its answer, without making a case."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area
from wangge.matters import queries
from wangge.matters.forms import PreviewForm
from wangge.matters.forms.fields import area_words, role_name
from wangge.matters.views import _common


@login_required
def page(request: ActingRequest) -> HttpResponse:
    """Choose a matter or type words, choose an area, and see what a case would get. Lives in the address."""
    acting = _common.seeing(request)
    asked = any(request.GET.get(name) for name in ("text", "matter", "area"))
    form = PreviewForm(request.GET if asked else None)
    context = {"form": form, "may_edit": acting.may(Permit.MATTERS_EDIT)}
    if asked and form.is_valid():
        context |= _answer(request, form)
    template = "matters/preview.html#answer" if request.htmx else "matters/preview.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _answer(request: ActingRequest, form: PreviewForm) -> dict[str, object]:
    given = form.cleaned_data
    area = get_object_or_404(Area.objects.current(), pk=given["area"].id)
    catalogue = queries.catalogue()
    chosen = catalogue.matters.get(given["matter"])
    at = form.moment(timezone.now())
    found = queries.preview(chosen, area, at=at, text=given["text"])
    steps = [{"item": item, "roles": "、".join(map(role_name, item.roles))} for item in found.steps]
    care = [{"care": care, "role": role_name(care.role)} for care in found.aftercare]
    others = [catalogue.matters[s.code] for s in found.suggestions]
    return {
        "found": found,
        "area_words": area_words(given["area"]),
        "at": at,
        "steps": steps,
        "aftercare": care,
        "suggested": [m for m in others if found.matter is None or m.code != found.matter.code],
        "text": given["text"],
    }
