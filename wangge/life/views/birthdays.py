"""Political birthdays: the list of a year by branch, the ceremony, its acts, the good deed."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from wangge.grids.access import Acting, Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import ask, confirm
from wangge.life import actions, forms
from wangge.life.models import Birthday
from wangge.life.views._common import is_own, may_write, own_or_404, today
from wangge.party.models import PartyOrg


def _year(request: ActingRequest) -> int:
    text, this = request.GET.get("year", ""), today().year
    return int(text) if text.isdecimal() and this - 5 <= int(text) <= this + 1 else this


def _own_branch_or_404(acting: Acting, org_id: int) -> PartyOrg:
    org = own_or_404(acting, org_id)
    if not is_own(acting, org):
        raise Http404
    return org


@permitted(Permit.GATHERING_SEE)
def birthdays(request: ActingRequest) -> HttpResponse:
    """Who reaches a multiple of five this year: names only to his own branch, counts to the line above."""
    year = _year(request)
    rows = Birthday.objects.open_to(request.acting, Permit.GATHERING_SEE).filter(year=year, is_declined=False)
    found = rows.select_related("member", "org", "gathering", "promise").order_by("org__path", "-years", "pk")
    branches: dict[int, list[Birthday]] = {}
    for row in found[:600]:
        branches.setdefault(row.org_id, []).append(row)
    shown = [
        {
            "org": mine[0].org,
            "rows": mine if is_own(request.acting, mine[0].org) else [],
            "n": len(mine),
            "planned": sum(b.gathering_id is not None for b in mine),
            "deeds": sum(b.promise_id is not None for b in mine),
            "kept": sum(b.promise is not None and b.promise.state == "kept" for b in mine),
            "may_write": is_own(request.acting, mine[0].org) and may_write(request.acting, mine[0].org),
        }
        for mine in branches.values()
    ]
    context = {"year": year, "branches": shown, "n": sum(len(b) for b in branches.values())}
    return render(request, "life/birthdays.html", context)


@permitted(Permit.GATHERING_EDIT)
def ceremony(request: ActingRequest, org_id: int) -> HttpResponse:
    """Plan one ceremony for those of a branch who want it."""
    org = _own_branch_or_404(request.acting, org_id)
    open_ = Birthday.objects.filter(
        org=org, year=today().year, gathering__isnull=True, is_declined=False
    ).select_related("member")
    waiting = list(open_.order_by("-years", "pk"))
    choices = [(str(b.pk), f"{b.member.name}（{b.years} 年）") for b in waiting]
    form = forms.CeremonyForm(
        request.POST or None, choices=choices, initial={"chosen": [pk for pk, _ in choices]}
    )
    return ask(
        request,
        form,
        lambda given: actions.plan_ceremony(
            org,
            [b for b in waiting if str(b.pk) in given["chosen"]],
            starts_at=given["starts_at"],
            place=given["place"],
            by=request.acting,
            at=timezone.now(),
        ),
        heading=f"安排政治生日：{org.name}",
        label="安排",
        back=reverse("life:birthdays"),
        said="已安排。",
        then=lambda made: reverse("life:gathering", args=[made.pk]),
        hint="四项：重温入党誓词、分享入党经历、谈心谈话、领办一件实事好事。本人不想参加就不选，不问原因。",
    )


def _birthday(request: ActingRequest, birthday_id: int) -> Birthday:
    rows = Birthday.objects.open_to(request.acting, Permit.GATHERING_EDIT)
    found = get_object_or_404(rows.select_related("member", "org__unit", "org__area"), pk=birthday_id)
    _own_branch_or_404(request.acting, found.org_id)
    return found


@permitted(Permit.GATHERING_EDIT)
def acts(request: ActingRequest, birthday_id: int) -> HttpResponse:
    """Tick which acts were done."""
    found = _birthday(request, birthday_id)
    initial = {"oath": found.oath, "story": found.story, "talk": found.talk}
    return ask(
        request,
        forms.ActsForm(request.POST or None, initial=initial),
        lambda given: actions.note_acts(found, **given, by=request.acting),
        heading=f"{found.member.name}的政治生日（{found.years} 年）",
        label="保存",
        back=reverse("life:birthdays"),
        said="已保存。",
    )


@permitted(Permit.GATHERING_EDIT)
def deed(request: ActingRequest, birthday_id: int) -> HttpResponse:
    """The good deed becomes a promise."""
    found = _birthday(request, birthday_id)
    return ask(
        request,
        forms.DeedForm(request.POST or None),
        lambda given: actions.promise_deed(found, **given, by=request.acting, at=timezone.now()),
        heading=f"{found.member.name}领办一件实事",
        label="领办",
        back=reverse("life:birthdays"),
        said="已列为承诺，到期前会提醒。",
    )


@permitted(Permit.GATHERING_JOIN, Permit.GATHERING_EDIT)
def decline(request: ActingRequest, birthday_id: int) -> HttpResponse:
    """He does not want it; nobody asks why."""
    own = Birthday.objects.own(request.acting).filter(pk=birthday_id).first()
    found = own or _birthday(request, birthday_id)
    if found.is_declined:
        return redirect("life:home")
    return confirm(
        request,
        lambda: actions.decline_birthday(found, by=request.acting),
        title="不参加今年的政治生日？",
        text="不需要说明原因，也不会记在别处。",
        label="不参加",
        back=reverse("life:home"),
        said="已按您的意思办。",
    )
