"""What happens by itself: accounts end with their last post, what nobody confirmed is swept away."""

from datetime import datetime, timedelta

from wangge.grids import actions
from wangge.jobs import registry


@registry.periodic("grids.close_spent_accounts", every=timedelta(hours=1))
def close_spent_accounts(*, at: datetime) -> None:
    """Hourly (domain/06 R-71)."""
    actions.close_spent_accounts(at=at)


@registry.periodic("grids.forget_departed", every=timedelta(days=1), is_atomic=False)
def forget_departed(*, at: datetime) -> None:
    """Daily, batch by batch: who left three years ago is no longer kept by name."""
    while actions.forget_departed(at=at):
        pass


@registry.periodic("grids.sweep_drafts", every=timedelta(days=1))
def sweep_drafts(*, at: datetime) -> None:
    """Daily: boundaries that were uploaded and never confirmed."""
    actions.sweep_drafts(at=at)
