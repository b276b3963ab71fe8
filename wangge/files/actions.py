"""Every write about files: keep, hold for a form, claim, give back the original on record, forget."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.files import rules, store
from wangge.files.models import StoredFile
from wangge.files.rules import Ready
from wangge.journal import actions as journal
from wangge.journal.models import Actor
from wangge.kernel.refusal import Refused


@transaction.atomic
def take(ready: Ready, *, owner: str, by: Actor, at: datetime) -> StoredFile:
    """Keep a prepared file for an owner (`appeal:0190…`). The same bytes for the same owner are kept once."""
    return _keep(ready, holder=owner, claimed_at=at, by=by, at=at)


@transaction.atomic
def hold(ready: Ready, *, holder: str, by: Actor, at: datetime) -> StoredFile:
    """Keep a prepared file for a day, until its form is sent; `holder` is that form's secret."""
    held = set(StoredFile.objects.held_by(holder).values_list("digest", flat=True))
    if len(held) >= rules.MAX_HELD and ready.digest not in held:
        raise Refused(f"一次最多 {rules.MAX_PHOTOS} 张照片。", field="photos")
    return _keep(ready, holder=holder, claimed_at=None, by=by, at=at)


@transaction.atomic
def claim(holder: str, ids: Sequence[UUID], *, owner: str, by: Actor, at: datetime) -> list[StoredFile]:
    """Give held files to their owner, in the order of `ids`. Files the owner has already stay as they are.

    Refuses when one of them is gone or is held by somebody else: nothing is lost silently.
    """
    there = StoredFile.objects.select_for_update().filter(pk__in=ids, forgotten_at__isnull=True)
    found = {file.pk: file for file in there if file.holder in (holder, owner)}
    if len(found) < len(set(ids)):
        raise Refused("有照片已过期或没有传上来，请重新添加。", field="photos")
    same = {file.digest: file for file in StoredFile.objects.of(owner)}
    kept: dict[UUID, StoredFile] = {}
    for pk in ids:
        file = found[pk]
        if (twin := same.get(file.digest)) and twin.pk != file.pk:
            _forget(file, at=at)
            file = twin
        elif file.claimed_at is None:
            file.holder, file.claimed_at = owner, at
            file.person_id, file.post_id, file.role = by.person_id, by.post_id, by.role
            file.save()
        kept[file.pk] = same[file.digest] = file
    return list(kept.values())


@transaction.atomic
def let_go(holder: str, file_id: UUID, *, at: datetime) -> None:
    """Delete a held file at once: whoever added it took it out of the form again."""
    for file in StoredFile.objects.held_by(holder).select_for_update().filter(pk=file_id):
        _forget(file, at=at)


@transaction.atomic
def open_original(file: StoredFile, *, reason: str, by: Actor, at: datetime, ip: str = "") -> bytes:
    """The bytes as they came, with the camera's notes: only for a stated reason, and on record."""
    if not reason.strip():
        raise Refused("请写明查看原件的理由。", field="reason")
    if file.is_forgotten:
        raise Refused("原件已按期删除。")
    journal.record(by=by, verb="files.original", subject=f"file:{file.pk}", note=reason.strip(), at=at, ip=ip)
    return store.get(file.key, store.ORIGINAL)


@transaction.atomic
def forget(file: StoredFile, *, by: Actor, at: datetime) -> None:
    """Delete the bytes, digest and camera's moment; that there was a file, when and by whom, remains."""
    file = StoredFile.objects.select_for_update().get(pk=file.pk)
    if not file.is_forgotten:
        journal.record(by=by, verb="files.forget", subject=f"file:{file.pk}", at=at)
        _forget(file, at=at)


@transaction.atomic
def forget_unclaimed(*, at: datetime, limit: int = 500) -> int:
    """Delete held files nobody came back for; returns how many."""
    files = list(
        StoredFile.objects.unclaimed(at).order_by("created_at").select_for_update(skip_locked=True)[:limit]
    )
    for file in files:
        _forget(file, at=at)
    return len(files)


@transaction.atomic
def forget_of(owners: Iterable[str], *, by: Actor, at: datetime) -> int:
    """Retention: forget all files of these owners; returns how many."""
    files = list(
        StoredFile.objects.select_for_update().filter(holder__in=list(owners), forgotten_at__isnull=True)
    )
    for file in files:
        journal.record(by=by, verb="files.forget", subject=f"file:{file.pk}", note="到期删除", at=at)
        _forget(file, at=at)
    return len(files)


def _keep(ready: Ready, *, holder: str, claimed_at: datetime | None, by: Actor, at: datetime) -> StoredFile:
    there = StoredFile.objects.filter(holder=holder, digest=ready.digest).first()
    if there is not None:
        return there
    key = store.new_key()
    file = StoredFile(
        holder=holder,
        digest=ready.digest,
        kind=ready.kind,
        content_type=ready.content_type,
        size=len(ready.original),
        width=ready.width,
        height=ready.height,
        key=key,
        copies={size: [width, height] for size, (_, width, height) in ready.copies.items()},
        taken_at=ready.taken_at,
        person_id=by.person_id,
        post_id=by.post_id,
        role=by.role,
        created_at=at,
        claimed_at=claimed_at,
    )
    StoredFile.objects.bulk_create([file], ignore_conflicts=True)
    found = StoredFile.objects.get(holder=holder, digest=ready.digest)
    if found.key == key:  # the row is ours, not that of a twin sent at the same instant
        store.put(key, store.ORIGINAL, ready.original)
        for size, (content, _, _) in ready.copies.items():
            store.put(key, size, content)
    return found


def _forget(file: StoredFile, *, at: datetime) -> None:
    key, sizes = file.key, list(file.copies)
    file.key, file.digest, file.taken_at, file.forgotten_at = "", "", None, at
    file.save()
    transaction.on_commit(lambda: store.drop(key, sizes))
