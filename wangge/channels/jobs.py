"""What the doors do by themselves: follow the steps, deliver, push, read another city, let go of the old."""

from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from wangge.channels import answering, pulling, pushing
from wangge.channels.actions import following, knowledge, talks, webhooks
from wangge.channels.actions import weixin_inbox as inbox
from wangge.channels.actions import weixin_outbox as outbox
from wangge.channels.models import System
from wangge.jobs import actions as jobs
from wangge.jobs import registry

#: Then other jobs get their turn; the next slot goes on.
_SLICE = 5.0


@registry.periodic("channels.follow", every=timedelta(seconds=10), is_atomic=False)
def follow(*, at: datetime) -> None:
    """Read what was done since, batch by batch."""
    until = monotonic() + _SLICE
    position = following.begin(at=at)
    while (found := following.read_batch(position, at=at)) is not None and monotonic() < until:
        position = found


@registry.handler(following.DELIVER, is_atomic=False, is_slow=True)
def deliver(payload: dict[str, Any], *, at: datetime) -> None:
    """One event to one subscriber."""
    pushing.deliver(payload["delivery"], at=at)


@registry.handler(following.PUSH, is_atomic=False, is_slow=True)
def push(payload: dict[str, Any], *, at: datetime) -> None:
    """One answer to another system."""
    pushing.push(payload["reply"], at=at)


@registry.periodic("channels.pull", every=timedelta(hours=1), is_atomic=False, is_slow=True)
def pull_all(*, at: datetime) -> None:
    """Each city is read in a job of its own, so that a slow one holds up nobody."""
    for system in System.objects.filter(kind=System.Kind.OPEN311, is_active=True):
        jobs.add("channels.pull_one", {"system": system.pk}, at=at, key=f"channels.pull_one:{system.pk}")


@registry.handler("channels.pull_one", is_atomic=False, lease=timedelta(minutes=15), is_slow=True)
def pull_one(payload: dict[str, Any], *, at: datetime) -> None:
    """Read one city in."""
    system = System.objects.filter(pk=payload["system"], is_active=True).first()
    if system is not None:
        pulling.pull(system, at=at)


@registry.periodic("channels.forget", every=timedelta(days=1))
def forget(*, at: datetime) -> None:
    """Old deliveries and old troubles go."""
    webhooks.forget(at=at)


@registry.periodic("channels.close_idle", every=timedelta(minutes=30))
def close_idle(*, at: datetime) -> None:
    """Talks nobody continued are over."""
    talks.close_idle(at=at)


@registry.periodic(
    "channels.expire_talks", every=timedelta(days=1), after=timedelta(hours=3), is_atomic=False
)
def expire_talks(*, at: datetime) -> None:
    """Batch by batch (domain/06 section 6)."""
    while talks.expire(at=at):
        pass
    knowledge.expire(at=at)


@registry.handler(inbox.ANSWER, is_atomic=False, is_slow=True)
def answer_weixin(payload: dict[str, Any], *, at: datetime) -> None:
    """A message from WeChat that nobody answered in time."""
    answering.late(payload["incoming"], at=at)


@registry.handler(outbox.SEND, is_atomic=False, is_slow=True)
def send_weixin(payload: dict[str, Any], *, at: datetime) -> None:
    """One message to somebody at WeChat."""
    pushing.send_weixin(payload["outgoing"], at=at)


@registry.periodic("channels.forget_weixin", every=timedelta(hours=6))
def forget_weixin(*, at: datetime) -> None:
    """Deliveries of some days ago, senders of months ago, messages long sent."""
    inbox.forget(at=at)
    outbox.forget(at=at)
