"""What happens by itself: what ships with the product is there; letters whose validity is over end."""

from datetime import datetime, timedelta

from wangge.jobs import registry
from wangge.party import actions


@registry.periodic("party.transfers", every=timedelta(days=1), after=timedelta(hours=2))
def expire_transfers(*, at: datetime) -> None:
    """Every night; the branches see the ended ones on their page of transfers."""
    while actions.expire_transfers(at=at):
        pass


@registry.periodic("party.seed", every=timedelta(days=1), after=timedelta(hours=1))
def seed(*, at: datetime) -> None:
    """The shapes and the rules of points that ship with the product; what is there already stays as it is."""
    actions.seed_shapes()
    actions.seed_rules(at=at)
