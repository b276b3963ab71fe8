"""What somebody has been told."""

from django.db.models import QuerySet

from wangge.notices.models import Notice


def unread_count(person_id: int | None) -> int:
    """How many notices wait; one look at a partial index, cheap enough for every page. 0 for nobody."""
    return Notice.objects.unread().filter(person_id=person_id).count() if person_id else 0


def latest(person_id: int | None, *, unread_only: bool = False) -> QuerySet[Notice]:
    """Somebody's notices, newest first; slice or page it."""
    if person_id is None:
        return Notice.objects.none()
    found = Notice.objects.filter(person_id=person_id).order_by("-created_at", "-id")
    return found.unread() if unread_only else found
