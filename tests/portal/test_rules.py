"""How late something is: two lines and a tone, in words."""

from datetime import datetime, timedelta

import pytest

from wangge.kernel.words import SHANGHAI
from wangge.portal.rules import lateness

NOW = datetime(2026, 11, 20, 14, 20, tzinfo=SHANGHAI)  # a Friday


@pytest.mark.parametrize(
    ("due", "tone", "when", "words"),
    [
        (NOW - timedelta(hours=1, minutes=5), "overdue", "13:15", "超期 1 小时 5 分"),
        (NOW - timedelta(days=3), "overdue", "11-17 14:20", "超期 3 天"),
        (NOW + timedelta(minutes=22), "soon", "14:42", "剩 22 分钟"),
        (NOW + timedelta(hours=2), "soon", "16:20", "剩 2 小时"),
        (NOW + timedelta(hours=2, minutes=50), "calm", "17:10", "今天"),
        (NOW + timedelta(days=1), "calm", "明天 14:20", "11-21"),
        (NOW + timedelta(days=3), "calm", "周一 14:20", "11-23"),
        (NOW + timedelta(days=28), "calm", "12-18 14:20", "剩 28 天"),
        (None, "none", "—", "未定时限"),
    ],
)
def test_a_due_time_says_what_it_means(due: datetime | None, tone: str, when: str, words: str) -> None:
    found = lateness(due, now=NOW)

    assert (found.tone, found.when, found.words) == (tone, when, words)


def test_a_matter_may_say_itself_when_it_becomes_soon() -> None:
    due = NOW + timedelta(minutes=30)

    assert lateness(due, now=NOW, soon_at=NOW + timedelta(minutes=1)).tone == "calm"
    assert lateness(due, now=NOW, soon_at=NOW).tone == "soon"


def test_while_the_clock_stands_nothing_is_late() -> None:
    found = lateness(NOW - timedelta(days=1), now=NOW, paused="复核 11-25")

    assert (found.tone, found.words) == ("paused", "复核 11-25")


def test_what_is_done_says_how_early_or_late() -> None:
    due = NOW + timedelta(hours=1)

    early = lateness(due, now=NOW, done_at=due - timedelta(minutes=28))
    late = lateness(due, now=NOW, done_at=due + timedelta(minutes=5))

    assert (early.tone, early.words) == ("done", "提前 28 分钟")
    assert (late.tone, late.words) == ("done", "晚 5 分钟")
