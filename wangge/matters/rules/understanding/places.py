"""Which stretches of a message name a place: every character gets a mark (begin, inside, end, ...).

The marks are scored by a linear model over the neighbouring characters and words; the best
allowed row of marks wins. Whether the district knows the place is not asked here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import rjieba

from wangge.matters.rules.understanding import masking
from wangge.matters.rules.understanding import place_lexicon as lexicon
from wangge.matters.rules.understanding.linear import Numbers, Stored
from wangge.matters.rules.understanding.text import Codes, Keys, mixed

MARKS = ("O", "B", "I", "E", "S")
#: Features are told apart by so many bits of their keys.
BITS = 22
#: Longer messages are read up to here.
LONGEST = 1200
_PAD = 4
_FOLLOWS = {"O": "OBS", "B": "IE", "I": "IE", "E": "OBS", "S": "OBS"}
#: A mark that may not follow costs more than any score.
NEVER = np.float32(-1e6)
ALLOWED = np.array(
    [[0.0 if after in _FOLLOWS[before] else NEVER for after in MARKS] for before in MARKS], dtype=np.float32
)
OPEN, SHUT = ("O", "B", "S"), ("O", "E", "S")
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
#: Kinds that end a name.
_ENDS = frozenset((1, 2, 3, 4))
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
        return tidied(text, marked(self.marks(text))) if text else []

    def marks(self, text: str) -> list[int]:
        """The best allowed mark of every character."""
        found = features(text) >> np.uint32(32 - BITS)
        where = np.searchsorted(self.keys, found.ravel())
        where[where == len(self.keys)] = 0
        there = self.keys[where] == found.ravel()
        values = self.weights[where].astype(np.float32) * there[:, None]
        scores = values.reshape(*found.shape, len(MARKS)).sum(axis=1)
        return best(scores, self.steps)


def features(text: str) -> Keys:
    """For every character the keys of what stands at it and around it."""
    return features_of([text])


def features_of(texts: Sequence[str]) -> Keys:
    """The same of many messages, one below the other."""
    lines = [_lines(text) for text in texts]
    gaps = np.full(_PAD, -1, np.int64)
    sizes = [len(text) for text in texts]
    row = [gaps]
    for size in sizes:
        row += [np.zeros(size, np.int64), gaps]
    here = np.flatnonzero(np.concatenate(row) == 0)
    signs, kinds, spots, words, chains, ahead = (
        _padded([line[number] for line in lines], filler) for number, filler in enumerate(_FILLERS)
    )

    def at(line: Codes, by: int) -> Codes:
        return line[here + by]

    rows = [at(signs, by) for by in range(-3, 4)]
    rows += [_both(at(signs, by), at(signs, by + 1)) for by in (-3, -2, -1, 0, 1, 2)]
    rows += [_both(_both(at(signs, by), at(signs, by + 1)), at(signs, by + 2)) for by in (-2, -1, 0)]
    rows += [at(spots, by) for by in (-1, 0, 1)]
    rows += [
        _both(at(spots, 0), at(signs, 0)),
        _both(at(spots, 0), at(spots, 1)),
        _both(at(spots, -1), at(spots, 0)),
    ]
    shape = at(kinds, -2)
    for by in (-1, 0, 1, 2):
        shape = _both(shape, at(kinds, by))
    rows += [
        shape,
        _both(at(kinds, 0), at(kinds, 1)),
        _both(_both(at(kinds, -1), at(kinds, 0)), at(kinds, 1)),
    ]
    rows += [at(words, by) for by in (-2, -1, 0, 1, 2)] + [at(chains, by) for by in (-1, 0, 1)]
    rows += [_both(at(words, 0), at(words, 1)), _both(at(words, -1), at(words, 0))]
    rows += [_both(at(chains, 0), at(chains, 1)), _both(at(chains, -1), at(chains, 0))]
    rows += [_both(_both(at(chains, -1), at(chains, 0)), at(chains, 1)), _both(at(chains, 0), at(words, 0))]
    rows += [at(ahead, 0), _both(at(ahead, 0), at(signs, 0)), _both(at(ahead, 0), at(kinds, -1))]
    salted = [mixed(line * np.uint64(31) + np.uint64(place + 1)) for place, line in enumerate(rows)]
    return (np.stack(salted, axis=1) >> np.uint64(32)).astype(np.uint32)


#: What stands before and after a message: in signs, kinds, spots, words, chains, and characters ahead.
_FILLERS = (0, 9, 0, 0, 0, 0)


def _lines(text: str) -> tuple[Sequence[int], ...]:
    """What every character of a message is, in six ways."""
    kinds = [_kind(sign) for sign in text]
    found = lexicon.kinds(text)
    return (
        [ord(_same(sign)) for sign in text],
        kinds,
        _spots(text),
        found.words,
        found.chains,
        _until(kinds),
    )


def _padded(lines: Sequence[Sequence[int]], filler: int) -> Codes:
    gap = [filler] * _PAD
    whole = list(gap)
    for line in lines:
        whole += line
        whole += gap
    return np.array(whole, np.uint64)


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


def _until(kinds: Sequence[int]) -> list[int]:
    """How many characters until the next that ends a name, six for more."""
    away, last = [6] * len(kinds), 9
    for place in range(len(kinds) - 1, -1, -1):
        last = 0 if kinds[place] in _ENDS else min(last + 1, 9)
        away[place] = min(last, 6)
    return away


_TAG_NAMES = "n nr ns nz nt v m q f s x eng a d r p u c t vn i l uj ul y j b"
_TAGS = {tag: place for place, tag in enumerate(_TAG_NAMES.split(), start=1)}


def _spots(text: str) -> list[int]:
    """Where in its word every character stands, and what kind of word it is."""
    spots: list[int] = []
    for word, tag in rjieba.tag(text):
        kind = _TAGS.get(tag, 30) * 8
        size = len(word)
        if size == 1:
            spots.append(kind + 4)
        else:
            spots += [kind + 1, *[kind + 2] * (size - 2), kind + 3]
    return spots[: len(text)] + [0] * (len(text) - len(spots))


def best(scores: Numbers, steps: Numbers) -> list[int]:
    """The allowed row of marks with the highest sum."""
    count = len(scores)
    move = (steps + ALLOWED).tolist()
    rows = scores.tolist()
    marks = range(len(MARKS))
    total = [rows[0][m] if MARKS[m] in OPEN else float(NEVER) for m in marks]
    back: list[list[int]] = []
    for row in rows[1:]:
        came, fresh = [], []
        for m in marks:
            source = max(marks, key=[total[b] + move[b][m] for b in marks].__getitem__)
            came.append(source)
            fresh.append(total[source] + move[source][m] + row[m])
        back.append(came)
        total = fresh
    last = max((m for m in marks if MARKS[m] in SHUT), key=lambda m: total[m])
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


#: A cry before a place, the number of a bus before its stop; neither belongs to the place.
_BEFORE = re.compile("救命啊?|快来人?|顶楼(?=[0-9])|.{1,8}路在")
#: A bus, which is nowhere, and numbers that are none of a house; a flat or a floor, which after another place
#: says where the sender lives.
_BUS = re.compile(r"[0-9]{1,3}路$|[-+0-9 xX]{5,}$|[0-9]{1,2}$")
_FLAT = re.compile("(?:楼上|隔壁|楼下)?[0-9]{3,4}室?$|[0-9一二三四五六七八九十]{1,3}楼")


def tidied(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches without what only stands beside a place."""
    found: list[tuple[int, int]] = []
    numbers = [(begin, end) for begin, end, kind in masking.spans(text) if kind != "name"]
    for start, end in spans:
        before = _BEFORE.match(text, start, end)
        begin = before.end() if before is not None and before.end() < end - 1 else start
        name = text[begin:end]
        if any(start < last and first < end for first, last in numbers):
            continue
        if not _BUS.match(name) and not (found and _FLAT.match(name)):
            found.append((begin, end))
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
