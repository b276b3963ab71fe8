"""Persons and their posts: the list, the page of one, entering somebody, and what is changed about him."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids import actions, queries
from wangge.grids.access import Permit, Role, below
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Post
from wangge.kernel.refusal import Refused
from wangge.people import actions as people
from wangge.people.models import Account, Person
from wangge.portal.admin_pages import forms, slips, words
from wangge.portal.admin_pages.doors import office
from wangge.portal.views.entry import address_of
from wangge.worktime import queries as calendar

_A_PAGE = 30
_LAST = "这是最后一个岗位，账号会同时关闭，所有设备退出。"
#: Tabs of the list: what each asks of a person.
_TABS: dict[str, tuple[str, Q]] = {
    "": ("全部", Q()),
    "new": ("待首次登录", Q(account__is_active=True, account__password_set_at__isnull=True)),
    "locked": ("已锁定", Q(account__locked_at__isnull=False)),
    "none": ("没有账号", Q(account__isnull=True)),
    "idle": ("没有岗位", Q(has_post=False)),
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list."""

    person: Person
    account: Account | None
    posts: list[Post]
    state: str
    tone: str


def row_of(person: Person) -> PersonRow:
    """A person with the words of his account; posts joined by `queries.with_posts`."""
    account = getattr(person, "account", None)
    return PersonRow(person, account, person.posts_now, *words.standing(account))  # type: ignore[attr-defined]


@require_safe
@office(Permit.PEOPLE_EDIT)
def people_list(request: ActingRequest) -> HttpResponse:
    """Everybody within reach, by name, post and state of the account; slips are printed from here."""
    asked = forms.PersonFilter(request.GET, acting=request.acting)
    found = _filtered(_reached(request), asked)
    tab = request.GET.get("tab", "")
    label, wanted = _TABS.get(tab, _TABS[""])
    page = Paginator(found.filter(wanted).order_by("name", "pk"), _A_PAGE).get_page(request.GET.get("page"))
    rows = queries.with_posts(cast("QuerySet[Person]", page.object_list), at=timezone.now())
    context = {
        "form": asked,
        "page": page,
        "rows": [row_of(person) for person in rows],
        "tabs": _tabs(request, found, tab if tab in _TABS else ""),
        "keep": [("tab", tab)] if tab in _TABS and tab else [],
        "can_print": tab == "new",
        "missing": calendar.missing_years(timezone.localdate()),
        "label": label,
    }
    return render(request, "portal/admin/people.html", context)


def _reached(request: ActingRequest) -> QuerySet[Person]:
    held = Post.objects.held(timezone.now()).filter(person=OuterRef("pk"))
    return queries.persons_within(request.acting).annotate(has_post=Exists(held))


def _filtered(found: QuerySet[Person], asked: forms.PersonFilter) -> QuerySet[Person]:
    given = asked.cleaned_data if asked.is_valid() else {}
    held = Post.objects.held(timezone.now()).filter(person=OuterRef("pk"))
    if given.get("role"):
        found = found.filter(Exists(held.filter(role=given["role"])))
    if given.get("area"):
        found = found.filter(Exists(held.filter(below(given["area"], field="area__path"))))
    return found.filter(pk__in=Person.objects.named(given["q"])) if given.get("q") else found


def _tabs(request: ActingRequest, found: QuerySet[Person], now: str) -> list[dict[str, Any]]:
    """Tabs with counts under the same filters, so that each equals the list behind it; one question."""
    counts = found.aggregate(**{f"n_{key}": Count("pk", filter=q) for key, (_, q) in _TABS.items()})
    kept = request.GET.copy()
    kept.pop("page", None)
    tabs = []
    for key, (label, _) in _TABS.items():
        kept["tab"] = key
        tabs.append(
            {"label": label, "url": f"?{kept.urlencode()}", "count": counts[f"n_{key}"], "is_on": key == now}
        )
    return tabs


def _person(request: ActingRequest, person_id: int) -> Person:
    found = queries.persons_within(request.acting)
    return get_object_or_404(queries.with_posts(found, at=timezone.now()), pk=person_id)


@require_safe
@office(Permit.PEOPLE_EDIT)
def person_page(request: ActingRequest, person_id: int) -> HttpResponse:
    """One person: his account, his posts now and before. The phone is masked."""
    person = _person(request, person_id)
    people.note_look(
        subject=f"person:{person.pk}", by=request.acting, at=timezone.now(), ip=address_of(request)
    )
    return show(request, person)


