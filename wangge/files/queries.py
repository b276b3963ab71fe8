"""Reading files: addresses for pages, pictures ready for a template, and what a form still holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from wangge.files import links, store
from wangge.files.models import StoredFile

DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as templates need it: no query, no signing left to do there."""

    id: UUID
    url: str
    large_url: str
    width: int
    height: int
    alt: str
    is_image: bool
    is_forgotten: bool


def url_of(file: StoredFile, size: str = "small") -> str:
    """The signed address of a copy, or of a document; call it only for a page whose reader may see the file.

    Empty when the file is forgotten. Raises KeyError for a size that was not made.
    """
    if file.is_forgotten:
        return ""
    if not file.is_image:
        return links.address(file.pk, DOCUMENT)
    if size not in file.copies:
        raise KeyError(size)
    return links.address(file.pk, size)


def shown(files: Iterable[StoredFile], *, word: str = "照片") -> list[Shown]:
    """Files in the order given, each with its addresses and a text for those who do not see it."""
    return [
        Shown(
            id=file.pk,
            url=url_of(file, "small"),
            large_url=url_of(file, "large"),
            width=file.copies.get("small", [0, 0])[0],
            height=file.copies.get("small", [0, 0])[1],
            alt=f"{word} {number}",
            is_image=file.is_image,
            is_forgotten=file.is_forgotten,
        )
        for number, file in enumerate(files, 1)
    ]


def of(owner: str) -> list[StoredFile]:
    """The files of an owner, in the order in which they came."""
    return list(StoredFile.objects.of(owner))


def held(holder: str, ids: Sequence[UUID]) -> list[StoredFile]:
    """Those of the files that this form still holds, in the order of `ids`."""
    found = {file.pk: file for file in StoredFile.objects.held_by(holder).filter(pk__in=ids)}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def content(file: StoredFile, size: str) -> tuple[bytes, str] | None:
    """(bytes, content type) of a copy, or of a document itself; None when there is none."""
    if file.is_forgotten:
        return None
    try:
        if size == DOCUMENT and not file.is_image:
            return store.get(file.key, store.ORIGINAL), file.content_type
        return (store.get(file.key, size), "image/jpeg") if size in file.copies else None
    except FileNotFoundError:  # forgotten between our reading the row and the disk
        return None


def orphans(keys: Iterable[str]) -> set[str]:
    """Keys of bytes on disk that no row knows of: left by a transaction that was rolled back."""
    wanted = set(keys)
    return wanted - set(StoredFile.objects.filter(key__in=wanted).values_list("key", flat=True))
