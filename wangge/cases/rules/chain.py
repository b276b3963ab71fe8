"""The hash chain over a case's steps: facts, not words (06 R-44), and the daily Merkle root over all of them
(R-74).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

EMPTY = b""


def digest(salt: bytes, payload: dict[str, Any]) -> bytes:
    """The salted digest of a step's words: with the salt gone, nothing can be guessed from it."""
    raw = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(salt + raw).digest()


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a step is chained."""

    case_id: str
    seq: int
    verb: str
    order_id: str
    source: str
    target: str
    at: datetime
    person_id: int | None
    post_id: int | None
    reason: str
    digest: bytes

    def hash(self, previous: bytes) -> bytes:
        """The step's link: over its facts and the link before."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        facts = (
            f"{self.case_id}|{self.seq}|{self.verb}|{self.order_id}|{self.source}|{self.target}|{at}|"
            f"{self.person_id}|{self.post_id}|{self.reason}|{self.digest.hex()}|{previous.hex()}"
        )
        return hashlib.sha256(facts.encode()).digest()


def broken_at(steps: Sequence[tuple[Facts, bytes, bytes]]) -> int | None:
    """The first seq whose link does not hold, for steps in order as (facts, previous, hash); None when all
    hold.
    """
    previous = EMPTY
    for place, (facts, stored_previous, stored) in enumerate(steps, start=1):
        if facts.seq != place or stored_previous != previous or facts.hash(previous) != stored:
            return place
        previous = stored
    return None


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle root over step hashes in their order; an odd one is carried up as it is."""
    row = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not row:
        return hashlib.sha256(b"\x00").digest()
    while len(row) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=False)]
        row = pairs + ([row[-1]] if len(row) % 2 else [])
    return row[0]
