"""What WeChat and WeCom deliver, read into one kind of message, and what they are answered; pure.

XML of official accounts and WeCom applications, JSON of WeCom robots. Readers take anything: what is no
message is a Broken, what is a message of an unknown kind is said so.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

from defusedxml import ElementTree as Safe
from defusedxml.common import DefusedXmlException
from django.db.models import TextChoices

from wangge.channels.rules.weixin_crypto import Broken, Fault

#: No delivery is longer than this; a text message has at most 2,048 bytes.
MOST_BYTES = 64 * 1024
MOST_WORDS = 2000
#: What one answer may hold, in bytes.
MOST_ANSWER = 2000
_ID = re.compile(r"[\x21-\x7e]{1,128}")
#: What no page and no database takes.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Kind(TextChoices):
    """What somebody sent."""

    TEXT = "text", "文字"
    IMAGE = "image", "图片"
    LOCATION = "location", "位置"
    VOICE = "voice", "语音"
    SCAN = "scan", "扫码"
    CLICK = "click", "菜单"
    FOLLOW = "follow", "关注"
    LEAVE = "leave", "取消关注"
    OTHER = "other", "其他"
    #: Events that nobody waits for an answer to.
    SILENT = "silent", "无需回复"


@dataclass(frozen=True, slots=True)
class Message:
    """One message, whoever delivered it."""

    kind: Kind
    #: The same for each delivery of this message.
    key: str
    sender: str
    #: The account it was sent to, as the envelope writes it.
    to: str = ""
    #: The group, where it came from one.
    chat: str = ""
    text: str = ""
    media: str = ""
    lon: float | None = None
    lat: float | None = None

    def data(self) -> dict[str, Any]:
        """What is kept until it is answered; the sender is kept apart."""
        found = {"text": self.text, "media": self.media, "lon": self.lon, "lat": self.lat, "to": self.to}
        return {name: value for name, value in found.items() if value not in ("", None)}


# --- reading ---


def xml_fields(body: bytes) -> dict[str, str]:
    """The children of the one root, one level deep, nested ones by their own name; no DTD, no entity."""
    if len(body) > MOST_BYTES:
        raise Broken(Fault.CONTENT)
    try:
        root = Safe.fromstring(body, forbid_dtd=True)
    except (Safe.ParseError, DefusedXmlException, ValueError, LookupError, UnicodeError):
        raise Broken(Fault.CONTENT) from None
    found: dict[str, str] = {}
    for index, node in enumerate(root.iter()):
        if index > 200:
            raise Broken(Fault.CONTENT)
        if node is not root:
            found.setdefault(str(node.tag), (node.text or "").strip())
    return found


def json_fields(body: bytes) -> dict[str, Any]:
    """An object, or Broken."""
    if len(body) > MOST_BYTES:
        raise Broken(Fault.CONTENT)
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Broken(Fault.CONTENT) from None
    if not isinstance(found, dict):
        raise Broken(Fault.CONTENT)
    return found


def message(fields: Mapping[str, str]) -> Message:
    """A message of an official account or a WeCom application."""
    sender = _plain_id(fields.get("FromUserName", ""))
    stamp, given = fields.get("CreateTime", ""), fields.get("MsgId", "")
    kind = fields.get("MsgType", "").lower()
    event = fields.get("Event", "").lower()
    key = given or f"{sender}:{stamp}:{event}:{fields.get('EventKey', '')}"
    base = Message(Kind.OTHER, key=key[:200], sender=sender, to=fields.get("ToUserName", "")[:128])
    if kind == "event":
        return _event(base, event, fields)
    if kind == "text":
        return replace(base, kind=Kind.TEXT, text=_words(fields.get("Content", "")))
    if kind == "voice":
        return replace(base, kind=Kind.VOICE, text=_words(fields.get("Recognition", "")))
    if kind == "image":
        media = fields.get("MediaId", "")[:300]
        return replace(base, kind=Kind.IMAGE, media=media) if media else base
    if kind == "location":
        return _located(base, fields)
    return base


def _located(base: Message, fields: Mapping[str, str]) -> Message:
    lon, lat = _degrees(fields.get("Location_Y", ""), 180), _degrees(fields.get("Location_X", ""), 90)
    if lon is None or lat is None:
        return base
    return replace(base, kind=Kind.LOCATION, lon=lon, lat=lat, text=_words(fields.get("Label", ""))[:200])


def _event(base: Message, event: str, fields: Mapping[str, str]) -> Message:
    given = _words(fields.get("EventKey", ""))[:200]
    if event == "subscribe":
        return replace(base, kind=Kind.FOLLOW, text=given.removeprefix("qrscene_"))
    if event == "unsubscribe":
        return replace(base, kind=Kind.LEAVE)
    if event == "scan":
        return replace(base, kind=Kind.SCAN, text=given)
    if event == "click":
        return replace(base, kind=Kind.CLICK, text=given)
    return replace(base, kind=Kind.SILENT)


def robot_message(fields: Mapping[str, Any]) -> Message:
    """A message of a WeCom robot: it is only told of what was addressed to it."""
    sender = _plain_id(_at(fields, "from", "userid"))
    key = _text_of(fields.get("msgid")) or f"{sender}:{_text_of(fields.get('create_time'))}"
    chat = _text_of(fields.get("chatid"))[:128] if fields.get("chattype") == "group" else ""
    base = Message(Kind.OTHER, key=key[:200], sender=sender, chat=chat, to=_at(fields, "aibotid")[:128])
    kind = fields.get("msgtype")
    if kind == "text":
        return replace(base, kind=Kind.TEXT, text=addressed(_words(_at(fields, "text", "content"))))
    if kind == "voice":
        return replace(base, kind=Kind.VOICE, text=_words(_at(fields, "voice", "content")))
    if kind == "mixed":
        parts = fields.get("mixed")
        items = parts.get("msg_item") if isinstance(parts, dict) else None
        said = [_at(i, "text", "content") for i in (items or [])[:20] if isinstance(i, dict)]
        return replace(base, kind=Kind.TEXT, text=addressed(_words(" ".join(s for s in said if s))))
    if kind == "event":
        is_come = _at(fields, "event", "eventtype") == "enter_chat"
        return replace(base, kind=Kind.FOLLOW if is_come else Kind.SILENT)
    return base


def addressed(text: str) -> str:
    """Without the @name that called the assistant."""
    return re.sub(r"^(?:@\S{1,30}[\s\u2005]+)+", "", text.strip()).strip()


def _at(fields: Any, *names: str) -> str:
    for name in names:
        fields = fields.get(name) if isinstance(fields, dict) else None
    return _text_of(fields)


def _text_of(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)[:MOST_BYTES]


def _plain_id(given: str) -> str:
    if not _ID.fullmatch(given):
        raise Broken(Fault.CONTENT)
    return given


def _words(given: str) -> str:
    return _CONTROL.sub("", given).strip()[:MOST_WORDS]


def _degrees(given: str, most: int) -> float | None:
    if not re.fullmatch(r"-?\d{1,3}(?:\.\d{1,12})?", given):
        return None
    found = float(given)
    return found if abs(found) <= most else None


# --- answering ---


def reply_xml(text: str, *, to: str, sender: str, stamp: int) -> bytes:
    """A text answered at once."""
    return (
        f"<xml><ToUserName>{escape(to)}</ToUserName><FromUserName>{escape(sender)}</FromUserName>"
        f"<CreateTime>{stamp}</CreateTime><MsgType>text</MsgType><Content>{escape(text)}</Content></xml>"
    ).encode()


def envelope_xml(sealed: str, *, sign: str, stamp: str, nonce: str) -> bytes:
    """Around what is encrypted."""
    return (
        f"<xml><Encrypt>{sealed}</Encrypt><MsgSignature>{sign}</MsgSignature>"
        f"<TimeStamp>{stamp}</TimeStamp><Nonce>{escape(nonce)}</Nonce></xml>"
    ).encode()


def robot_reply(text: str, *, stream: str) -> bytes:
    """A robot's whole answer in one piece."""
    told = {"msgtype": "stream", "stream": {"id": stream, "finish": True, "content": text}}
    return json.dumps(told, ensure_ascii=False).encode()


def envelope_json(sealed: str, *, sign: str, stamp: str, nonce: str) -> bytes:
    """Around what is encrypted, for a robot."""
    told = {"encrypt": sealed, "msgsignature": sign, "timestamp": int(stamp), "nonce": nonce}
    return json.dumps(told).encode()


def cut(text: str, most: int = MOST_ANSWER) -> str:
    """As much as one answer holds, in whole characters."""
    raw = text.encode()
    return text if len(raw) <= most else raw[: most - 3].decode(errors="ignore") + "…"
