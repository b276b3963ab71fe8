"""Making a model of messages from labelled messages, the catalogue's names and phrases; some seconds."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wangge.matters.rules.understanding import fitting, place_lexicon, sequences
from wangge.matters.rules.understanding.fitting import Plan
from wangge.matters.rules.understanding.invented import Inventor, Marked
from wangge.matters.rules.understanding.linear import Linear, Numbers, Stored
from wangge.matters.rules.understanding.model import URGENCIES, Model, Settings, blocks
from wangge.matters.rules.understanding.places import Tagger
from wangge.matters.rules.understanding.sequences import Lesson

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
    return Model(matters.small(), urgency, usual, finder or tagger(examples), settings)


def _linear(
    table: Any, labels: Sequence[str], weight: Sequence[float], space: Any, *, cost: float, bayes: float
) -> Linear:
    fitted = fitting.machine(table, labels, cost=cost, weight=weight)
    names, weights, bias = fitting.weights_of(fitted)
    if bayes:
        weights = weights + bayes * _scaled(fitting.complement(table, labels, names), weights)
    return Linear(space, names, weights.astype(np.float32), bias)


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


def tagger(examples: Sequence[Example], *, rounds: int = 4, seed: int = 1) -> Tagger:
    """The finder of places, from messages marked with care, and from others with invented places."""
    careful = [(e.text, e.places) for e in examples if e.weight > 1 and e.places is not None]
    careful += said_places()
    plain = [(e.text, e.places) for e in examples if e.weight == 1 and e.places is not None and _teaches(e)]
    inventor = Inventor(seed)
    return sequences.fit(
        [
            *(Lesson(*row, _CARE) for row in careful),
            *(Lesson(*row) for row in inventor.settings(careful, 3)),
            *(Lesson(*row, _HASTE) for row in plain),
            *(Lesson(*row) for row in inventor.settings(plain, 1)),
        ],
        rounds=rounds,
        seed=seed,
    )


#: How much messages count whose places were marked with care, and others.
_CARE, _HASTE = 4.0, 0.5


def _teaches(example: Example) -> bool:
    """Not a message that holds the words of a place but says that there is none.

    Whether 烤鱼店 or 楼上801 alone is a place to look up is a habit of marking; only messages that were
    marked with care are asked about it.
    """
    return bool(example.places) or not place_lexicon.is_named(example.text)


def said_places() -> list[Marked]:
    """Messages of the product whose places stand in brackets."""
    lines = (DATA / "places_said.txt").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line and not line.startswith("#")]
    return [(_BRACKET.sub("", line), tuple(_BRACKETED.findall(line))) for line in told]


_BRACKET, _BRACKETED = re.compile("[【】]"), re.compile("【(.*?)】")
