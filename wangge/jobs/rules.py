"""When a failed job is tried again and which slot of a period a moment falls into; pure."""

from datetime import datetime, timedelta

from wangge.kernel.words import SHANGHAI

#: Slots are counted from a midnight of Shanghai, so that a day's slot is a day there.
_EPOCH = datetime(2020, 1, 1, tzinfo=SHANGHAI)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after the n-th failure: 10 s, 40 s, 160 s … at most an hour."""
    wait: timedelta = _FIRST_WAIT * 4 ** min(attempts - 1, 6)
    return min(wait, _LONGEST_WAIT)


def slot_start(at: datetime, *, every: timedelta, after: timedelta) -> datetime:
    """When the period that `at` lies in began; periods begin `after` past midnight of Shanghai."""
    first = _EPOCH + after
    return first + (at - first) // every * every


def short_error(error: BaseException) -> str:
    """Kind and first line of an error. The rest of a database's message may quote rows, so it is not kept."""
    first = str(error).strip().split("\n", 1)[0]
    return f"{type(error).__name__}: {first}"[:300] if first else type(error).__name__
