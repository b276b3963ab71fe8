"""Level templates: the ranks of a place, their names, and what may lie under what (domain/02 section 2)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wangge.grids.rules.codes import KINDS_OF_RANK, RANK_NAMES

TEMPLATES = {
    "nanjing": "南京：街道—社区—网格",
    "liuhe": "六合：街镇—村（社区）—网格—村民小组",
    "haiheng": "海恒：街道级大社区—城市社区—网格—楼栋",
    "jingan": "静安：街镇总网格—居民区网格—微网格",
    "pengpu": "彭浦：镇总网格—街区中网格—小网格—楼群微网格",
    "city": "市级：市—区—街镇—社区—网格",
}
LEVELS_FILE = Path(__file__).resolve().parent.parent / "data" / "levels.tsv"
#: Ranks that may be stepped over even where they are in use: not every community lies in a block.
OPTIONAL = frozenset({2})


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One rank of a template."""

    template: str
    rank: int
    code: str
    name: str
    code_rule: str = ""
    party_counterpart: str = ""
    is_on: bool = True


Ladder = Mapping[int, LevelRow]


def shipped() -> list[LevelRow]:
    """The rows the product ships: six templates."""
    with LEVELS_FILE.open(encoding="utf-8", newline="") as lines:
        return [
            LevelRow(
                row["template"],
                int(row["rank"]),
                row["code"],
                row["name"],
                row["code_rule"],
                row["party_counterpart"],
                row["is_on"] == "1",
            )
            for row in csv.DictReader(lines, delimiter="\t")
        ]


def ladders(rows: list[LevelRow]) -> dict[str, Ladder]:
    """Template to rank to level."""
    found: dict[str, dict[int, LevelRow]] = {}
    for row in rows:
        found.setdefault(row.template, {})[row.rank] = row
    return dict(found)


def step_fault(ladder: Ladder, *, rank: int, parent_rank: int | None, kind: str = "") -> str:
    """What is wrong with an area of this rank and kind under one of that rank; empty when nothing is."""
    level = ladder.get(rank)
    if level is None or not level.is_on:
        return f"本地层级模板没有启用{RANK_NAMES.get(rank, '这一层')}。"
    if kind and kind not in KINDS_OF_RANK[rank]:
        return f"{level.name}不能是这个类型。"
    if parent_rank is None:
        return "" if rank <= 1 else f"{level.name}必须挂在上级区域下。"
    if parent_rank >= rank:
        return f"{level.name}不能挂在{_name(ladder, parent_rank)}下。"
    skipped = [r for r, row in ladder.items() if parent_rank < r < rank and row.is_on and r not in OPTIONAL]
    if skipped:
        return (
            f"{level.name}不能直接挂在{_name(ladder, parent_rank)}下，中间应有{_name(ladder, max(skipped))}。"
        )
    return ""


def _name(ladder: Ladder, rank: int) -> str:
    return ladder[rank].name if rank in ladder else RANK_NAMES.get(rank, "上级")
