"""A resident on a phone, without an account: report, keep the number, follow, answer, add, withdraw."""

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wangge.cases import actions, limits, queries
from wangge.cases.forms.resident import AddForm, LookUpForm, RateForm, ReportForm
from wangge.cases.limits import Kind
from wangge.cases.models import Appeal, Case
from wangge.cases.queries import lookup, public
from wangge.cases.queries import page as pages
from wangge.cases.queries.guesses import suggestions
from wangge.cases.rules.spot import Contact, Spot
from wangge.cases.sealed import words_of
from wangge.cases.views import joining
from wangge.cases.views._sender import CONSENT, appeal_of, hat_of, remember
from wangge.files import queries as files
from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting
from wangge.kernel import ids
from wangge.kernel.pages import attempt
from wangge.kernel.refusal import Refused
from wangge.matters import queries as catalogue
from wangge.matters import rules as matters
from wangge.matters.rules import MatterEntry
from wangge.people import rules as people

_NOWHERE: dict[str, Any] = {
    "lon": None,
    "lat": None,
    "crs": "wgs84",
    "place": "",
    "text": "",
    "within": "",
    "chosen": "",
}


@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """Say what happened; everything else is optional but the consent."""
    at = timezone.now()
    by = hat_of(request)
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        initial={"within": request.GET.get("area", ""), "request_id": secrets.token_urlsafe(12)},
    )
    if request.method == "POST":
        form.hold_photos(by=by, at=at)
        if form.is_valid() and request.POST.get("step") != "guess":
            appeal = attempt(form, lambda: _report(form, request, by=by, at=at))
            if appeal is not None:
                remember(request, appeal)
                return redirect("cases:reported", appeal.number)
    context = {
        "form": form,
        "emergency": matters.emergency(request.POST.get("text", "")),
        "operator": _operator(),
        "map_view": _map_view(request.GET.get("area", "")),
        **_guess(form),
    }
    return render(request, "cases/report.html", context, status=422 if form.errors else 200)


def _map_view(code: str) -> tuple[float, float, int] | None:
    """Where the map begins: at the area of a code on a notice board, else over everything."""
    node = grids.the_tree().by_code.get(code)
    if node is None or node.row.lon is None or node.row.lat is None:
        return None
    return node.row.lon, node.row.lat, 16


def _report(form: ReportForm, request: HttpRequest, *, by: Acting, at: datetime) -> Appeal:
    given = form.cleaned_data
    again = _already(request, given["request_id"])
    if again is not None:
        return again
    limits.allow(Kind.ADDRESS, limits.address_of(request), at=at)
    if given["phone"]:
        limits.allow(Kind.PHONE, people.normal_phone(given["phone"]), at=at)
    chosen = given["photos"]
    appeal = actions.report(
        text=given["text"],
        spot=_spot(given),
        matter=given["matter"],
        contact=Contact(phone=given["phone"]),
        photos=files.held(chosen.holder, chosen.ids),
        consent_version=CONSENT,
        by=by,
        at=at,
    )
    request.session["sent"] = {given["request_id"]: appeal.number}
    return appeal


def _already(request: HttpRequest, request_id: str) -> Appeal | None:
    """A form sent twice is one report."""
    number = request.session.get("sent", {}).get(request_id)
    return Appeal.objects.select_related("case").filter(number=number).first() if number else None


def _spot(given: dict[str, Any]) -> Spot:
    node = grids.the_tree().by_code.get(given["within"])
    within = node.path if node else ""
    choice = next((c for c in _asked(given) if c.key == given.get("chosen")), None)
    if choice is not None:
        return queries.chosen_spot(choice, place=given["place"])
    spot = queries.spot(
        lon=given["lon"],
        lat=given["lat"],
        given_crs=given["crs"] or "wgs84",
        place=given["place"] or _place_in(given["text"]),
        within=within,
    )
    if not spot.is_known and node is not None:
        return queries.area_spot(node.id, place=given["place"])
    return spot


