"""What an imported list of areas would change: checked as a whole before anything is written; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wangge.grids.rules import codes, levels
from wangge.grids.rules.codes import Code
from wangge.grids.rules.levels import Ladder
from wangge.grids.rules.tree import Node, Tree
from wangge.sheets.rules import RowError

#: Fields an import may change on an area that stands already; its place in the tree is not among them.
CHANGEABLE = (
    "name",
    "short_name",
    "kind",
    "grid_type",
    "gb2260_code",
    "urban_rural_class",
    "households",
    "merged_grids",
)
#: Titles of the columns, so that an error names what people see.
TITLES = {"code": "编码", "above": "上级编码", "kind": "类型", "grid_type": "网格类型", "name": "名称"}


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of a list of areas; empty fields are left as they are or found from the code."""

    line: int
    code: str
    name: str
    above: str = ""
    kind: str = ""
    grid_type: str = ""
    short_name: str = ""
    gb2260_code: str = ""
    urban_rural_class: str = ""
    households: int | None = None
    merged_grids: str = ""


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area to be made: below a standing one (`parent_id`), below a new one (`parent_key`), or a root."""

    row: AreaRow
    code: Code
    rank: int
    kind: str
    parent_id: int | None = None
    parent_key: str = ""


@dataclass(slots=True)
class Plan:
    """What would happen: all of it, or with any error nothing."""

    new: list[NewArea] = field(default_factory=list)
    changed: list[tuple[Node, dict[str, Any]]] = field(default_factory=list)
    unchanged: list[Node] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def counts(self, ladder: Ladder) -> list[tuple[str, int, int, int]]:
        """(level, new, changed, unchanged) for each rank that occurs, from the top."""
        new = Counter(area.rank for area in self.new)
        changed = Counter(node.rank for node, _ in self.changed)
        same = Counter(node.rank for node in self.unchanged)
        ranks = sorted(new.keys() | changed.keys() | same.keys())
        names = {r: ladder[r].name if r in ladder else codes.RANK_NAMES[r] for r in ranks}
        return [(names[r], new[r], changed[r], same[r]) for r in ranks]


def plan(rows: Sequence[AreaRow], tree: Tree, ladders: Mapping[str, Ladder], *, template: str) -> Plan:
    """Compare a list with the tree. `template` is the one of a new root; elsewhere the area above decides."""
    planner = _Planner(tree, ladders, template)
    read = [(row, codes.read(row.code)) for row in rows]
    for row, code in sorted(read, key=lambda pair: (pair[1].rank if pair[1] else 9, pair[0].line)):
        planner.take(row, code)
    planner.result.errors.sort(key=lambda e: (e.row, e.column))
    planner.result.notices += _same_names(planner.result.new)
    return planner.result


class _Planner:
    """Takes rows from the highest rank down, so that what lies above a row is known when its turn comes."""

    def __init__(self, tree: Tree, ladders: Mapping[str, Ladder], template: str) -> None:
        self.tree, self.ladders, self.template = tree, ladders, template
        self.result = Plan()
        self.lines: dict[str, int] = {}
        #: Key of a new area to (rank, template).
        self.coming: dict[str, tuple[int, str]] = {}
        self.root_line = 0

    def take(self, row: AreaRow, code: Code | None) -> None:
        """One row into the plan, or its fault into the errors."""
        if not row.name:
            self._fault(row, "name", "请填写名称。")
        elif code is None:
            self._fault(row, "code", f"“{row.code}”不是区划代码（6、9、12 位）或网格编码（15、17 位）。")
        elif code.key in self.lines:
            self._fault(row, "code", f"编码“{row.code}”与第 {self.lines[code.key]} 行重复。")
        else:
            self.lines[code.key] = row.line
            node = self.tree.by_code.get(code.key)
            if node:
                self._compare(row, node)
            else:
                self._add(row, code)

    def _fault(self, row: AreaRow, column: str, text: str) -> None:
        self.result.errors.append(RowError(row.line, TITLES[column], text))

    def _compare(self, row: AreaRow, node: Node) -> None:
        if row.above and (above := codes.read(row.above)):
            parent = self.tree.get(node.parent_id)
            if parent is None or parent.key != above.key:
                self._fault(row, "above", f"{node.name}已在别的上级之下；换上级请用“停用并指定接续区域”。")
                return
        wanted = {name: getattr(row, name) for name in CHANGEABLE}
        change = {
            name: v for name, v in wanted.items() if v not in ("", None) and v != getattr(node.row, name)
        }
        kind = change.get("kind", "")
        if kind and kind not in codes.KINDS_OF_RANK[node.rank]:
            self._fault(row, "kind", f"{node.level_name}不能是这个类型。")
        elif fault := self._type_fault(row, node.key, node.rank, change.get("grid_type", node.row.grid_type)):
            self._fault(row, "grid_type", fault)
        elif change:
            self.result.changed.append((node, change))
        else:
            self.result.unchanged.append(node)

    def _type_fault(self, row: AreaRow, key: str, rank: int, grid_type: str) -> str:
        if rank == 4:
            return codes.grid_fault(key, rank=4, grid_type=grid_type)
        return "只有网格才分网格类型。" if row.grid_type and rank < 3 else ""

    def _add(self, row: AreaRow, code: Code) -> None:
        parent = self._parent(row, code)
        if parent is None:
            return
        parent_id, parent_key, parent_rank, template = parent
        kind = row.kind or codes.kind_of(code)
        fault = levels.step_fault(
            self.ladders.get(template, {}), rank=code.rank, parent_rank=parent_rank, kind=kind
        )
        if fault or (fault := self._code_fault(code, row, parent_key)):
            self._fault(row, "code", fault)
        else:
            self.coming[code.key] = (code.rank, template)
            known = parent_id is not None
            self.result.new.append(
                NewArea(row, code, code.rank, kind, parent_id, "" if known else parent_key)
            )

    def _code_fault(self, code: Code, row: AreaRow, above: str) -> str:
        if code.stat and (fault := codes.stat_fault(code.stat, rank=code.rank, above=above)):
            return fault
        if code.grid:
            fault = codes.grid_fault(code.grid, rank=code.rank, grid_type=row.grid_type, above=above)
        else:
            fault = ""
        if not fault and row.gb2260_code and code.rank <= 0:
            fault = codes.gb2260_fault(row.gb2260_code, rank=code.rank)
        return fault or self._type_fault(row, code.grid, code.rank, row.grid_type)

    def _parent(self, row: AreaRow, code: Code) -> tuple[int | None, str, int | None, str] | None:
        """(standing id, key, rank, template) of what lies above a new row; None after a fault."""
        if row.above:
            above = codes.read(row.above)
            keys = [above.key] if above else []
        else:
            keys = codes.above(code)
        for key in keys:
            if node := self.tree.by_code.get(key):
                return node.id, key, node.rank, node.template
            if key in self.coming:
                rank, template = self.coming[key]
                return None, key, rank, template
        if row.above:
            self._fault(row, "above", f"找不到上级“{row.above}”：系统和这张表里都没有，或上级那一行有误。")
            return None
        return self._root(row, code)

    def _root(self, row: AreaRow, code: Code) -> tuple[int | None, str, int | None, str] | None:
        roots = [node for node in self.tree.below(None) if node.kind != "party"]
        if roots:
            self._fault(row, "code", f"“{row.code}”不在{roots[0].name}的范围内，找不到它的上级。")
        elif self.root_line:
            self._fault(row, "code", f"找不到上级；最上级区域只能有一个（第 {self.root_line} 行）。")
        else:
            self.root_line = row.line
            return None, "", None, self.template
        return None


def _same_names(new: Sequence[NewArea]) -> list[str]:
    seen = Counter((area.parent_id or area.parent_key, area.row.name) for area in new)
    twice = [name for (_, name), count in seen.items() if count > 1]
    return [f"同一上级下有同名的区域：{'、'.join(twice[:5])}。"] if twice else []


def division_rows(table: Sequence[tuple[int, Mapping[str, str]]]) -> list[AreaRow]:
    """Areas of a list of official divisions that has one line a community with all above it beside it.

    Each of city, district, street and community is taken once, from the first line that names it.
    """
    found: dict[str, AreaRow] = {}
    for line, values in table:
        for code_key, name_key in DIVISION_PAIRS:
            code, name = values.get(code_key, ""), values.get(name_key, "")
            if code and name and code not in found:
                read = codes.read(code)
                gb = code.ljust(6, "0")[:6] if read and read.rank <= 0 else ""
                found[code] = AreaRow(line, code, area_name(name), gb2260_code=gb)
    return list(found.values())


def area_name(name: str) -> str:
    """The area's name where a list names its committee: 桂苑社区居委会 is the committee of 桂苑社区."""
    for committee, area in _COMMITTEES:
        if name.endswith(committee) and len(name) > len(committee):
            return name.removesuffix(committee) + area
    return name


_COMMITTEES = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("村村民委员会", "村"),
    ("村民委员会", "村"),
    ("村村委会", "村"),
    ("村委会", "村"),
)
DIVISION_PAIRS = (
    ("city_code", "city"),
    ("district_code", "district"),
    ("street_code", "street"),
    ("community_code", "community"),
)
