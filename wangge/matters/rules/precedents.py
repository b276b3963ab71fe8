"""Which unit handled such things here before: shares of units among past cases, nearest first."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from wangge.grids.access import paths_up

U = TypeVar("U", bound=Hashable)
#: So many past cases weigh as much as all that is known from farther away.
_WEIGHT = 4
#: What is learnt of an area whatever the kind of thing.
_ANYTHING = ""
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Handled(Generic[U]):
    """A past case: what it was (names from the finest to the widest), where, and who handled it."""

    kinds: tuple[str, ...]
    area_path: str
    unit: U


@dataclass(frozen=True, slots=True)
class Guess(Generic[U]):
    """A unit, the share of such cases it is thought to get, and how many it has had of the nearest kind."""

    unit: U
    share: float
    cases: int


Precedents = Mapping[Place, Counter[U]]


def learn(rows: Iterable[Handled[U]]) -> Precedents[U]:
    """Count past cases by unit for every kind and every area at and above them."""
    found: defaultdict[Place, Counter[U]] = defaultdict(Counter)
    for row in rows:
        for place in _ladder(row.kinds, row.area_path):
            found[place][row.unit] += 1
    return dict(found)


def suggest(
    precedents: Precedents[U], kinds: Sequence[str], area_path: str, *, most: int = 3
) -> list[Guess[U]]:
    """The likeliest units, best first; nothing where nothing of the kind or of the area was ever seen.

    Each rung of the ladder mixes its own shares with those of the next wider one, its own counting the more
    the more cases it has seen: one old case does not outweigh a whole street's habit.
    """
    shares: dict[U, float] = {}
    nearest: Counter[U] = Counter()
    for place in reversed(list(_ladder(kinds, area_path))):
        own = precedents.get(place)
        if own:
            shares, nearest = _mixed(own, shares), own
    best = sorted(shares, key=lambda unit: (-shares[unit], -nearest[unit], str(unit)))
    return [Guess(unit, shares[unit], nearest[unit]) for unit in best[:most]]


def _ladder(kinds: Sequence[str], area_path: str) -> Iterator[Place]:
    """The finest kind in the deepest area first; then wider areas, then wider kinds, then anything here."""
    paths = paths_up(area_path) or [""]
    for kind in dict.fromkeys((*kinds, _ANYTHING)):
        for path in paths:
            yield kind, path


def _mixed(own: Counter[U], wider: Mapping[U, float]) -> dict[U, float]:
    total = own.total()
    trust = total / (total + _WEIGHT) if wider else 1.0
    units = dict.fromkeys((*own, *wider))
    return {unit: trust * own[unit] / total + (1 - trust) * wider.get(unit, 0.0) for unit in units}
