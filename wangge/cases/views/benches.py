"""The desks of a community: seen by its staff, changed by its secretary."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wangge.cases import actions
from wangge.cases.forms.community import BenchForm
from wangge.cases.queries import benches
from wangge.cases.rules.benches import COMMUNITY_RANK
from wangge.grids import queries as grids
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import NotAllowed


@permitted(Permit.BENCH_SEE)
def lists(request: ActingRequest) -> HttpResponse:
    """Who of the community answers for what; the secretary writes it down."""
    acting = request.acting
    if acting.area_rank != COMMUNITY_RANK:
        raise Http404
    may_edit = acting.may(Permit.BENCH_EDIT)
    if request.method == "POST" and not may_edit:
        raise NotAllowed("只有社区书记能改本社区的席位。")
    on = benches.lists(acting.area_id)
    form = BenchForm(request.POST if request.method == "POST" else None, on=on)
    if request.method == "POST" and form.is_valid():
        actions.set_benches(form.lists(), by=acting, at=timezone.now())
        messages.success(request, "席位和职责清单已保存。")
        return redirect("cases:benches")
    context = {"form": form, "on": on, "may_edit": may_edit, "area": grids.area(acting.area_id)}
    return render(request, "cases/benches.html", context, status=422 if form.errors else 200)
