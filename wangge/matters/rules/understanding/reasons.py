"""Which words of a message decided for a matter: what each of them adds to its score beyond the others'."""

from collections.abc import Iterable

import numpy as np
import rjieba

from wangge.matters.rules.understanding.linear import Linear, Numbers
from wangge.matters.rules.understanding.text import Keys, named, pieces, plain

_SIZES = (1, 2, 3)
#: Words of one character, and words that stand in every complaint, convince nobody as a reason.
_SHORTEST = 2
_NOTHING = (
    "我们 你们 他们 没有 什么 怎么 现在 已经 就是 还是 能不能 可以 时候 不是"
    " 一个 这个 那个 今天 昨天 麻烦 请问"
)
_EMPTY = frozenset(_NOTHING.split())


def words(
    model: Linear, text: str, code: str, *, places: Iterable[str] = (), most: int = 3
) -> tuple[str, ...]:
    """The words that spoke loudest for a code, in the order of the text; names of places are no reason."""
    if code not in model.labels:
        return ()
    short = plain(text)
    named_here = " ".join(plain(name) for name in places)
    place = model.labels.index(code)
    signs = _signs(model, short, place)
    heard: dict[str, float] = {}
    at = 0
    for word in rjieba.cut(short):
        if _is_reason(word) and word not in named_here:
            own = float(signs[at : at + len(word)].sum()) + _word(model, word, place)
            heard[word] = max(heard.get(word, 0.0), own)
        at += len(word)
    loud = sorted((word for word, own in heard.items() if own > 0), key=lambda word: -heard[word])[:most]
    return tuple(sorted(loud, key=short.find))


def _is_reason(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in _EMPTY and not word.isascii()


def _signs(model: Linear, text: str, place: int) -> Numbers:
    """For every character what the runs it stands in say for the code."""
    found = np.zeros(len(text), np.float32)
    for size in _SIZES:
        keys = pieces(text, (size,))
        # A run of n characters begins at the mark of the edge, one before the text.
        for start, value in enumerate(_values(model, "c", keys, place), start=-1):
            begin, end = max(start, 0), min(start + size, len(text))
            if begin < end:
                found[begin:end] += value / size
    return found


def _word(model: Linear, word: str, place: int) -> float:
    return float(_values(model, "w", named([word]), place).sum())


def _values(model: Linear, block: str, keys: Keys, place: int) -> Numbers:
    """What each key says for the code, less what it says for all codes on average."""
    space = model.space
    number = space.blocks.index(block)
    begin, end = space.starts[number], space.starts[number + 1]
    known = space.keys[begin:end]
    if not len(known) or not len(keys):
        return np.zeros(len(keys), np.float32)
    where = np.searchsorted(known, keys)
    where[where == len(known)] = 0
    there = known[where] == keys
    rows = model.rows(where + begin)
    answer: Numbers = (rows[:, place] - rows.mean(axis=1)) * space.telling[where + begin] * there
    return answer
