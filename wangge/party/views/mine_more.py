"""A member's own pages: reporting in, the card of the five shows, letters of commitment."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask, attempt
from wangge.party import actions, forms
from wangge.party.models import (
    PledgeCampaign,
    PledgeCard,
    ReportIn,
)
from wangge.party.queries.members import own_paths
from wangge.party.queries.serving import fitting, posts_for
from wangge.party.rules.serving import ReportState, half_name, half_of
from wangge.party.views._common import buildings, me_or_404, roots

# --- report-in ---

#: So many posts are offered to choose from.
_OFFERED = 60


@permitted(Permit.PARTY_MINE)
def report(request: ActingRequest) -> HttpResponse:
    """Report in to a grid or a community."""
    me = me_or_404(request.acting)
    initial = {"home_branch": me.home_branch or me.org.name, "skills": me.skills, "free_time": me.free_time}
    form = forms.ReportForm(request.POST or None, tops=roots(), initial=initial)
    return ask(
        request,
        form,
        lambda given: actions.report_in(given.pop("area"), **given, by=request.acting, at=timezone.now()),
        heading="到社区报到",
        label="报到",
        back=reverse("party:mine"),
        said="报到好了，选一个岗位或写明能做什么。",
        then=lambda made: reverse("party:mine_report", args=[made.pk]),
        hint="岗位由您自己选，可以不选、可以交回、可以随时结束。",
    )


def _own_report(request: ActingRequest, report_id: str) -> ReportIn:
    found = ReportIn.objects.filter(member=me_or_404(request.acting)).select_related("area", "rpost")
    return get_object_or_404(found, pk=report_id)


@permitted(Permit.PARTY_MINE)
def one_report(request: ActingRequest, report_id: str) -> HttpResponse:
    """One report-in of mine: choose, hand back, report home."""
    found = _own_report(request, report_id)
    me = me_or_404(request.acting)
    posts = posts_for([found.area_path])
    form = forms.ChooseForm(request.POST or None, posts=posts, fits=fitting(posts[:_OFFERED], me))
    if request.method == "POST" and form.is_valid():
        actions.choose(found, **form.cleaned_data, by=request.acting, at=timezone.now())
        messages.success(request, "选好了，等社区确认。")
        return redirect("party:mine_report", found.pk)
    context = {
        "report": found,
        "form": form,
        "may_choose": found.state in (ReportState.REPORTED, ReportState.CHOSEN),
        "backs": [{"back": b, "half": half_name(b.half)} for b in found.reports.order_by("-half")],
        "half": half_name(half_of(timezone.localdate())),
    }
    return render(request, "party/mine_report.html", context, status=422 if form.errors else 200)


@require_POST
@permitted(Permit.PARTY_MINE)
def move_report(request: ActingRequest, report_id: str, verb: str) -> HttpResponse:
    """Hand back or end."""
    found = _own_report(request, report_id)
    if verb == "hand_back":
        actions.hand_back(found, by=request.acting, at=timezone.now())
        messages.success(request, "已交回，可以另选。")
        return redirect("party:mine_report", found.pk)
    actions.end_report(found, by=request.acting, at=timezone.now())
    messages.success(request, "报到已结束。")
    return redirect("party:mine")


@permitted(Permit.PARTY_MINE)
def write_home(request: ActingRequest, report_id: str) -> HttpResponse:
    """The half-year report."""
    found = _own_report(request, report_id)
    now = half_of(timezone.localdate())
    year, part = now.split("-")
    before = f"{year}-1" if part == "2" else f"{int(year) - 1}-2"
    form = forms.HomeForm(request.POST or None, halves=[now, before])
    return ask(
        request,
        form,
        lambda given: actions.write_home(found, **given, by=request.acting, at=timezone.now()),
        heading="半年报告",
        label="交给社区确认",
        back=reverse("party:mine_report", args=[found.pk]),
        said="已交给社区确认。",
        hint=f"写给{found.home_branch}。已确认的实事会自动附在后面。",
    )


# --- pledges ---


@permitted(Permit.PARTY_MINE)
def card(request: ActingRequest) -> HttpResponse:
    """My cards, and a new one."""
    me = me_or_404(request.acting)
    cards = PledgeCard.objects.filter(member=me, withdrawn_at__isnull=True).select_related("building")
    form = forms.CardForm(request.POST or None, buildings=buildings(own_paths(me), "building"))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, lambda: actions.make_card(**form.cleaned_data, by=request.acting, at=timezone.now())
        )
        if done is not None:
            messages.success(request, "承诺卡做好了，可以打印张贴。")
            return redirect("party:mine_card")
    context = {"cards": cards.order_by("-made_at"), "form": form, "today": timezone.localdate()}
    return render(request, "party/mine_card.html", context, status=422 if form.errors else 200)


@permitted(Permit.PARTY_MINE)
def change_card(request: ActingRequest, card_id: int) -> HttpResponse:
    """Add what was done."""
    found = get_object_or_404(PledgeCard, pk=card_id, member=me_or_404(request.acting))
    initial = {name: getattr(found, name) for name in ("action", "service", "result")}
    return ask(
        request,
        forms.CardMoreForm(request.POST or None, initial=initial),
        lambda given: actions.change_card(found, **given, by=request.acting, at=timezone.now()),
        heading="补充承诺卡",
        label="保存",
        back=reverse("party:mine_card"),
        said="已保存，公示页已更新。",
        hint=found.promise,
    )


@require_POST
@permitted(Permit.PARTY_MINE)
def withdraw_card(request: ActingRequest, card_id: int) -> HttpResponse:
    """Take a card down."""
    found = get_object_or_404(PledgeCard, pk=card_id, member=me_or_404(request.acting))
    actions.withdraw_card(found, by=request.acting, at=timezone.now())
    messages.success(request, "已撤下，公示页马上打不开了。")
    return redirect("party:mine_card")


@permitted(Permit.PARTY_MINE)
def sign(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """Read a letter of commitment, and sign it or not."""
    me = me_or_404(request.acting)
    found = get_object_or_404(PledgeCampaign.objects.select_related("org"), pk=campaign_id)
    if request.method == "POST":
        actions.sign(found, by=request.acting, at=timezone.now())
        messages.success(request, "已签署。")
        return redirect("party:mine")
    is_signed = found.signatures.filter(member=me).exists()
    return render(request, "party/sign.html", {"campaign": found, "is_signed": is_signed})
