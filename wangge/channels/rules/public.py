"""What of a case is public, and what a released sentence may not say (domain/06 R-55). Pure."""

import re
from datetime import date, datetime

from wangge.cases.rules.flows import State
from wangge.kernel.words import SHANGHAI
from wangge.matters.rules import Visibility

#: Before these nobody has said what it is; after those it is no case of its own.
_NEVER = frozenset(
    {State.DRAFT, State.REPORTED, State.WAITING_INFO, State.DECLINED, State.MERGED, State.VOID}
)
_PERSONAL = (
    (re.compile(r"\d[\d\s-]{6,}\d"), "不要写电话、证件号等号码。"),
    (re.compile(r"\d+\s*(室|户|单元)|[0-9A-Za-z]+[-－]\d{3,4}(?!\d)"), "不要写到单元、门牌和房号。"),
    (
        re.compile(r"[\u4e00-\u9fff](先生|女士|阿姨|大爷|师傅|同志)|[\u4e00-\u9fff]某|\*\*"),
        "不要写人的姓名和称呼。",
    ),
    (re.compile(r"投诉人|举报人|来电人|反映人|诉求人"), "不要写来件人。"),
)


def is_public(*, state: str, case_visibility: str, matter_visibility: str) -> bool:
    """Whether the facts of a case may be shown at all."""
    return state not in _NEVER and case_visibility == matter_visibility == Visibility.PUBLIC


def month_of(at: datetime) -> date:
    """The month, as its first day."""
    return at.astimezone(SHANGHAI).date().replace(day=1)


def days_between(start: datetime, end: datetime) -> int:
    """Whole days, at least one: 当天办结 is one day."""
    return max(1, (end.astimezone(SHANGHAI).date() - start.astimezone(SHANGHAI).date()).days + 1)


def objection(sentence: str) -> str:
    """What keeps a sentence from being released; empty where nothing does."""
    for pattern, why in _PERSONAL:
        if pattern.search(sentence):
            return why
    return ""


def about(n: int) -> str:
    """A count as the public reads it: never a small one, and never so exact that it could be subtracted."""
    return f"约 {n // 5 * 5}" if n >= 5 else "少于 5"
