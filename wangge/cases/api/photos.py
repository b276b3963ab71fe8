"""The door of photos: a sender's by the secret, those of a token that may write on the case."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from wangge.cases import actions
from wangge.cases.api.auth import ApiRequest
from wangge.cases.api.senders import as_json, own, seen
from wangge.cases.models import Appeal, Case, CasePhoto
from wangge.files import actions as files
from wangge.files import pictures
from wangge.files.models import StoredFile
from wangge.files.pictures import Upload
from wangge.files.rules import MAX_PHOTOS, Ready
from wangge.grids import access
from wangge.grids.access import Acting
from wangge.kernel import ids
from wangge.kernel.refusal import Refused, Unreadable


def add(request: ApiRequest, number: str, secret: str, uploads: Sequence[Upload], kind: str) -> HttpResponse:
    """Keep each content once; tell how many were new and how many there are."""
    at, who = timezone.now(), request.auth
    if isinstance(who, Acting):
        case = seen(number, who)
        added, total = _of_staff(case, _ready(uploads), kind, by=who, at=at)
    else:
        appeal = own(number, secret, at=at)
        added, total = _of_sender(appeal, _ready(uploads), at=at)
    return as_json({"number": ids.normal_number(number), "added": added, "total": total})


def _ready(uploads: Sequence[Upload]) -> list[Ready]:
    if not 1 <= len(uploads) <= MAX_PHOTOS:
        raise Unreadable([("photos", f"一次请传 1 到 {MAX_PHOTOS} 张照片。")])
    try:
        return [pictures.prepare(upload) for upload in uploads]
    except Refused as refusal:
        raise Unreadable([("photos", refusal.message)]) from None


@transaction.atomic
def _of_sender(appeal: Appeal, ready: Sequence[Ready], *, at: datetime) -> tuple[int, int]:
    by = access.appellant(appeal.pk)
    there = CasePhoto.objects.filter(appeal=appeal)
    before = there.count()
    actions.add_photos(appeal, photos=_kept(appeal.case, ready, by=by, at=at), by=by, at=at)
    return there.count() - before, there.count()


@transaction.atomic
def _of_staff(case: Case, ready: Sequence[Ready], kind: str, *, by: Acting, at: datetime) -> tuple[int, int]:
    there = CasePhoto.objects.filter(case=case, kind=kind)
    known = set(there.values_list("file_id", flat=True))
    fresh = [file for file in _kept(case, ready, by=by, at=at) if file.pk not in known]
    if fresh:
        actions.log(case, note="", photos=fresh, kind=kind, by=by, at=at)
    return len(fresh), CasePhoto.objects.filter(case=case).count()


def _kept(case: Case, ready: Sequence[Ready], *, by: Acting, at: datetime) -> list[StoredFile]:
    """The case's own files; the same content is the same file."""
    kept = [files.take(one, owner=f"case:{case.pk}", by=by, at=at) for one in ready]
    return list({file.pk: file for file in kept}.values())
