"""Which stretches of a message name a place: every character gets a mark (begin, inside, end, ...).

The marks are scored by a linear model over the neighbouring characters and words; the best
allowed row of marks wins. Whether the district knows the place is not asked here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import rjieba

from wangge.matters.rules.understanding import place_lexicon as lexicon
from wangge.matters.rules.understanding.linear import Numbers, Stored
from wangge.matters.rules.understanding.text import Codes, Keys, mixed

MARKS = ("O", "B", "I", "E", "S")
#: Longer messages are read up to here.
LONGEST = 1200
_PAD = 4
_FOLLOWS = {"O": "OBS", "B": "IE", "I": "IE", "E": "OBS", "S": "OBS"}
#: A mark that may not follow costs more than any score.
_NEVER = np.float32(-1e6)
_ALLOWED = np.array(
    [[0.0 if after in _FOLLOWS[before] else _NEVER for after in MARKS] for before in MARKS], dtype=np.float32
)
_OPEN, _SHUT = ("O", "B", "S"), ("O", "E", "S")
#: What a single character may do in the name of a place: the last of a kind of place, of a part, a direction.
_KINDS = {
    1: "路街道巷弄桥河湖山湾港渠塘坝圩涵洞",
    2: "栋幢座号楼单元室层户排组队期区院",
    3: "店馆场厂校园院站所厅局行铺坊城寺庙庵祠亭广库棚房台岗亭池",
    4: "村庄屯社镇乡寨坡墩埠浜",
    5: "东南西北中前后左右旁边侧对面口里内外上下头角门端段",
    6: "零一二三四五六七八九十百两",
    7: "的了在到从往把被是有没我你他们这那就都也还又很不",
}
_KIND = {sign: kind for kind, signs in _KINDS.items() for sign in signs}


@dataclass(frozen=True, slots=True)
class Tagger:
    """Weights of every feature for every mark, and of every mark after another."""

    keys: Keys
    weights: Stored
    steps: Numbers

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the places stand."""
        text = text[:LONGEST]
        return marked(self.marks(text)) if text else []

    def marks(self, text: str) -> list[int]:
        """The best allowed mark of every character."""
        found = features(text)
        where = np.searchsorted(self.keys, found.ravel())
        where[where == len(self.keys)] = 0
        there = self.keys[where] == found.ravel()
        values = self.weights[where].astype(np.float32) * there[:, None]
        scores = values.reshape(*found.shape, len(MARKS)).sum(axis=1)
        return best(scores, self.steps)


def features(text: str) -> npt.NDArray[np.uint32]:
    """For every character the keys of what stands at it and around it."""
    signs = np.array([ord(_same(sign)) for sign in text], dtype=np.uint64)
    kinds = np.array([_kind(sign) for sign in text], dtype=np.uint64)
    spot = _spots(text)
    line = np.concatenate([np.zeros(_PAD, np.uint64), signs, np.zeros(_PAD, np.uint64)])
    sort = np.concatenate([np.full(_PAD, 9, np.uint64), kinds, np.full(_PAD, 9, np.uint64)])
    word = np.concatenate([np.zeros(_PAD, np.uint64), spot, np.zeros(_PAD, np.uint64)])
    count = len(text)

    def at(row: Codes, by: int) -> Codes:
        return row[_PAD + by : _PAD + by + count]

    rows = [at(line, by) for by in range(-3, 4)]
    rows += [_both(at(line, by), at(line, by + 1)) for by in (-3, -2, -1, 0, 1, 2)]
    rows += [_both(_both(at(line, by), at(line, by + 1)), at(line, by + 2)) for by in (-2, -1, 0)]
    rows += [at(word, by) for by in (-1, 0, 1)]
    rows += [
        _both(at(word, 0), at(line, 0)),
        _both(at(word, 0), at(word, 1)),
        _both(at(word, -1), at(word, 0)),
    ]
    shape = at(sort, -2)
    for by in (-1, 0, 1, 2):
        shape = _both(shape, at(sort, by))
    rows += [shape, _both(at(sort, 0), at(sort, 1)), _both(_both(at(sort, -1), at(sort, 0)), at(sort, 1))]
    rows += _lexical(text, at)
    ahead = np.minimum(_until(kinds, (1, 2, 3, 4)), 6)
    rows += [ahead, _both(ahead, at(line, 0)), _both(ahead, at(sort, -1))]
    salted = [mixed(row * np.uint64(31) + np.uint64(place + 1)) for place, row in enumerate(rows)]
    return (np.stack(salted, axis=1) >> np.uint64(32)).astype(np.uint32)


