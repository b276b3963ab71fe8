"""Released items as Atom and as JSON Feed. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as Xml

from wangge.kernel.words import SHANGHAI

KINDS = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """One released item."""

    key: str
    title: str
    text: str
    at: datetime
    area: str


def atom(entries: Sequence[Entry], *, title: str, url: str, at: datetime) -> bytes:
    """RFC 4287."""
    feed = Xml.Element("feed", xmlns=_ATOM)
    _leaf(feed, "id", url)
    _leaf(feed, "title", title)
    _leaf(feed, "updated", _moment(max((e.at for e in entries), default=at)))
    Xml.SubElement(feed, "link", rel="self", href=url)
    _leaf(Xml.SubElement(feed, "author"), "name", title)
    for one in entries:
        entry = Xml.SubElement(feed, "entry")
        _leaf(entry, "id", f"{url}#{one.key}")
        _leaf(entry, "title", one.title)
        _leaf(entry, "updated", _moment(one.at))
        _leaf(entry, "summary", one.text)
        Xml.SubElement(entry, "category", term=one.area)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(Xml.tostring(feed, encoding="utf-8"))


def json_feed(entries: Sequence[Entry], *, title: str, url: str) -> bytes:
    """JSON Feed 1.1."""
    items = [
        {
            "id": f"{url}#{one.key}",
            "title": one.title,
            "content_text": one.text,
            "date_published": _moment(one.at),
            "tags": [one.area],
        }
        for one in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "feed_url": url,
        "language": "zh-CN",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _leaf(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = "".join(c for c in text if c in "\n\t" or ord(c) >= 32)


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
