"""The page of one area: what it is, who is there, what is missing; correcting it and adding below it."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids import actions, queries
from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.doors import permitted
from wangge.grids.forms import AreaForm, ChangeForm, TemplateForm
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Alias, Area, GeometryVersion, Place
from wangge.grids.rules import codes, levels
from wangge.grids.rules.tree import Node
from wangge.grids.views.tree import describe
from wangge.kernel.refusal import Refused


def node_or_404(area_id: int) -> Node:
    """The area of an address."""
    node = queries.area(area_id)
    if node is None:
        raise Http404
    return node


def editable(request: ActingRequest, area_id: int) -> Area:
    """The stored area, if this hat may edit it; otherwise it looks as if it were not there."""
    return get_object_or_404(Area.objects.open_to(request.acting, Permit.AREAS_EDIT), pk=area_id)


@require_safe
@permitted(Permit.AREAS_SEE)
def area(request: ActingRequest, area_id: int) -> HttpResponse:
    """Everything about one area."""
    node, now = node_or_404(area_id), timezone.now()
    can_edit = Area.objects.open_to(request.acting, Permit.AREAS_EDIT).filter(pk=node.id).exists()
    card = queries.grid_card(node, at=now)
    context: dict[str, Any] = describe(node) | {
        "card": card,
        "findings": [*queries.division_check(node), *card.findings],
        "facts": _facts(node),
        "successor": queries.area(Area.objects.values_list("successor", flat=True).get(pk=node.id)),
        "versions": GeometryVersion.objects.filter(area=node.id).defer("original").order_by("-pk")[:5],
        "aliases": Alias.objects.filter(area=node.id).order_by("name"),
        "can_edit": can_edit,
        "can_appoint": request.acting.may(Permit.PEOPLE_EDIT),
        "template_form": TemplateForm(initial={"template": node.template}) if can_edit else None,
        "hotline": Area.objects.values_list("hotline", flat=True).get(pk=node.id),
        "can_keep": node.is_current and may_keep(request.acting, node.path),
        "changes": _changes(node) if can_edit else [],
        "template_name": levels.TEMPLATES.get(node.template, ""),
    }
    if node.rank >= 3:
        context["kinds"] = _places(node)
    return render(request, "grids/area.html", context)


def may_keep(acting: Acting, path: str) -> bool:
    """Whether this hat keeps places and their names here."""
    return acting.may(Permit.PLACES_EDIT) and (not acting.area_path or is_below(path, acting.area_path))


def _changes(node: Node) -> list[tuple[str, str]]:
    """The ways to change the tree here, where a room above has pages for them: an area that holds nothing is
    split or closed, what lies below one is joined.
    """
    below = [one for one in queries.the_tree().below(node.id) if one.rank >= 4]
    names = [("拆分", "split"), ("停用", "retire")] if node.rank >= 4 and not below else []
    names += [("合并下级网格", "merge")] if len(below) > 1 else []
    found = []
    for label, name in names:
        with suppress(NoReverseMatch):
            found.append((label, reverse(f"duties:{name}", args=[node.id])))
    return found


def _facts(node: Node) -> list[tuple[str, Any]]:
    row = node.row
    facts: list[tuple[str, Any]] = [("层级", node.level_name or codes.RANK_NAMES[node.rank])]
    facts += [("区划代码", row.stat_code)] if row.stat_code else []
    facts += [("网格编码", row.grid_code)] if row.grid_code else []
    if row.gb2260_code and not row.stat_code.startswith(row.gb2260_code):
        facts.append(("行政区划代码", row.gb2260_code))
    if row.grid_type:
        facts.append(("网格类型", Area(grid_type=row.grid_type).get_grid_type_display()))
    if row.households is not None:
        facts.append(("户数", row.households))
    if row.urban_rural_class:
        facts.append(("城乡分类", codes.URBAN_RURAL.get(row.urban_rural_class, row.urban_rural_class)))
    facts += [("并入的原网格", row.merged_grids)] if row.merged_grids else []
    return facts


def _places(node: Node) -> list[tuple[str, int]]:
    """How many places of each kind lie here, the most first."""
    counts: dict[str, int] = {}
    for kind in Place.objects.current().below(node.path).order_by().values_list("kind", flat=True):
        label = Place(kind=kind).get_kind_display()
        counts[label] = counts.get(label, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])


@permitted(Permit.AREAS_EDIT)
def change(request: ActingRequest, area_id: int) -> HttpResponse:
    """Correct the name, type or size of an area."""
    stored, node = editable(request, area_id), node_or_404(area_id)
    form = ChangeForm(request.POST or None, instance=stored, node=node)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_area(stored, by=request.acting, at=timezone.now(), **form.changes())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "已保存。")
            return redirect("grids:area", node.id)
    context = describe(node) | {"form": form, "heading": f"修改{node.name}", "label": "保存"}
    return render(request, "grids/area_form.html", context, status=422 if form.errors else 200)


@permitted(Permit.AREAS_EDIT)
def new(request: ActingRequest, area_id: int) -> HttpResponse:
    """Add an area below this one."""
    stored, node = editable(request, area_id), node_or_404(area_id)
    form = AreaForm(request.POST or None, node=node)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_area(stored, by=request.acting, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, f"已新增{made.name}。")
            return redirect("grids:area", made.pk)
    context = describe(node) | {"form": form, "heading": f"在{node.name}下新增", "label": "新增"}
    return render(request, "grids/area_form.html", context, status=422 if form.errors else 200)


@require_POST
@permitted(Permit.AREAS_EDIT)
def template(request: ActingRequest, area_id: int) -> HttpResponse:
    """Let an area and all below it follow another level template."""
    stored = editable(request, area_id)
    form = TemplateForm(request.POST)
    if form.is_valid():
        actions.use_template(stored, form.cleaned_data["template"], by=request.acting, at=timezone.now())
        messages.success(request, "层级模板已更换。")
    return redirect("grids:area", area_id)
