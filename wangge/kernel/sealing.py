"""Field encryption, data keys and keyed digests over the installation's key ring.

Ciphers stay behind this interface, so that SM4 and SM3 can take their place where an operator must have them.
"""

import hashlib
import hmac
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import models

from wangge.kernel import keyring


def ring() -> keyring.KeyRing:
    """The installation's key ring."""
    return keyring.load(settings.KEY_FILE)


def seal(plain: bytes, *, purpose: str) -> bytes:
    """Encrypt under the current key: `id length, id, nonce, ciphertext`; `purpose` is bound to it."""
    keys = ring()
    key_id = keys.current.encode()
    nonce = os.urandom(12)
    body = AESGCM(keys.derive(purpose)).encrypt(nonce, plain, purpose.encode())
    return bytes([len(key_id)]) + key_id + nonce + body


def unseal(blob: bytes, *, purpose: str) -> bytes:
    """Decrypt what `seal` made for the same purpose, whichever key of the ring it was."""
    blob = bytes(blob)
    size = blob[0]
    key_id, nonce, body = blob[1 : 1 + size].decode(), blob[1 + size : 13 + size], blob[13 + size :]
    keys = ring()
    if key_id not in keys.keys:  # another process has rotated the ring since this one read it
        keyring.load.cache_clear()
        keys = ring()
    return AESGCM(keys.derive(purpose, key_id)).decrypt(nonce, body, purpose.encode())


def sealed_by(blob: bytes) -> str:
    """The id of the key that sealed it; needs no key."""
    blob = bytes(blob)
    return blob[1 : 1 + blob[0]].decode()


def new_data_key(*, purpose: str) -> tuple[bytes, bytes]:
    """A fresh 16-byte key and its wrapped form. Destroying the wrapped form forgets all it sealed."""
    key = os.urandom(16)
    return key, seal(key, purpose=purpose)


def seal_with(key: bytes, plain: bytes) -> bytes:
    """Encrypt under a data key."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def unseal_with(key: bytes, blob: bytes) -> bytes:
    """Decrypt what `seal_with` made."""
    blob = bytes(blob)
    return AESGCM(key).decrypt(blob[:12], blob[12:], None)


def mac(message: str | bytes, *, purpose: str, length: int = 16) -> bytes:
    """A keyed digest for ever (blind index, secrets): hangs on the first key of the ring."""
    raw = message.encode() if isinstance(message, str) else message
    keys = ring()
    return hmac.digest(keys.derive(purpose, keys.first), raw, hashlib.sha256)[:length]


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text at rest as ciphertext, for the purpose `table.column`. To search, pair it with a blind index."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def _check_str_default_value(self) -> list[Any]:
        return []  # in Python it is a string, whatever the column is

    @property
    def purpose(self) -> str:
        """What the key is derived for."""
        return f"{self.model._meta.db_table}.{self.attname}"

    def get_prep_value(self, value: Any) -> Any:
        if value is None or value == "":
            return b""
        return seal(str(value).encode(), purpose=self.purpose)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not prepared:
            value = self.get_prep_value(value)
        return super().get_db_prep_value(value, connection, prepared=True)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return unseal(value, purpose=self.purpose).decode() if value else ""

    def reseal(self, raw: bytes) -> bytes:
        """The column's stored bytes under the current key; what `rotate_keys` calls on every row."""
        return seal(unseal(raw, purpose=self.purpose), purpose=self.purpose) if raw else b""

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return ""


def sealed_columns() -> list[tuple[type[models.Model], Any]]:
    """Every column of every room that knows how to reseal itself, with its table."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if hasattr(field, "reseal")
    ]
