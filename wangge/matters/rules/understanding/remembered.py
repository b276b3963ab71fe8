"""What a desk filed otherwise than it was taken for: the same words again mean what the desk said; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wangge.matters.rules.suggesting import grams
from wangge.matters.rules.understanding.text import words

#: So much of two messages must be alike, and so many pairs of characters must they have in common.
_ALIKE, _FEWEST = 0.5, 3


@dataclass(frozen=True, slots=True)
class Memory:
    """Messages as their characters and pairs of them, and what each was filed as; the newest first."""

    told: Sequence[tuple[frozenset[str], str]]

    def recall(self, text: str) -> tuple[str, tuple[str, ...]] | None:
        """What the most similar message was filed as, with words in common; None where none is similar."""
        own = frozenset(grams(text))
        best = max(self.told, key=lambda row: _likeness(own, row[0]), default=None)
        if best is None or _likeness(own, best[0]) < _ALIKE:
            return None
        common = own & best[0]
        if sum(len(gram) == 2 for gram in common) < _FEWEST:
            return None
        return best[1], tuple(word for word in words(text) if len(word) > 1 and grams(word) <= common)[:3]


def memory_of(told: Iterable[tuple[str, str]]) -> Memory:
    """From (message, code) rows."""
    return Memory(tuple((frozenset(grams(text)), code) for text, code in told))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Twice what is common over what there is (Dice)."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)
