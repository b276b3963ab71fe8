"""Accounts for whoever opens them: opened, given a slip, closed; and the slips on paper."""

from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids import actions, queries
from wangge.grids.access import Acting, Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import actions as people
from wangge.people.models import Account, Person
from wangge.portal.admin_pages import forms, slips
from wangge.portal.admin_pages.doors import office
from wangge.portal.admin_pages.views import persons

IN_PERSON = "请确认是本人当面来的。原来的密码马上失效，所有设备退出，本人用登录条上的一次性码重新设密码。"
#: Slips of one print: 25 sheets.
_MOST = 200


def _account(request: ActingRequest, person_id: int) -> Account:
    person = get_object_or_404(queries.persons_within(request.acting), pk=person_id)
    return get_object_or_404(Account.objects.select_related("person"), person=person)


@require_POST
@office(Permit.PEOPLE_EDIT)
def open_account(request: ActingRequest, person_id: int) -> HttpResponse:
    """Open an account for a person; the slip is printed next."""
    person = get_object_or_404(
        queries.with_posts(queries.persons_within(request.acting), at=timezone.now()), pk=person_id
    )
    form = forms.UsernameForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        try:
            slip = people.open_account(
                person, username=form.cleaned_data["username"], by=request.acting, at=now
            )
        except Refused as refusal:
            form.add_error("username", refusal.message)
        else:
            return _to_print(request, [slip], at=now)
    return persons.show(request, person, status=422, username_form=form)


@require_POST
@office(Permit.PEOPLE_EDIT)
def first_slip(request: ActingRequest, person_id: int) -> HttpResponse:
    """Another slip for somebody who has never signed in; the old one ends. Or for somebody who comes back."""
    account, now = _account(request, person_id), timezone.now()
    make = people.reopen_account if account.closed_at else people.issue_code
    return _to_print(request, [make(account, by=request.acting, at=now)], at=now)


@require_POST
@office(Permit.PEOPLE_EDIT)
def print_slips(request: ActingRequest) -> HttpResponse:
    """New slips for everybody ticked who has not signed in yet."""
    ticked = [int(key) for key in request.POST.getlist("person") if key.isdecimal()][:_MOST]
    found = Account.objects.select_related("person").filter(
        person__in=queries.persons_within(request.acting).filter(pk__in=ticked),
        is_active=True,
        password_set_at__isnull=True,
    )
    now = timezone.now()
    made = [
        people.issue_code(account, by=request.acting, at=now) for account in found.order_by("person__name")
    ]
    if not made:
        messages.warning(request, "请先勾选还没登录过的人。")
        return redirect(f"{reverse('office:people')}?tab=new")
    return _to_print(request, made, at=now)


def _to_print(request: ActingRequest, made: list[people.Slip], *, at: datetime) -> HttpResponse:
    wanted = Person.objects.filter(pk__in=[slip.account.person_id for slip in made])
    posts = {person.pk: person.posts_now for person in queries.with_posts(wanted, at=at)}  # type: ignore[attr-defined]
    slips.put(request, [(slip, slips.seats_of(posts[slip.account.person_id or 0])) for slip in made], at=at)
    return redirect("office:slips")


@require_safe
@office(Permit.PEOPLE_EDIT, Permit.KEYS_EDIT, Permit.CODE_ISSUE)
def slips_page(request: ActingRequest) -> HttpResponse:
    """The slips just made, eight on a sheet of A4; for ten minutes."""
    papers = slips.get(request, at=timezone.now())
    sheets = [papers[n : n + 8] for n in range(0, len(papers), 8)]
    context = {
        "sheets": sheets,
        "count": len(papers),
        "address": request.build_absolute_uri(reverse("portal:by_code")),
    }
    return render(request, "portal/admin/slips.html", context)


@office(Permit.PEOPLE_EDIT)
def close_account(request: ActingRequest, person_id: int) -> HttpResponse:
    """Close an account at once, whatever posts are left."""
    account = _account(request, person_id)
    if account.person_id == request.acting.person_id:
        raise NotAllowed("不能关闭自己的账号。")
    if request.method == "POST":
        people.close_account(account, by=request.acting, at=timezone.now(), note="系统管理员关闭")
        messages.success(request, "账号已经关闭，所有设备都已退出。")
        return redirect("office:person", person_id)
    context = {
        "title": f"关闭账号“{account.username}”？",
        "text": "马上不能登录，所有设备退出，令牌失效。岗位不会结束；人回来时可以用原来的用户名重新开通。",
        "label": "关闭账号",
        "danger": True,
        "back": reverse("office:person", args=[person_id]),
    }
    return render(request, "portal/confirm.html", context)


@require_safe
@office(Permit.CODE_ISSUE)
def nearby(request: ActingRequest) -> HttpResponse:
    """The community's own officers, leaders and captains: who forgot the password gets a slip here."""
    found = queries.with_posts(_nearby(request.acting), at=timezone.now()).order_by("name", "pk")
    rows = [persons.row_of(person) for person in found]
    return render(request, "portal/admin/nearby.html", {"rows": rows})


def _nearby(acting: Acting) -> QuerySet[Person]:
    return queries.persons_nearby(acting, at=timezone.now()).filter(
        account__closed_at__isnull=True, account__isnull=False
    )


@office(Permit.CODE_ISSUE)
def hand_slip(request: ActingRequest, person_id: int) -> HttpResponse:
    """A new slip for one of them; the old password ends."""
    person = get_object_or_404(_nearby(request.acting), pk=person_id)
    account = Account.objects.select_related("person").get(person=person)
    if request.method == "POST":
        now = timezone.now()
        return _to_print(request, [actions.hand_slip(account, by=request.acting, at=now)], at=now)
    context = {
        "title": f"给{person.name}发登录条？",
        "text": IN_PERSON,
        "label": "是本人，发登录条",
        "danger": False,
        "back": reverse("office:nearby"),
    }
    return render(request, "portal/confirm.html", context)
