"""Limits on the public doors, for pages and API alike: `allow` counts a use, `check` only looks.

A source is an address, a phone, a number or a token; only its keyed digest is stored, for two days.
`settings.PUBLIC_LIMIT` off means no question to the database at all.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from wangge.cases.actions import doors as actions
from wangge.cases.queries import doors as queries
from wangge.cases.rules import doors
from wangge.cases.rules.doors import ALLOWANCES, Kind
from wangge.kernel import addresses, sealing
from wangge.kernel.refusal import TooOften

__all__ = ["Kind", "address_of", "allow", "check"]


def allow(kind: Kind, source: str, *, at: datetime) -> None:
    """Count one use; TooOften (429, with the seconds to wait) when it is one too many."""
    if not settings.PUBLIC_LIMIT:
        return
    allowance = ALLOWANCES[kind]
    if actions.count_use(_digest(kind, source), doors.slot_of(at, allowance.per)) > allowance.most:
        raise _too_often(kind, at)


def check(kind: Kind, source: str, *, at: datetime) -> None:
    """TooOften when all uses of this slot are used up; counts nothing. For guesses: `allow` after a wrong
    one.
    """
    if not settings.PUBLIC_LIMIT:
        return
    allowance = ALLOWANCES[kind]
    if queries.uses(_digest(kind, source), doors.slot_of(at, allowance.per)) >= allowance.most:
        raise _too_often(kind, at)


def address_of(request: HttpRequest) -> str:
    """The source of a request as it is counted: behind trusted proxies what they say, an IPv6 by its /64."""
    return addresses.household(addresses.address_of(request.META, settings.TRUSTED_PROXIES))


def _digest(kind: Kind, source: str) -> bytes:
    return sealing.mac(f"{kind}:{source}", purpose="door-count")


def _too_often(kind: Kind, at: datetime) -> TooOften:
    allowance = ALLOWANCES[kind]
    return TooOften(allowance.sentence, wait=doors.wait(at, allowance.per))
