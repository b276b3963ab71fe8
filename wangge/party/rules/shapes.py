"""Declared shapes (1+11+37, 1+2+N, 1+6): what is wanted, what is there, what is missing or too much; pure."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db.models import TextChoices

SHAPES_FILE = Path(__file__).resolve().parents[1] / "data" / "shapes.tsv"


class SlotKind(TextChoices):
    """What a part of a shape counts."""

    AREAS = "areas", "区域"
    ORGS = "orgs", "党组织"
    POSTS = "posts", "岗位"
    LINE = "line", "条线"


class WorkLine(TextChoices):
    """The three work lines of a block's station (row 19)."""

    PARTY = "party", "党群工作发展"
    SERVICE = "service", "服务体系建设"
    GOVERNANCE = "governance", "社会治理联动"


@dataclass(frozen=True, slots=True)
class Slot:
    """One part of a shape; `most` None means N."""

    id: int
    name: str
    kind: str
    what: str
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A part that is not as declared in an area."""

    slot: Slot
    area_id: int
    have: int

    @property
    def missing(self) -> int:
        return max(0, self.slot.least - self.have)

    @property
    def surplus(self) -> int:
        return max(0, self.have - self.slot.most) if self.slot.most is not None else 0

    @property
    def text(self) -> str:
        if self.missing:
            return f"{self.slot.name}应有 {self.slot.least}，现有 {self.have}，缺 {self.missing}"
        return f"{self.slot.name}至多 {self.slot.most}，现有 {self.have}，多 {self.surplus}"


def check(slots: Iterable[Slot], have: Mapping[tuple[int, int], int], areas: Iterable[int]) -> list[Finding]:
    """What is missing or too much, by area and part. `have`: (slot, area) to number."""
    slots = list(slots)
    found = [Finding(slot, area, have.get((slot.id, area), 0)) for area in areas for slot in slots]
    return [finding for finding in found if finding.missing or finding.surplus]


def formula(slots: Iterable[Slot]) -> str:
    """1+11+37, read off the parts."""
    parts = [
        "N" if slot.most is None and not slot.least else str(slot.least if slot.least else slot.most)
        for slot in slots
    ]
    return "+".join(parts)


def slot_fault(kind: str, what: str, least: int, most: int | None) -> str:
    """What is wrong with a part as somebody typed it."""
    if most is not None and most < least:
        return "至多不能小于至少。"
    if kind == SlotKind.AREAS and not what.lstrip("-").split(":")[0].isdigit():
        return "数区域的，范围填层级数字，例如 3 或 5:office。"
    if kind == SlotKind.POSTS and not what:
        return "数岗位的，范围填岗位代码。"
    return ""


def shipped() -> list[dict[str, str]]:
    """The rows of the shapes the product ships; 1+3+N has none, since its parts are not given."""
    with SHAPES_FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))
