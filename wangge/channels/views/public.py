"""The staff's pages of what becomes public: the sentence and its place, painted photos, taking it back."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.cases.rules.flows import Outcome
from wangge.channels import painting
from wangge.channels.actions import public as actions
from wangge.channels.forms.public import LookForm, PaintForm, ReleaseForm
from wangge.channels.models import PublicItem, PublicPhoto
from wangge.channels.queries import public as queries
from wangge.files import queries as files
from wangge.files.models import StoredFile
from wangge.grids.access import Permit
from wangge.grids.doors import permitted
from wangge.grids.middleware import ActingRequest
from wangge.kernel import sealing
from wangge.kernel.pages import attempt

_A_PAGE = 30


@require_safe
@permitted(Permit.PUBLIC_RELEASE)
def releases(request: ActingRequest) -> HttpResponse:
    """Public matters that ended, and what was released of them."""
    tab = "released" if request.GET.get("tab") == "released" else ""
    page = Paginator(queries.to_release(request.acting, tab=tab), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(item, Outcome(item.outcome).label if item.outcome else "在办") for item in page],
        "is_released": bool(tab),
        "tabs": [
            {"label": "可以发布", "url": "?", "count": None, "is_on": not tab},
            {"label": "已发布", "url": "?tab=released", "count": None, "is_on": bool(tab)},
        ],
    }
    return render(request, "channels/releases.html", context)


def _item(request: ActingRequest, case_id: UUID) -> PublicItem:
    reach = PublicItem.objects.open_to(request.acting, Permit.CASE_SEE).shown()
    return get_object_or_404(reach.select_related("matter", "area", "case"), pk=case_id)


def _seen(sentence: str, place: str) -> str:
    """What proves that exactly this was looked at."""
    return sealing.mac(json.dumps([sentence, place]), purpose="public.looked", length=16).hex()


@permitted(Permit.PUBLIC_RELEASE)
def release(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The sentence, the place and the photos; first how the public will read it, then let it go."""
    item = _item(request, case_id)
    places = queries.near_places(item)
    names = [place.name for place in places]
    first = {"sentence": item.sentence, "place": item.place}
    form = ReleaseForm(request.POST or None, initial=first, places=names)
    preview: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        told, by, at = form.cleaned_data, request.acting, timezone.now()
        seen = _seen(told["sentence"], told["place"])
        if request.POST.get("looked") == seen:
            if attempt(form, lambda: actions.release(item, **told, by=by, at=at)):
                messages.success(request, "已经发布。")
                return redirect("channels:releases")
        elif attempt(form, lambda: (queries.ready(item, **told), True)):
            preview = {**told, "looked": seen}
    context = {
        "item": item,
        "form": form,
        "preview": preview,
        "outcome": Outcome(item.outcome).label if item.outcome else "在办",
        "photos": _photos(item),
        **queries.little_map(item, places),
    }
    return render(request, "channels/release.html", context, status=422 if form.errors else 200)


def _photos(item: PublicItem) -> list[dict[str, Any]]:
    """The case's photos, each with its painted copy."""
    painted = {photo.source_id: photo for photo in item.photos.select_related("file")}
    return [
        {
            "file": photo.file,
            "words": photo.get_kind_display(),
            "painted": (mine := painted.get(photo.file_id)),
            "url": files.url_of(mine.file if mine else photo.file, "small"),
        }
        for photo in queries.sources(item)
    ]


def _photo(request: ActingRequest, case_id: UUID, file_id: UUID) -> tuple[PublicItem, StoredFile]:
    item = _item(request, case_id)
    source = queries.source(item, file_id)
    if source is None:
        raise Http404
    return item, source


def _painted(request: ActingRequest, case_id: UUID, file_id: UUID) -> PublicPhoto:
    item, source = _photo(request, case_id, file_id)
    photo = queries.photo_of(item, source)
    if photo is None:
        raise Http404
    return photo


@permitted(Permit.PUBLIC_RELEASE)
def paint(request: ActingRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    """Paint over faces, plates and door numbers; what is sent is where, never a picture."""
    item, source = _photo(request, case_id, file_id)
    form = PaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        marks, by, at = form.cleaned_data["marks"], request.acting, timezone.now()
        copy = attempt(form, lambda: painting.painted(source, marks))
        if copy and attempt(form, lambda: actions.paint(item, source, copy, marks=len(marks), by=by, at=at)):
            return redirect("channels:look", item.pk, source.pk)
    width, height = source.copies.get("large", [4, 3])
    context = {
        "item": item,
        "source": source,
        "form": form,
        "url": files.url_of(source, "large"),
        "width": width,
        "height": height,
    }
    return render(request, "channels/paint.html", context, status=422 if form.errors else 200)


@permitted(Permit.PUBLIC_RELEASE)
def look(request: ActingRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    """The painted copy at full size; three ticks, and it may be shown."""
    photo = _painted(request, case_id, file_id)
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.confirm_photo(photo, by=request.acting, at=timezone.now())
        messages.success(request, "这张照片可以用了，发布后居民看到的就是涂盖后的这张。")
        return redirect("channels:release", case_id)
    context = {"photo": photo, "item": photo.item, "form": form, "url": files.url_of(photo.file, "large")}
    return render(request, "channels/look.html", context, status=422 if form.errors else 200)


@require_POST
@permitted(Permit.PUBLIC_RELEASE)
def drop_photo(request: ActingRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    """The painted copy is not used."""
    actions.drop_photo(_painted(request, case_id, file_id), by=request.acting, at=timezone.now())
    messages.success(request, "涂盖后的照片已经删除。")
    return redirect("channels:release", case_id)


@require_POST
@permitted(Permit.PUBLIC_RELEASE)
def unrelease(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """It is public no longer."""
    actions.unrelease(_item(request, case_id), by=request.acting, at=timezone.now())
    messages.success(request, "已经撤回，居民那里马上看不到了。")
    return redirect("channels:releases")
