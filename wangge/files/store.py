"""Sealed bytes on disk. Originals and copies lie apart, under random names that reveal nothing."""

import secrets
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from wangge.kernel import sealing

ORIGINAL = "original"


def new_key() -> str:
    """A name nobody can guess."""
    return secrets.token_hex(16)


def _path(key: str, size: str) -> str:
    """Two levels of folders, so that none of them grows large; originals in a tree of their own."""
    tree = "originals" if size == ORIGINAL else "copies"
    return f"{tree}/{key[:2]}/{key[2:4]}/{key}-{size}"


def _purpose(key: str, size: str) -> str:
    """Bound to its place, so that one file cannot be put in another's."""
    return f"files:{key}:{size}"


def put(key: str, size: str, content: bytes) -> None:
    """Seal and write."""
    default_storage.save(_path(key, size), ContentFile(sealing.seal(content, purpose=_purpose(key, size))))


def get(key: str, size: str) -> bytes:
    """Read and open. FileNotFoundError when it is gone."""
    with default_storage.open(_path(key, size)) as file:
        return sealing.unseal(file.read(), purpose=_purpose(key, size))


def drop(key: str, sizes: list[str]) -> None:
    """Delete the original and the copies; fine when they are gone already."""
    for size in [ORIGINAL, *sizes]:
        default_storage.delete(_path(key, size))


def drop_path(path: str) -> None:
    """Delete what `keys_in` found."""
    default_storage.delete(path)


def keys_in(shelf: str, *, before: datetime) -> list[tuple[str, str]]:
    """(key, path) of all bytes written before a moment whose key begins with these two characters."""
    tops = [f"{tree}/{shelf}" for tree in ("originals", "copies")]
    folders = [
        f"{top}/{f}" for top in tops if default_storage.exists(top) for f in default_storage.listdir(top)[0]
    ]
    paths = [f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]]
    old = [path for path in paths if default_storage.get_modified_time(path) < before]
    return [(path.rsplit("/", 1)[1].partition("-")[0], path) for path in old]
