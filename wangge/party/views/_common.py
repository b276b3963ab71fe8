"""What the pages of this room share: fetching within reach, a form with one deed, the areas of a hat."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wangge.grids.access import Acting, Permit, below
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Area, Place
from wangge.kernel.pages import attempt
from wangge.party.models import Member, PartyOrg, PartyOrgArea

T = TypeVar("T")


def org_or_404(acting: Acting, org_id: int, permit: Permit = Permit.PARTY_SEE) -> PartyOrg:
    """An organisation within reach."""
    found = PartyOrg.objects.open_to(acting, permit).select_related("area", "parent", "unit")
    return get_object_or_404(found, pk=org_id)


def member_or_404(acting: Acting, member_id: int, permit: Permit = Permit.MEMBERS_SEE) -> Member:
    """A member within reach."""
    found = Member.objects.open_to(acting, permit).select_related("org__unit", "group", "person")
    return get_object_or_404(found, pk=member_id)


def me_or_404(acting: Acting) -> Member:
    """The member who looks at his own pages."""
    return get_object_or_404(Member.objects.own(acting).enrolled().select_related("org", "group"))


def tops(acting: Acting) -> list[str]:
    """The areas a hat works in: its own, or those bound to its organisation and below."""
    if acting.unit_id is None:
        return [acting.area_path] if acting.area_path else list(roots())
    bound = PartyOrgArea.objects.current().filter(org__unit=acting.unit_id)
    return list(bound.values_list("area__path", flat=True)) or list(
        PartyOrg.objects.filter(unit=acting.unit_id).values_list("area_path", flat=True)
    )


def roots() -> list[str]:
    """The tops of the whole tree of areas."""
    return list(Area.objects.current().filter(parent__isnull=True).values_list("path", flat=True))


def buildings(paths: list[str], *kinds: str) -> Any:
    """Houses of some areas, for a choice; a community has a few hundred at most."""
    reach = Q(pk__in=[])
    for path in paths:
        reach |= below(path)
    return Place.objects.current().filter(reach, kind__in=kinds or ("building", "stairwell")).order_by("name")


def ask(
    request: ActingRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], T],
    *,
    heading: str,
    label: str,
    back: str,
    said: str,
    then: Callable[[T], str] | None = None,
    hint: str = "",
    crumbs: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """A page with one form and one deed; what was typed stays when the rules say no."""
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: (act(form.cleaned_data),))
        if made is not None:
            messages.success(request, said)
            return redirect(then(made[0]) if then else back)
    context = {
        "form": form,
        "heading": heading,
        "label": label,
        "back": back,
        "hint": hint,
        "crumbs": crumbs or [],
    }
    return render(request, "party/form.html", context, status=422 if form.errors else 200)


def confirm(
    request: ActingRequest,
    act: Callable[[], object],
    *,
    title: str,
    text: str,
    label: str,
    back: str,
    said: str,
) -> HttpResponse:
    """Ask, then do what is not easily undone."""
    if request.method == "POST":
        act()
        messages.success(request, said)
        return redirect(back)
    context = {"title": title, "text": text, "label": label, "danger": True, "back": back}
    return render(request, "portal/confirm.html", context)
