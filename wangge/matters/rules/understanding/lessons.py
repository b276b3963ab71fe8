"""Learning from an installation's own cases: what it gains, and whether to keep it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wangge.matters.rules.understanding import fitting, training
from wangge.matters.rules.understanding.model import Model
from wangge.matters.rules.understanding.training import Example

FOLDS = 3
#: Fewer own cases teach chance.
FEWEST = 30
#: So much may be lost on the messages the product brings: they are not this installation's.
_MAY_LOSE = 0.01


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares of messages met first, before and after, none of them learnt from; and what changed."""

    before: float
    after: float
    shipped_before: float
    shipped_after: float
    #: (code said before, code said after, code it was filed as, how many), the most frequent first.
    changed: tuple[tuple[str, str, str, int], ...]

    @property
    def is_better(self) -> bool:
        """Whether what was learnt is kept."""
        return self.after >= self.before and self.shipped_after >= self.shipped_before - _MAY_LOSE


def judge(
    own: Sequence[Example], shipped: Sequence[Example], names: Sequence[Example], *, finder: Model
) -> Outcome:
    """Cross-validate: every message is asked of models that have learnt from others only."""
    careful = [i for i, example in enumerate(shipped) if example.weight > 1]
    folds_own = fitting.folds([example.codes[0] for example in own], FOLDS)
    folds_shipped = dict(
        zip(careful, fitting.folds([shipped[i].codes[0] for i in careful], FOLDS), strict=True)
    )
    asked: list[tuple[Example, str, str, bool]] = []
    for fold in range(FOLDS):
        taught = [example for i, example in enumerate(shipped) if folds_shipped.get(i) != fold]
        mine = [example for example, number in zip(own, folds_own, strict=True) if number != fold]
        old = training.train(taught, names, finder=finder.tagger)
        new = training.train([*taught, *mine], names, finder=finder.tagger)
        tests = [(e, True) for e, number in zip(own, folds_own, strict=True) if number == fold]
        tests += [(shipped[i], False) for i in careful if folds_shipped[i] == fold]
        asked += [
            (e, old.understand(e.text).first, new.understand(e.text).first, is_own) for e, is_own in tests
        ]
    return _outcome(asked)


def _outcome(asked: Sequence[tuple[Example, str, str, bool]]) -> Outcome:
    def share(place: int, *, is_own: bool) -> float:
        rows = [row for row in asked if row[3] == is_own]
        return sum(row[place] == row[0].codes[0] for row in rows) / max(1, len(rows))

    changed = Counter((old, new, e.codes[0]) for e, old, new, is_own in asked if is_own and old != new)
    return Outcome(
        before=share(1, is_own=True),
        after=share(2, is_own=True),
        shipped_before=share(1, is_own=False),
        shipped_after=share(2, is_own=False),
        changed=tuple((*codes, count) for codes, count in changed.most_common(20)),
    )
