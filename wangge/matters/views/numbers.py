"""Default numbers: limits of service steps, shares, windows; each change from a day on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wangge.grids.access import Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.matters import actions, queries
from wangge.matters.forms import NumberForm
from wangge.matters.rules import Mark
from wangge.matters.views import _common


@login_required
def list_of(request: ActingRequest) -> HttpResponse:
    """Every number in force today, what comes later, and where it is from."""
    acting = _common.seeing(request)
    today = timezone.now().astimezone(SHANGHAI).date()
    rows = [
        {
            "number": queries.setting(key, on=today),
            "later": [n for n in numbers if n.effective_from > today],
            "mark": Mark(numbers[0].mark).label,
            "is_fixed": numbers[0].mark == Mark.OUR_DECISION,
        }
        for key, numbers in queries.catalogue().numbers.items()
    ]
    context = {"rows": rows, "may_edit": acting.may(Permit.MATTERS_EDIT)}
    return render(request, "matters/numbers.html", context)


@login_required
def edit(request: ActingRequest, key: str) -> HttpResponse:
    """Set a number from a day on."""
    acting = _common.editing(request)
    history = queries.catalogue().numbers.get(key)
    if history is None:
        raise Http404
    today = timezone.now().astimezone(SHANGHAI).date()
    form = NumberForm(
        request.POST or None, initial={"value": f"{history[0].value:g}", "effective_from": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_number(key, draft=form.draft(), by=acting, at=timezone.now())
        except Refused as refusal:
            _common.at_field(form, refusal)
        else:
            messages.success(request, f"{history[0].name}已改，从所选的那天起用。")
            return redirect("matters:numbers")
    context = {"form": form, "history": history, "number": history[0]}
    return render(request, "matters/number_form.html", context, status=422 if form.errors else 200)
