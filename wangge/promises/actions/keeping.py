"""What was kept long enough goes: who kept a promise, and how it was proved."""

from datetime import datetime, timedelta

from django.db import transaction

from wangge.files import actions as files
from wangge.grids.access import THE_CLOCK
from wangge.promises.models import Promise

KEEP = timedelta(days=3 * 365)
#: What stands in the place of words that are kept no longer.
GONE = "（已过保存期）"


@transaction.atomic
def forget_old(*, at: datetime, batch: int = 500) -> int:
    """Take who and how out of promises closed three years ago; what was promised and became of it stays."""
    old = Promise.objects.filter(closed_at__lte=at - KEEP).exclude(keeper=GONE)
    ids = list(old.order_by("closed_at").values_list("pk", flat=True)[:batch])
    files.forget_of([f"promise:{pk}" for pk in ids], by=THE_CLOCK, at=at)
    Promise.objects.filter(pk__in=ids).update(
        keeper=GONE,
        keeper_no=None,
        proof=GONE,
        proved_by=None,
        confirmed_by=None,
        answer="",
        reason="",
        is_public=False,
        public_words="",
    )
    return len(ids)
