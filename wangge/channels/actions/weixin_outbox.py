"""What is sent to somebody at WeChat after the moment has passed: queued once, sent, given up, sent again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from wangge.channels.models import Line, Outgoing, Sender, Talk
from wangge.channels.models.weixin import OutgoingState
from wangge.channels.rules import weixin, weixin_words
from wangge.grids.access import Acting, Permit
from wangge.jobs import actions as jobs
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused

SEND = "channels.weixin_send"
#: WeChat lets us write within 48 hours after somebody's last message.
WAITS = (5, 30, 2 * 60, 10 * 60, 3600, 6 * 3600)
DONE_KEPT, DEAD_KEPT = timedelta(days=3), timedelta(days=30)


@transaction.atomic
def queue(sender: Sender, *, key: str, text: str, at: datetime, address: str = "") -> None:
    """Send it later; the same key is one message."""
    row = Outgoing(
        gate_id=sender.gate_id,
        sender=sender,
        key=key,
        text=weixin.cut(text),
        address=address,
        created_at=at,
        moved_at=at,
    )
    Outgoing.objects.bulk_create([row], ignore_conflicts=True)
    if Outgoing.objects.filter(pk=row.pk).exists():
        jobs.add(SEND, {"outgoing": str(row.pk)}, at=at)


@transaction.atomic
def forward(talk: Talk, line: Line, *, at: datetime) -> None:
    """What a person of the desk says goes to where the resident is; in a group people speak."""
    if talk.door not in ("weixin", "wecom"):
        return
    sender = Sender.objects.filter(talk=talk, group__isnull=True).first()
    if sender is not None:
        queue(sender, key=f"line:{line.pk.hex}", text=weixin_words.plain([line.content]), at=at)


@transaction.atomic
def note_sent(row: Outgoing, *, at: datetime) -> None:
    """It arrived."""
    Outgoing.objects.filter(pk=row.pk, state=OutgoingState.DUE).update(
        state=OutgoingState.DONE, last_error="", attempts=F("attempts") + 1, moved_at=at
    )


@transaction.atomic
def note_failed(row: Outgoing, *, error: str, is_hopeless: bool, at: datetime) -> bool:
    """It did not; tried again later, or dead. Whether it is dead."""
    attempts = row.attempts + 1
    is_dead = is_hopeless or attempts > len(WAITS)
    changed = Outgoing.objects.filter(pk=row.pk, state=OutgoingState.DUE, attempts=row.attempts).update(
        state=OutgoingState.DEAD if is_dead else OutgoingState.DUE,
        last_error=error[:200],
        attempts=attempts,
        moved_at=at,
    )
    if changed and not is_dead:
        wait = timedelta(seconds=WAITS[attempts - 1])
        jobs.add(SEND, {"outgoing": str(row.pk)}, at=at, run_at=at + wait)
    return bool(changed) and is_dead


@transaction.atomic
def send_again(row: Outgoing, *, by: Acting, at: datetime) -> None:
    """A dead one is sent again, from its first attempt."""
    _editor(by)
    changed = Outgoing.objects.filter(pk=row.pk, state=OutgoingState.DEAD).update(
        state=OutgoingState.DUE, attempts=0, moved_at=at
    )
    if not changed:
        raise Refused("这一条已经不在“没发出去”里。")
    jobs.add(SEND, {"outgoing": str(row.pk)}, at=at)
    journal.record(by=by, verb="channels.weixin_send_again", subject=f"outgoing:{row.pk}", at=at)


@transaction.atomic
def drop(row: Outgoing, *, by: Acting, at: datetime) -> None:
    """A dead one is not wanted any more."""
    _editor(by)
    Outgoing.objects.filter(pk=row.pk, state=OutgoingState.DEAD).update(
        state=OutgoingState.DROPPED, moved_at=at
    )
    journal.record(by=by, verb="channels.weixin_drop", subject=f"outgoing:{row.pk}", at=at)


@transaction.atomic
def forget(*, at: datetime) -> None:
    """What was sent, and what nobody sent again."""
    kept = Outgoing.objects.exclude(state=OutgoingState.DUE)
    kept.filter(state=OutgoingState.DONE, moved_at__lt=at - DONE_KEPT).delete()
    kept.filter(moved_at__lt=at - DEAD_KEPT).delete()


def _editor(by: Acting) -> None:
    if not by.may(Permit.CHANNELS_EDIT):
        raise NotAllowed("微信接入由系统管理员设置。")
