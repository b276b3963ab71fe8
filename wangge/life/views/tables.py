"""The tables of the Party rooms as workbooks: with a purpose, written down, within one's own reach."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.life.imports.tables import TABLES, exporter_of
from wangge.life.views._common import today
from wangge.sheets.forms import ExportForm
from wangge.sheets.views import hand_out


@permitted(Permit.PARTY_SEE, Permit.GATHERING_SEE)
def table(request: ActingRequest, name: str) -> HttpResponse:
    """Ask for the purpose, then make the workbook and show where it can be fetched."""
    found = TABLES.get(name)
    if found is None or not request.acting.may(found.permit):
        raise Http404
    form = ExportForm(request.POST or None, can_unmask=False)
    if request.method == "POST" and form.is_valid():
        rows = list(found.rows(request.acting, timezone.localdate()))
        return hand_out(request, rows, exporter=exporter_of(name), template=found.template, form=form)
    context = {
        "form": form,
        "heading": f"导出{found.title}",
        "label": "导出",
        "back": reverse(found.back),
        "hint": f"导出的范围就是您能看到的，截至 {today():%Y-%m-%d}；不含党员姓名，每次导出都记入日志。",
    }
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)
