"""Pages of imports and exports; which tables there are is the upper rooms' business (`registry`)."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.journal.models import Actor
from wangge.kernel.refusal import NotAllowed
from wangge.sheets import actions, queries, registry, writing
from wangge.sheets.forms import ExportForm, UploadForm
from wangge.sheets.models import STALLED_AFTER, Export, Run
from wangge.sheets.registry import Importer
from wangge.sheets.rules import State, Template

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _by(request: HttpRequest) -> Actor:
    """The hat; somebody without any post can neither import nor export."""
    acting = getattr(request, "acting", None)
    if not acting:
        raise NotAllowed("您现在没有岗位，不能导入或导出。")
    return cast(Actor, acting)


def _importer(request: HttpRequest, name: str) -> Importer:
    importer = registry.find_importer(name)
    if importer is None:
        raise Http404
    _by(request)
    if not importer.may(request):
        raise NotAllowed("您现在的岗位不能做这项导入。")
    return importer


def _run(request: HttpRequest, run_id: UUID) -> tuple[Run, Importer]:
    run = get_object_or_404(Run.objects.of(_by(request)), pk=run_id)
    return run, _importer(request, run.importer)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response.headers["Content-Disposition"] = _attachment(name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _attachment(name: str) -> str:
    """A file name in any script: the percent form for browsers, a plain one for everything else."""
    return f"attachment; filename=\"table.xlsx\"; filename*=UTF-8''{quote(name)}"


@require_safe
@login_required
def template(request: HttpRequest, name: str) -> HttpResponse:
    """The empty workbook."""
    importer = _importer(request, name)
    return _file(writing.empty_template(importer.template), f"{importer.title}_空表.xlsx")


@login_required
def upload(request: HttpRequest, name: str) -> HttpResponse:
    """Choose a file; what is in it is shown next, and nothing is written before somebody confirms."""
    importer = _importer(request, name)
    by, now = _by(request), timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*sent, importer=importer, by=by, at=now)
    if form.is_valid():
        return redirect("sheets:run", actions.stage(form.draft, by=by, at=now).pk)
    context = {"importer": importer, "template": importer.template, "form": form}
    context["runs"] = queries.recent_runs(importer.name, by=by)
    return render(request, "sheets/upload.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A run wherever it stands: preview, progress or result; only its panel when htmx asks."""
    found, importer = _run(request, run_id)
    bad = found.bad_rows.count()
    context = {
        "run": found,
        "importer": importer,
        "preview": queries.preview(found),
        "bad": bad,
        "good": found.total - bad,
        "bad_rows": queries.first_bad_rows(found) if bad else [],
        "can_confirm": bad < found.total and not (importer.is_whole and bad),
        "is_stalled": found.state == State.RUNNING and timezone.now() - found.moved_at > STALLED_AFTER,
    }
    whole = "sheets/run.html#panel" if getattr(request, "htmx", None) else "sheets/run.html"
    return render(request, whole, context)


@require_POST
@login_required
def move_run(request: HttpRequest, run_id: UUID, verb: str) -> HttpResponse:
    """Confirm, discard or stop."""
    found, importer = _run(request, run_id)
    verbs = {"confirm": actions.confirm, "discard": actions.discard, "stop": actions.stop}
    verbs[verb](found, by=_by(request), at=timezone.now())
    if verb == "discard":
        return redirect("sheets:upload", importer.name)
    return redirect("sheets:run", found.pk)


@require_safe
@login_required
def bad_rows(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Only the bad rows, with the reasons, to be mended and uploaded again."""
    found, importer = _run(request, run_id)
    if found.is_forgotten or not found.bad_rows.exists():
        raise Http404
    name = writing.file_name(f"{importer.title}_需要改正", at=timezone.now())
    return _file(queries.bad_rows_workbook(found), name)


@require_safe
@login_required
def exports(request: HttpRequest) -> HttpResponse:
    """What I took out, and what waits for my decision."""
    by = _by(request)
    deciding = [e.name for e in registry.exporters() if e.may_approve(request)]
    context = {"exports": queries.own_exports(by=by), "waiting": queries.exports_to_decide(deciding, by=by)}
    return render(request, "sheets/exports.html", context)


@require_safe
@login_required
def export_file(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The workbook itself, for whoever asked for it."""
    found = get_object_or_404(Export.objects.of(_by(request)), pk=export_id)
    content = actions.fetch(found, by=_by(request), at=timezone.now())
    return _file(content, found.file_name)


@require_POST
@login_required
def decide_export(request: HttpRequest, export_id: UUID, verb: str) -> HttpResponse:
    """A second person approves or refuses."""
    by = _by(request)
    found = get_object_or_404(Export, pk=export_id)
    exporter = registry.find_exporter(found.exporter)
    if exporter is None or not exporter.may_approve(request):
        raise Http404
    actions.decide(found, is_approved=verb == "approve", by=by, at=timezone.now())
    return redirect("sheets:exports")


def hand_out(
    request: HttpRequest,
    rows: Iterable[Mapping[str, Any]],
    *,
    exporter: str,
    template: Template,
    form: ExportForm,
) -> HttpResponse:
    """For the export views of upper rooms, after their own permit check and a valid form.

    `rows` are mappings from column keys, best from a queryset's `.iterator()`: read outside a transaction.
    """
    by, now = _by(request), timezone.now()
    found = registry.find_exporter(exporter)
    if found is None or not found.may(request):
        raise NotAllowed("您现在的岗位不能导出这张表。")
    mark = writing.Mark(by.name, now, form.cleaned_data["purpose"])
    content, count = writing.workbook(template, rows, mark=mark, masked=form.masking)
    actions.export(
        content,
        exporter=exporter,
        template=template,
        rows=count,
        purpose=form.cleaned_data["purpose"],
        file_name=writing.file_name(found.title, at=now, who=by.name),
        is_masked=form.masking and template.has_personal,
        by=by,
        at=now,
    )
    return redirect("sheets:exports")