def show(request: ActingRequest, person: Person, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a person whose posts are joined; `more` puts the form that went wrong in its place."""
    row = row_of(person)
    before = Post.objects.filter(person=person).exclude(pk__in=[post.pk for post in row.posts])
    context = {
        "row": row,
        "person": person,
        "before": before.select_related("area", "unit").order_by("-since")[:20],
        "post_form": forms.PostForm(acting=request.acting),
        "username_form": forms.UsernameForm(),
        "reveal_form": forms.RevealForm(),
        "seats": forms.seats(request.acting),
    }
    return render(request, "portal/admin/person.html", context | more, status=status)


@office(Permit.PEOPLE_EDIT)
def add_person(request: ActingRequest) -> HttpResponse:
    """Somebody new, with his account and first post; then the slip is printed."""
    form = forms.EnrolForm(request.POST or None, acting=request.acting)
    if request.method == "POST" and form.is_valid():
        try:
            done = _enrol(request, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _after_enrolling(request, done)
    context = {"form": form, "seats": forms.seats(request.acting)}
    return render(request, "portal/admin/add_person.html", context, status=422 if form.errors else 200)


def _enrol(request: ActingRequest, form: forms.EnrolForm) -> actions.Enrolled:
    given = form.cleaned_data
    return actions.enrol(
        name=given["name"],
        phone=given["phone"],
        username=given["username"],
        role=Role(given["role"]),
        area=given["seat"].area,
        unit=given["seat"].unit,
        employment_type=given["employment_type"],
        by=request.acting,
        at=timezone.now(),
    )


def _after_enrolling(request: ActingRequest, done: actions.Enrolled) -> HttpResponse:
    if done.slip is None:
        messages.success(request, "此人已有账号，岗位已经加上。")
        return redirect("office:person", done.post.person_id)
    slips.put(request, [(done.slip, slips.seats_of([done.post]))], at=timezone.now())
    return redirect("office:slips")


@office(Permit.PEOPLE_EDIT)
def edit_person(request: ActingRequest, person_id: int) -> HttpResponse:
    """Correct a name, give another phone or none."""
    person = _person(request, person_id)
    form = forms.PhoneForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        if given["name"] != person.name:
            people.change_person(person, name=given["name"], by=request.acting, at=now)
        if given["phone"] or given["without_phone"]:
            people.change_phone(person, phone=given["phone"], by=request.acting, at=now)
        messages.success(request, "已经改好。")
        return redirect("office:person", person.pk)
    context = {"form": form, "person": person}
    return render(request, "portal/admin/edit_person.html", context, status=422 if form.errors else 200)


@require_POST
@office(Permit.PEOPLE_EDIT)
def reveal(request: ActingRequest, person_id: int) -> HttpResponse:
    """Show the phone in full, this once: it stands in this answer only, in no address and no session."""
    person = _person(request, person_id)
    form = forms.RevealForm(request.POST)
    if not form.is_valid():
        return show(request, person, status=422, reveal_form=form)
    phone = people.reveal_phone(
        person, reason=form.cleaned_data["reason"], by=request.acting, at=timezone.now()
    )
    return show(request, person, phone=phone)


@require_POST
@office(Permit.PEOPLE_EDIT)
def appoint(request: ActingRequest, person_id: int) -> HttpResponse:
    """Give a person one more post."""
    person = _person(request, person_id)
    form = forms.PostForm(request.POST, acting=request.acting)
    if form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            actions.appoint(
                person,
                Role(given["role"]),
                area=given["seat"].area,
                unit=given["seat"].unit,
                since=now,
                until=forms.end_of(given["until"]),
                title=given["title"],
                employment_type=given["employment_type"],
                by=request.acting,
                at=now,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "岗位已经设立，马上生效。")
            return redirect("office:person", person.pk)
    return show(request, person, status=422, post_form=form)


@office(Permit.PEOPLE_EDIT)
def end_post(request: ActingRequest, person_id: int, post_id: int) -> HttpResponse:
    """End a post; with the last one the account is closed."""
    person = _person(request, person_id)
    post = get_object_or_404(
        Post.objects.held(timezone.now()).select_related("area", "unit"), pk=post_id, person=person
    )
    if request.method == "POST":
        actions.dismiss(post, by=request.acting, at=timezone.now())
        messages.success(request, "岗位已经结束。")
        return redirect("office:person", person.pk)
    is_last = len(person.posts_now) == 1  # type: ignore[attr-defined]
    context = {
        "title": f"结束{person.name}的岗位？",
        "text": f"{post.seat}・{post.get_role_display()}，现在结束。{_LAST if is_last else ''}",
        "label": "结束岗位",
        "danger": True,
        "back": reverse("office:person", args=[person.pk]),
    }
    return render(request, "portal/confirm.html", context)
