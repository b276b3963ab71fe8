"""What happens without a person: a model of messages is ready before anybody waits for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from wangge.jobs.registry import periodic
from wangge.journal.models import Actor
from wangge.kernel.refusal import Refused
from wangge.matters import actions
from wangge.matters.models import Lesson
from wangge.matters.queries import understanding
from wangge.matters.rules.understanding import lessons, training
from wangge.matters.rules.understanding.lessons import Outcome
from wangge.matters.rules.understanding.training import Example


@periodic("matters.model", every=timedelta(hours=1), is_atomic=False, is_slow=True)
def keep_model(*, at: datetime) -> None:
    """Fit the shipped model where it is missing: after the first start, after an update of the product."""
    if not understanding.shipped_file().exists():
        understanding.shipped_model()


def learn(examples: Sequence[Example], *, by: Actor, at: datetime) -> tuple[Lesson, Outcome]:
    """Learn from the installation's own cases; kept only if cases not learnt from are met as often as before.

    Fitting takes up to a minute and holds no transaction.
    """
    if len(examples) < lessons.FEWEST:
        raise Refused(f"本机可学习的案件只有 {len(examples)} 件，至少要 {lessons.FEWEST} 件。")
    shipped, names = training.shipped(), training.phrases()
    base = understanding.shipped_model()
    outcome = lessons.judge(examples, shipped, names, finder=base)
    if outcome.is_better:
        understanding.keep_own(training.train([*shipped, *examples], names, finder=base.tagger))
    corrections = sum(example.weight > 1 for example in examples)
    lesson = actions.note_lesson(outcome, cases=len(examples), corrections=corrections, by=by, at=at)
    return lesson, outcome


@periodic("matters.readings", every=timedelta(days=1), after=timedelta(hours=3))
def forget_readings(*, at: datetime) -> None:
    """Readings go after some 400 days."""
    actions.forget_readings(at=at)
