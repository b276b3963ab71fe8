"""What happens by itself: accounts nobody uses are locked."""

from datetime import datetime, timedelta

from wangge.jobs import registry
from wangge.people import actions


@registry.periodic("people.lock_dormant", every=timedelta(days=1))
def lock_dormant(*, at: datetime) -> None:
    """Daily (domain/06 R-72)."""
    actions.lock_dormant(at=at)
