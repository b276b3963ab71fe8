"""Pure decisions of the pages: how late something is, in words and a tone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from wangge.kernel import words

#: From here a due time counts as soon where nobody says otherwise (the desk's "2 小时内到期").
SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Lateness:
    """`tone` is overdue, soon, calm, paused, done or none; `when` and `words` are its two lines."""

    tone: str
    when: str
    words: str


def when_short(value: datetime, *, now: datetime) -> str:
    """As `moment`, but today's moments are the clock alone: `13:15`."""
    return words.moment(value, now=now).removeprefix("今天 ")


def _calm_words(due: datetime, now: datetime) -> str:
    there, here = due.astimezone(words.SHANGHAI), now.astimezone(words.SHANGHAI)
    days = (there.date() - here.date()).days
    if days == 0:
        return "今天"
    return f"{there:%m-%d}" if days < 7 else f"剩 {days} 天"


def lateness(
    due: datetime | None,
    *,
    now: datetime,
    soon_at: datetime | None = None,
    paused: str = "",
    done_at: datetime | None = None,
) -> Lateness:
    """How a due time stands; `soon_at`: soon from then on; `paused`: words while its clock stands."""
    if paused:
        return Lateness("paused", "已暂停", paused)
    if due is None:
        return Lateness("none", "—", "未定时限")
    when = when_short(due, now=now)
    if done_at is not None:
        early = (due - done_at).total_seconds()
        return Lateness("done", when, f"{'提前' if early >= 0 else '晚'} {words.span(early)}")
    left = (due - now).total_seconds()
    if left < 0:
        return Lateness("overdue", when, f"超期 {words.span(left)}")
    if now >= (soon_at or due - SOON):
        return Lateness("soon", when, f"剩 {words.span(left)}")
    return Lateness("calm", when, _calm_words(due, now))
