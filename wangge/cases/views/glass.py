"""The emergency look: ask, see for two hours, and the audit administrator's review of each."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.cases import actions, limits
from wangge.cases.forms.glass import GlassForm, JudgeForm
from wangge.cases.models import Case, Glass
from wangge.cases.queries import glass as queries
from wangge.cases.views._proof import asked_again
from wangge.grids import queries as grids
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt

_A_PAGE = 20


@permitted(Permit.GLASS_BREAK)
def glass(request: ActingRequest) -> HttpResponse:
    """Number, kind and words; then two hours."""
    at, by = timezone.now(), request.acting
    if to_prove := asked_again(request, at=at):
        return to_prove
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, ip = form.cleaned_data, limits.address_of(request)
        case = queries.find(given["number"], by)
        if case is None:
            form.add_error("number", "您的辖区里没有这个编号，或者这类事不能紧急查看。")
        elif made := attempt(
            form,
            lambda: actions.break_glass(case, why=given["why"], words=given["words"], by=by, at=at, ip=ip),
        ):
            return redirect("cases:glass_open", made.pk)
    context = {"form": form, "mine": queries.mine(by, at=at), "now": at}
    return render(request, "cases/glass.html", context, status=422 if form.errors else 200)


@require_safe
@permitted(Permit.GLASS_BREAK)
def glass_open(request: ActingRequest, glass_id: UUID) -> HttpResponse:
    """What is behind it, as long as it is open; each opening is written down."""
    at, by = timezone.now(), request.acting
    row = get_object_or_404(Glass.objects.open_to(by, Permit.GLASS_BREAK), pk=glass_id)
    if to_prove := asked_again(request, at=at):
        return to_prove
    actions.look(row, by=by, at=at, ip=limits.address_of(request))
    case = Case.objects.select_related("matter__category", "desk").get(pk=row.case_id)
    node = grids.area(case.area_id)
    context = {
        "glass": row,
        "case": case,
        "area": node.label if node else "",
        "senders": queries.senders(case),
    }
    answer = render(request, "cases/glass_open.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
@permitted(Permit.JOURNAL_READ)
def glass_review(request: ActingRequest) -> HttpResponse:
    """What waits for a verdict, and what has one."""
    judged = request.GET.get("tab") == "judged"
    found = queries.to_review(request.acting, judged=judged)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "is_judged": judged,
        "now": timezone.now(),
        "tabs": [
            {"label": "待复核", "url": "?", "count": None, "is_on": not judged},
            {"label": "已复核", "url": "?tab=judged", "count": None, "is_on": judged},
        ],
    }
    return render(request, "cases/glass_review.html", context)


@permitted(Permit.JOURNAL_READ)
def glass_judge(request: ActingRequest, glass_id: UUID) -> HttpResponse:
    """Right or not, with words; nothing of the case itself is shown here."""
    reach = Glass.objects.open_to(request.acting, Permit.JOURNAL_READ)
    row = get_object_or_404(reach.select_related("case__matter__category", "person"), pk=glass_id)
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = request.acting, timezone.now()
        if attempt(form, lambda: actions.judge(row, **form.cleaned_data, by=by, at=at)):
            messages.success(request, "复核已记下。")
            return redirect("cases:glass_review")
    context = {"glass": row, "form": form, "now": timezone.now()}
    return render(request, "cases/glass_judge.html", context, status=422 if form.errors else 200)
