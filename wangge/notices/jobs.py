"""What happens by itself: read notices go, and many reveals an hour are told to security administrators."""

from datetime import datetime, timedelta

from wangge.grids.access import Role
from wangge.grids.models import Post
from wangge.jobs import registry
from wangge.notices import actions
from wangge.notices.models import Notice
from wangge.people import queries as people


@registry.periodic("notices.expire", every=timedelta(days=1), is_atomic=False)
def expire(*, at: datetime) -> None:
    """Daily, batch by batch."""
    while actions.expire(at=at):
        pass


@registry.periodic("notices.watch_reveals", every=timedelta(minutes=10))
def watch_reveals(*, at: datetime) -> None:
    """One alarm for each person and hour with 200 reveals (domain/06 R-17)."""
    for looker in people.many_reveals(at=at):
        key = f"reveals:{looker.person_id}:{at:%Y-%m-%dT%H}"
        if Notice.objects.filter(kind="reveals", key=key).exists():
            continue
        guards = Post.objects.held(at).filter(role=Role.SECURITY_ADMIN)
        actions.tell(
            text=f"{looker.name}一小时内查看了 {looker.count} 次完整联系方式，请核实。",
            link=f"/office/reveals/?person={looker.person_id}",
            at=at,
            kind="reveals",
            key=key,
            persons=guards.values_list("person_id", flat=True),
        )