def _asked(given: dict[str, Any]) -> tuple[grids.Choice, ...]:
    """What the words may mean where nobody pointed at the map: 您说的是…?"""
    if given["lon"] is not None:
        return ()
    node = grids.the_tree().by_code.get(given["within"])
    found = grids.locate_words(given["place"] or given["text"][:200], within=node.path if node else "")
    return found.choices if found.how == "unsure" else ()


def _place_in(text: str) -> str:
    """No place was written: the words of the report may name one."""
    found = grids.locate_words(text[:200])
    return found.place if found.how == "located" else ""


def _guess(form: ReportForm) -> dict[str, Any]:
    """What it looks like, by a simple match of the words; the sender may take another or none."""
    text = str(form["text"].value() or "")
    found = list(suggestions(text)) if text.strip() else []
    chosen = str(form["matter"].value() or "")
    entry = catalogue.catalogue().matters.get(chosen or (found[0][0] if found else ""))
    return {"guess": entry, "guesses": found}


def guess(request: HttpRequest) -> HttpResponse:
    """The suggestion for words typed so far: a fragment that htmx asks for; nothing is stored."""
    at = timezone.now()
    limits.allow(Kind.TYPING, limits.address_of(request), at=at)
    form = ReportForm(request.POST or None)
    guessed = _guess(form)
    context = {"form": form, "emergency": matters.emergency(request.POST.get("text", "")), **guessed}
    context["met"] = _met(form, guessed["guess"], at=at)
    return render(request, "cases/report.html#guess", context)


def _met(form: ReportForm, entry: MatterEntry | None, *, at: datetime) -> list[dict[str, Any]]:
    """What others have reported at this place; nothing where the place is not known yet."""
    if entry is None or not form.is_bound:
        return []
    form.full_clean()
    given = _NOWHERE | form.cleaned_data
    if given["lon"] is None and not given["place"]:
        return []
    try:
        return joining.offers(_spot(given), entry.code, at=at)
    except Refused:
        return []


def where(request: HttpRequest) -> HttpResponse:
    """Which grid the point or the words mean: a fragment beside the place field."""
    limits.allow(Kind.TYPING, limits.address_of(request), at=timezone.now())
    form = ReportForm(request.POST or None)
    if form.is_bound:
        form.full_clean()
    node, spot, said = None, None, ""
    given = _NOWHERE | getattr(form, "cleaned_data", {})
    try:
        spot = _spot(given)
        node = grids.area(spot.area_id)
    except Refused as problem:
        said = problem.message
    context = {"form": form, "node": node, "spot": spot, "said": said, "asked": _asked(given)}
    return render(request, "cases/report.html#where", context | {"chosen": given["chosen"]})


def _operator() -> str:
    """Who processes the data: the root of the installation (06 R-02)."""
    roots = grids.the_tree().below(None)
    return f"{roots[0].name}街道、社区和办理单位" if roots else "街道、社区和办理单位"


@never_cache
def reported(request: HttpRequest, number: str) -> HttpResponse:
    """Done: the number to keep, the link, what comes next."""
    appeal = appeal_of(request, number)
    secret = lookup.secret_of(appeal)
    link = request.build_absolute_uri(reverse("cases:progress", args=[number])) + f"?secret={secret}"
    told = words_of(appeal)
    context = {
        "appeal": appeal,
        "case": appeal.case,
        "area": grids.area(appeal.case.area_id),
        "link": link,
        "qr": lookup.qr(link),
        "emergency": matters.emergency(told.get("text", "")),
    }
    return render(request, "cases/reported.html", context)


@never_cache
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """Like a parcel's tracking, in plain words; and what the sender can do now."""
    at = timezone.now()
    appeal = appeal_of(request, number)
    case = pages.load(Case.objects.filter(pk=appeal.case_id)).get()
    context = {
        "page": public.public_page(appeal, case, at=at),
        "case": case,
        "number": number,
        "secret": request.GET.get("secret", ""),
        "rate_form": RateForm(),
        "add_form": AddForm(),
    }
    return render(request, "cases/progress.html", context)


