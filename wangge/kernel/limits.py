"""How often a door may be used from one source: `allow` counts a use, `check` only looks.

Which doors there are, how often they open and what is said then, the rooms know. A source is an address, a
phone, a number or a token; only its keyed digest is stored, for two days. With `settings.PUBLIC_LIMIT` off
the database is asked nothing at all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from wangge.kernel import actions, addresses, sealing
from wangge.kernel.models import DoorCount
from wangge.kernel.refusal import TooOften
from wangge.kernel.words import SHANGHAI


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many uses in each slot of time, counted under a name, and what whoever wants more is told."""

    name: str
    most: int
    per: timedelta
    sentence: str


def allow(allowance: Allowance, source: str, *, at: datetime) -> None:
    """Count one use; TooOften (429, with the seconds to wait) when it is one too many."""
    if not settings.PUBLIC_LIMIT:
        return
    if actions.count_use(_digest(allowance, source), slot_of(at, allowance.per)) > allowance.most:
        raise TooOften(allowance.sentence, wait=wait(at, allowance.per))


def check(allowance: Allowance, source: str, *, at: datetime) -> None:
    """TooOften when all uses of this slot are used up; counts nothing. For guesses: `allow` after a wrong
    one.
    """
    if not settings.PUBLIC_LIMIT:
        return
    uses = DoorCount.objects.filter(source=_digest(allowance, source), slot=slot_of(at, allowance.per))
    if (uses.values_list("count", flat=True).first() or 0) >= allowance.most:
        raise TooOften(allowance.sentence, wait=wait(at, allowance.per))


def address_of(request: HttpRequest) -> str:
    """The source of a request as it is counted: behind trusted proxies what they say, an IPv6 by its /64."""
    return addresses.household(addresses.address_of(request.META, settings.TRUSTED_PROXIES))


def slot_of(at: datetime, per: timedelta) -> datetime:
    """The beginning of the slot a moment lies in; slots of a day begin at midnight in Shanghai."""
    local = at.astimezone(SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (local - midnight) // per * per


def wait(at: datetime, per: timedelta) -> int:
    """Whole seconds until the next slot begins, one at least."""
    left = slot_of(at, per) + per - at
    return max(1, -(-left // timedelta(seconds=1)))


def _digest(allowance: Allowance, source: str) -> bytes:
    return sealing.mac(f"{allowance.name}:{source}", purpose="door-count")
