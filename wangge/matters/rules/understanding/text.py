"""A text as numbers: the pieces of its characters and its words, hashed, without a vocabulary of strings."""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import rjieba

Keys = npt.NDArray[np.uint32]
Codes = npt.NDArray[np.uint64]

#: Of a longer text the beginning and the end are read: what happened, and what is asked for.
LONGEST, _TAIL = 6000, 1000
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_CJK = "\u3400-\u9fff"
_MARKS = re.compile(rf"[^{_CJK}a-z0]+")
_GAPS = re.compile(r"\s+")
_WORD = re.compile(rf"[{_CJK}a-z0]")
#: A text that is cut into words already has a blank after every word or two.
_CUT_SHARE = 0.2
_BREAK = " "
_EDGE = "\x02"
_MIX, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD)
_SHIFT = np.uint64(29)


def plain(text: str) -> str:
    """Width and case made alike, numbers as 0, marks as one blank, words that were cut apart joined again."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - _TAIL]} {text[-_TAIL:]}"
    text = unicodedata.normalize("NFKC", text).lower()
    if text.count(" ") > _CUT_SHARE * len(text):
        text = _GAPS.sub("", text)
    return _MARKS.sub(_BREAK, _DIGITS.sub("0", text)).strip()


def words(text: str) -> list[str]:
    """The words of a plain text."""
    return [word for word in rjieba.cut(text) if _WORD.match(word)]


def codes(text: str) -> Codes:
    """The characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)


def mixed(values: Codes) -> Codes:
    values = (values ^ (values >> _SHIFT)) * _STEP
    return values ^ (values >> _SHIFT)


def pieces(text: str, sizes: Iterable[int], salt: int = 0) -> Keys:
    """Keys of all runs of so many characters, with marks for the text's edges."""
    signs = codes(f"{_EDGE}{text}{_EDGE}")
    found, run = [], np.full(len(signs), salt, dtype=np.uint64)
    wanted = set(sizes)
    for size in range(1, max(wanted) + 1):
        if len(run) < 1 or size > len(signs):
            break
        run = mixed(run[: len(signs) - size + 1] * _MIX + signs[size - 1 :] + np.uint64(1))
        if size in wanted:
            found.append(run)
    keys = np.concatenate(found) if found else np.zeros(0, dtype=np.uint64)
    return (keys >> np.uint64(32)).astype(np.uint32)


def named(names: Sequence[str], salt: int = 0) -> Keys:
    """Keys of words or other names."""
    return np.fromiter((zlib.crc32(n.encode("utf-8", "replace"), salt) for n in names), np.uint32, len(names))


def pairs(names: Sequence[str]) -> list[str]:
    """Neighbouring words as names."""
    return [f"{a}_{b}" for a, b in pairwise(names)]
