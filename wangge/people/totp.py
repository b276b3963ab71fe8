"""The six figures of a code app (RFC 6238: SHA-1, 30 seconds), which every such app understands."""

import base64
import os
from datetime import datetime
from hmac import compare_digest
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP = 30
DIGITS = 6
#: Steps before and after now that are taken: clocks of phones go wrong a little.
DRIFT = 1


def new_secret() -> str:
    """A fresh 160-bit secret as base32, as it is typed or scanned into the app."""
    return base64.b32encode(os.urandom(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The figures of one 30-second step."""
    counter = HOTP(base64.b32decode(secret), DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303
    return counter.generate(step).decode()


def step_of(at: datetime) -> int:
    """Which step a moment lies in."""
    return int(at.timestamp()) // STEP


def matching_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The step whose code was given, near now and later than the last one used: each works once."""
    now = step_of(at)
    for step in range(max(now - DRIFT, after + 1), now + DRIFT + 1):
        if compare_digest(code_at(secret, step).encode(), code.encode(errors="replace")):
            return step
    return None


def uri(secret: str, *, username: str, issuer: str) -> str:
    """What the QR code says to the app."""
    label = quote(f"{issuer}:{username}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&digits={DIGITS}&period={STEP}"
