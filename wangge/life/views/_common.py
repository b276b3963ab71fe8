"""What the pages of this room share: fetching within reach, a form with one deed."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wangge.files.forms import PhotosMixin
from wangge.gatherings.models import Gathering
from wangge.grids.access import Acting, Permit
from wangge.grids.middleware import ActingRequest
from wangge.kernel.pages import attempt
from wangge.life import queries
from wangge.party.models import Member, PartyOrg
from wangge.promises.models import Promise

T = TypeVar("T")


def today() -> date:
    """The day in Shanghai."""
    return timezone.localdate()


def org_or_404(acting: Acting, org_id: int, permit: Permit = Permit.GATHERING_SEE) -> PartyOrg:
    """An organisation within reach, with the unit under which it meets."""
    if not acting.may(permit):
        raise Http404
    found = PartyOrg.objects.open_to(acting, Permit.PARTY_SEE).filter(unit__isnull=False)
    return get_object_or_404(found.select_related("area", "unit", "parent"), pk=org_id)


def own_or_404(acting: Acting, org_id: int) -> PartyOrg:
    """An organisation for which this hat may write: its own, or one in its area."""
    org = org_or_404(acting, org_id, Permit.GATHERING_EDIT)
    if not may_write(acting, org):
        raise Http404
    return org


def may_write(acting: Acting, org: PartyOrg) -> bool:
    """A hat of an organisation writes for its own only."""
    return acting.may(Permit.GATHERING_EDIT) and (acting.unit_id is None or acting.unit_id == org.unit_id)


def gathering_or_404(
    acting: Acting, gathering_id: UUID, permit: Permit = Permit.GATHERING_SEE
) -> tuple[Gathering, PartyOrg]:
    """A gathering within reach, and the organisation that meets."""
    rows = queries.in_line(Gathering.objects.all(), acting, permit)
    found = get_object_or_404(rows.select_related("unit", "area", "called_by", "held_by"), pk=gathering_id)
    orgs = PartyOrg.objects.select_related("area", "unit", "parent")
    org = get_object_or_404(orgs, unit=found.unit_id)
    if permit == Permit.GATHERING_EDIT and not may_write(acting, org):
        raise Http404
    return found, org


def promise_or_404(acting: Acting, promise_id: UUID, permit: Permit = Permit.PROMISE_SEE) -> Promise:
    """A promise within reach."""
    rows = queries.in_line(Promise.objects.all(), acting, permit)
    return get_object_or_404(rows.select_related("unit", "area__parent", "agreement"), pk=promise_id)


def me_or_404(acting: Acting) -> Member:
    """The member who looks at his own pages."""
    found = queries.me(acting)
    if found is None:
        raise Http404
    return found


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
    template: str = "life/form.html",
) -> HttpResponse:
    """A page with one form and one deed; what was typed stays when the rules say no."""
    if request.method == "POST":
        if isinstance(form, PhotosMixin):
            form.hold_photos(by=request.acting, at=timezone.now())
        if form.is_valid():
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
        "has_photos": isinstance(form, PhotosMixin),
    }
    return render(request, template, context, status=422 if form.errors else 200)


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
