"""The model lab: try a limit, a route or a model on last quarter's cases before anybody saves it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.grids import queries as grids
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.insight.forms import LabForm
from wangge.insight.queries import lab as queries
from wangge.insight.rules.asking import DAYS
from wangge.insight.views.rows import line
from wangge.insight.views.wall import scope
from wangge.matters import queries as catalogue
from wangge.worktime.rules import limit_words


@require_safe
@permitted(Permit.INSIGHT_SEE)
def lab(request: ActingRequest) -> HttpResponse:
    """A question in the URL and what the cases say to it; nothing is saved."""
    at, acting = timezone.now(), request.acting
    form = LabForm(request.GET or None, acting=acting)
    context: dict[str, Any] = {"form": form, "days": DAYS, "may_edit": acting.may(Permit.MATTERS_EDIT)}
    if form.is_bound and form.is_valid():
        trial = form.trial(grids.area(int(form.given("area") or 0)) or scope(request))
        found = queries.tried(trial, acting, at=at)
        model = catalogue.model_for(trial.matter.code)
        context |= {
            "trial": trial,
            "found": found,
            "limit_now": limit_words(trial.matter.limit),
            "limit_then": limit_words(trial.limit) if trial.limit else "",
            "model_now": model.name if model else "没有办理模型",
            "model_then": catalogue.catalogue().models[trial.model].name if trial.model else "",
            "rows": [line(case) for case in found.newly],
        }
    return render(request, "insight/lab.html", context, status=422 if form.errors else 200)
