"""我的信息: what is kept of somebody, for himself to see, copy, correct, delete; and the desk's answer."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache

from wangge.cases import actions, limits
from wangge.cases.forms.rights import AskForm, FulfilForm, ProveForm
from wangge.cases.limits import Kind
from wangge.cases.models import Appeal, Case, DataRequest
from wangge.cases.queries import may
from wangge.cases.queries import rights as queries
from wangge.cases.rules import rights
from wangge.cases.rules.rights import Wish
from wangge.cases.sealed import words_of
from wangge.cases.views._sender import appeal_of, remember
from wangge.grids import access
from wangge.grids.access import Permit
from wangge.grids.doors import in_post, permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel import ids
from wangge.kernel.pages import attempt
from wangge.kernel.refusal import NotAllowed, Refused

_SESSION = "my_data"


def _proved(request: HttpRequest, number: str, *, at: datetime) -> Appeal:
    """The appeal of who proved himself half an hour ago at most, holds its secret, or is signed in; else
    404.
    """
    proofs = request.session.get(_SESSION, {})
    since = parse_datetime(str(proofs.get(number, "")))
    if since is not None and timedelta() <= at - since <= rights.OPEN_FOR:
        return get_object_or_404(Appeal.objects.select_related("case"), number=number)
    return appeal_of(request, number)


@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """Say who it is: by number and phone."""
    at = timezone.now()
    form = ProveForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        found = attempt(form, lambda: _prove(form, at=at))
        if found is not None:
            proofs = request.session.get(_SESSION, {})
            request.session[_SESSION] = {**proofs, found.number: at.isoformat()}
            return redirect("cases:my_data_of", found.number)
    return render(request, "cases/my_data_prove.html", {"form": form}, status=422 if form.errors else 200)


def _prove(form: ProveForm, *, at: datetime) -> Appeal:
    number, phone = form.cleaned_data["number"], form.cleaned_data["phone"]
    source = ids.normal_number(number) or number[:20]
    limits.check(Kind.SECRET, source, at=at)
    found = queries.by_phone(number, phone)
    if found is None:
        limits.allow(Kind.SECRET, source, at=at)
        raise Refused("编号和手机号对不上，请核对。一天最多试 5 次。", field="number")
    return found


@never_cache
def my_data_of(request: HttpRequest, number: str) -> HttpResponse:
    """All that is kept, and what can be asked."""
    at = timezone.now()
    appeal = _proved(request, number, at=at)
    context = {"page": queries.mine(appeal, at=at), "number": number, "secret": _secret(request)}
    return render(request, "cases/my_data.html", context)


@never_cache
def my_data_copy(request: HttpRequest, number: str) -> HttpResponse:
    """The copy as a file."""
    at = timezone.now()
    page = queries.mine(_proved(request, number, at=at), at=at)
    answer = HttpResponse("\ufeff" + queries.as_text(page), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="my-data-{number}.txt"'
    return answer


@never_cache
def my_data_ask(request: HttpRequest, number: str, wish: str) -> HttpResponse:
    """Ask; a case of its own answers."""
    at = timezone.now()
    appeal = _proved(request, number, at=at)
    if wish not in Wish.values:
        raise Http404
    chosen = Wish(wish)
    form = AskForm(request.POST or None, wish=chosen)
    if request.method == "POST" and form.is_valid():
        by = access.appellant(appeal.pk)
        asked = attempt(
            form, lambda: actions.ask_data(appeal, wish=chosen, text=form.cleaned_data["text"], by=by, at=at)
        )
        if asked is not None:
            remember(request, appeal)
            remember(request, asked.case.appeals.get())
            messages.success(request, "已提出，按个人信息请求办理；下面能看到进展。")
            return redirect("cases:my_data_of", number)
    context = {"form": form, "wish": chosen, "number": number, "secret": _secret(request)}
    return render(request, "cases/my_data_ask.html", context, status=422 if form.errors else 200)


def _secret(request: HttpRequest) -> str:
    return str(request.GET.get("secret") or request.POST.get("secret") or "")


# --- the desk ---


@in_post
def fulfil(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """What somebody asked about his own data: done, or refused with a reason."""
    at = timezone.now()
    case = get_object_or_404(Case.objects.open_to(request.acting, Permit.CASE_SEE), pk=case_id)
    if Permit.CASE_ACCEPT not in may.permits_on(case, request.acting):
        raise NotAllowed("您的岗位在这件事上不能这样做。")
    wanted = DataRequest.objects.select_related("about__case")
    asked = get_object_or_404(wanted, case=case, done_at__isnull=True)
    words = words_of(asked.about)
    first = {"text": words.get("text", ""), "place": words.get("place", "")}
    form = FulfilForm(request.POST or None, wish=asked.wish, initial=first)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: actions.fulfil(asked, by=request.acting, at=at, **form.cleaned_data))
        if done is not None:
            messages.success(request, "已办结，本人能看到答复。")
            return redirect("cases:case", case.pk)
    context = {"form": form, "asked": asked, "case": case}
    return render(request, "cases/fulfil.html", context, status=422 if form.errors else 200)


@permitted(Permit.JOURNAL_READ)
def retention(request: ActingRequest) -> HttpResponse:
    """The table of how long anything is kept, and what the nightly job has removed."""
    context = {"table": rights.TABLE, "removals": queries.removals()}
    return render(request, "cases/retention.html", context)
