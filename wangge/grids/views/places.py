"""Places of an area: looked up, entered, corrected, nicknamed; a box says how a sentence is understood."""

import secrets
from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.grids import actions, queries
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.forms import AliasForm, PlaceForm, PlacesForm
from wangge.grids.middleware import ActingRequest
from wangge.grids.models import Alias, Area, Place, PlaceQuerySet
from wangge.grids.rules.placing import PlaceRow
from wangge.grids.rules.words import plain
from wangge.grids.views.area import may_keep, node_or_404
from wangge.grids.views.tree import describe
from wangge.kernel.pages import attempt

_PAGE = 50


@require_safe
@permitted(Permit.AREAS_SEE)
def places(request: ActingRequest, area_id: int) -> HttpResponse:
    """The places of an area by name, address or nickname; `try` says how a sentence would be read here."""
    node = node_or_404(area_id)
    form = PlacesForm(request.GET or None)
    found = Place.objects.current().below(node.path).select_related("area", "parent")
    if form.is_bound and form.is_valid():
        found = _filtered(found, form.cleaned_data["q"].strip(), form.cleaned_data["kind"])
    rows = found.prefetch_related(Prefetch("aliases", Alias.objects.order_by("name")))
    sentence = request.GET.get("try", "").strip()[:200]
    context = describe(node) | {
        "form": form,
        "page": Paginator(rows.order_by("kind", "name", "pk"), _PAGE).get_page(request.GET.get("page")),
        "sentence": sentence,
        "read": queries.locate_words(sentence, within=node.path if node.rank >= 3 else "")
        if sentence
        else None,
        "can_edit": may_keep(request.acting, node.path),
    }
    return render(request, "grids/places.html", context)


def _filtered(found: PlaceQuerySet, words: str, kind: str) -> PlaceQuerySet:
    if kind:
        found = found.filter(kind=kind)
    if words:
        named = Q(name__icontains=words) | Q(address__icontains=words) | Q(aliases__name__icontains=words)
        found = found.filter(pk__in=Place.objects.filter(named).values("pk"))
    return found


def _kept(request: ActingRequest, place_id: int) -> Place:
    """The place, if this hat keeps it; otherwise it looks as if it were not there."""
    within_reach = Place.objects.current().open_to(request.acting, Permit.PLACES_EDIT)
    return get_object_or_404(within_reach.select_related("area", "parent"), pk=place_id)


@permitted(Permit.PLACES_EDIT)
def new(request: ActingRequest, area_id: int) -> HttpResponse:
    """Enter a place in an area."""
    reach = Area.objects.current()
    stored = get_object_or_404(
        reach.below(request.acting.area_path) if request.acting.area_path else reach, pk=area_id
    )
    node = node_or_404(stored.pk)
    form = PlaceForm(request.POST or None, path=node.path)
    if request.method == "POST" and form.is_valid():
        row = _row(form, f"m{secrets.token_hex(6)}")
        place = attempt(form, lambda: actions.keep_place(row, by=request.acting, at=timezone.now()))
        if place is not None:
            messages.success(request, f"已登记{place.name}。")
            return redirect("grids:place", place.pk)
    context = describe(node) | {"form": form, "place": None, "pin": ""}
    return render(request, "grids/place.html", context, status=422 if form.errors else 200)


@permitted(Permit.PLACES_EDIT)
def change(request: ActingRequest, place_id: int) -> HttpResponse:
    """Correct a place; below it the names people have for it."""
    place = _kept(request, place_id)
    node = node_or_404(place.area_id or 0)
    initial = {name: getattr(place, name, place.address) for name in PlaceForm.base_fields}
    top = queries.chain(node.path)[-2 if node.rank >= 4 and len(node.chain) > 1 else -1]
    form = PlaceForm(request.POST or None, initial=initial, path=top.path)
    if request.method == "POST" and form.is_valid():
        row = replace(_row(form, place.code), geometry=place.geometry)
        if attempt(form, lambda: actions.keep_place(row, by=request.acting, at=timezone.now())) is not None:
            messages.success(request, "已保存。")
            return redirect("grids:place", place.pk)
    context = describe(node) | {
        "form": form,
        "place": place,
        "pin": f"{place.lon},{place.lat}" if place.lon is not None else "",
        "aliases": place.aliases.order_by("name"),
        "parts": Place.objects.current().filter(parent=place).order_by("name"),
        "alias_form": AliasForm(),
    }
    return render(request, "grids/place.html", context, status=422 if form.errors else 200)


def _row(form: PlaceForm, code: str) -> PlaceRow:
    given = form.cleaned_data
    parent: Place | None = given["parent"]
    return PlaceRow(
        1,
        code,
        given["kind"],
        given["name"].strip(),
        parent.code if parent else "",
        given["door"].strip(),
        plain(given["number"]),
        given["households"],
        given["floors"],
        lon=given["lon"],
        lat=given["lat"],
    )


@require_POST
@permitted(Permit.PLACES_EDIT)
def add_alias(request: ActingRequest, place_id: int) -> HttpResponse:
    """Teach the system what people call a place."""
    place = _kept(request, place_id)
    form = AliasForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        alias = actions.add_alias(
            given["name"], kind=given["kind"], place=place, by=request.acting, at=timezone.now()
        )
        messages.success(request, f"以后写“{alias.name}”也能找到{place.name}。")
    else:
        messages.error(request, "别名要 2 到 40 个字。")
    return redirect("grids:place", place.pk)


@require_POST
@permitted(Permit.PLACES_EDIT)
def remove_alias(request: ActingRequest, alias_id: int) -> HttpResponse:
    """Forget a name that misleads."""
    kept = Place.objects.open_to(request.acting, Permit.PLACES_EDIT)
    alias = get_object_or_404(Alias.objects.filter(place__in=kept).select_related("place"), pk=alias_id)
    place_id = alias.place_id or 0
    actions.remove_alias(alias, by=request.acting, at=timezone.now())
    messages.success(request, "别名已删除。")
    return redirect("grids:place", place_id)


@require_POST
@permitted(Permit.PLACES_EDIT)
def retire(request: ActingRequest, place_id: int) -> HttpResponse:
    """A place that is no more."""
    place = _kept(request, place_id)
    actions.retire_place(place, by=request.acting, at=timezone.now())
    messages.success(request, f"{place.name}已停用。")
    return redirect("grids:places", place.area_id or 0)
