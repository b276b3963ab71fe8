"""GeoReport v2 in both forms: written for whoever asks us, read from whom we ask. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as Xml

from defusedxml import ElementTree as Safe
from defusedxml.common import DefusedXmlException

from wangge.kernel.words import SHANGHAI

#: One name for a list, one for what stands in it.
ROOTS = {
    "services": ("services", "service"),
    "requests": ("service_requests", "request"),
    "errors": ("errors", "error"),
    "attributes": ("attributes", "attribute"),
    "values": ("values", "value"),
    "endpoints": ("endpoints", "endpoint"),
    "formats": ("formats", "format"),
}
KINDS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
#: More than this of one answer is not read.
MOST = 1000
_CHINESE = re.compile(rb"\s*<\?xml[^>]*encoding=[\"'](?:gb2312|gbk|gb18030)[\"'][^>]*\?>", re.IGNORECASE)


# --- written ---


def written(form: str, name: str, content: Any) -> bytes:
    """A list (by the name of its root) or one object, as JSON or XML."""
    if form == "json":
        return json.dumps(content, ensure_ascii=False).encode()
    root = _element(name, content)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(Xml.tostring(root, encoding="utf-8"))


def _element(name: str, content: Any) -> Xml.Element:
    if isinstance(content, list | tuple):
        outer, inner = ROOTS.get(name, (name, "item"))
        element = Xml.Element(outer)
        element.extend(_element(inner, one) for one in content)
        return element
    element = Xml.Element(name)
    if isinstance(content, Mapping):
        element.extend(_element(str(key), value) for key, value in content.items())
    elif content is not None:
        element.text = _text(content)
    return element


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # XML has no way to write most control characters.
    return "".join(
        c for c in str(value) if c in "\n\t\r" or (ord(c) >= 32 and ord(c) not in (0xFFFE, 0xFFFF))
    )


def month_start(month: date) -> str:
    """The month as the moment the standard asks for: its first, in Shanghai."""
    return datetime(month.year, month.month, 1, tzinfo=SHANGHAI).isoformat()


def moment(text: str) -> datetime | None:
    """A moment as the standard writes it; None where it is none."""
    try:
        found = datetime.fromisoformat(text.strip().replace("Z", "+00:00").replace(" ", "+"))
    except ValueError:
        try:
            found = datetime.fromisoformat(text.strip())
        except ValueError:
            return None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


# --- read ---


@dataclass(frozen=True, slots=True)
class Foreign:
    """A request of another city, as far as we take it."""

    number: str
    is_open: bool
    text: str
    place: str
    category: str
    requested_at: datetime | None
    lon: float | None
    lat: float | None


def requests(content: bytes, kind: str) -> tuple[list[Foreign], int]:
    """The requests of an answer, and how many were no requests; ValueError where it is no answer at all."""
    rows = _from_xml(content) if "xml" in kind or content.lstrip()[:1] == b"<" else _from_json(content)
    if len(rows) > MOST:
        raise ValueError(f"对方一次给了 {len(rows)} 条，超过 {MOST} 条。")
    found = [foreign for row in rows if (foreign := _foreign(row)) is not None]
    return found, len(rows) - len(found)


def _from_json(content: bytes) -> Sequence[Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("对方的答复不是有效的 JSON。") from None
    if not isinstance(found, list):
        raise ValueError("对方的答复不是列表。")
    return found


def _from_xml(content: bytes) -> Sequence[Any]:
    try:
        root = Safe.fromstring(_unicode(content), forbid_dtd=True)
    except (Xml.ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise ValueError("对方的答复不是有效的 XML，或者里面有不安全的声明。") from None
    if root.tag != "service_requests":
        raise ValueError("对方的答复不是 service_requests。")
    return [{child.tag: child.text or "" for child in row} for row in root if row.tag == "request"]


def _unicode(content: bytes) -> bytes:
    """The parser knows no Chinese encodings: what says it is in one is turned into UTF-8."""
    found = _CHINESE.match(content)
    return b"<?xml version='1.0'?>" + content[found.end() :].decode("gb18030").encode() if found else content


def _foreign(row: Any) -> Foreign | None:
    if not isinstance(row, Mapping):
        return None
    number, status = _word(row, "service_request_id", 60), _word(row, "status", 10).lower()
    name, words = _word(row, "service_name", 80), _word(row, "description", 4000)
    if not number or status not in ("open", "closed") or not (words or name):
        return None
    lon, lat = _degree(row.get("long"), 180), _degree(row.get("lat"), 90)
    return Foreign(
        number=number,
        is_open=status == "open",
        text=words or name,
        place=_word(row, "address", 200),
        category=name or _word(row, "service_code", 80),
        requested_at=moment(_word(row, "requested_datetime", 40)),
        lon=lon if lat is not None else None,
        lat=lat if lon is not None else None,
    )


def _word(row: Mapping[str, Any], key: str, most: int) -> str:
    value = row.get(key)
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text.encode("utf-8", "replace").decode().strip()[:most]


def _degree(value: Any, most: float) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if -most <= found <= most and found else None
