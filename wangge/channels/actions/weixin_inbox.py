"""What came from WeChat: written down once, answered once, handed back now or sent later, forgotten."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from wangge.channels.actions import talks
from wangge.channels.actions import weixin_groups as groups
from wangge.channels.actions import weixin_outbox as outbox
from wangge.channels.models import Gate, Group, Incoming, Sender, Talk, Who
from wangge.channels.models.talks import KEPT
from wangge.channels.models.weixin import IncomingState, Way, digest
from wangge.channels.rules import weixin_words
from wangge.channels.rules.hearing import Heard
from wangge.channels.rules.weixin import Kind, Message, cut
from wangge.grids.access import Acting
from wangge.jobs import actions as jobs
from wangge.kernel.refusal import NotAllowed

ANSWER = "channels.weixin_answer"
#: WeChat asks again for 15 seconds; what nobody answered by then is answered later. Photos go at once.
_LATER = timedelta(seconds=16)
#: Deliveries are remembered for longer than they may be repeated.
_REMEMBERED = timedelta(days=3)
#: A talk with fewer lines left begins anew.
_ROOM = 20


@transaction.atomic
def take_in(
    gate: Gate, message: Message, *, group: Group | None, extra: dict[str, Any], at: datetime
) -> tuple[Incoming, bool]:
    """Write a message down, with the job that answers it; the same again is the first one."""
    key = digest(gate, "message", message.key)
    known = Incoming.objects.select_related("sender").filter(gate=gate, key=key).first()
    if known is not None:
        return known, False
    sender = _sender(gate, message, group=group, at=at)
    row = Incoming(
        gate=gate,
        key=key,
        sender=sender,
        kind=message.kind,
        content=json.dumps({**message.data(), **extra}, ensure_ascii=False),
        received_at=at,
    )
    Incoming.objects.bulk_create([row], ignore_conflicts=True)
    kept = Incoming.objects.select_related("sender").get(gate=gate, key=key)
    if kept.pk != row.pk:
        return kept, False  # another delivery was quicker
    run_at = at if message.kind == Kind.IMAGE else at + _LATER
    jobs.add(ANSWER, {"incoming": str(row.pk)}, at=at, run_at=run_at)
    return kept, True


@transaction.atomic
def talk_of(sender: Sender, *, at: datetime) -> Talk:
    """The talk that goes on, or a new one that knows the appeals of the last."""
    sender = (
        Sender.objects.select_for_update(of=("self",))
        .select_related("gate", "group", "talk")
        .get(pk=sender.pk)
    )
    last = sender.talk
    if last is not None and last.closed_at is None and last.lines_count < talks.MOST_LINES - _ROOM:
        return last
    if last is not None and last.closed_at is None:
        talks.end(last, at=at)
    area = sender.group.area_path if sender.group else _area_of(sender.gate)
    talk = talks.begin(
        key=f"{sender.pk.hex}{last.lines_count if last else 0:04x}{int(at.timestamp()) % 0x10000:04x}"[:40],
        door=sender.gate.door,
        area_path=area,
        at=at,
        after=last,
        is_group=sender.group is not None,
    )
    Sender.objects.filter(pk=sender.pk).update(talk=talk, last_at=at)
    return talk


@transaction.atomic
def settle(row: Incoming, heard: Heard, *, after: str, by: Acting, at: datetime) -> Incoming:
    """Say it in the talk and keep the answer, in one: whoever answers the same message finds it answered."""
    row = _locked(row)
    if row.state != IncomingState.NEW or row.sender is None:
        return row
    talk = talk_of(row.sender, at=at)
    said = talks.say(talk, heard, client_id=f"wx{row.pk.hex}", by=by, at=at)
    group = row.sender.group
    if group is not None:
        for about, outcome in said.counts:
            groups.count(group, about, outcome, at=at)
        if said.appeal is not None:
            groups.link(group, said.appeal, at=at)
    told = [line.content for line in said.lines if line.who == Who.ASSISTANT]
    return _answered(row, "\n\n".join(t for t in (weixin_words.plain(told), after) if t), at=at)


@transaction.atomic
def answer(row: Incoming, text: str, *, at: datetime) -> Incoming:
    """Answer without the talk: what cannot be read, what is not for a group."""
    row = _locked(row)
    return row if row.state != IncomingState.NEW else _answered(row, text, at=at)


@transaction.atomic
def hand_back(row: Incoming) -> bool:
    """Take the answer for this delivery; not where it is already on its way by itself."""
    free = Incoming.objects.filter(pk=row.pk, state=IncomingState.ANSWERED).exclude(way=Way.LATER)
    return bool(free.update(way=Way.NOW))


@transaction.atomic
def send_later(row: Incoming, *, at: datetime) -> None:
    """Nobody took the answer in time: send it as a message of its own."""
    row = _locked(row)
    if row.state != IncomingState.ANSWERED or row.way != Way.OPEN or row.sender is None:
        return
    Incoming.objects.filter(pk=row.pk).update(way=Way.LATER)
    outbox.queue(
        row.sender, key=f"in:{row.pk.hex}", text=row.answer, address=row.fields.get("back", ""), at=at
    )


@transaction.atomic
def place(sender: Sender, area_path: str, *, at: datetime) -> None:
    """A code was scanned that names an area: the next talk is of there."""
    talk = talk_of(sender, at=at)
    if not talk.area_path:
        draft = json.dumps({**talk.notes, "area": area_path}, ensure_ascii=False)
        talk.draft, talk.area_path = draft, area_path
        talk.save(update_fields=["draft", "area_path"])


@transaction.atomic
def forget_sender(sender: Sender) -> None:
    """Nothing is kept of whoever leaves or asks for it; the appeals stay, they know nothing of him."""
    talk_id = sender.talk_id
    Sender.objects.filter(pk=sender.pk).delete()
    if talk_id is not None:
        talks.forget(talk_id)


@transaction.atomic
def leave(gate: Gate, openid: str) -> None:
    """Somebody unfollows, or asks that he be forgotten."""
    found = Sender.objects.filter(gate=gate, index=digest(gate, "sender", "", openid)).first()
    if found is not None:
        forget_sender(found)


@transaction.atomic
def forget(*, at: datetime) -> None:
    """Old deliveries, and senders who have not said anything for as long as talks are kept."""
    Incoming.objects.filter(received_at__lt=at - _REMEMBERED).delete()
    Sender.objects.filter(last_at__lt=at - KEPT).delete()


# --- inside ---


def _sender(gate: Gate, message: Message, *, group: Group | None, at: datetime) -> Sender:
    parts: Sequence[str] = ["sender", str(group.pk) if group else "", message.sender]
    index = digest(gate, *parts)
    row = Sender(gate=gate, group=group, index=index, openid="" if group else message.sender, last_at=at)
    Sender.objects.bulk_create([row], ignore_conflicts=True)
    Sender.objects.filter(gate=gate, index=index).update(last_at=at)
    return Sender.objects.select_related("talk", "group", "gate").get(gate=gate, index=index)


def _locked(row: Incoming) -> Incoming:
    found = Incoming.objects.select_for_update(of=("self",)).select_related("sender__group", "sender__gate")
    locked = found.filter(pk=row.pk).first()
    if locked is None:
        raise NotAllowed("这条消息已经删除。")
    return locked


def _answered(row: Incoming, text: str, *, at: datetime) -> Incoming:
    row.state = IncomingState.ANSWERED if text else IncomingState.QUIET
    row.answer = cut(text)
    row.content = json.dumps({"back": row.fields["back"]}) if row.fields.get("back") else ""
    row.save(update_fields=["state", "answer", "content"])
    return row


def _area_of(gate: Gate) -> str:
    return gate.area.path if gate.area else ""
