"""Uploads that wait between their preview and their confirmation."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from wangge.grids.access import Acting
from wangge.grids.models import Draft

KEPT = timedelta(days=7)


@transaction.atomic
def hold(kind: str, content: Any, *, by: Acting, at: datetime) -> Draft:
    """Keep an upload until it is confirmed."""
    return Draft.objects.create(kind=kind, content=content, post_id=by.post_id, made_at=at)


@transaction.atomic
def drop(draft: Draft) -> None:
    """Confirmed or given up."""
    draft.delete()


@transaction.atomic
def sweep_drafts(*, at: datetime) -> int:
    """Uploads that nobody confirmed within a week go; returns how many."""
    gone, _ = Draft.objects.filter(made_at__lt=at - KEPT).delete()
    return gone
