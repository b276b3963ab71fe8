"""A linear model over hashed features: blocks of keys in, scores of labels out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wangge.matters.rules.understanding.text import Keys

Numbers = npt.NDArray[np.float32]
Stored = npt.NDArray[np.float16] | npt.NDArray[np.float32] | npt.NDArray[np.int8]
#: The keys of one text, block by block: characters, words, ideas.
Blocks = Mapping[str, Keys]
#: A weight in a byte has so many steps to either side.
_STEPS = 127


@dataclass(frozen=True, slots=True)
class Space:
    """The features that are known: their keys in order, how telling each is, which block it belongs to."""

    blocks: tuple[str, ...]
    #: How much each block counts.
    shares: tuple[float, ...]
    #: Where each block begins in the arrays; one more than there are blocks.
    starts: tuple[int, ...]
    keys: Keys
    telling: Numbers

    def place(self, found: Blocks) -> tuple[npt.NDArray[np.int64], Numbers]:
        """The known features of a text and their values; each block has length one, then its share."""
        places, values = [], []
        for name, share, begin, end in zip(
            self.blocks, self.shares, self.starts, self.starts[1:], strict=False
        ):
            keys = found.get(name)
            if keys is None or not len(keys) or begin == end:
                continue
            where, value = self._block(keys, begin, end)
            places.append(where)
            values.append(value * np.float32(share))
        if not places:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return np.concatenate(places), np.concatenate(values)

    def _block(self, keys: Keys, begin: int, end: int) -> tuple[npt.NDArray[np.int64], Numbers]:
        own, times = np.unique(keys, return_counts=True)
        known = self.keys[begin:end]
        where = np.searchsorted(known, own)
        where[where == len(known)] = 0
        there = known[where] == own
        where, times = where[there] + begin, times[there]
        value = (1 + np.log(times.astype(np.float32))) * self.telling[where]
        length = float(np.sqrt((value * value).sum())) or 1.0
        return where.astype(np.int64), (value / np.float32(length)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of every feature for every label."""

    space: Space
    labels: tuple[str, ...]
    weights: Stored
    bias: Numbers
    #: Where weights are whole numbers: what one of them is worth, feature by feature.
    scale: Numbers | None = None

    def rows(self, where: npt.NDArray[np.int64]) -> Numbers:
        """The weights of these features."""
        found: Numbers = self.weights[where].astype(np.float32)
        return found if self.scale is None else found * self.scale[where][:, None]

    def small(self) -> "Linear":
        """The same with a byte a weight."""
        found = self.weights.astype(np.float32)
        scale = (np.abs(found).max(axis=1) / _STEPS + np.float32(1e-9)).astype(np.float32)
        whole = np.rint(found / scale[:, None]).astype(np.int8)
        return Linear(self.space, self.labels, whole, self.bias, scale)

    def scores(self, found: Blocks) -> Numbers:
        """One score a label; the largest is the best."""
        where, value = self.space.place(found)
        return self.scores_of(where, value)

    def scores_of(self, where: npt.NDArray[np.int64], value: Numbers) -> Numbers:
        """The same for features that are placed already."""
        if not len(where):
            return self.bias.copy()
        answer: Numbers = self._weighed(where, value) + self.bias
        return answer

    def _weighed(self, where: npt.NDArray[np.int64], value: Numbers) -> Numbers:
        if self.scale is not None:
            value = value * self.scale[where]
        answer: Numbers = value @ self.weights[where].astype(np.float32)
        return answer


def shares(scores: Numbers, sharpness: float) -> Numbers:
    """Scores as parts of one."""
    raised = np.exp((scores - scores.max()) * np.float32(sharpness))
    answer: Numbers = (raised / raised.sum()).astype(np.float32)
    return answer


def ranked(labels: Sequence[str], scores: Numbers, *, most: int) -> list[tuple[str, float]]:
    """The best labels first."""
    best = np.argsort(-scores, kind="stable")[:most]
    return [(labels[i], float(scores[i])) for i in best]
