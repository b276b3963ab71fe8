"""How often a public door may be used, and how long it is remembered (contract: limits on public doors)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from wangge.kernel.words import SHANGHAI

#: A door's answer to a client request id is kept so long, a count of uses no longer than its limit asks for.
RECEIPT_KEPT = timedelta(days=30)
COUNT_KEPT = timedelta(days=2)


class Kind(StrEnum):
    """What is counted."""

    ADDRESS = "address"
    PHONE = "phone"
    SECRET = "secret"  # noqa: S105  (a kind, not a secret)
    TOKEN = "token"  # noqa: S105  (a kind, not a token)


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many uses in each slot of time, and what whoever wants more is told."""

    most: int
    per: timedelta
    sentence: str


ALLOWANCES = {
    # A whole street can share one address.
    Kind.ADDRESS: Allowance(60, timedelta(minutes=1), "这个网络一分钟内的请求太多，请稍等再试。"),
    Kind.PHONE: Allowance(
        5, timedelta(hours=1), "这个电话一小时内已上报 5 件，请稍后再报；紧急情况请直接拨打 110、119、120。"
    ),
    Kind.SECRET: Allowance(5, timedelta(days=1), "这个编号今天输错的次数太多，请明天再试。"),
    Kind.TOKEN: Allowance(600, timedelta(minutes=1), "这个令牌一分钟内的请求太多，请稍等再试。"),
}


def slot_of(at: datetime, per: timedelta) -> datetime:
    """The beginning of the slot a moment lies in; slots of a day begin at midnight in Shanghai."""
    local = at.astimezone(SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (local - midnight) // per * per


def wait(at: datetime, per: timedelta) -> int:
    """Whole seconds until the next slot begins, one at least."""
    left = slot_of(at, per) + per - at
    return max(1, -(-left // timedelta(seconds=1)))
