"""Telling people, and what becomes of it.

Rows are written in the transaction of their cause: told exactly when it happened, never when it was undone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from wangge.grids import access
from wangge.grids.models import Post, PostQuerySet
from wangge.notices.models import Notice

#: Read notices are let go after this.
KEPT = timedelta(days=90)
_BATCH = 1000
_TEXT, _LINK = 200, 200


@transaction.atomic
def tell(
    *,
    text: str,
    at: datetime,
    link: str = "",
    kind: str = "",
    key: str = "",
    case_id: UUID | None = None,
    persons: Iterable[int] = (),
    unit: int | None = None,
    seat: tuple[int, Collection[str]] | None = None,
    without: Collection[int] = (),
) -> int:
    """Tell persons by id, everybody with a post in a unit, or whoever holds one of the roles in an area now.

    `seat` is (area id, roles). A person hears once, however many ways he is reached, and once while the last
    notice under the same `key` is unread; returns how many rows were offered. Of a confidential case the
    caller gives a sentence without content (domain/04 section 1d): what it says is stored as it is.
    """
    told = set(persons)
    held = Post.objects.held(at)
    if unit is not None:
        told |= _holders(held.filter(unit_id=unit))
    if seat is not None:
        told |= _holders(held.filter(area_id=seat[0], role__in=list(seat[1])))
    return _write(told - set(without), text=text, at=at, link=link, kind=kind, key=key, case_id=case_id)


@dataclass(frozen=True, slots=True)
class SeatNotice:
    """What whoever holds one of the roles in an area is told; as the arguments of `tell`."""

    area_id: int
    roles: Collection[str]
    text: str
    link: str = ""
    kind: str = ""
    key: str = ""
    case_id: UUID | None = None


@transaction.atomic
def tell_seats(told: Sequence[SeatNotice], *, at: datetime) -> int:
    """Many seats at once: one look at the posts, one statement for all the rows."""
    areas = {notice.area_id for notice in told}
    held: dict[int, list[tuple[str, int]]] = defaultdict(list)
    posts = Post.objects.held(at).filter(area_id__in=areas)
    for area_id, role, person_id in posts.values_list("area_id", "role", "person_id"):
        held[area_id].append((role, person_id))
    rows = [
        _row(person, text=n.text, at=at, link=n.link, kind=n.kind, key=n.key, case_id=n.case_id)
        for n in told
        for person in sorted({person for role, person in held[n.area_id] if role in n.roles})
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def tell_permit(
    *,
    text: str,
    at: datetime,
    path: str,
    roles: Collection[str],
    link: str = "",
    kind: str = "",
    key: str = "",
    case_id: UUID | None = None,
    without: Collection[int] = (),
) -> int:
    """Tell everybody who holds one of the roles in the area of `path` or in one above it; else as `tell`."""
    held = Post.objects.held(at).filter(role__in=list(roles), area__path__in=access.paths_up(path))
    return _write(
        _holders(held) - set(without), text=text, at=at, link=link, kind=kind, key=key, case_id=case_id
    )


def _holders(posts: PostQuerySet) -> set[int]:
    return set(posts.values_list("person_id", flat=True))


def _write(
    persons: set[int], *, text: str, at: datetime, link: str, kind: str, key: str, case_id: UUID | None
) -> int:
    rows = [
        _row(person, text=text, at=at, link=link, kind=kind, key=key, case_id=case_id)
        for person in sorted(persons)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(key))
    return len(rows)


def _row(
    person: int, *, text: str, at: datetime, link: str, kind: str, key: str, case_id: UUID | None
) -> Notice:
    cut = text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"
    return Notice(person_id=person, text=cut, link=link, kind=kind, key=key, case_id=case_id, created_at=at)


@transaction.atomic
def read(*, person_id: int, at: datetime, ids: Collection[UUID] | None = None) -> int:
    """Somebody has read these notices of his, or all of them; returns how many were unread."""
    unread = Notice.objects.unread().filter(person_id=person_id)
    return (unread if ids is None else unread.filter(pk__in=list(ids))).update(read_at=at)


@transaction.atomic
def read_case(*, person_id: int, case_id: UUID, at: datetime) -> int:
    """Somebody has opened a case: what he was told of it is read."""
    return Notice.objects.unread().filter(person_id=person_id, case_id=case_id).update(read_at=at)


@transaction.atomic
def hush(*, case_id: UUID) -> int:
    """A case turned confidential: what people were told of it before, with its title and place, goes."""
    gone, _ = Notice.objects.filter(case_id=case_id).delete()
    return gone


@transaction.atomic
def expire(*, at: datetime, size: int = _BATCH) -> int:
    """Let go of up to `size` notices read and older than 90 days; returns how many."""
    old = Notice.objects.filter(created_at__lt=at - KEPT, read_at__isnull=False).order_by("created_at")
    gone, _ = Notice.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:size])).delete()
    return gone
