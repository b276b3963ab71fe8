"""Showing a file by its signed address, and taking photos ahead of the form they belong to."""

import shutil
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wangge.files import actions, links, queries
from wangge.files.forms import DropForm, HoldForm
from wangge.files.models import StoredFile
from wangge.journal.models import Actor, Machine
from wangge.kernel import limits, problems
from wangge.kernel.refusal import TooOften

#: Strangers may upload; the disk keeps room for the work itself.
_ROOM_LEFT = 512 * 1024 * 1024
_SENDER = Machine("来件人", "door")
#: A whole street can share one address, and a report has up to nine photos.
_HELD = limits.Allowance(
    "photo",
    60,
    timedelta(minutes=1),
    "这个网络一分钟内上传的照片太多，请稍等再传，或直接提交，会跟着一起传。",
)


def _by(request: HttpRequest) -> Actor:
    return cast(Actor, getattr(request, "acting", None) or _SENDER)


@require_safe
def show(request: HttpRequest, file_id: UUID, size: str) -> HttpResponse:
    """The bytes, for whoever holds an address that a page gave him within the last two hours; else 404."""
    if not links.opens(request.GET.get("t", ""), file_id, size):
        raise Http404
    file = get_object_or_404(StoredFile, pk=file_id)
    found = queries.content(file, size)
    if found is None:
        raise Http404
    content, content_type = found
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = "private, max-age=3600, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    how = "inline" if file.is_image else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{file.pk}.{_ENDINGS[content_type]}"'
    return response


_ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Take one photo ahead of its form: `{"id", "url"}`, or `{"detail"}` with a sentence (422, 429, 507).

    Counted before the photo is looked at: for whoever is signed in by person, for others by address.
    """
    by, at = _by(request), timezone.now()
    try:
        limits.allow(_HELD, f"person:{by.person_id}" if by.person_id else limits.address_of(request), at=at)
    except TooOften as refusal:
        return problems.of_refusal(refusal)
    if shutil.disk_usage(settings.DATA).free < _ROOM_LEFT:
        return JsonResponse({"detail": "服务器的空间不够了，请先只交文字。"}, status=507)
    form = HoldForm(request.POST, request.FILES)
    if not form.is_valid():
        detail = "".join(str(words) for errors in form.errors.values() for words in errors)
        return JsonResponse({"detail": detail}, status=422)
    ready, holder = form.cleaned_data["file"], form.cleaned_data["holder"]
    file = actions.hold(ready, holder=holder, by=by, at=at)
    return JsonResponse({"id": str(file.pk), "url": queries.url_of(file)}, status=201)


@require_POST
def let_go(request: HttpRequest) -> HttpResponse:
    """Delete a photo that was taken out of its form again."""
    form = DropForm(request.POST)
    if form.is_valid():
        actions.let_go(form.cleaned_data["holder"], form.cleaned_data["id"], at=timezone.now())
    return HttpResponse(status=204)
