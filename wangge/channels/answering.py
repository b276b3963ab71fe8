"""Answering one message from WeChat or WeCom: read outside any transaction, said and kept by an action.

In a group others read along: only what was addressed is seen, numbers are taken out, nothing confidential is
taken down there, no progress is told.
"""

import io
import re
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse

from wangge.cases.models import Appeal
from wangge.channels import weixin, wording
from wangge.channels.actions import weixin_inbox as inbox
from wangge.channels.models import Incoming, Talk
from wangge.channels.outgoing import Unreachable
from wangge.channels.queries import hearing
from wangge.channels.rules import weixin_words as words
from wangge.channels.rules.hearing import Act, Heard, Meaning, Progress, Where, act_of
from wangge.channels.rules.masking import without_numbers
from wangge.channels.rules.saying import HELLO
from wangge.channels.rules.standing import Draft, Stage
from wangge.channels.rules.weixin import Kind
from wangge.files import actions as files
from wangge.files import pictures
from wangge.grids import access, crs
from wangge.grids import queries as grids
from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.kernel.words import SHANGHAI
from wangge.matters.rules.sensitive import sensitive

#: Whoever waits for five seconds cannot wait for a wording model that takes three.
WORDING_SECONDS = 1.5
#: How long a picture is asked for again before its sender is told.
_PATIENCE = timedelta(minutes=3)
_AREA = re.compile(r"(?:area[-_:]?)?(\d{6,15})")


def answer(row: Incoming, *, at: datetime) -> Incoming:
    """Answer it, unless somebody has; what cannot be read is answered too."""
    if row.state != "new" or row.sender is None:
        return row
    by = access.door("weixin", seat=row.sender.gate.name if row.sender else "")
    return _READERS.get(Kind(row.kind), _other)(row, by, at)


def late(incoming_id: str, *, at: datetime) -> None:
    """The job behind every message: whatever nobody answered in time is answered and sent."""
    row = Incoming.objects.select_related("sender__gate__area", "sender__group").filter(pk=UUID(incoming_id))
    found = row.first()
    if found is None or found.sender is None:
        return
    inbox.send_later(answer(found, at=at), at=at)


# --- one kind after the other ---


def _said(row: Incoming, by: Acting, at: datetime) -> Incoming:
    text = str(row.fields.get("text", ""))
    if not text and row.kind == Kind.VOICE:
        return inbox.answer(row, words.NO_VOICE, at=at)
    return _hear(row, text, by=by, at=at) if text else _hello(row, by, at)


def _tapped(row: Incoming, by: Acting, at: datetime) -> Incoming:
    key = str(row.fields.get("text", ""))
    return _hear(row, words.MENU.get(key.upper(), key), by=by, at=at)


def _hear(
    row: Incoming,
    text: str,
    *,
    by: Acting,
    at: datetime,
    photos: tuple[tuple[str, str], ...] = (),
    where: Where | None = None,
) -> Incoming:
    sender = row.sender
    assert sender is not None  # noqa: S101  (asked by the caller)
    group = sender.group
    text = without_numbers(text) if group else text
    talk = inbox.talk_of(sender, at=at)
    draft = Draft.of(talk.notes)
    on = at.astimezone(SHANGHAI).date()
    heard = hearing.hear(
        text, stage=talk.stage, draft=draft, on=on, photos=photos, progress=_progress(talk, draft, text)
    )
    if where is not None:
        heard = replace(heard, act=Act.SAY, where=where, danger=None, answer=None)
    after = ""
    if group:
        private = _not_here(heard, stage=talk.stage, link=_link(sender.gate.site, "channels:chat"))
        if private and heard.danger is None:
            return inbox.answer(row, private, at=at)
        heard, after = replace(heard, phone="", proof="", number=""), private
    return inbox.settle(row, _worded(heard), after=after, by=by, at=at)


