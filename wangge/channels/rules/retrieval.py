"""Which entry answers a question, or none: words and characters weighed against the entries; pure.

An entry is found by the way of asking that fits best and by how much of the question it knows; what nobody
has written about has to end in "I do not know".
"""

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import rjieba

_DATA = Path(__file__).parents[1] / "data"
_KEEP = re.compile(r"[^一-鿿a-z0-9]+")
#: A telephone or a receipt: no entry speaks of it.
_LONG_NUMBER = re.compile(r"\d{7,}")
#: Asking, politeness and filling: they say nothing about what is asked.
_FILLER = re.compile(
    "请问一下|请问|会不会|找谁|手续|材料|流程|申请|办理|要带|带什么|东西|条件|麻烦问下|想问一下|想问问|我想问|问一下|打听一下|想了解一下|你好|您好|谢谢|一下子|一下"
    "|怎么办理|怎么弄|怎么办|怎么样|怎么|为什么|什么|哪里|哪个|哪家|哪些|多少|几个|要不要|能不能|行不行|可不可以|是不是|有没有|给不给"
    "|可以|能够|需要|应该|我们家|我们这|我们|咱们|你们|他们|我家|家里|这边|这儿|那边|那个|这个|一个|几个|现在|今年|听说|知道"
    "|想要|打算|准备|吗|呢|啊|吧|伐|呀|么|的|了|我|你|他|她|它|把|给|跟|就|都|还|又|也|很|叫|想"
)
_SIZES = (1, 2, 3)
_WEIGHT = {1: 0.35, 2: 1.0, 3: 0.9}
_WORD_WEIGHT = 1.3
_ANSWER_WEIGHT = 0.35
#: How much the likeness to one way of asking counts, and how much all that is known of the question.
_LIKE, _KNOWN = 0.5, 0.1
#: Below this nobody is answered.
FLOOR = 0.40


@dataclass(frozen=True, slots=True)
class Written:
    """What retrieval needs of an entry."""

    id: int
    ways: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how well it fits, from 0 to 1."""

    id: int
    score: float


@lru_cache(maxsize=1)
def _synonyms() -> tuple[re.Pattern[str], Mapping[str, str]]:
    with (_DATA / "synonyms.tsv").open(encoding="utf-8") as file:
        rows = {
            row["word"]: row["means"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
    longest_first = sorted(rows, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), rows


def plain(text: str) -> str:
    """Lower case, one word for one thing, and nothing but what is spoken of."""
    pattern, means = _synonyms()
    short = _KEEP.sub(" ", _LONG_NUMBER.sub(" ", text.lower()))
    short = pattern.sub(lambda found: means[found.group()], short)
    return " ".join(_FILLER.sub(" ", short).split())


def features(text: str) -> Counter[str]:
    """Characters, pairs, triples and words of a question, with their weights."""
    short = plain(text)
    found: Counter[str] = Counter()
    for run in short.split():
        for size in _SIZES:
            for i in range(len(run) - size + 1):
                found[run[i : i + size]] = _WEIGHT[size]  # type: ignore[assignment]
    for word in rjieba.cut(short):
        if len(word) > 1:
            found[f"w:{word}"] = _WORD_WEIGHT  # type: ignore[assignment]
    return found


@dataclass(frozen=True)
class Knowledge:
    """Entries ready to be asked."""

    ids: tuple[int, ...]
    #: For each way of asking: whose it is, its features, and their length.
    ways: tuple[tuple[int, Mapping[str, float], float], ...]
    #: For each entry: all it speaks of, with how strongly.
    known: tuple[Mapping[str, float], ...]
    rarity: Mapping[str, float]
    strange: float

    @classmethod
    def of(cls, entries: Sequence[Written]) -> "Knowledge":
        """Weigh the entries against each other: what stands in many says little."""
        spoken = [[features(way) for way in entry.ways] for entry in entries]
        told = [features(entry.answer) for entry in entries]
        count: Counter[str] = Counter()
        for ways, answer in zip(spoken, told, strict=True):
            count.update(set().union(*ways, answer))
        total = max(len(entries), 1)
        rarity = {gram: math.log(1 + total / n) for gram, n in count.items()}
        rows, known = [], []
        for place, (ways, answer) in enumerate(zip(spoken, told, strict=True)):
            for way in ways:
                weights = {gram: weight * rarity[gram] for gram, weight in way.items()}
                rows.append((place, weights, _length(weights.values())))
            whole: dict[str, float] = dict.fromkeys(answer, _ANSWER_WEIGHT)
            whole.update(dict.fromkeys((gram for way in ways for gram in way), 1.0))
            known.append(whole)
        strange = math.log(1 + total)
        return cls(tuple(e.id for e in entries), tuple(rows), tuple(known), rarity, strange)

    def best(self, question: str, *, among: Iterable[int] | None = None, most: int = 3) -> list[Hit]:
        """The entries that fit best, best first, whether or not they are good enough."""
        asked = {g: w * self.rarity.get(g, self.strange) for g, w in features(question).items()}
        length = _length(asked.values())
        if not length:
            return []
        allowed = None if among is None else set(among)
        near: dict[int, float] = {}
        for place, weights, size in self.ways:
            if allowed is not None and self.ids[place] not in allowed:
                continue
            common = sum(w * weights[g] for g, w in asked.items() if g in weights)
            near[place] = max(near.get(place, 0.0), common / (size * length or 1.0))
        scores = [
            (
                _LIKE * fit
                + _KNOWN * math.log1p(sum(w * self.known[p].get(g, 0.0) for g, w in asked.items())),
                p,
            )
            for p, fit in near.items()
        ]
        scores.sort(key=lambda row: (-row[0], row[1]))
        return [Hit(self.ids[place], round(score, 4)) for score, place in scores[:most]]


def _length(weights: Iterable[float]) -> float:
    return math.sqrt(sum(w * w for w in weights))


def chosen(hits: Sequence[Hit]) -> Hit | None:
    """The entry to answer with, or none: too little in common with any."""
    return hits[0] if hits and hits[0].score >= FLOOR else None


#: From here on an entry is near enough to be offered: 您是不是想问…？
NEAR = 0.30


def near(hits: Sequence[Hit]) -> list[Hit]:
    """What may be offered where nothing is sure enough to be answered with."""
    return [hit for hit in hits if hit.score >= NEAR]