@never_cache
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Solved, or not: one tap and, if not, a word why."""
    at = timezone.now()
    appeal = appeal_of(request, number)
    form = RateForm(request.POST or None, initial={"solved": request.GET.get("solved", "")})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, lambda: actions.rate(appeal, by=access.appellant(appeal.pk), at=at, **form.cleaned_data)
        )
        if done is not None:
            thanks = "谢谢您的评价。" if form.cleaned_data["solved"] else "已重新办理，办好再告诉您。"
            messages.success(request, thanks)
            return _back(request, number)
    context = {"form": form, "number": number, "secret": _secret(request), "case": appeal.case}
    return render(request, "cases/rate.html", context, status=422 if form.errors else 200)


@never_cache
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add photos, or what the desk asked for."""
    at = timezone.now()
    appeal = appeal_of(request, number)
    by = access.appellant(appeal.pk)
    form = AddForm(request.POST or None, request.FILES or None)
    asked = appeal.case.state == "waiting_info"
    if request.method == "POST":
        form.hold_photos(by=by, at=at)
        done = (
            attempt(form, lambda: _add(appeal, form, asked=asked, by=by, at=at)) if form.is_valid() else None
        )
        if done is not None:
            messages.success(request, "已收到您补充的内容。")
            return _back(request, number)
    context = {
        "form": form,
        "number": number,
        "secret": _secret(request),
        "case": appeal.case,
        "asked": asked,
    }
    return render(request, "cases/add.html", context, status=422 if form.errors else 200)


def _add(appeal: Appeal, form: AddForm, *, asked: bool, by: Acting, at: datetime) -> Case:
    chosen = form.cleaned_data["photos"]
    photos = files.held(chosen.holder, chosen.ids)
    if asked:
        return actions.give_info(appeal, text=form.cleaned_data["text"], photos=photos, by=by, at=at)
    return actions.add_photos(appeal, photos=photos, by=by, at=at)


@never_cache
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back: asked once, done by the sender alone."""
    appeal = appeal_of(request, number)
    if request.method == "POST":
        actions.withdraw_appeal(appeal, by=access.appellant(appeal.pk), at=timezone.now())
        messages.success(request, "已撤回。")
        return _back(request, number)
    return render(
        request, "cases/withdraw.html", {"number": number, "secret": _secret(request), "case": appeal.case}
    )


def _secret(request: HttpRequest) -> str:
    return str(request.GET.get("secret") or request.POST.get("secret") or "")


def _back(request: HttpRequest, number: str) -> HttpResponse:
    secret = _secret(request)
    return redirect(reverse("cases:progress", args=[number]) + (f"?secret={secret}" if secret else ""))


@never_cache
def look_up(request: HttpRequest) -> HttpResponse:
    """Find one's report by number and phone tail; slow against guessing."""
    at = timezone.now()
    form = LookUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = attempt(form, lambda: _look_up(form, request, at=at))
        if found is not None:
            remember(request, found)
            return redirect("cases:progress", found.number)
    return render(request, "cases/look_up.html", {"form": form}, status=422 if form.errors else 200)


def _look_up(form: LookUpForm, request: HttpRequest, *, at: datetime) -> Appeal:
    number, tail = form.cleaned_data["number"], form.cleaned_data["tail"]
    source = ids.normal_number(number) or number[:20]
    limits.check(Kind.SECRET, source, at=at)
    found = lookup.by_phone_tail(number, tail)
    if found is None:
        limits.allow(Kind.SECRET, source, at=at)
        raise Refused("编号和手机号后四位对不上，请核对。一天最多试 5 次。", field="number")
    return found


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """A signed-in resident's own reports, the newest first."""
    acting: Acting | None = getattr(request, "acting", None)
    if not request.user.is_authenticated or not acting:
        return redirect_to_login(request.path)
    own = (
        Appeal.objects.filter(account_id=acting.person_id)
        if public.is_public_role(acting)
        else Appeal.objects.none()
    )
    appeals = own.select_related("case__matter__category").order_by("-received_at")[:50]
    return render(request, "cases/mine.html", {"appeals": appeals})


def notice(request: HttpRequest) -> HttpResponse:
    """The whole privacy notice (06 R-02)."""
    return render(request, "cases/notice.html", {"operator": _operator()})
