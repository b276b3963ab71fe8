"""What happens by itself: accounts nobody uses are locked, records whose time is over go."""

from datetime import datetime, timedelta

from wangge.jobs import registry
from wangge.people import actions


@registry.periodic("people.lock_dormant", every=timedelta(days=1))
def lock_dormant(*, at: datetime) -> None:
    """Daily (domain/06 R-72)."""
    actions.lock_dormant(at=at)


@registry.periodic("people.forget_sign_ins", every=timedelta(days=1))
def forget_sign_ins(*, at: datetime) -> None:
    """Daily (domain/06 section 6)."""
    actions.forget_sign_ins(at=at)


@registry.periodic("people.forget_records", every=timedelta(days=1), is_atomic=False)
def forget_records(*, at: datetime) -> None:
    """Daily, batch by batch (domain/06 R-45)."""
    while actions.forget_records(at=at):
        pass
