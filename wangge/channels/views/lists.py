"""Lists that go out as a table: what a person sees, in his department's layout, with purpose and record."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.forms.desk import FilterForm as DeskFilters
from wangge.cases.forms.orders import FilterForm as OrderFilters
from wangge.channels import imports
from wangge.channels.actions import layouts as actions
from wangge.channels.forms.lists import LayoutForm, ListForm
from wangge.channels.models import Layout
from wangge.channels.queries import lists as queries
from wangge.channels.rules import layouts as rules
from wangge.grids.doors import in_post
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.kernel.refusal import NotAllowed
from wangge.sheets.views import hand_out

_BACK = {
    "desk": "cases:desk",
    "orders": "cases:orders",
    "revisit": "cases:revisit_list",
    "late": "cases:late",
}


def _enter(request: ActingRequest, table: str) -> None:
    """Whoever may see the list may take it out."""
    if table not in rules.TABLES:
        raise Http404
    if not request.acting.may(imports.LIST_PERMITS[table]):
        raise NotAllowed("您现在的岗位看不到这张列表。")


@in_post
def export_list(request: ActingRequest, table: str) -> HttpResponse:
    """What for and in which layout; the file waits under 导出记录."""
    _enter(request, table)
    layouts = queries.layouts(table, request.acting)
    form = ListForm(request.POST or None, layouts=layouts)
    if request.method == "POST" and form.is_valid():
        chosen = next((one for one in layouts if str(one.pk) == form.cleaned_data["layout"]), None)
        template = rules.template(table, chosen.columns if chosen else [])
        found = queries.rows(table, request.acting, request.GET, _filters(request, table), at=timezone.now())
        return hand_out(request, found, exporter=f"list-{table}", template=template, form=form)
    context = {
        "table": table,
        "title": rules.TABLES[table][0],
        "form": form,
        "layouts": [
            (one, rules.written(table, one.columns), one.owner_id == request.acting.person_id)
            for one in layouts
        ],
        "back": _BACK[table],
    }
    return render(request, "channels/export_list.html", context, status=422 if form.errors else 200)


def _filters(request: ActingRequest, table: str) -> Any:
    """What the page was narrowed to; the address carries it."""
    tab = request.GET.get("tab", "")
    if table == "desk":
        return DeskFilters(request.GET, acting=request.acting).filters(tab)
    if table == "orders":
        return OrderFilters(request.GET, role=request.acting.role, people=[]).filters(tab)
    return None


@in_post
def add_layout(request: ActingRequest, table: str) -> HttpResponse:
    """A department's own columns, kept under a name."""
    _enter(request, table)
    form = LayoutForm(request.POST or None, table=table)
    if request.method == "POST" and form.is_valid():
        by, at = request.acting, timezone.now()
        if attempt(form, lambda: actions.save_layout(table, **form.cleaned_data, by=by, at=at)):
            messages.success(request, "版式已经保存。")
            return redirect("channels:export_list", table)
    context = {"table": table, "title": rules.TABLES[table][0], "form": form}
    return render(request, "channels/layout.html", context, status=422 if form.errors else 200)


@require_POST
@in_post
def drop_layout(request: ActingRequest, layout_id: int) -> HttpResponse:
    """A layout is needed no longer."""
    found = get_object_or_404(Layout.objects.of(request.acting), pk=layout_id)
    table = found.table
    actions.drop_layout(found, by=request.acting, at=timezone.now())
    messages.success(request, "版式已经删除。")
    return redirect("channels:export_list", table)
