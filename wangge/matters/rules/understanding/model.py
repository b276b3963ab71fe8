"""What a message means: matters, urgency, places, by one fitted model; pure, given the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wangge.matters.rules.emergency import emergency
from wangge.matters.rules.understanding import linear, signals
from wangge.matters.rules.understanding.linear import Blocks, Linear, Numbers
from wangge.matters.rules.understanding.places import Tagger
from wangge.matters.rules.understanding.text import named, pairs, pieces, plain, words

#: Messages that report nothing.
SPECIAL = ("CHAT", "QUESTION", "THANKS")
URGENCIES = ("low", "normal", "high", "emergency")
_LOW, _NORMAL, _HIGH, _EMERGENCY = range(4)
#: More of a message than this is a letter; the model has only seen messages.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Meant:
    """One thing a message may mean: a matter's code or CHAT, QUESTION, THANKS, with its share of one."""

    code: str
    share: float


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message means, best first; `also` are further matters that it means besides the first."""

    meant: tuple[Meant, ...]
    also: tuple[str, ...]
    urgency: str
    places: tuple[str, ...]

    @property
    def first(self) -> str:
        return self.meant[0].code

    @property
    def is_report(self) -> bool:
        """Whether anything is to be done."""
        return self.first not in SPECIAL


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers beside the weights, found by cross-validation."""

    #: How sharply scores become shares.
    sharpness: float
    #: What is added to CHAT, QUESTION and THANKS: a false case costs staff time.
    special: Mapping[str, float]
    #: What is added to an emergency's score: a missed one costs ten.
    alarm: float
    #: How much the first matter's usual urgency counts.
    usual: float


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model of messages."""

    matters: Linear
    urgency: Linear
    #: Of each label of `matters` the usual urgencies, as logarithms (labels x urgencies).
    usual: Numbers
    tagger: Tagger
    settings: Settings

    def understand(self, text: str, *, most: int = 3) -> Understood:
        """Everything about one message."""
        text = text[:LONGEST]
        where, value = self.matters.space.place(blocks(text))
        scores = self.matters.scores_of(where, value)
        for label, extra in self.settings.special.items():
            scores[self.matters.labels.index(label)] += np.float32(extra)
        danger = emergency(text)
        if danger is not None and danger.code in self.matters.labels:
            place = self.matters.labels.index(danger.code)
            scores[place] += np.float32(_DANGER)
        parts = linear.shares(scores, self.settings.sharpness)
        best = linear.ranked(self.matters.labels, parts, most=most)
        if not text.strip():
            best = [("CHAT", 1.0), *[row for row in best if row[0] != "CHAT"]][:most]
        urgency = self._urgency(self.urgency.scores_of(where, value), parts, is_danger=danger is not None)
        if best[0][0] in SPECIAL and danger is None:
            urgency = "low"
        spans = tuple(dict.fromkeys(text[a:b] for a, b in self.tagger.spans(text)))
        return Understood(
            tuple(Meant(code, share) for code, share in best), self._also(text, best), urgency, spans
        )

    def _urgency(self, scores: Numbers, parts: Numbers, *, is_danger: bool) -> str:
        usual = parts @ np.exp(self.usual)
        total = scores + np.float32(self.settings.usual) * np.log(usual + np.float32(1e-4))
        total[_EMERGENCY] += np.float32(self.settings.alarm)
        if is_danger:
            return URGENCIES[_EMERGENCY]
        return URGENCIES[int(total.argmax())]

    def _also(self, text: str, best: Sequence[tuple[str, float]]) -> tuple[str, ...]:
        return tuple(
            code
            for code, share in best[1:]
            if code not in SPECIAL and best[0][0] not in SPECIAL and share > 0.5 * best[0][1]
        )


#: What words of danger add to the score of the matter they speak of.
_DANGER = 0.6


def blocks(text: str) -> Blocks:
    """The features of a message."""
    short = plain(text)
    said = words(short)
    return {
        "c": pieces(short, (1, 2, 3)),
        "w": np.concatenate([named(said), named(pairs(said), 7)]),
        "s": signals.keys(text),
    }
