"""Stand-ins 代班: who acts for an absent colleague, from which day to which."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.grids import actions, queries
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.forms import LendForm
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.kernel.words import SHANGHAI


@permitted(Permit.STAND_IN)
def stand_ins(request: ActingRequest) -> HttpResponse:
    """Who stands in for whom; lend a post of one's own area."""
    by, now = request.acting, timezone.now()
    form = LendForm(request.POST or None, by=by, at=now, initial={"since": now.astimezone(SHANGHAI).date()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        lent = attempt(
            form,
            lambda: actions.lend_post(
                given["post"],
                to=given["to"],
                since=max(_midnight(given["since"]), now),
                until=_midnight(given["until"]) + timedelta(days=1),
                by=by,
                at=now,
            ),
        )
        if lent is not None:
            messages.success(
                request, f"{lent.person.name}从{given['since']:%m-%d}到{given['until']:%m-%d}代班。"
            )
            return redirect("grids:stand_ins")
    context = {"form": form, "rows": queries.stand_ins(by, at=now), "now": now}
    return render(request, "grids/stand_ins.html", context, status=422 if form.errors else 200)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


@require_POST
@permitted(Permit.STAND_IN)
def end(request: ActingRequest, post_id: int) -> HttpResponse:
    """The colleague is back."""
    now = timezone.now()
    lent = get_object_or_404(queries.stand_ins(request.acting, at=now), pk=post_id)
    actions.take_back(lent, by=request.acting, at=now)
    messages.success(request, "代班已结束。")
    return redirect("grids:stand_ins")
