"""What a subscriber is told, how it is signed, and when it is tried again. Pure."""

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices

from wangge.cases.rules.flows import CASE_FLOW, ORDER_FLOW

#: Waits after each failure; after the last it is dead until somebody sends it again.
WAITS = (10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600)
ATTEMPTS = len(WAITS) + 1
#: A receiver should refuse what is older.
FRESH = timedelta(minutes=5)
#: How far behind the steps are read again: a step that was committed late is found there.
BEHIND = timedelta(minutes=2)
#: The same once every ten minutes, for transactions that took very long.
FAR_BEHIND, SWEEP_EVERY = timedelta(hours=2), timedelta(minutes=10)


class DeliveryState(TextChoices):
    """Where a telling stands."""

    WAITING = "waiting", "等待推送"
    DONE = "done", "已送达"
    DEAD = "dead", "没送到"
    DROPPED = "dropped", "不再推送"


def _verbs() -> dict[str, str]:
    names: dict[str, str] = {}
    for flow in (CASE_FLOW, ORDER_FLOW):
        for verb, moves in flow.moves.items():
            names.setdefault(verb, moves[0].name)
    return names


#: What can be subscribed to: every move of both flows.
VERBS: Mapping[str, str] = _verbs()


def wants(verb: str, matter: str, *, verbs: Collection[str], matters: Collection[str]) -> bool:
    """Whether a subscription speaks of this step; an empty list means all."""
    return verb in VERBS and (not verbs or verb in verbs) and (not matters or matter in matters)


def body(payload: Mapping[str, Any]) -> bytes:
    """The very bytes that are signed and sent."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signature(secret: str, content: bytes, *, at: datetime) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA256 over the seconds, a full stop and the body."""
    seconds = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + content, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def is_signed(secret: str, content: bytes, header: str, *, at: datetime) -> bool:
    """What a receiver does: the signature fits and is fresh."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    seconds = parts.get("t", "")
    if not seconds.isdecimal() or len(seconds) > 12 or abs(at.timestamp() - int(seconds)) > FRESH.seconds:
        return False
    then = datetime.fromtimestamp(int(seconds), tz=at.tzinfo)
    return hmac.compare_digest(signature(secret, content, at=then).encode(), header.strip().encode())


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failures; None when it is given up."""
    return timedelta(seconds=WAITS[attempts - 1]) if attempts <= len(WAITS) else None


def is_taken(status: int) -> bool:
    """Whether the other side took it."""
    return 200 <= status < 300
