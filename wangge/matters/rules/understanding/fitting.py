"""Fitting of linear models to labelled texts; the only part that needs scikit-learn."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wangge.matters.rules.understanding.linear import Blocks, Linear, Numbers, Space
from wangge.matters.rules.understanding.text import Keys


@dataclass(frozen=True, slots=True)
class Plan:
    """What a block of features counts, and in how many texts a feature must stand to be known."""

    shares: Mapping[str, float]
    least: Mapping[str, int]


def space_of(rows: Sequence[Blocks], plan: Plan) -> Space:
    """The features that stand in enough texts, with the inverse frequency of each."""
    keys, telling, starts = [], [], [0]
    for name in plan.shares:
        own, count = _frequent([row[name] for row in rows], plan.least.get(name, 1))
        keys.append(own)
        telling.append(1 + np.log((1 + len(rows)) / (1 + count)))
        starts.append(starts[-1] + len(own))
    return Space(
        tuple(plan.shares),
        tuple(plan.shares.values()),
        tuple(starts),
        np.concatenate(keys).astype(np.uint32),
        np.concatenate(telling).astype(np.float32),
    )


def _frequent(rows: Sequence[Keys], least: int) -> tuple[Keys, npt.NDArray[np.int64]]:
    once = [np.unique(row) for row in rows]
    own, count = np.unique(np.concatenate(once) if once else np.zeros(0, np.uint32), return_counts=True)
    kept = count >= least
    return own[kept], count[kept]


def matrix(rows: Sequence[Blocks], space: Space) -> Any:
    """The texts as a sparse matrix over the space."""
    from scipy.sparse import csr_matrix

    placed = [space.place(row) for row in rows]
    ends = np.cumsum([0, *(len(where) for where, _ in placed)])
    columns = np.concatenate([where for where, _ in placed]) if placed else np.zeros(0, np.int64)
    values = np.concatenate([value for _, value in placed]) if placed else np.zeros(0, np.float32)
    return csr_matrix((values, columns, ends), shape=(len(rows), len(space.keys)))


Fitter = Callable[[Any, Any, "npt.NDArray[np.float64] | None"], tuple[Any, Any, Any]]


def machine(
    matrix_: Any, labels: Sequence[str], *, cost: float, weight: Sequence[float] | None = None
) -> Any:
    """Separating planes between each label and the rest."""
    from sklearn.svm import LinearSVC

    return LinearSVC(C=cost, random_state=0).fit(matrix_, np.asarray(labels), sample_weight=weight)


def weights_of(fitted: Any) -> tuple[tuple[str, ...], Numbers, Numbers]:
    """Labels, weights (features x labels) and bias; two labels have one plane, seen from both sides."""
    labels = tuple(str(label) for label in fitted.classes_)
    plane, bias = fitted.coef_, fitted.intercept_
    if len(labels) == 2:
        plane, bias = np.vstack([-plane, plane]), np.concatenate([-bias, bias])
    return labels, np.ascontiguousarray(plane.T, dtype=np.float32), bias.astype(np.float32)


def complement(
    matrix_: Any, labels: Sequence[str], classes: Sequence[str], *, smooth: float = 0.3
) -> Numbers:
    """Weights after complement naive Bayes: how much rarer a feature is in all other labels."""
    from scipy.sparse import csr_matrix

    place = {label: i for i, label in enumerate(classes)}
    own = np.array([place[label] for label in labels])
    ones = np.ones(len(own), np.float32)
    member = csr_matrix((ones, (own, np.arange(len(own)))), shape=(len(classes), len(own)))
    sums = (member @ matrix_).toarray()
    rare = -np.log(sums.sum(axis=0, keepdims=True) - sums + np.float32(smooth))
    # Of all that a label lacks; what all labels have in common tells nothing.
    rare += np.log((sums.sum() - sums.sum(axis=1) + smooth * sums.shape[1])[:, None])
    answer: Numbers = (rare - rare.mean(axis=0, keepdims=True)).T.astype(np.float32)
    return answer


def folds(labels: Sequence[str], count: int, *, seed: int = 0) -> npt.NDArray[np.int64]:
    """For each text the fold it is tested in, every label spread evenly over the folds."""
    chance = np.random.default_rng(seed)
    fold = np.zeros(len(labels), np.int64)
    names = np.asarray(labels)
    for label in dict.fromkeys(labels):
        own = np.flatnonzero(names == label)
        chance.shuffle(own)
        fold[own] = (np.arange(len(own)) + int(chance.integers(count))) % count
    return fold


def macro_f1(true: Sequence[str], said: Sequence[str]) -> float:
    """The mean over the labels of the harmonic mean of precision and recall."""
    scores = []
    for label in dict.fromkeys(true):
        hit = sum(t == label == s for t, s in zip(true, said, strict=True))
        asked = sum(t == label for t in true) + sum(s == label for s in said)
        scores.append(2 * hit / asked if asked else 0.0)
    return math.fsum(scores) / max(1, len(scores))


def joined(model: Linear, others: Numbers, share: float) -> Linear:
    """The sum of two linear models over one space is one linear model."""
    return Linear(model.space, model.labels, (model.weights + share * others).astype(np.float32), model.bias)
