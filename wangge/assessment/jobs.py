"""What happens by itself: the standards that ship with the product are there."""

from datetime import datetime, timedelta

from wangge.assessment import actions
from wangge.jobs import registry


@registry.periodic("assessment.seed", every=timedelta(days=1), after=timedelta(hours=1))
def seed(*, at: datetime) -> None:
    """Daily; what is there already stays as it is."""
    actions.seed()
