"""Learning any labels of any texts: long letters, cut into words already or not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wangge.matters.rules.understanding import fitting, linear
from wangge.matters.rules.understanding.fitting import Plan
from wangge.matters.rules.understanding.linear import Blocks, Linear, Numbers
from wangge.matters.rules.understanding.text import named, pairs, pieces, plain, words

_PLAN = Plan({"c": 1.0, "w": 1.0, "h": 0.6}, {"c": 3, "w": 2, "h": 2})
#: Small files have few repetitions; there everything is known that stands in them.
_SMALL = 400
_SMALL_PLAN = Plan(_PLAN.shares, {})
_COST, _BAYES = 0.3, 0.1
#: What the letter is about stands first.
_HEAD = 60
#: A text as its writer left it says more about new ones than one that was cut and thinned out.
_AS_WRITTEN = 2.0
_CUT_SHARE = 0.2
_SHARPNESS = 3.0
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Tested:
    """How a model does on texts it has not seen."""

    rows: int
    accuracy: float
    macro_f1: float


def features(text: str) -> Blocks:
    """Characters, words, and the characters of the beginning."""
    short = plain(text)
    said = words(short)
    return {
        "c": pieces(short, (1, 2, 3)),
        "w": np.concatenate([named(said), named(pairs(said), 7)]),
        "h": pieces(short[:_HEAD], (1, 2, 3), 3),
    }


def is_cut(text: str) -> bool:
    """Whether somebody has put blanks between the words."""
    return text.count(" ") > _CUT_SHARE * len(text)


def fit(texts: Sequence[str], labels: Sequence[str]) -> Linear:
    """A model of these labels."""
    return _fitted([features(text) for text in texts], labels, _weights(texts))


def _weights(texts: Sequence[str]) -> list[float]:
    cut = [is_cut(text) for text in texts]
    return [1.0 if not any(cut) or own else _AS_WRITTEN for own in cut]


def _fitted(rows: Sequence[Blocks], labels: Sequence[str], weights: Sequence[float]) -> Linear:
    space = fitting.space_of(rows, _PLAN if len(rows) > _SMALL else _SMALL_PLAN)
    table = fitting.matrix(rows, space)
    names, planes, bias = fitting.weights_of(fitting.machine(table, labels, cost=_COST, weight=weights))
    planes = planes + np.float32(_BAYES) * fitting.complement(table, labels, names)
    return Linear(space, names, planes.astype(np.float16), bias)


def cross_validated(texts: Sequence[str], labels: Sequence[str]) -> Tested | None:
    """Judged on texts as they were written, if there are any; None where there are too few to judge."""
    judged = [i for i, text in enumerate(texts) if not is_cut(text)] or list(range(len(texts)))
    seen = {label: sum(labels[i] == label for i in judged) for label in set(labels)}
    if len(judged) < 2 * FOLDS or min(seen.values()) < 2:
        return None
    rows, weights = [features(text) for text in texts], _weights(texts)
    fold = dict(zip(judged, fitting.folds([labels[i] for i in judged], FOLDS), strict=True))
    said: dict[int, str] = {}
    for number in range(FOLDS):
        taught = [i for i in range(len(texts)) if fold.get(i) != number]
        model = _fitted([rows[i] for i in taught], [labels[i] for i in taught], [weights[i] for i in taught])
        for i in judged:
            if fold[i] == number:
                said[i] = model.labels[int(model.scores(rows[i]).argmax())]
    true, answers = [labels[i] for i in judged], [said[i] for i in judged]
    right = sum(t == s for t, s in zip(true, answers, strict=True)) / len(judged)
    return Tested(len(judged), right, fitting.macro_f1(true, answers))


def label(model: Linear, text: str) -> tuple[str, float]:
    """The likeliest label and its share of one."""
    scores: Numbers = linear.shares(model.scores(features(text)), _SHARPNESS)
    best = int(scores.argmax())
    return model.labels[best], float(scores[best])
