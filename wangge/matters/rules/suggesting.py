"""Which matter do these words mean: a simple match of characters with names and residents' phrases."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from wangge.matters.rules.emergency import emergency

_BREAK = re.compile(r"[^\u4e00-\u9fffa-z0-9]+")
#: A single character says less than a pair.
_WEIGHT = {1: 0.8, 2: 1.0}
#: What stands in more matters than this says nothing.
_TOO_COMMON = 60
#: Below this score words are chat, not a matter.
FLOOR = 2.2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A matter that the words may mean, with the words that said so; the score orders, nothing more."""

    code: str
    score: float
    words: tuple[str, ...]


def grams(text: str) -> set[str]:
    """The characters and pairs of neighbouring characters of a text."""
    found: set[str] = set()
    for run in _BREAK.split(text.lower()):
        found.update(run)
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found


@dataclass(frozen=True)
class Index:
    """For each gram the matters it speaks for and how loudly (inverse document frequency over length)."""

    codes: tuple[str, ...]
    postings: Mapping[str, tuple[tuple[int, float], ...]]

    @classmethod
    def of(cls, matters: Sequence[tuple[str, str, Iterable[str]]]) -> "Index":
        """From (code, name, phrases) rows."""
        speakers: dict[str, list[int]] = {}
        for place, (_, name, phrases) in enumerate(matters):
            for gram in set().union(grams(name), *map(grams, phrases)):
                speakers.setdefault(gram, []).append(place)
        loudness = {
            gram: _WEIGHT[len(gram)] * math.log(1 + len(matters) / len(places))
            for gram, places in speakers.items()
            if len(places) <= _TOO_COMMON
        }
        squares = [0.0] * len(matters)
        for gram, loud in loudness.items():
            for place in speakers[gram]:
                squares[place] += loud * loud
        # The square root of the vector's length: whole length would favour short entries, none the long ones.
        scale = [square**0.25 or 1.0 for square in squares]
        postings = {
            gram: tuple((place, loud / scale[place]) for place in speakers[gram])
            for gram, loud in loudness.items()
        }
        return cls(tuple(code for code, _, _ in matters), postings)

    def best(self, text: str, *, limit: int) -> list[Suggestion]:
        """The matters with most in common with the text, best first, those above the floor."""
        scores: dict[int, float] = {}
        heard = [gram for gram in grams(text) if gram in self.postings]
        for gram in heard:
            for place, loud in self.postings[gram]:
                scores[place] = scores.get(place, 0.0) + loud
        ranked = sorted(scores.items(), key=lambda row: (-row[1], row[0]))[:limit]
        return [
            Suggestion(self.codes[place], round(score, 3), self._words(heard, place))
            for place, score in ranked
            if score >= FLOOR
        ]

    def _words(self, heard: Iterable[str], place: int) -> tuple[str, ...]:
        pairs = [g for g in heard if len(g) == 2 and any(p == place for p, _ in self.postings[g])]
        return tuple(sorted(pairs))


class Indexed(Protocol):
    """Whatever carries an index: the catalogue."""

    @property
    def index(self) -> Index: ...


def suggest(text: str, catalogue: Indexed, *, limit: int = 3) -> list[Suggestion]:
    """Up to `limit` matters the words may mean, best first; what sounds like danger comes before all."""
    index = catalogue.index
    found = index.best(text, limit=limit)
    danger = emergency(text)
    if danger is None or danger.code not in index.codes:
        return found
    first = Suggestion(danger.code, max([s.score for s in found], default=FLOOR) + 1, (danger.words,))
    return [first, *(s for s in found if s.code != danger.code)][:limit]
