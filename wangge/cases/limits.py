"""Limits on the public doors of cases, for pages and API alike: `allow` counts a use, `check` only looks.

How uses are counted and forgotten is the kernel's (kernel.limits); here stands what is counted, and how much
is enough (contract: limits on public doors).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from wangge.kernel import limits
from wangge.kernel.limits import Allowance, address_of

__all__ = ["ALLOWANCES", "Kind", "address_of", "allow", "check"]


class Kind(StrEnum):
    """What is counted."""

    ADDRESS = "address"
    PHONE = "phone"
    TYPING = "typing"
    SECRET = "secret"  # noqa: S105  (a kind, not a secret)
    TOKEN = "token"  # noqa: S105  (a kind, not a token)


_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_OF_ADDRESS = "这个网络一分钟内的请求太多，请稍等再试。"
_OF_TYPING = "这个网络的提示请求太多，提示先停一停；照常写、照常提交就行。"
_OF_PHONE = "这个电话一小时内已上报 5 件，请稍后再报；紧急情况请直接拨打 110、119、120。"
_OF_SECRET = "这个编号今天输错的次数太多，请明天再试。"  # noqa: S105  (a sentence)
_OF_TOKEN = "这个令牌一分钟内的请求太多，请稍等再试。"  # noqa: S105  (a sentence)
ALLOWANCES = {
    # A whole street can share one address.
    Kind.ADDRESS: Allowance(Kind.ADDRESS, 60, _MINUTE, _OF_ADDRESS),
    Kind.PHONE: Allowance(Kind.PHONE, 5, _HOUR, _OF_PHONE),
    # Suggestions while somebody types: a few a minute each, and a whole street behind one address.
    Kind.TYPING: Allowance(Kind.TYPING, 240, _MINUTE, _OF_TYPING),
    Kind.SECRET: Allowance(Kind.SECRET, 5, _DAY, _OF_SECRET),
    Kind.TOKEN: Allowance(Kind.TOKEN, 600, _MINUTE, _OF_TOKEN),
}


def allow(kind: Kind, source: str, *, at: datetime) -> None:
    """Count one use; TooOften (429, with the seconds to wait) when it is one too many."""
    limits.allow(ALLOWANCES[kind], source, at=at)


def check(kind: Kind, source: str, *, at: datetime) -> None:
    """TooOften when all uses of this slot are used up; counts nothing. For guesses: `allow` after a wrong
    one.
    """
    limits.check(ALLOWANCES[kind], source, at=at)
