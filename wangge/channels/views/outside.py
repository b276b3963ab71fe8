"""The clerk's pages of outside orders: what came, what may be one, a new file, what must be told back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.channels import imports
from wangge.channels.actions import hotline as actions
from wangge.channels.forms.hotline import OrdersForm
from wangge.channels.models import OutsideOrder, Reply, System
from wangge.channels.queries import hotline as queries
from wangge.channels.rules.hotline import FIELDS
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.sheets import actions as sheets
from wangge.sheets import queries as runs
from wangge.sheets import writing
from wangge.sheets.forms import ExportForm
from wangge.sheets.rules import Column, Template

_A_PAGE = 30
#: What goes back: our key, and the title where the system has none of its own.
_BACK_COLUMNS = (
    ("number", "工单编号"),
    ("back", "动作"),
    ("outcome", "办理结果"),
    ("said", "答复内容"),
    ("unit", "办理单位"),
    ("at", "时间"),
)


@require_safe
@permitted(Permit.OUTSIDE_IMPORT)
def orders(request: ActingRequest) -> HttpResponse:
    """What came from other systems, the newest first; what may be one; what they must be told."""
    system = queries.systems().filter(pk=_number(request.GET.get("system", ""))).first()
    twins = request.GET.get("tab") == "twins"
    found = queries.orders(request.acting, system=system, twins=twins)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "boards": queries.boards(request.acting),
        "system": system,
        "tabs": _tabs(request, twins, system),
        "page": page,
        "rows": [_row(order) for order in page],
        "is_twins": twins,
        "runs": runs.recent_runs(imports.NAME, by=request.acting, limit=5),
    }
    return render(request, "channels/outside.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _tabs(request: ActingRequest, twins: bool, system: System | None) -> list[dict[str, Any]]:
    kept = f"&system={system.pk}" if system else ""
    count = queries.orders(request.acting, system=system, twins=True).count()
    return [
        {"label": "最近收到", "url": f"?tab={kept}", "count": None, "is_on": not twins},
        {"label": "可能重复", "url": f"?tab=twins{kept}", "count": count, "is_on": twins},
    ]


def _row(order: OutsideOrder) -> dict[str, Any]:
    case = order.appeal.case
    hidden = case.is_confidential
    return {
        "order": order,
        "case": case,
        "title": case.title if case.matter or hidden else "待定事项",
        "place": "保密事项，只显示大类" if hidden else case.place or "未写地点",
        "status": case.reading,
        "is_late": order.due_at is not None and case.due_at is not None and case.due_at > order.due_at,
    }


@permitted(Permit.OUTSIDE_IMPORT)
def bring(request: ActingRequest, system_id: int) -> HttpResponse:
    """A file of one system: what is in it is shown next, nothing is written before somebody confirms."""
    system = get_object_or_404(queries.systems(), pk=system_id)
    by, at = request.acting, timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = OrdersForm(*sent, system=system, by=by, at=at)
    if form.is_valid():
        return redirect("sheets:run", sheets.stage(form.draft, by=by, at=at).pk)
    context = {
        "system": system,
        "form": form,
        "columns": [(title, system.columns.get(key, ""), also) for key, title, also in FIELDS],
        "runs": runs.recent_runs(imports.NAME, by=by, limit=5),
    }
    return render(request, "channels/bring.html", context, status=422 if form.errors else 200)


@permitted(Permit.OUTSIDE_IMPORT)
def replies(request: ActingRequest, system_id: int) -> HttpResponse:
    """What a system must be told, and the file that tells it."""
    system = get_object_or_404(queries.systems(), pk=system_id)
    waiting = queries.waiting(request.acting, system)
    due = [r for r in waiting if r.state in ("due", "dead")]
    form = ExportForm(request.POST or None, initial={"purpose": f"回传{system.name}"})
    if request.method == "POST" and form.is_valid():
        if not due:
            messages.error(request, "现在没有要回传的。")
            return redirect("channels:replies", system.pk)
        _file(request, system, due, purpose=form.cleaned_data["purpose"])
        messages.success(request, f"{len(due)} 条已生成文件，请下载后交给对方，再回来点“已经交给对方”。")
        return redirect("sheets:exports")
    context = {
        "system": system,
        "form": form,
        "rows": queries.answers(waiting[:200]),
        "due": len(due),
        "filed": sum(1 for r in waiting if r.state == "filed"),
        "dead": sum(1 for r in waiting if r.state == "dead"),
    }
    return render(request, "channels/replies.html", context, status=422 if form.errors else 200)


def _file(request: ActingRequest, system: System, due: list[Reply], *, purpose: str) -> None:
    """The workbook in the system's own titles; its rows are marked in the same transaction."""
    by, at = request.acting, timezone.now()
    titles = {"number": system.columns.get("number", ""), **system.reply_titles}
    template = Template(f"{system.name}回传", tuple(Column(k, titles.get(k) or t) for k, t in _BACK_COLUMNS))
    rows = [{key: getattr(answer, key) for key, _ in _BACK_COLUMNS} for answer in queries.answers(due)]
    content, count = writing.workbook(template, rows, mark=writing.Mark(by.name, at, purpose))
    with transaction.atomic():
        made = sheets.export(
            content,
            exporter=imports.REPLIES.name,
            template=template,
            rows=count,
            purpose=purpose,
            file_name=writing.file_name(template.name, at=at, who=by.name),
            is_masked=False,
            by=by,
            at=at,
        )
        actions.file_replies(due, export_id=made.pk, by=by, at=at)


@require_POST
@permitted(Permit.OUTSIDE_IMPORT)
def settle(request: ActingRequest, system_id: int) -> HttpResponse:
    """The file was handed over, or was not."""
    system = get_object_or_404(queries.systems(), pk=system_id)
    handed = request.POST.get("handed") == "1"
    count = actions.settle_replies(system, handed_over=handed, by=request.acting, at=timezone.now())
    messages.success(request, f"{count} 条{'已回传' if handed else '放回待回传'}。")
    return redirect("channels:replies", system.pk)


@require_POST
@permitted(Permit.OUTSIDE_IMPORT)
def push_again(request: ActingRequest, system_id: int) -> HttpResponse:
    """What could not be pushed is tried again."""
    system = get_object_or_404(queries.systems(), pk=system_id)
    count = actions.push_again(system, by=request.acting, at=timezone.now())
    messages.success(request, f"{count} 条重新推送。")
    return redirect("channels:replies", system.pk)


def _order(request: ActingRequest, order_id: UUID) -> OutsideOrder:
    return get_object_or_404(OutsideOrder.objects.open_to(request.acting, Permit.CASE_SEE), pk=order_id)


@require_POST
@permitted(Permit.OUTSIDE_IMPORT)
def join(request: ActingRequest, order_id: UUID) -> HttpResponse:
    """It is the same incident."""
    main = actions.join(_order(request, order_id), by=request.acting, at=timezone.now())
    messages.success(request, "已经并案，两边的编号都还能查。")
    return redirect("cases:case", main.pk)


@require_POST
@permitted(Permit.OUTSIDE_IMPORT)
def set_apart(request: ActingRequest, order_id: UUID) -> HttpResponse:
    """It is another incident."""
    actions.set_apart(_order(request, order_id), by=request.acting, at=timezone.now())
    messages.success(request, "已经标为不是同一件事。")
    return redirect("channels:outside")
