"""The text message gateway: one HTTP POST with JSON, for whatever provider stands behind it.

`WANGGE_SMS_URL` gets `{"id", "phone", "text"}` with `Authorization: Bearer WANGGE_SMS_TOKEN`; an answer of
2xx is success. The id is the same when a message is tried again, so that nobody gets it twice.
"""

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from django.conf import settings


class GatewayFailed(Exception):
    """The gateway did not take the message; the words hold neither phone nor text."""


class _NoWayOn(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere is misconfigured: phones go to nobody else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def send(*, key: str, phone: str, text: str) -> None:
    """Hand one message to the gateway. Raises GatewayFailed."""
    body = json.dumps({"id": key, "phone": phone, "text": text}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    request = urllib.request.Request(settings.SMS_URL, data=body, headers=headers, method="POST")  # noqa: S310
    try:
        with urllib.request.build_opener(_NoWayOn()).open(request, timeout=settings.SMS_TIMEOUT) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        raise GatewayFailed(f"网关回答 {error.code}") from None
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        reason = "超时" if isinstance(getattr(error, "reason", error), TimeoutError) else "连不上"
        raise GatewayFailed(f"短信网关{reason}") from None
    if not 200 <= status < 300:
        raise GatewayFailed(f"网关回答 {status}")