def _lexical(text: str, at: Callable[[Codes, int], Codes]) -> list[Codes]:
    """Keys of the words of the lexicon a character stands in, and of those beside it."""
    found = lexicon.kinds(text)
    edge = np.zeros(_PAD, np.uint64)
    line = np.concatenate([edge, np.array(found.words, np.uint64), edge])
    chain = np.concatenate([edge, np.array(found.chains, np.uint64), edge])
    rows = [at(line, by) for by in (-2, -1, 0, 1, 2)] + [at(chain, by) for by in (-1, 0, 1)]
    rows += [_both(at(line, 0), at(line, 1)), _both(at(line, -1), at(line, 0))]
    rows += [_both(at(chain, 0), at(chain, 1)), _both(at(chain, -1), at(chain, 0))]
    rows += [_both(_both(at(chain, -1), at(chain, 0)), at(chain, 1)), _both(at(chain, 0), at(line, 0))]
    return rows


def _both(one: Codes, other: Codes) -> Codes:
    answer: Codes = mixed(one * np.uint64(0x9E3779B1)) + other
    return answer


def _same(sign: str) -> str:
    """Digits and letters alike, wide ones too."""
    if sign.isdigit():
        return "0"
    if sign.isascii() and sign.isalpha():
        return "a"
    return sign


def _kind(sign: str) -> int:
    if kind := _KIND.get(sign):
        return kind
    if sign.isdigit():
        return 10
    if sign.isascii() and sign.isalpha():
        return 11
    return 12 if "\u3400" <= sign <= "\u9fff" else 13


def _until(kinds: Codes, wanted: Iterable[int]) -> Codes:
    """How many characters until the next that ends a name."""
    hit = np.isin(kinds, list(wanted))
    away = np.full(len(kinds), 9, np.uint64)
    last = 9
    for place in range(len(kinds) - 1, -1, -1):
        last = 0 if hit[place] else min(last + 1, 9)
        away[place] = last
    return away


_TAG_NAMES = "n nr ns nz nt v m q f s x eng a d r p u c t vn i l uj ul y j b"
_TAGS = {tag: place for place, tag in enumerate(_TAG_NAMES.split(), start=1)}


def _spots(text: str) -> Codes:
    """Where in its word every character stands, and what kind of word it is."""
    spots: list[int] = []
    for word, tag in rjieba.tag(text):
        kind = _TAGS.get(tag, 30) * 8
        size = len(word)
        if size == 1:
            spots.append(kind + 4)
        else:
            spots += [kind + 1, *[kind + 2] * (size - 2), kind + 3]
    return np.array(spots[: len(text)] + [0] * (len(text) - len(spots)), dtype=np.uint64)


def best(scores: Numbers, steps: Numbers) -> list[int]:
    """The allowed row of marks with the highest sum."""
    count = len(scores)
    move = (steps + _ALLOWED).tolist()
    rows = scores.tolist()
    marks = range(len(MARKS))
    total = [rows[0][m] if MARKS[m] in _OPEN else float(_NEVER) for m in marks]
    back: list[list[int]] = []
    for row in rows[1:]:
        came, fresh = [], []
        for m in marks:
            source = max(marks, key=[total[b] + move[b][m] for b in marks].__getitem__)
            came.append(source)
            fresh.append(total[source] + move[source][m] + row[m])
        back.append(came)
        total = fresh
    last = max((m for m in marks if MARKS[m] in _SHUT), key=lambda m: total[m])
    found = [last]
    for came in reversed(back):
        found.append(came[found[-1]])
    return found[::-1][:count]


def marked(marks: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches a row of marks speaks of."""
    found, begin = [], 0
    for place, mark in enumerate(marks):
        if MARKS[mark] == "B":
            begin = place
        elif MARKS[mark] == "E":
            found.append((begin, place + 1))
        elif MARKS[mark] == "S":
            found.append((place, place + 1))
    return found


def marks_of(text: str, places: Iterable[str]) -> list[int]:
    """The marks of a message whose places are known, each looked for behind the one before."""
    marks = [0] * len(text)
    at = 0
    for place in places:
        begin = text.find(place, at)
        begin = begin if begin >= 0 else text.find(place)
        if begin < 0 or any(marks[begin : begin + len(place)]):
            continue
        at = begin + len(place)
        marks[begin:at] = [4] if len(place) == 1 else [1, *[2] * (len(place) - 2), 3]
    return marks


def steps_of(rows: Sequence[Sequence[int]]) -> Numbers:
    """How often a mark follows another, as logarithms."""
    count = np.ones((len(MARKS), len(MARKS)))
    for row in rows:
        for before, after in pairwise(row):
            count[before, after] += 1
    answer: Numbers = np.log(count / count.sum(axis=1, keepdims=True)).astype(np.float32)
    return answer
