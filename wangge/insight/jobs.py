"""What happens by the clock: folding changes into the counts, finding hot spots, letting old days go."""

from datetime import datetime, timedelta

from wangge.grids import queries as grids
from wangge.grids.models import Area
from wangge.insight import actions
from wangge.jobs import registry
from wangge.kernel.words import local_day


@registry.periodic("insight.fold", every=timedelta(seconds=10), is_atomic=False)
def fold(*, at: datetime) -> None:
    """Fold what waits, batch by batch."""
    while actions.fold(at=at):
        pass
    actions.note_folding(at=at)


@registry.periodic("insight.spots", every=timedelta(minutes=5))
def find_spots(*, at: datetime) -> None:
    """Group what came in lately."""
    actions.find_spots(at=at)


@registry.periodic("insight.sample", every=timedelta(days=1), after=timedelta(hours=1))
def draw_samples(*, at: datetime) -> None:
    """Last month's sample of the whole installation, as soon as the month is over."""
    month = (local_day(at).replace(day=1) - timedelta(days=1)).replace(day=1)
    for node in grids.the_tree().below(None):
        actions.draw_sample(Area.objects.get(pk=node.id), month, at=at)


@registry.periodic("insight.questions", every=timedelta(minutes=15))
def ask_questions(*, at: datetime) -> None:
    """Kept questions whose morning has come."""
    actions.run_questions(at=at)


@registry.periodic("insight.emergency", every=timedelta(minutes=5))
def end_emergencies(*, at: datetime) -> None:
    """What was collected in an emergency goes on its last day, all but counts."""
    actions.end_due(at=at)


@registry.periodic("insight.expire", every=timedelta(days=1), after=timedelta(hours=3))
def expire(*, at: datetime) -> None:
    """Days older than 400 stand in their months."""
    actions.expire(at=at)
    actions.forget_answers(at=at)
