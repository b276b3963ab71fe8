"""Is a division sound? Overlaps, gaps, sizes of grids and their teams (domain/02 section 3); pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from wangge.grids.rules.plane import over

#: Square metres two polygons may share, or leave between them, before anybody is told.
TOLERANCE = 1.0
FEW_HOUSEHOLDS, MANY_HOUSEHOLDS = 200, 700
#: What a grid of dwellings is made for (domain/02 section 3).
USUAL_HOUSEHOLDS = 500
RESIDENTIAL_TYPES = frozenset({"", "residential"})


class Concern(StrEnum):
    """What a finding is about."""

    OVERLAP = "overlap"
    GAP = "gap"
    STICKS_OUT = "sticks_out"
    HOUSEHOLDS = "households"
    LEADER = "leader"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: a sentence, the areas it is about, and the square metres where there are any."""

    concern: Concern
    text: str
    area_ids: tuple[int, ...] = ()
    size: float = 0.0
    #: The piece of ground itself, in degrees, to be drawn.
    ground: BaseGeometry | None = field(default=None, compare=False)


def division(parent: BaseGeometry | None, children: Mapping[int, tuple[str, BaseGeometry]]) -> list[Finding]:
    """Overlaps between siblings, what they leave uncovered, and what of them lies outside the parent."""
    if not children:
        return []
    ids = list(children)
    polygons = np.array([children[i][1] for i in ids], dtype=object)
    plane = over(polygons)
    flat = plane.flat(polygons)
    findings = []
    for a, b in _pairs(flat):
        shared = shapely.intersection(flat[a], flat[b])
        if shared.area > TOLERANCE:
            names = f"{children[ids[a]][0]}与{children[ids[b]][0]}"
            text = f"{names}重叠 {shared.area:,.0f} 平方米。"
            ground = plane.round(shared)
            findings.append(Finding(Concern.OVERLAP, text, (ids[a], ids[b]), float(shared.area), ground))
    if parent is not None:
        whole, covered = plane.flat(parent), shapely.union_all(flat)
        rest = shapely.difference(whole, covered)
        if rest.area > TOLERANCE:
            share = rest.area / whole.area
            text = f"有 {rest.area:,.0f} 平方米没有划入任何下级区域（占 {share:.1%}）。"
            findings.append(Finding(Concern.GAP, text, (), float(rest.area), plane.round(rest)))
        for area_id, polygon in zip(ids, flat, strict=True):
            beyond = shapely.difference(polygon, whole)
            if beyond.area > TOLERANCE:
                text = f"{children[area_id][0]}有 {beyond.area:,.0f} 平方米在上级边界以外。"
                ground = plane.round(beyond)
                findings.append(Finding(Concern.STICKS_OUT, text, (area_id,), float(beyond.area), ground))
    return findings


def _pairs(polygons: Sequence[BaseGeometry]) -> Iterable[tuple[int, int]]:
    tree = shapely.STRtree(polygons)
    left, right = tree.query(np.asarray(polygons, dtype=object), predicate="intersects")
    return [(a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b]


def size_of_grid(name: str, households: int | None, grid_type: str, *, area_id: int = 0) -> list[Finding]:
    """A residential grid of fewer than 200 or more than 700 households is worth a second thought."""
    if grid_type not in RESIDENTIAL_TYPES or households is None:
        return []
    where = (area_id,) if area_id else ()
    if households < FEW_HOUSEHOLDS:
        text = f"{name}只有 {households} 户，少于 {FEW_HOUSEHOLDS} 户，可考虑合并。"
        return [Finding(Concern.HOUSEHOLDS, text, where)]
    if households > MANY_HOUSEHOLDS:
        text = f"{name}有 {households} 户，多于 {MANY_HOUSEHOLDS} 户，可考虑拆分。"
        return [Finding(Concern.HOUSEHOLDS, text, where)]
    return []


def team(name: str, *, leaders: int, full_time: int, grid_type: str = "", area_id: int = 0) -> list[Finding]:
    """Every grid has exactly one leader and at least one full-time officer; reserved land needs nobody."""
    if grid_type == "reserved":
        return []
    where = (area_id,) if area_id else ()
    findings = []
    if leaders != 1:
        text = f"{name}没有网格长。" if not leaders else f"{name}有 {leaders} 位网格长，应只有一位。"
        findings.append(Finding(Concern.LEADER, text, where))
    if not full_time:
        findings.append(Finding(Concern.OFFICER, f"{name}没有专职网格员。", where))
    return findings