def _not_here(heard: Heard, *, stage: str, link: str) -> str:
    """What is not for the eyes of a group; danger is called out anywhere, the rest is asked for alone."""
    begins = stage in (Stage.OPEN, Stage.WHAT)
    if sensitive(heard.text) or (begins and heard.is_confidential):
        return words.NOT_HERE.format(link=link)
    if heard.act == Act.PROGRESS or heard.number:
        return words.ASK_ALONE.format(link=link)
    return ""


def _link(site: str, name: str) -> str:
    return f"{site.rstrip('/')}{reverse(name)}" if site else "社区公示的网页"


def _progress(talk: Talk, draft: Draft, text: str) -> Progress | None:
    """How his last appeal stands: this very person reported it here."""
    if talk.stage in (Stage.NUMBER, Stage.PROOF, Stage.PERSON) or act_of(text) != Act.PROGRESS:
        return None
    if draft.is_group or not draft.mine:
        return None
    found = Appeal.objects.select_related("case__matter__category").filter(pk=draft.mine[-1][1]).first()
    return hearing.status(found, link="") if found else None


def _worded(heard: Heard) -> Heard:
    there = wording.endpoint()
    if heard.answer is None or heard.meaning == Meaning.MATTER or not there.is_on:
        return heard
    there = replace(there, seconds=min(there.seconds, WORDING_SECONDS))
    told = wording.worded(heard.text, heard.answer, to=there)
    return replace(heard, answer=replace(heard.answer, worded=told)) if told else heard


def _located(row: Incoming, by: Acting, at: datetime) -> Incoming:
    """A position, in the coordinates of Chinese maps; turned to ours at this door."""
    lon, lat = crs.to_wgs84(float(row.fields["lon"]), float(row.fields["lat"]), crs.Crs.GCJ02)
    found = grids.locate(lon, lat)
    if found.area is None:
        return inbox.answer(row, words.PLACE_OUTSIDE, at=at)
    label = str(row.fields.get("text", "")) or found.area.label
    point = (round(lon, 6), round(lat, 6))
    where = Where(label[:200], is_known=True, path=found.area.path, label=found.area.label, point=point)
    return _hear(row, f"位置：{label}", by=by, at=at, where=where)


def _pictured(row: Incoming, by: Acting, at: datetime) -> Incoming:
    """Fetch the picture, keep it as a form would, and hear it; only in a job, for it waits for others."""
    sender = row.sender
    assert sender is not None  # noqa: S101  (asked by the caller)
    holder = f"wx-{sender.pk.hex}"
    try:
        upload = io.BytesIO(weixin.photo(sender.gate, str(row.fields.get("media", "")), at=at))
        upload.name = "微信图片"
        kept = files.hold(pictures.prepare(upload), holder=holder, by=by, at=at)
    except (weixin.Refusal, Unreachable) as problem:
        if at - row.received_at < _PATIENCE and not getattr(problem, "is_hopeless", False):
            raise  # the job tries again
        return inbox.answer(row, words.PHOTO_LOST, at=at)
    except Refused:
        return inbox.answer(row, words.PHOTO_LOST, at=at)
    return _hear(row, "", by=by, at=at, photos=((holder, str(kept.pk)),))


def _hello(row: Incoming, by: Acting, at: datetime) -> Incoming:
    """Somebody came, perhaps by a notice board's code that names its area."""
    code = _AREA.fullmatch(str(row.fields.get("text", "")))
    node = grids.the_tree().by_code.get(code.group(1)) if code else None
    if node is not None and row.sender is not None:
        inbox.place(row.sender, node.path, at=at)
    return inbox.answer(row, words.plain([HELLO.data()]), at=at)


def _other(row: Incoming, by: Acting, at: datetime) -> Incoming:
    return inbox.answer(row, words.CANNOT_READ, at=at)


_READERS = {
    Kind.TEXT: _said,
    Kind.VOICE: _said,
    Kind.CLICK: _tapped,
    Kind.LOCATION: _located,
    Kind.IMAGE: _pictured,
    Kind.FOLLOW: _hello,
    Kind.SCAN: _hello,
}
