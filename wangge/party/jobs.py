"""What happens by itself: letters of transfer whose validity is over end."""

from datetime import datetime, timedelta

from wangge.jobs import registry
from wangge.party import actions


@registry.periodic("party.transfers", every=timedelta(days=1), after=timedelta(hours=2))
def expire_transfers(*, at: datetime) -> None:
    """Every night; the branches see the ended ones on their page of transfers."""
    while actions.expire_transfers(at=at):
        pass
