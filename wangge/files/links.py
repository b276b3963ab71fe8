"""Signed addresses of files, made for a page whose reader may see them, and the secrets of forms."""

import hmac
import re
import secrets
import time
from uuid import UUID

from django.urls import reverse

from wangge.files import rules
from wangge.kernel import sealing

_HOLDER = re.compile(r"hold:([0-9a-f]{32})-([0-9a-f]{1,8})-([0-9a-f]{16})")
HELD_HOURS = 24


def _key() -> bytes:
    return sealing.ring().derive("files.links")


def address(file_id: UUID, size: str) -> str:
    """`/files/<id>/<size>?t=<token>`; the same within one hour, so that browsers keep the picture."""
    expires = rules.until(time.time())
    return f"{reverse('files:show', args=[file_id, size])}?t={rules.token(file_id, size, expires, _key())}"


def opens(token: str, file_id: UUID, size: str) -> bool:
    """Whether the token is ours, for this, and still alive."""
    return rules.is_valid(token, file_id, size, _key(), moment=time.time())


def new_holder() -> str:
    """The secret of one form: random, ours, and useful for a day only. Nothing about it is stored."""
    body = f"{secrets.token_hex(16)}-{int(time.time()) // 3600:x}"
    return f"hold:{body}-{sealing.mac(body, purpose='files.holder', length=8).hex()}"


def is_holder(holder: str) -> bool:
    """Whether a form of ours had this secret within the last day."""
    found = _HOLDER.fullmatch(holder)
    if not found or int(time.time()) // 3600 - int(found[2], 16) > HELD_HOURS:
        return False
    expected = sealing.mac(f"{found[1]}-{found[2]}", purpose="files.holder", length=8).hex()
    return hmac.compare_digest(expected, found[3])
