"""Making a model of messages from labelled messages, the catalogue's names and phrases; some seconds."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wangge.matters.rules.understanding import fitting, place_lexicon, places
from wangge.matters.rules.understanding.fitting import Plan
from wangge.matters.rules.understanding.invented import Inventor, Marked
from wangge.matters.rules.understanding.linear import Linear, Numbers, Stored
from wangge.matters.rules.understanding.model import URGENCIES, Model, Settings, blocks
from wangge.matters.rules.understanding.places import MARKS, Tagger

DATA = Path(__file__).parents[2] / "data"
PLAN = Plan({"c": 1.0, "w": 1.0, "s": 0.5}, {"c": 2, "w": 1, "s": 1})
_COST, _BAYES = 0.5, 0.5
_TAUGHT_TIMES = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what it means: codes (the first one counts), urgency, places; `weight` over others."""

    text: str
    codes: tuple[str, ...]
    urgency: str = ""
    places: tuple[str, ...] | None = None
    weight: float = 1.0


def read_examples(file: Path, *, weight: float = 1.0) -> list[Example]:
    """Labelled messages of a file with the columns message, matter_code, urgency, place."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Example(
            row["message"],
            tuple(code for code in row["matter_code"].split(";") if code),
            row["urgency"],
            tuple(place for place in (row["place"] or "").split(";") if place),
            weight,
        )
        for row in rows
    ]


def shipped() -> list[Example]:
    """All labelled messages of the product."""
    files = sorted((DATA / "utterances").glob("*.tsv"))
    found = [example for file in files for example in read_examples(file)]
    return found + read_examples(DATA / "messages.tsv", weight=2.0)


def phrases() -> list[Example]:
    """Names and phrases of the shipped catalogue, as short messages."""
    with (DATA / "matters.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Example(text, (row["code"],))
        for row in rows
        for text in (row["name"], *row["phrases"].split("|"))
        if text
    ]


SETTINGS = Settings(
    sharpness=10.0, special={"CHAT": 0.15, "THANKS": 0.15, "QUESTION": 0.05}, alarm=0.3, usual=0.3
)


def train(
    examples: Sequence[Example],
    names: Sequence[Example],
    *,
    settings: Settings = SETTINGS,
    finder: Tagger | None = None,
) -> Model:
    """A model of these messages; `names` teach matters only. A finder of places is fitted unless given."""
    told = [*examples, *names]
    rows = [blocks(example.text) for example in told]
    space = fitting.space_of(rows, PLAN)
    table = fitting.matrix(rows, space)
    labels = [example.codes[0] for example in told]
    weight = [example.weight for example in told]
    matters = _linear(table, labels, weight, space, cost=_COST, bayes=_BAYES)
    marked = [place for place, example in enumerate(told) if example.urgency]
    urgency = _linear(
        table[marked],
        [told[i].urgency for i in marked],
        [weight[i] for i in marked],
        space,
        cost=0.2,
        bayes=0.0,
    )
    urgency = _in_order(urgency, URGENCIES)
    usual = _usual(matters.labels, [told[i] for i in marked])
    return Model(matters, urgency, usual, finder or tagger(examples), settings)


def _linear(
    table: Any, labels: Sequence[str], weight: Sequence[float], space: Any, *, cost: float, bayes: float
) -> Linear:
    fitted = fitting.machine(table, labels, cost=cost, weight=weight)
    names, weights, bias = fitting.weights_of(fitted)
    if bayes:
        weights = weights + bayes * _scaled(fitting.complement(table, labels, names), weights)
    return Linear(space, names, weights.astype(np.float16), bias)


def _scaled(other: Numbers, like: Numbers) -> Numbers:
    """Weights of another method, made as wide as these."""
    answer: Numbers = (other * (like.std() / (other.std() or 1.0))).astype(np.float32)
    return answer


def _in_order(model: Linear, labels: Sequence[str]) -> Linear:
    place = [model.labels.index(label) for label in labels]
    weights: Stored = np.take(model.weights, place, axis=1).astype(np.float16)
    return Linear(model.space, tuple(labels), weights, model.bias[place])


def _usual(labels: Sequence[str], examples: Iterable[Example]) -> Numbers:
    count = np.full((len(labels), len(URGENCIES)), 0.5)
    place = {label: i for i, label in enumerate(labels)}
    for example in examples:
        count[place[example.codes[0]], URGENCIES.index(example.urgency)] += 1
    answer: Numbers = np.log(count / count.sum(axis=1, keepdims=True)).astype(np.float32)
    return answer


def tagger(examples: Sequence[Example], *, rounds: int = 5, seed: int = 1) -> Tagger:
    """The finder of places: an averaged perceptron over whole messages."""
    known = _judged(examples)
    told = known + Inventor(seed).settings(known, 1)
    rows = [(places.features(text), places.marks_of(text, names)) for text, names in told]
    keys, count = np.unique(np.concatenate([found for found, _ in rows]), return_counts=True)
    keys = keys[count >= 2]
    taught = [(_placed(found, keys), marks) for found, marks in rows]
    return _averaged(taught, keys, rounds=rounds, seed=seed)


#: How often messages that were marked with most care are read.
_CARE = 3


def _judged(examples: Sequence[Example]) -> list[Marked]:
    """Messages whose marks teach: not those that hold the words of a place but say that there is none.

    Whether 烤鱼店 or 楼上801 alone is a place to look up is a habit of marking; only
    messages marked with care are asked about it.
    """
    found: list[Marked] = []
    for example in examples:
        if example.places is None or not example.text:
            continue
        if example.weight > 1:
            found += [(example.text, example.places)] * _CARE
        elif example.places or not place_lexicon.is_named(example.text):
            found.append((example.text, example.places))
    return found


def _placed(found: Any, keys: Any) -> Any:
    where = np.searchsorted(keys, found.ravel())
    where[where == len(keys)] = 0
    return np.where(keys[where] == found.ravel(), where, len(keys)).reshape(found.shape)


def _averaged(taught: Sequence[tuple[Any, list[int]]], keys: Any, *, rounds: int, seed: int) -> Tagger:
    """Learn from every message whose marks come out wrong; the mean over all moments is the answer."""
    size = len(MARKS)
    weights, sums = np.zeros((len(keys) + 1, size), np.float32), np.zeros((len(keys) + 1, size), np.float64)
    steps, step_sums = np.zeros((size, size), np.float32), np.zeros((size, size), np.float64)
    chance, moment = np.random.default_rng(seed), 1
    for _ in range(rounds):
        for place in chance.permutation(len(taught)):
            where, marks = taught[int(place)]
            weights[-1] = 0
            said = places.best(weights[where].sum(axis=1), steps)
            moment += 1
            if said == marks:
                continue
            for i, (right, wrong) in enumerate(zip(marks, said, strict=True)):
                before = (marks[i - 1], said[i - 1]) if i else (0, 0)
                if right != wrong:
                    for mark, sign in ((right, 1), (wrong, -1)):
                        weights[where[i], mark] += sign
                        sums[where[i], mark] += sign * moment
                if i and (right, before[0]) != (wrong, before[1]):
                    for one, other, sign in ((before[0], right, 1), (before[1], wrong, -1)):
                        steps[one, other] += sign
                        step_sums[one, other] += sign * moment
    mean = (weights - sums / moment)[:-1]
    used = np.abs(mean).max(axis=1) > 1e-3
    return Tagger(keys[used], mean[used].astype(np.float16), (steps - step_sums / moment).astype(np.float32))
