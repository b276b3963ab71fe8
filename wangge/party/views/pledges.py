"""Pledge cards in public and on paper, remarks that a human reads first, letters of commitment."""

import io
from datetime import timedelta
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids.access import Permit, below
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel import limits
from wangge.kernel.limits import Allowance
from wangge.kernel.pages import ask
from wangge.kernel.words import masked_name
from wangge.party import actions, forms
from wangge.party.models import Member, PartyOrg, PledgeCampaign, PledgeCard, PledgeRemark

_SHOWN = 200
#: A street can share an address: enough for its people, too little for a script.
REMARKS = Allowance("pledge-remark", 20, timedelta(hours=1), "这里的留言太多了，请过一会儿再来。")


def public(request: HttpRequest, token: str) -> HttpResponse:
    """A card as anybody may read it, with room for a remark; nothing that its member did not agree to."""
    now = timezone.now()
    card = get_object_or_404(
        PledgeCard.objects.shown(timezone.localdate()).select_related("member__org", "building"), token=token
    )
    form = forms.RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.allow(REMARKS, limits.address_of(request), at=now)
        actions.leave_remark(card, words_=form.cleaned_data["words_"], at=now)
        messages.success(request, "谢谢，支部会先看，再转给本人。")
        return redirect("party:pledge", token)
    context = {"card": card, "name": _name(card), "form": form}
    return render(request, "party/pledge.html", context, status=422 if form.errors else 200)


def _name(card: PledgeCard) -> str:
    """His name by his consent; otherwise the family name."""
    return str(card.member.name) if card.shows_name else masked_name(card.member.name)


def _cards(request: ActingRequest) -> Any:
    here = Member.objects.open_to(request.acting, Permit.MEMBERS_SEE)
    found = PledgeCard.objects.shown(timezone.localdate()).filter(member__in=here)
    return found.select_related("member__org", "building").order_by("building__name", "member__name")


@require_safe
@permitted(Permit.MEMBERS_SEE)
def cards(request: ActingRequest) -> HttpResponse:
    """Cards that are up, by building, ready to be printed; letters and their rates."""
    today = timezone.localdate()
    orgs = PartyOrg.objects.open_to(request.acting, Permit.PARTY_SEE)
    campaigns = PledgeCampaign.objects.filter(org__in=orgs).select_related("org").order_by("-opened_on")[:20]
    context = {
        "cards": list(_cards(request)[:_SHOWN]),
        "campaigns": [_campaign(c) for c in campaigns],
        "may_edit": request.acting.may(Permit.MEMBERS_EDIT),
        "today": today,
    }
    return render(request, "party/cards.html", context)


def _campaign(found: PledgeCampaign) -> dict[str, Any]:
    """The rate of a letter: signed of asked; there is no list of those who did not sign."""
    asked = Member.objects.enrolled().filter(below(found.org.path, field="org_path")).count()
    signed = found.signatures.count()
    share = signed * 100 // asked if asked else 0
    return {"campaign": found, "asked": asked, "signed": signed, "share": share}


@require_safe
@permitted(Permit.MEMBERS_SEE)
def print_cards(request: ActingRequest) -> HttpResponse:
    """Cards on paper with their QR codes, one sheet a card; of one building or of all."""
    found = _cards(request)
    if request.GET.get("card", "").isdecimal():
        found = found.filter(pk=int(request.GET["card"]))
    return _print(request, list(found[:60]), reverse("party:cards"))


@require_safe
@permitted(Permit.PARTY_MINE)
def print_own(request: ActingRequest, card_id: int) -> HttpResponse:
    """My own card on paper."""
    found = PledgeCard.objects.shown(timezone.localdate()).select_related("member__org", "building")
    card = get_object_or_404(found, pk=card_id, member__person=request.acting.person_id)
    return _print(request, [card], reverse("party:mine_card"))


def _print(request: ActingRequest, found: list[PledgeCard], back: str) -> HttpResponse:
    sheets = [{"card": card, "name": _name(card), "qr": _qr(request, card)} for card in found]
    return render(request, "party/cards_print.html", {"sheets": sheets, "back_url": back})


def _qr(request: ActingRequest, card: PledgeCard) -> str:
    """The way to the public page, as SVG drawn here."""
    address = request.build_absolute_uri(reverse("party:pledge", args=[card.token]))
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


@require_safe
@permitted(Permit.MEMBERS_EDIT)
def remarks(request: ActingRequest) -> HttpResponse:
    """Remarks nobody has read yet, and the last ones read."""
    here = Member.objects.open_to(request.acting, Permit.MEMBERS_EDIT)
    found = PledgeRemark.objects.filter(card__member__in=here).select_related("card__member")
    context = {
        "unread": found.filter(read_at__isnull=True).order_by("at")[:_SHOWN],
        "read": found.filter(read_at__isnull=False).order_by("-read_at")[:20],
    }
    return render(request, "party/remarks.html", context)


@require_POST
@permitted(Permit.MEMBERS_EDIT)
def read(request: ActingRequest, remark_id: str) -> HttpResponse:
    """Read a remark; pass it on to the member, or keep it."""
    here = Member.objects.open_to(request.acting, Permit.MEMBERS_EDIT)
    found = get_object_or_404(PledgeRemark, pk=remark_id, card__member__in=here)
    passes = request.POST.get("pass_on") == "1"
    actions.read_remark(found, pass_on=passes, by=request.acting, at=timezone.now())
    messages.success(request, "已转给本人。" if passes else "已读。")
    return redirect("party:remarks")


@permitted(Permit.MEMBERS_EDIT)
def new_campaign(request: ActingRequest) -> HttpResponse:
    """Put a letter of commitment to the members of one's organisation."""
    org = PartyOrg.objects.open_to(request.acting, Permit.MEMBERS_EDIT).standing().order_by("path").first()
    if org is None:
        org = get_object_or_404(PartyOrg.objects.none())
    four = "带头签署承诺书；带头停好自家的车；带头参加志愿服务；带头走访邻里。"
    initial = {"title": "四个带头承诺书", "words_": four}
    return ask(
        request,
        forms.CampaignForm(request.POST or None, initial=initial),
        lambda given: actions.open_campaign(org, **given, by=request.acting, at=timezone.now()),
        heading=f"向{org.name}的党员发承诺书",
        label="发出",
        back=reverse("party:cards"),
        said="已发出。页面只显示签署率，没有未签名单。",
    )
