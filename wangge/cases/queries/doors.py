"""What the public doors remember: answers already given, uses already counted."""

import hmac
from datetime import datetime
from typing import Any

from wangge.cases.models import DoorCount, Receipt
from wangge.kernel.refusal import Refused

OTHER_BODY = "这个 client_request_id 已经用于另一个请求，请换一个。"


def answered(door: str, key: str, body: bytes) -> dict[str, Any] | None:
    """What the door answered to this request id; None where it is new. Refused when the body was another."""
    receipt = Receipt.objects.filter(door=door, key=key).first()
    if receipt is None:
        return None
    if not hmac.compare_digest(bytes(receipt.body_digest), body):
        raise Refused(OTHER_BODY, field="client_request_id")
    answer: dict[str, Any] | None = receipt.answer
    return answer


def uses(source: bytes, slot: datetime) -> int:
    """How often a door was used from one source in one slot of time."""
    return DoorCount.objects.filter(source=source, slot=slot).values_list("count", flat=True).first() or 0
