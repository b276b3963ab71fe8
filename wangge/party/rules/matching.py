"""What of the open posts and tasks fits what somebody said he can do and when he is free; pure.

A help for the member who chooses: everything stays on the list, nobody is assigned anything.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BREAKS = re.compile(r"[\s,，、;；/|。.和与及或]+")
#: Words that say nothing about what somebody can do.
_EMPTY = frozenset(["可以", "能够", "愿意", "擅长", "服务", "帮助", "工作", "居民", "时间", "随时", "没有"])
#: Words of one kind of time; a text that names one of them fits who is free then.
_TIMES = (
    ("工作日", ("工作日", "平时", "周一", "周二", "周三", "周四", "周五")),
    ("周末", ("周末", "周六", "周日", "星期六", "星期日", "双休")),
    ("上午", ("上午", "早上", "早晨")),
    ("下午", ("下午",)),
    ("晚上", ("晚上", "晚间", "夜间", "下班后")),
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well something fits: the words in common, the best first in a list."""

    words: tuple[str, ...] = ()
    times: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        return 3 * len(self.words) + len(self.times)

    @property
    def text(self) -> str:
        """Why it stands at the top."""
        return "、".join((*self.words, *self.times))


def skills_in(text: str) -> tuple[str, ...]:
    """The things somebody says he can do, one word or phrase each."""
    found = [part for part in _BREAKS.split(text) if len(part) >= 2 and part not in _EMPTY]
    return tuple(dict.fromkeys(found))


def times_in(text: str) -> frozenset[str]:
    """The kinds of time a text speaks of."""
    return frozenset(name for name, words in _TIMES if any(word in text for word in words))


def fit(*, skills: str, free_time: str, text: str) -> Fit:
    """What a post's or a task's words have in common with somebody's skills and free time."""
    words = tuple(skill for skill in skills_in(skills) if _speaks_of(text, skill))
    times = times_in(free_time) & times_in(text)
    return Fit(words, tuple(name for name, _ in _TIMES if name in times)) if words or times else Fit()


def _speaks_of(text: str, skill: str) -> bool:
    """The skill itself, or for a phrase such as 修家电 its last two characters: 帮老人看看家电."""
    return skill in text or (len(skill) >= 3 and skill[-2:] in text and skill[-2:] not in _EMPTY)


def best_first(found: Iterable[tuple[str, int]], *, skills: str, free_time: str) -> list[tuple[int, Fit]]:
    """Places of (words, place) with how well they fit, the best first, else as they came."""
    fits = [(place, fit(skills=skills, free_time=free_time, text=text)) for text, place in found]
    return sorted(fits, key=lambda pair: -pair[1].score)
