"""What happens by itself: late answers to a whistle are told."""

from datetime import datetime, timedelta

from wangge.duties import actions
from wangge.jobs import registry


@registry.periodic("duties.late_calls", every=timedelta(minutes=1))
def late_calls(*, at: datetime) -> None:
    """Every minute: who has not signed, made contact, arrived or finished in time."""
    actions.tell_late_calls(at=at)


@registry.periodic("duties.forget_rounds", every=timedelta(days=1), is_atomic=False)
def forget_rounds(*, at: datetime) -> None:
    """Daily, batch by batch (domain/06 R-23)."""
    while actions.forget_rounds(at=at):
        pass
