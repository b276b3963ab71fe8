"""Which wall a browser is."""

from datetime import datetime

from django.db.models import QuerySet

from wangge.grids import access
from wangge.grids.access import Acting
from wangge.insight.models import Screen


def screen_of(key_digest: bytes, *, at: datetime) -> Screen | None:
    """The wall bound to a browser, as long as it is in force."""
    found = Screen.objects.filter(browser_digest=key_digest, revoked_at__isnull=True, expires_at__gt=at)
    return found.select_related("area").first()


def screens(acting: Acting) -> QuerySet[Screen]:
    """The walls of the post's area and below, newest first."""
    rows = Screen.objects.select_related("area", "issued_by").order_by("-issued_at", "-pk")
    return rows.filter(access.below(acting.area_path, field="area__path")) if acting.area_path else rows
