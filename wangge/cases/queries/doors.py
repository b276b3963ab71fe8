"""What the public doors remember: answers already given."""

import hmac
from typing import Any

from wangge.cases.models import Receipt
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
