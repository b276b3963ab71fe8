"""What was kept long enough goes: who came to a meeting, what was said there, who stood for an honour."""

from datetime import datetime, timedelta

from django.db import transaction

from wangge.files import actions as files
from wangge.gatherings.models import Attendance, ContestResult, Gathering, Nominee, Voter
from wangge.gatherings.rules.meeting import State
from wangge.grids.access import THE_CLOCK

#: Minutes are archived on paper within this time; the votes of an honour stay until the next one.
KEEP_MINUTES = timedelta(days=5 * 365)
KEEP_POLLS = timedelta(days=365)
#: What stands in the place of words that are kept no longer.
GONE = "（已过保存期）"


@transaction.atomic
def forget_old(*, at: datetime, batch: int = 500) -> int:
    """Take names and words out of old meetings and polls; that they were held, and the numbers, stay."""
    old = Gathering.objects.filter(state=State.HELD, starts_at__lte=at - KEEP_MINUTES).exclude(said=GONE)
    held = list(old.order_by("starts_at").values_list("pk", flat=True)[:batch])
    Attendance.objects.filter(gathering__in=held).delete()
    files.forget_of([f"gathering:{pk}" for pk in held], by=THE_CLOCK, at=at)
    Gathering.objects.filter(pk__in=held).update(said=GONE, chair="", mended="")
    ContestResult.objects.filter(gathering__in=held).delete()
    ended = Nominee.objects.filter(poll__closes_at__lte=at - KEEP_POLLS)
    polls = list(ended.order_by("poll").values_list("poll", flat=True).distinct()[:batch])
    Voter.objects.filter(poll__in=polls).delete()
    Nominee.objects.filter(poll__in=polls).delete()
    return len(held) + len(polls)
