"""Stars and gaps of an area or of one's own branch; a review from the self-check to the settled result."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.assessment import actions, forms, queries
from wangge.assessment.models import Appeal, Item, Review, Standard
from wangge.assessment.rules import REVIEW_FLOW, How, StandardState, State
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.life import queries as life

_TONES = {
    State.CHECKING: "grey",
    State.SUBMITTED: "amber",
    State.REVIEWED: "blue",
    State.NOTICED: "violet",
    State.FINAL: "green",
}


def _year(request: ActingRequest) -> int:
    text, this = request.GET.get("year", ""), timezone.localdate().year
    return int(text) if text.isdecimal() and this - 10 <= int(text) <= this + 1 else this


@permitted(Permit.ASSESS_SEE)
def home(request: ActingRequest) -> HttpResponse:
    """The standards in force, and how the reviews within reach stand by one of them."""
    standards = list(Standard.objects.filter(state=StandardState.IN_FORCE).order_by("pk"))
    code = request.GET.get("standard", "")
    chosen = next((s for s in standards if s.code == code), standards[0] if standards else None)
    year = _year(request)
    reviews = queries.reviews_within(request.acting, chosen, year) if chosen else []
    context = {
        "standard": chosen,
        "year": year,
        "reviews": [(review, _TONES[State(review.state)]) for review in reviews],
        "tabs": [
            {"label": s.name, "url": f"?standard={s.code}&year={year}", "count": None, "is_on": s == chosen}
            for s in standards
        ],
        "may_open": request.acting.may(Permit.ASSESS_REVIEW)
        or (chosen is not None and not chosen.has_total and request.acting.may(Permit.ASSESS_SELF)),
        "may_publish": request.acting.may(Permit.ASSESS_REVIEW)
        and any(r.state == State.REVIEWED for r in reviews),
        "may_edit": request.acting.may(Permit.STANDARD_EDIT),
    }
    return render(request, "assessment/home.html", context)


@require_POST
@permitted(Permit.ASSESS_REVIEW, Permit.ASSESS_SELF)
def begin(request: ActingRequest, standard_id: int) -> HttpResponse:
    """Begin the year's reviews of all organisations within reach, or of one's own."""
    standard = get_object_or_404(Standard, pk=standard_id)
    year = timezone.localdate().year
    if request.acting.unit_id is None:
        orgs = life.live_below(request.acting, Permit.PARTY_SEE)
    else:
        own = life.own_org(request.acting)
        orgs = [own] if own else []
    made = actions.open_reviews(standard, orgs, year=year, by=request.acting, at=timezone.now())
    messages.success(request, f"已开始 {len(made)} 个组织的考评。" if made else "没有新的组织要考评。")
    return redirect(f"{reverse('assessment:home')}?standard={standard.code}")


@require_POST
@permitted(Permit.ASSESS_REVIEW)
def publish(request: ActingRequest, standard_id: int) -> HttpResponse:
    """Put every reviewed result within reach under notice."""
    standard = get_object_or_404(Standard, pk=standard_id)
    rows = Review.objects.open_to(request.acting, Permit.ASSESS_REVIEW)
    ready = rows.filter(standard=standard, state=State.REVIEWED).order_by("pk")
    done = actions.publish(list(ready), by=request.acting, at=timezone.now())
    messages.success(request, f"已公示 {len(done)} 个组织，{done[0].notice_until:%m 月 %d 日}结束。")
    return redirect(f"{reverse('assessment:home')}?standard={standard.code}")


def _review(request: ActingRequest, review_id: UUID, permit: Permit = Permit.ASSESS_SEE) -> Review:
    rows = Review.objects.open_to(request.acting, permit)
    return get_object_or_404(rows.select_related("standard", "unit", "area"), pk=review_id)


def _page(review: Review) -> str:
    return reverse("assessment:review", args=[review.pk])


@permitted(Permit.ASSESS_SEE)
def review(request: ActingRequest, review_id: UUID) -> HttpResponse:
    """A review: every item with its number, the words and rows behind it, and what may be done now."""
    found = _review(request, review_id)
    marks = queries.marks_of(found)
    is_own = request.acting.unit_id in (None, found.unit_id)
    permits = request.acting.permits if is_own else frozenset()
    moves = [m for m in REVIEW_FLOW.open_moves(found.state, permits) if m.verb in _PAGES]
    context = {
        "review": found,
        "tone": _TONES[State(found.state)],
        "parts": queries.parts(marks),
        "gaps": queries.gaps(marks),
        "appeals": list(found.appeals.select_related("item").order_by("made_at", "pk")),
        "history": queries.history(found),
        "steps": list(found.steps.order_by("at", "pk")),
        "moves": moves,
        "may_check": found.state == State.CHECKING and Permit.ASSESS_SELF in permits,
        "may_answer": Permit.ASSESS_REVIEW in permits,
    }
    return render(request, "assessment/review.html", context)


@permitted(Permit.ASSESS_SELF)
def check(request: ActingRequest, review_id: UUID) -> HttpResponse:
    """The subject answers for itself."""
    found = _review(request, review_id, Permit.ASSESS_SELF)
    if found.state != State.CHECKING:
        return redirect(_page(found))
    form = forms.AnswersForm(request.POST or None, marks=queries.marks_of(found), is_check=True)
    return _answers(request, found, form, heading="自查", label="保存自查")


@permitted(Permit.ASSESS_REVIEW)
def judge(request: ActingRequest, review_id: UUID) -> HttpResponse:
    """A second person looks at every answer."""
    found = _review(request, review_id, Permit.ASSESS_REVIEW)
    if found.state not in (State.SUBMITTED, State.REVIEWED):
        return redirect(_page(found))
    form = forms.AnswersForm(request.POST or None, marks=queries.marks_of(found), is_check=False)
    return _answers(request, found, form, heading="复核", label="保存复核")


def _answers(
    request: ActingRequest, found: Review, form: forms.AnswersForm, *, heading: str, label: str
) -> HttpResponse:
    by, at = request.acting, timezone.now()
    if request.method == "POST" and form.is_valid():
        if heading == "自查":
            done = attempt(form, lambda: actions.check(found, form.answers(), by=by, at=at))
        else:
            words = form.cleaned_data["words"]
            done = attempt(form, lambda: actions.judge(found, form.answers(), words_=words, by=by, at=at))
        if done is not None:
            messages.success(request, "已保存。")
            return redirect(_page(found))
    context = {"review": found, "form": form, "heading": heading, "label": label, "page": _page(found)}
    return render(request, "assessment/answers.html", context, status=422 if form.errors else 200)


def _simple(request: ActingRequest, found: Review, verb: str) -> HttpResponse:
    """A deed without words: asked, then done."""
    act = {"submit": actions.submit, "settle": actions.settle}[verb]
    label = _PAGES[verb]
    if request.method == "POST":
        act(found, by=request.acting, at=timezone.now())
        messages.success(request, f"已{label}。")
        return redirect(_page(found))
    text = (
        "提交后由上级的另一位同志复核。"
        if verb == "submit"
        else "公示期满、申诉都答复以后，结果定下，不能再改。"
    )
    context = {"title": f"{label}？", "text": text, "label": label, "danger": False, "back": _page(found)}
    return render(request, "portal/confirm.html", context)


#: The deeds that have a page of their own, with the words on their buttons.
_PAGES = {
    "submit": "提交自查",
    "send_back": "退回补充",
    "review": "复核",
    "appeal": "申诉",
    "settle": "定下结果",
}


@permitted(Permit.ASSESS_SELF, Permit.ASSESS_REVIEW)
def deed(request: ActingRequest, review_id: UUID, verb: str) -> HttpResponse:
    """Submit, send back, review, appeal, settle."""
    if verb not in _PAGES:
        raise Http404
    found = _review(request, review_id, Permit(REVIEW_FLOW.permits(verb)[0]))
    if verb == "review":
        return redirect("assessment:judge", found.pk)
    if verb in ("submit", "settle"):
        return _simple(request, found, verb)
    by, at = request.acting, timezone.now()
    if verb == "send_back":
        form: django_forms.Form = forms.ReasonForm(request.POST or None)
        return _form(
            request,
            form,
            lambda g: actions.send_back(found, reason=g["reason"], by=by, at=at),
            heading="退回补充",
            back=_page(found),
        )
    items = Item.objects.filter(section__standard=found.standard_id).exclude(how=How.COMPUTED)
    form = forms.AppealForm(request.POST or None, items=items.order_by("section__order", "order"))
    return _form(
        request,
        form,
        lambda g: actions.appeal(found, item=g["item"], words_=g["words"], by=by, at=at),
        heading="申诉",
        back=_page(found),
    )


@permitted(Permit.ASSESS_REVIEW)
def answer(request: ActingRequest, appeal_id: int) -> HttpResponse:
    """Answer an appeal."""
    found = get_object_or_404(Appeal.objects.select_related("review", "item"), pk=appeal_id)
    about = _review(request, found.review_id, Permit.ASSESS_REVIEW)
    by, at = request.acting, timezone.now()
    return _form(
        request,
        forms.AnswerForm(request.POST or None),
        lambda g: actions.answer_appeal(found, **g, by=by, at=at),
        heading=f"答复申诉：{found.words}",
        back=_page(about),
    )


def _form(
    request: ActingRequest, form: django_forms.Form, act: Any, *, heading: str, back: str
) -> HttpResponse:
    """One form, one deed; what was typed stays when the rules say no."""
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: (act(form.cleaned_data),)) is not None:
        messages.success(request, "已记下。")
        return redirect(back)
    context = {"form": form, "heading": heading, "label": "确定", "back": back}
    return render(request, "portal/ask.html", context, status=422 if form.errors else 200)
