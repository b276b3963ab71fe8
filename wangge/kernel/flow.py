"""A state machine is one table of moves; buttons, checks, the permission test and the diagram are read from
it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from wangge.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which states, to which state (None: it stays), under which permit, and its Chinese
    name.
    """

    verb: str
    sources: frozenset[str]
    target: str | None
    permit: str
    name: str


@dataclass(frozen=True)
class Flow:
    """The moves of one kind of thing, by verb; a verb has one row for each of its targets."""

    name: str
    rows: tuple[Move, ...]
    moves: Mapping[str, tuple[Move, ...]] = field(init=False)

    def __post_init__(self) -> None:
        by_verb: dict[str, tuple[Move, ...]] = {}
        for row in self.rows:
            by_verb[row.verb] = (*by_verb.get(row.verb, ()), row)
        object.__setattr__(self, "moves", by_verb)

    def permits(self, verb: str) -> tuple[str, ...]:
        """The permits of which one is needed for a verb, in the order of the table."""
        return tuple(dict.fromkeys(m.permit for m in self.moves[verb]))

    def step(self, state: str, verb: str, *, to: str | None = None) -> str:
        """The state after the verb, or a refusal. `to` chooses where a verb has several targets."""
        for move in self.moves[verb]:
            if state in move.sources and (to is None or move.target == to):
                return move.target if move.target is not None else state
        raise Refused(f"现在不能“{self.moves[verb][0].name}”，请刷新看看最新进展。")

    def open_moves(self, state: str, permits: Collection[str]) -> list[Move]:
        """What may be done from here by somebody with these permits, in the order of the table."""
        return [m for m in self.rows if state in m.sources and m.permit in permits]

    def diagram(self, labels: Mapping[str, str]) -> str:
        """The flow as a mermaid state diagram; written to docs/flows and compared by a test."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {state}: {label} {state}" for state, label in labels.items()]
        for move in self.rows:
            for source in sorted(move.sources) or ["[*]"]:
                lines.append(f"    {source} --> {move.target or source}: {move.name} {move.verb}")
        return "\n".join(lines) + "\n"


def move(verb: str, sources: Iterable[str], target: str | None, permit: str, name: str) -> Move:
    """A row of a flow, written shortly; `sources` may be one state or several."""
    states = {sources} if isinstance(sources, str) else set(sources)
    return Move(verb, frozenset(map(str, states)), None if target is None else str(target), str(permit), name)
