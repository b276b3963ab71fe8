"""Signatures and message encryption as WeChat and WeCom publish them; pure.

Bytes in, bytes out. What does not fit is a Broken with the reason for the operator's page, never with the
content.
"""

import base64
import binascii
import hashlib
import hmac
import os
import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

#: A delivery of another time is refused: older ones are repeats of somebody else.
FRESH = timedelta(minutes=10)
_BLOCK = 32


class Fault(StrEnum):
    """Why a delivery was not taken."""

    KEY = "key"
    SIGNATURE = "signature"
    CIPHER = "cipher"
    RECEIVER = "receiver"
    CLOCK = "clock"
    PLAIN = "plain"
    CONTENT = "content"


class Broken(Exception):
    """A delivery that is not taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Keys:
    """What both sides know: token, EncodingAESKey, and whom messages are for (empty: not checked)."""

    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    receiver: str = ""


def key_bytes(aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey of 43 characters."""
    try:
        found = base64.b64decode(aes_key + "=", validate=True) if len(aes_key) == 43 else b""
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != 32:
        raise Broken(Fault.KEY)
    return found


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts, as the protocol fixes it."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def check(given: str, *parts: str) -> None:
    """Broken where the signature is another."""
    if not hmac.compare_digest(signature(*parts).encode(), given.encode()):
        raise Broken(Fault.SIGNATURE)


def check_time(timestamp: str, *, at: datetime) -> None:
    """Broken where the delivery is not of now."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 11):
        raise Broken(Fault.CLOCK)
    if abs(at.timestamp() - int(timestamp)) > FRESH.total_seconds():
        raise Broken(Fault.CLOCK)


def decrypt(sealed: str, keys: Keys) -> bytes:
    """16 random bytes, the length, the content, whom it is for; padded to 32; AES-256-CBC."""
    key = key_bytes(keys.aes_key)
    try:
        raw = base64.b64decode(sealed, validate=True)
        opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = opener.update(raw) + opener.finalize()
    except (binascii.Error, ValueError):
        raise Broken(Fault.CIPHER) from None
    pad = plain[-1] if plain else 0
    if not 1 <= pad <= _BLOCK or len(plain) < 20 + pad:
        raise Broken(Fault.CIPHER)
    (size,) = struct.unpack(">I", plain[16:20])
    body, receiver = plain[20 : 20 + size], plain[20 + size : -pad]
    if len(body) != size or 20 + size > len(plain) - pad:
        raise Broken(Fault.CIPHER)
    if keys.receiver and not hmac.compare_digest(receiver, keys.receiver.encode()):
        raise Broken(Fault.RECEIVER)
    return body


def encrypt(content: bytes, keys: Keys, *, salt: bytes = b"") -> str:
    """The same the other way."""
    key = key_bytes(keys.aes_key)
    plain = (salt or os.urandom(16)) + struct.pack(">I", len(content)) + content + keys.receiver.encode()
    pad = _BLOCK - len(plain) % _BLOCK
    sealer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(sealer.update(plain + bytes([pad]) * pad) + sealer.finalize()).decode()


def page_signature(*, ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """What a page shows so that it may use the phone's location and camera; what follows # is not signed."""
    address = url.partition("#")[0]
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={address}"
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
