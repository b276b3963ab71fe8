"""Letting one sentence and painted photos of a case go to the public, and taking them back."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.channels.models import PublicItem, PublicPhoto
from wangge.channels.queries import public as queries
from wangge.files import actions as files
from wangge.files.models import StoredFile
from wangge.files.rules import Ready
from wangge.grids.access import THE_CLOCK, Acting, Permit
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed
from wangge.kernel.words import clean


@transaction.atomic
def release(item: PublicItem, *, sentence: str, place: str = "", by: Acting, at: datetime) -> PublicItem:
    """One sentence in our own words, and the public place it speaks of; under whose name is kept."""
    item = _take(item, by=by)
    sentence, place = clean(sentence), clean(place)
    found = queries.ready(item, sentence=sentence, place=place)
    item.sentence, item.place = sentence[:200], place
    item.lon, item.lat = (found.lon, found.lat) if found else (None, None)
    item.released_at, item.released_by_id = at, by.person_id
    item.save()
    journal.record(by=by, verb="channels.release", subject=f"case:{item.pk}", note=sentence[:200], at=at)
    return item


@transaction.atomic
def unrelease(item: PublicItem, *, by: Acting, at: datetime) -> PublicItem:
    """The sentence is public no longer, nor are its pictures: their copies are deleted."""
    item = _take(item, by=by)
    for photo in item.photos.select_related("file"):
        _drop(photo, by=by, at=at)
    item.sentence = item.place = ""
    item.lon = item.lat = item.released_at = item.released_by_id = None
    item.save()
    journal.record(by=by, verb="channels.unrelease", subject=f"case:{item.pk}", at=at)
    return item


@transaction.atomic
def paint(
    item: PublicItem, source: StoredFile, ready: Ready, *, marks: int, by: Acting, at: datetime
) -> PublicPhoto:
    """Keep the painted copy of one of the case's photos; nobody sees it before it was looked at."""
    item = _take(item, by=by)
    if queries.source(item, source.pk) is None:
        raise NotAllowed("这张照片不是这件事的，或者已经删除。")
    if there := queries.photo_of(item, source):
        _drop(there, by=by, at=at)
    photo = PublicPhoto(item=item, source=source, marks=marks, painted_at=at)
    photo.file = files.take(ready, owner=f"public:{photo.pk}", by=by, at=at)
    photo.save(force_insert=True)
    journal.record(by=by, verb="channels.paint", subject=f"case:{item.pk}", note=f"涂盖 {marks} 处", at=at)
    return photo


@transaction.atomic
def confirm_photo(photo: PublicPhoto, *, by: Acting, at: datetime) -> PublicPhoto:
    """Somebody looked at the painted copy and answers for it: no face, no plate, no door number."""
    item = _take(photo.item, by=by)
    photo = item.photos.select_for_update(of=("self",)).get(pk=photo.pk)
    photo.confirmed_at, photo.confirmed_by_id = at, by.person_id
    photo.save()
    journal.record(by=by, verb="channels.confirm_photo", subject=f"case:{item.pk}", at=at)
    return photo


@transaction.atomic
def drop_photo(photo: PublicPhoto, *, by: Acting, at: datetime) -> None:
    """The painted copy is deleted."""
    item = _take(photo.item, by=by)
    _drop(item.photos.select_related("file").get(pk=photo.pk), by=by, at=at)


@transaction.atomic
def forget_photos(items: Iterable[UUID], *, at: datetime) -> int:
    """The copies of items that are public no longer; returns how many."""
    photos = list(PublicPhoto.objects.filter(item__in=list(items)).select_related("file"))
    for photo in photos:
        _drop(photo, by=THE_CLOCK, at=at)
    return len(photos)


@transaction.atomic
def forget_asked(items: Collection[UUID], *, at: datetime) -> int:
    """Somebody had his words deleted: the copies of photos that went with them go too; returns how many.

    Copies outlive a photo only where it went by its age (domain/06 section 8), which leaves no step.
    """
    if not items:
        return 0
    photos = PublicPhoto.objects.filter(item__in=items, source__forgotten_at__isnull=False)
    gone = list(photos.select_related("file"))
    for photo in gone:
        _drop(photo, by=THE_CLOCK, at=at)
    return len(gone)


def _drop(photo: PublicPhoto, *, by: Acting, at: datetime) -> None:
    file = photo.file
    photo.delete()
    files.forget(file, by=by, at=at)
    journal.record(by=by, verb="channels.drop_photo", subject=f"case:{photo.item_id}", at=at)


def _take(item: PublicItem, *, by: Acting) -> PublicItem:
    if not by.may(Permit.PUBLIC_RELEASE):
        raise NotAllowed("您的岗位不能发布对外说明。")
    reach = PublicItem.objects.open_to(by, Permit.CASE_SEE).shown()
    found = reach.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if found is None:
        raise NotAllowed("这件事不在您的办理范围内，或者不能公开。")
    return found
