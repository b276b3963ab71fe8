"""The key ring: keys with ids in a file outside the database. Settings use it, so it needs none."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class KeyRing:
    """All keys of an installation: the one that seals now, and the older ones that still open."""

    current: str
    keys: dict[str, bytes]

    def derive(self, purpose: str, key_id: str = "") -> bytes:
        """A 32-byte key for one purpose, so that no two purposes share a key."""
        return _derived(self.keys[key_id or self.current], purpose)

    @property
    def first(self) -> str:
        """The oldest key's id: purposes that must never change (numbers, blind indexes) hang on it."""
        return next(iter(self.keys))


@lru_cache(maxsize=256)
def _derived(root: bytes, purpose: str) -> bytes:
    return hmac.digest(root, purpose.encode(), hashlib.sha256)


def _write(path: Path, ring: KeyRing) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {key_id: base64.b64encode(key).decode() for key_id, key in ring.keys.items()}
    draft = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"current": ring.current, "keys": keys}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())  # nothing may be sealed under a key that a power cut could take away
    if ring.current == "k1" and len(ring.keys) == 1:
        try:
            os.link(draft, path)  # two processes at the first start: one wins, both read the winner
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    else:
        draft.replace(path)


@lru_cache(maxsize=4)
def load(path: Path) -> KeyRing:
    """The ring in the file; a first start makes one."""
    if not path.exists():
        _write(path, KeyRing("k1", {"k1": secrets.token_bytes(32)}))
    raw = json.loads(path.read_text())
    return KeyRing(raw["current"], {key_id: base64.b64decode(key) for key_id, key in raw["keys"].items()})


def rotate(path: Path) -> KeyRing:
    """Add a key and make it the current one; the older ones go on opening what they sealed."""
    ring = load(path)
    fresh = f"k{len(ring.keys) + 1}"
    _write(path, KeyRing(fresh, {**ring.keys, fresh: secrets.token_bytes(32)}))
    load.cache_clear()
    return load(path)


def signing_key(path: Path) -> str:
    """Django's SECRET_KEY, derived, so that there is one file to keep."""
    ring = load(path)
    return base64.b64encode(ring.derive("django", ring.first)).decode()
