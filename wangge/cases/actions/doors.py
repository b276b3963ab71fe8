"""What the public doors write down: what was answered to a request sent twice."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from wangge.cases.models import Receipt
from wangge.cases.queries.doors import answered
from wangge.cases.rules import doors

JSON = dict[str, Any]
_CLAIM = (
    "INSERT INTO cases_receipt (door, key, body_digest, created_at) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT DO NOTHING"
)
_ANSWER = "UPDATE cases_receipt SET answer = %s WHERE door = %s AND key = %s"


@transaction.atomic
def once(door: str, key: str, body: bytes, *, at: datetime, deed: Callable[[], JSON]) -> JSON:
    """Do what may be sent twice: the first request does it, every repeat gets the answer of the first.

    Of two at one instant the second waits for the first. A deed that is refused leaves no trace, so it may be
    tried again under the same key. Refused when the key was used for another body.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [door, key, body, connection.ops.adapt_datetimefield_value(at)])
        is_first = bool(cursor.rowcount)
    if not is_first:
        return answered(door, key, body) or {}
    answer = deed()
    with connection.cursor() as cursor:
        cursor.execute(_ANSWER, [json.dumps(answer), door, key])
    return answer


@transaction.atomic
def clean_doors(*, at: datetime) -> int:
    """Let go of receipts after 30 days; returns how many."""
    return Receipt.objects.filter(created_at__lt=at - doors.RECEIPT_KEPT).delete()[0]
