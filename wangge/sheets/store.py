"""Sealed bytes on disk: the rows of a run and finished exports, under random names that reveal nothing."""

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from wangge.kernel import sealing

_ROOT = "sheets"
#: (row number as in the file, its cells)
StoredRow = tuple[int, Sequence[str]]


def new_key() -> str:
    """The name of a folder that nobody can guess."""
    return secrets.token_hex(16)


def _purpose(key: str, name: str) -> str:
    """Bound to its place, so that one file cannot be put in another's."""
    return f"sheets:{key}:{name}"


def put(key: str, name: str, content: bytes) -> None:
    """Seal and write."""
    default_storage.save(
        f"{_ROOT}/{key}/{name}", ContentFile(sealing.seal(content, purpose=_purpose(key, name)))
    )


def get(key: str, name: str) -> bytes:
    """Read and open. FileNotFoundError when it is gone."""
    with default_storage.open(f"{_ROOT}/{key}/{name}") as file:
        return sealing.unseal(file.read(), purpose=_purpose(key, name))


def put_rows(key: str, number: int, rows: Sequence[StoredRow]) -> None:
    """One block of rows."""
    put(key, f"rows-{number:05d}", json.dumps(rows, ensure_ascii=False).encode())


def get_rows(key: str, number: int) -> list[StoredRow]:
    """One block of rows."""
    return [(number, cells) for number, cells in json.loads(get(key, f"rows-{number:05d}"))]


def all_rows(key: str, blocks: int) -> Iterator[StoredRow]:
    """Every row of a run, block by block."""
    for number in range(blocks):
        yield from get_rows(key, number)


def drop(key: str) -> None:
    """Delete a folder with all that is in it; fine when it is gone already."""
    folder = f"{_ROOT}/{key}"
    if not key or not default_storage.exists(folder):
        return
    for name in default_storage.listdir(folder)[1]:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def keys(*, before: datetime) -> list[str]:
    """All folders that nothing was written into since a moment."""
    if not default_storage.exists(_ROOT):
        return []
    folders = default_storage.listdir(_ROOT)[0]
    return [key for key in folders if default_storage.get_modified_time(f"{_ROOT}/{key}") < before]
