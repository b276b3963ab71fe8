"""Level templates: what each rank is called here, and whether it is in use."""

from collections import defaultdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids import actions, queries
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.forms import LevelForm
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Level
from wangge.grids.rules.levels import TEMPLATES
from wangge.kernel.refusal import Refused


@require_safe
@permitted(Permit.AREAS_EDIT)
def levels(request: ActingRequest) -> HttpResponse:
    """All templates; those that areas of this installation follow come first."""
    used = {node.template for node in queries.the_tree().nodes.values() if node.is_current}
    by_template: dict[str, list[tuple[Level, LevelForm]]] = defaultdict(list)
    for level in Level.objects.order_by("template", "rank"):
        by_template[level.template].append((level, LevelForm(instance=level, prefix=str(level.pk))))
    shown = [
        {"name": TEMPLATES.get(code, code), "is_used": code in used, "rows": by_template[code]}
        for code in sorted(by_template, key=lambda code: (code not in used, code))
    ]
    return render(request, "grids/levels.html", {"templates": shown})


@require_POST
@permitted(Permit.AREAS_EDIT)
def change(request: ActingRequest, level_id: int) -> HttpResponse:
    """Rename a level, or switch it on or off."""
    level = get_object_or_404(Level, pk=level_id)
    form = LevelForm(request.POST, instance=level, prefix=str(level.pk))
    if not form.is_valid():
        raise Refused("请填写层级名称，最多 20 个字。")
    stored = get_object_or_404(Level, pk=level_id)
    actions.change_level(stored, **form.cleaned_data, by=request.acting, at=timezone.now())
    messages.success(request, "层级已保存。")
    return redirect("grids:levels")
