"""The table of real events as values, and our mapping of its kinds to the catalogue."""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wangge.kernel.refusal import Refused

DATA = Path(__file__).resolve().parents[1] / "data"
COLUMNS = (
    "rec_id",
    "create_time",
    "street",
    "community",
    "event_type",
    "main_type",
    "sub_type",
    "dispose_unit",
    "source",
    "property",
    "status_code",
)
#: What the table writes where it knows nothing.
_NOTHING = frozenset({"", "-"})


@dataclass(frozen=True, slots=True)
class Event:
    """One row. `street`, `community` and `unit` are empty where the table says nothing."""

    id: str
    day: date
    street: str
    community: str
    #: Three levels, the finest first.
    kinds: tuple[str, str, str]
    unit: str
    source: str
    wish: str
    is_late: bool

    @property
    def kind(self) -> str:
        return self.kinds[0]


def read(path: Path, *, limit: int | None = None) -> list[Event]:
    """The rows in their order; a table with other columns is refused."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    lacking = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if lacking:
        raise Refused(f"这张表缺少这些列：{'、'.join(lacking)}。")
    return [_event(row) for row in rows][:limit]


def _event(row: Mapping[str, str]) -> Event:
    known = {name: "" if row[name].strip() in _NOTHING else row[name].strip() for name in COLUMNS}
    return Event(
        id=known["rec_id"],
        day=date.fromisoformat(known["create_time"][:10]),
        street=known["street"],
        community=known["community"],
        kinds=(known["sub_type"], known["main_type"], known["event_type"]),
        unit=known["dispose_unit"],
        source=known["source"],
        wish=known["property"],
        is_late=known["status_code"] == "overtime",
    )


def matters() -> dict[str, str]:
    """Kind of event -> our matter; kinds that have no fitting matter are left out."""
    return {row["sub_type"]: row["matter"] for row in _tsv("pingshan_subtypes.tsv") if row["matter"]}


def department_words() -> list[tuple[str, str]]:
    """(word in a unit's name, department), the first that fits counts."""
    return [(word, row["department"]) for row in _tsv("unit_words.tsv") for word in row["words"].split()]


def _tsv(name: str) -> Iterable[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
