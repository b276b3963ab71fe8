"""How entries are chained and heads are sealed: digests over facts, no database."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from wangge.kernel import sealing

#: Names of the two seals that move; every other seal is named by its day and never changes.
HEAD, CUT = "head", "cut"
_PURPOSE = "journal-head"


class Fact(NamedTuple):
    """Everything of an entry that the chain vouches for, in the order in which it is digested."""

    at: datetime
    person_id: int | None
    post_id: int | None
    role: str
    name: str
    verb: str
    subject: str
    note: str
    ip: str


class Link(NamedTuple):
    """A sealed entry: its place in the chain, the digest that was stored, and its facts."""

    seq: int
    digest: str
    fact: Fact


class Mark(NamedTuple):
    """A place in the chain and the digest there; `mac` proves that somebody with the key wrote it."""

    name: str
    seq: int
    digest: str
    mac: str


def link(previous: str, seq: int, fact: Fact) -> str:
    """The digest (SHA-256, hex) of an entry on top of the one before it; anybody can recompute it."""
    body = [previous, seq, fact.at.astimezone(UTC).isoformat(timespec="microseconds"), *fact[1:]]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def mac(name: str, seq: int, digest: str) -> str:
    """The seal under a place of the chain: an HMAC whose key lies outside the database (R-74)."""
    return sealing.mac(f"{name}\t{seq}\t{digest}", purpose=_PURPOSE, length=32).hex()


def is_true(mark: Mark) -> bool:
    """Whether the seal was made with the key for exactly this place."""
    return mark.mac == mac(mark.name, mark.seq, mark.digest)


def seal_line(mark: Mark) -> str:
    """A seal as one line of the file that is kept apart from the database."""
    return f"{mark.name}\t{mark.seq}\t{mark.digest}\t{mark.mac}\n"


def read_seals(text: str) -> list[Mark]:
    """The seals of such a file; lines that are none are left out, since a torn last line is no fault."""
    rows = [line.split("\t") for line in text.splitlines()]
    return [Mark(row[0], int(row[1]), row[2], row[3]) for row in rows if len(row) == 4 and row[1].isdigit()]


def walk(start: Mark, links: Iterable[Link], marks: Iterable[Mark]) -> Iterator[str]:
    """Go along the chain from `start`; one Chinese sentence for each fault. No mark lies before `start`."""
    wanted: dict[int, list[Mark]] = {}
    for mark in marks:
        wanted.setdefault(mark.seq, []).append(mark)
    seq = start.seq
    digest: str | None = start.digest  # None: not known, because entries are missing
    yield from _disagree(wanted.pop(seq, []), start.digest)
    for entry in links:
        if entry.seq != seq + 1:
            yield f"第 {seq + 1} 条起缺少 {entry.seq - seq - 1} 条记录"
            digest = None
        if digest is not None and link(digest, entry.seq, entry.fact) != entry.digest:
            yield f"第 {entry.seq} 条内容与封存时不一致"
        seq, digest = entry.seq, entry.digest
        yield from _disagree(wanted.pop(seq, []), entry.digest)
    for later in sorted(wanted):
        yield from (f"封印“{mark.name}”所指的第 {later} 条不存在" for mark in wanted[later])


def _disagree(marks: list[Mark], digest: str) -> Iterator[str]:
    yield from (f"封印“{mark.name}”与第 {mark.seq} 条不一致" for mark in marks if mark.digest != digest)
