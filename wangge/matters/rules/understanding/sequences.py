"""Fitting of the finder of places: a linear chain of marks whose likelihood over whole messages is raised in
small batches (a conditional random field, AdaGrad). Some seconds; only numpy and sparse products.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wangge.matters.rules.understanding.linear import Numbers
from wangge.matters.rules.understanding.places import (
    ALLOWED,
    BITS,
    MARKS,
    OPEN,
    SHUT,
    Tagger,
    features_of,
    marks_of,
)
from wangge.matters.rules.understanding.text import Keys

_SIZE = len(MARKS)
_EDGES = tuple(np.array([float(mark in allowed) for mark in MARKS], np.float32) for allowed in (OPEN, SHUT))
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message with the names of its places, and how much it counts."""

    text: str
    places: Sequence[str]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Batch:
    """Messages of about one length: which features stand in them, and where each character stands."""

    known: Whole
    table: Any
    row: Whole
    place: Whole
    marks: Whole
    lengths: Whole
    weight: Numbers


def fit(lessons: Sequence[Lesson], *, rounds: int, rate: float = 0.1, seed: int = 1) -> Tagger:
    """The weights under which the true marks are likeliest."""
    keys, batches = _batches(lessons)
    chance = np.random.default_rng(seed)
    weights = np.zeros((len(keys), _SIZE), np.float32)
    steps = np.zeros((_SIZE, _SIZE), np.float32)
    seen, seen_steps = np.full_like(weights, 1e-2), np.full_like(steps, 1e-2)
    for _ in range(rounds):
        for number in chance.permutation(len(batches)):
            batch = batches[int(number)]
            own = weights[batch.known]
            off, step_off = _slope(batch, batch.table @ own, steps)
            slope = batch.table.T @ off
            much = seen[batch.known] + slope * slope
            seen[batch.known] = much
            weights[batch.known] = own - rate * slope / np.sqrt(much)
            seen_steps += step_off * step_off
            steps -= rate * step_off / np.sqrt(seen_steps)
    used = np.abs(weights).max(axis=1) > _SLIGHT
    return Tagger(keys[used], weights[used].astype(np.float16), steps)


#: Smaller weights say nothing.
_SLIGHT = 0.05


def _batches(lessons: Sequence[Lesson], *, size: int = 256) -> tuple[Keys, list[_Batch]]:
    lessons = sorted((lesson for lesson in lessons if lesson.text), key=lambda lesson: len(lesson.text))
    found = features_of([lesson.text for lesson in lessons]) >> np.uint32(32 - BITS)
    kept = np.flatnonzero(np.bincount(found.ravel(), minlength=1 << BITS) >= _OFTEN)
    number = np.full(1 << BITS, -1, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    ends = np.cumsum([0, *(len(lesson.text) for lesson in lessons)])
    batches = []
    for begin in range(0, len(lessons), size):
        own = lessons[begin : begin + size]
        batches.append(_batch(number[found[ends[begin] : ends[begin + len(own)]]], own))
    return kept.astype(np.uint32), batches


#: In so many characters a feature must stand to be known.
_OFTEN = 2


def _batch(where: npt.NDArray[np.int32], lessons: Sequence[Lesson]) -> _Batch:
    from scipy.sparse import csr_matrix

    there = where >= 0
    known, column = np.unique(where[there], return_inverse=True)
    ends = np.concatenate([[0], np.cumsum(there.sum(axis=1))])
    lengths = np.array([len(lesson.text) for lesson in lessons])
    return _Batch(
        known.astype(np.int64),
        csr_matrix((np.ones(len(column), np.float32), column, ends), shape=(len(where), len(known))),
        np.repeat(np.arange(len(lessons)), lengths),
        np.concatenate([np.arange(n) for n in lengths]),
        np.concatenate([marks_of(lesson.text, lesson.places) for lesson in lessons]),
        lengths,
        np.array([lesson.weight for lesson in lessons], np.float32),
    )


def _slope(batch: _Batch, scores: Numbers, steps: Numbers) -> tuple[Numbers, Numbers]:
    """How far the expected marks and the expected changes of marks are from the true ones."""
    count, longest = len(batch.lengths), int(batch.lengths.max())
    last = batch.lengths - 1
    wide = np.full((longest, count, _SIZE), 0, np.float32)
    wide[batch.place, batch.row] = np.exp(scores - scores.max(axis=1, keepdims=True))
    wide[0] *= _EDGES[0]
    wide[last, np.arange(count)] *= _EDGES[1]
    move = np.exp(steps) * (ALLOWED == 0)
    ahead, scale, behind = _swept(wide, move, last)
    parts = (ahead * behind)[batch.place, batch.row]
    parts /= parts.sum(axis=1, keepdims=True) + _TINY
    parts[np.arange(len(parts)), batch.marks] -= 1
    pull = wide[1:] * behind[1:] / scale[1:, :, None] * (np.arange(1, longest)[:, None] <= last)[:, :, None]
    pull *= batch.weight[None, :, None]
    changes = np.einsum("tbi,tbj->ij", ahead[:-1], pull) * move
    same = batch.row[1:] == batch.row[:-1]
    true = (batch.marks[:-1][same], batch.marks[1:][same])
    np.subtract.at(changes, true, batch.weight[batch.row[1:]][same])
    return (parts * batch.weight[batch.row][:, None]).astype(np.float32), changes.astype(np.float32)


_TINY = np.float32(1e-30)


def _swept(wide: Numbers, move: Numbers, last: Whole) -> tuple[Numbers, Numbers, Numbers]:
    """Forward and backward over all messages at once, scaled at every character."""
    ahead, behind = np.zeros_like(wide), np.ones_like(wide)
    scale = np.ones(wide.shape[:2], np.float32)
    for at in range(len(wide)):
        own = wide[at] if not at else (ahead[at - 1] @ move) * wide[at]
        scale[at] = own.sum(axis=1) + _TINY
        ahead[at] = own / scale[at, :, None]
    for at in range(len(wide) - 2, -1, -1):
        later = (wide[at + 1] * behind[at + 1]) @ move.T / scale[at + 1, :, None]
        behind[at] = np.where((at < last)[:, None], later, 1)
    return ahead, scale, behind
