"""The whole tree of areas as values in memory: names, codes and chains without a query; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from wangge.grids.rules.levels import Ladder
from wangge.grids.rules.paths import ids_of

PARTY = "party"


class Step(NamedTuple):
    """One area of a chain, as other systems read it."""

    code: str
    name: str
    level: str


class Row(NamedTuple):
    """What the tree needs to know of a stored area."""

    id: int
    parent_id: int | None
    path: str
    rank: int
    kind: str
    grid_type: str
    name: str
    short_name: str
    stat_code: str
    gb2260_code: str
    grid_code: str
    urban_rural_class: str
    merged_grids: str
    households: int | None
    level_template: str
    lon: float | None
    lat: float | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Node:
    """One area with all that lies above it."""

    row: Row
    #: Code and name of its level; empty where the template has none.
    level: str
    level_name: str
    template: str
    #: Its level is switched on (a level that is off is skipped upwards).
    is_on: bool
    #: From the root to itself.
    chain: tuple[Step, ...]
    chain_ids: tuple[int, ...]

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def parent_id(self) -> int | None:
        return self.row.parent_id

    @property
    def path(self) -> str:
        return self.row.path

    @property
    def rank(self) -> int:
        return self.row.rank

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def is_current(self) -> bool:
        return self.row.is_current

    @property
    def code(self) -> str:
        """The code people know it by: a division's twelve digits, a grid's fifteen or seventeen."""
        return self.row.stat_code or self.row.grid_code

    @property
    def key(self) -> str:
        """The code imports find it by."""
        return self.row.grid_code or self.row.stat_code

    @property
    def label(self) -> str:
        """Short and clear to whoever works here: a grid is named with its community."""
        if self.rank >= 4 and len(self.chain) > 1:
            return "·".join(step.name for step in self.chain[-2 if self.rank == 4 else -3 :])
        return self.name

    @property
    def full_name(self) -> str:
        """From the district down, as on a sign."""
        return "".join(step.name for step in self.chain)

    def as_json(self) -> dict[str, object]:
        """The area as the API shows it."""
        code, name, level = self.chain[-1]
        path = [step._asdict() for step in self.chain]
        return {"code": code, "name": name, "level": level, "path": path}


@dataclass(frozen=True)
class Tree:
    """All areas, retired ones too, since closed cases stay in them."""

    nodes: Mapping[int, Node]
    token: str = ""
    children: dict[int | None, list[Node]] = field(default_factory=dict)
    by_code: dict[str, Node] = field(default_factory=dict)

    def get(self, area_id: int | None) -> Node | None:
        return self.nodes.get(area_id) if area_id is not None else None

    def at(self, path: str) -> Node | None:
        """The area of a path."""
        ids = ids_of(path)
        return self.nodes.get(ids[-1]) if ids else None

    def chain(self, path: str) -> list[Node]:
        """From the root to the area of a path."""
        return [self.nodes[i] for i in ids_of(path) if i in self.nodes]

    def below(self, area_id: int | None) -> list[Node]:
        """The current areas directly below one (None: the roots), in the order of their codes."""
        return self.children.get(area_id, [])

    def find(self, text: str, *, limit: int = 20) -> list[Node]:
        """Current areas by words of their name or the beginning of their code; whole names first."""
        words = text.split()
        if not words:
            return []
        hits = [n for n in self.nodes.values() if n.is_current and _fits(n, words)]
        hits.sort(key=lambda n: (n.name != words[-1], n.rank, n.key))
        return hits[:limit]


def _fits(node: Node, words: list[str]) -> bool:
    if len(words) == 1 and words[0].isdigit():
        return node.key.startswith(words[0]) or node.code.startswith(words[0])
    return words[-1] in node.name and all(word in node.full_name for word in words[:-1])


def build(
    rows: Iterable[Row], ladders: Mapping[str, Ladder], *, token: str = "", default: str = "city"
) -> Tree:
    """The tree from its stored rows; a template holds from the area that names it downwards."""
    nodes: dict[int, Node] = {}
    children: dict[int | None, list[Node]] = defaultdict(list)
    by_code: dict[str, Node] = {}
    for row in sorted(
        rows, key=lambda r: (r.path.count("/"), r.kind == PARTY, r.grid_code or r.stat_code, r.id)
    ):
        above = nodes.get(row.parent_id) if row.parent_id is not None else None
        node = _node(row, above, ladders, default)
        nodes[row.id] = node
        if row.is_current:
            children[row.parent_id].append(node)
            by_code.update({code: node for code in (row.stat_code, row.grid_code) if code})
    return Tree(nodes, token, dict(children), by_code)


def _node(row: Row, above: Node | None, ladders: Mapping[str, Ladder], default: str) -> Node:
    template = row.level_template or (above.template if above else default)
    level = ladders.get(template, {}).get(row.rank)
    code, name = (level.code, level.name) if level else ("", "")
    step = Step(row.stat_code or row.grid_code, row.name, code)
    chain = (*above.chain, step) if above else (step,)
    chain_ids = (*above.chain_ids, row.id) if above else (row.id,)
    return Node(row, code, name, template, bool(level and level.is_on), chain, chain_ids)
