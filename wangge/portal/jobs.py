"""The portal's periodic work: old contacts of remarks go."""

from datetime import datetime, timedelta

from wangge.jobs.registry import periodic
from wangge.portal import actions


@periodic("portal.forget_contacts", every=timedelta(days=1))
def forget_contacts(*, at: datetime) -> None:
    actions.forget_contacts(at=at)
