"""“我也遇到”: a resident joins a public trouble that others have reported, and sees nothing of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wangge.cases import actions, limits, queries
from wangge.cases.forms.joining import MeTooForm
from wangge.cases.limits import Kind
from wangge.cases.models import Appeal, Case
from wangge.cases.queries.same import met_by_others
from wangge.cases.rules.spot import Contact, Spot
from wangge.cases.views._sender import CONSENT, hat_of, remember
from wangge.grids import queries as grids
from wangge.kernel.pages import attempt
from wangge.kernel.words import moment
from wangge.people import rules as people

_SALT, _GOOD_FOR = "me-too", 2 * 3600
_SESSION = "joined"


def offers(spot: Spot | None, matter: str, *, at: datetime) -> list[dict[str, Any]]:
    """What somebody at this place may join: the matter, the community, the day, how it stands; a link of two
    hours instead of an id.
    """
    return [
        {**_shown(case, at=at), "of": signing.dumps(str(case.pk), salt=_SALT, compress=True)}
        for case in met_by_others(spot, matter, at=at)
    ]


def _shown(case: Case, *, at: datetime) -> dict[str, Any]:
    node = grids.area(case.area_id)
    above = next((n for n in reversed(grids.chain(case.area_path)) if n.rank <= 3), node)
    return {
        "title": case.title,
        "area": above.name if above else "",
        "day": moment(case.reported_at, now=at).split(" ")[0],
        "status": case.reading.public.replace("收到您的来件", "已经收到"),
    }


def _case(token: str, *, at: datetime) -> Case:
    try:
        case_id = UUID(signing.loads(token, salt=_SALT, max_age=_GOOD_FOR))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    found = queries.joinable(at=at).select_related("matter__category").filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


@never_cache
def me_too(request: HttpRequest) -> HttpResponse:
    """One tap, a phone if he likes; then a number and a secret of his own."""
    at = timezone.now()
    token = str(request.POST.get("of") or request.GET.get("of") or "")
    if not token:
        return redirect("cases:report")
    case = _case(token, at=at)
    form = MeTooForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        appeal = attempt(form, lambda: _join(case, form, request, at=at))
        if appeal is not None:
            remember(request, appeal)
            return redirect("cases:reported", appeal.number)
    context = {"form": form, "of": token, "case": _shown(case, at=at)}
    return render(request, "cases/me_too.html", context, status=422 if form.errors else 200)


def _join(case: Case, form: MeTooForm, request: HttpRequest, *, at: datetime) -> Appeal:
    """Sent twice from one browser it is one appeal."""
    joined = request.session.get(_SESSION, {})
    again = Appeal.objects.select_related("case").filter(number=joined.get(str(case.pk), "")).first()
    if again is not None:
        return again
    phone = form.cleaned_data["phone"]
    limits.allow(Kind.ADDRESS, limits.address_of(request), at=at)
    if phone:
        limits.allow(Kind.PHONE, people.normal_phone(phone), at=at)
    appeal = actions.me_too(
        case.pk,
        contact=Contact(phone=phone),
        consent_version=CONSENT if phone else "",
        by=hat_of(request),
        at=at,
    )
    request.session[_SESSION] = {**joined, str(case.pk): appeal.number}
    return appeal
