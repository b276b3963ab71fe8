"""How another system's orders are read: which of its columns is which of ours, its times, its states, its
matters; and which of our steps it wants to hear of. Pure.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from django.db.models import TextChoices

from wangge.kernel.words import SHANGHAI
from wangge.sheets import cells
from wangge.sheets.rules import HEADING_WITHIN, Table, plain_title

#: What we know of an order: our key, what it is called here, what other systems are seen to call it.
FIELDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("number", "外部编号", ("工单编号", "工单号", "受理编号", "案件编号", "诉求编号", "编号", "任务号")),
    ("received_at", "来件时间", ("受理时间", "来电时间", "登记时间", "上报时间", "创建时间", "诉求时间")),
    ("text", "诉求内容", ("诉求描述", "工单内容", "来电内容", "问题描述", "内容", "描述", "主要内容")),
    ("place", "地点", ("诉求地址", "事发地址", "发生地址", "地址", "位置", "事件地点", "事发地点")),
    ("name", "来电人", ("诉求人", "姓名", "联系人", "市民姓名", "来电人姓名", "反映人")),
    ("phone", "联系电话", ("来电号码", "电话", "手机号", "联系方式", "手机号码", "回复电话")),
    ("category", "事项类别", ("问题分类", "诉求类别", "事件类型", "归口类别", "诉求类型", "小类", "类别")),
    ("due_at", "办结时限", ("截止时间", "办理期限", "要求办结时间", "到期时间", "时限")),
    ("status", "状态", ("工单状态", "办理状态", "当前状态", "流转状态")),
    ("lon", "经度", ("lng", "longitude", "X坐标")),
    ("lat", "纬度", ("latitude", "Y坐标")),
)
TITLES = {key: title for key, title, _ in FIELDS}
NEEDED = ("number", "text")
#: The column our own pages put in, so that a table of bad rows can be uploaded again as it is.
SYSTEM_TITLE = "来源系统"
#: A report older than this is more likely a wrong column than a late hotline.
OLDEST = timedelta(days=60)
#: Clocks of two systems differ.
AHEAD = timedelta(minutes=10)
#: Two reports within this time and distance may be one (domain/04 section 2).
TWIN_WITHIN, TWIN_METRES = timedelta(hours=72), 200.0
_ALIKE = 0.6

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:：时点](?:(\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?秒?|分)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})")


class Sign(TextChoices):
    """What a state of theirs means to us."""

    NEW = "new", "新派来，照常受理"
    URGE = "urge", "催办"
    CANCEL = "cancel", "来电人撤单"
    AGAIN = "again", "不满意，重新办理"
    CLOSED = "closed", "对方已办结"


#: Words of theirs that need no mapping.
KNOWN_SIGNS = {
    "待签收": Sign.NEW,
    "待办理": Sign.NEW,
    "新建": Sign.NEW,
    "办理中": Sign.NEW,
    "催办": Sign.URGE,
    "已催办": Sign.URGE,
    "撤单": Sign.CANCEL,
    "已撤单": Sign.CANCEL,
    "撤销": Sign.CANCEL,
    "重办": Sign.AGAIN,
    "退回重办": Sign.AGAIN,
    "不满意重办": Sign.AGAIN,
    "办结": Sign.CLOSED,
    "已办结": Sign.CLOSED,
    "已归档": Sign.CLOSED,
    "open": Sign.NEW,
    "closed": Sign.CLOSED,
}


class Back(TextChoices):
    """What is told back to the other system."""

    SIGN = "sign", "签收"
    SEND_BACK = "send_back", "退回"
    REPLY = "reply", "答复"
    CLOSE = "close", "办结"


#: Which of our steps is which answer of theirs.
ANSWERS: Mapping[str, Back] = {
    "accept": Back.SIGN,
    "decline": Back.SEND_BACK,
    "void": Back.SEND_BACK,
    "self_handle": Back.REPLY,
    "answer": Back.REPLY,
    "close": Back.REPLY,
    "withdraw_appeal": Back.REPLY,
    "archive": Back.CLOSE,
}


class State(TextChoices):
    """Where an outside order stands with whoever sent it."""

    OPEN = "open", "在办"
    CANCELLED = "cancelled", "对方已撤单"
    CLOSED = "closed", "对方已办结"


def known_columns(titles: Iterable[str], saved: Mapping[str, str]) -> dict[str, str]:
    """Our key -> their title: as saved, else by the names such columns are seen to have."""
    there = {plain_title(title): title for title in reversed([t for t in titles if plain_title(t)])}
    found: dict[str, str] = {}
    for key, title, also in FIELDS:
        wanted = [saved[key]] if saved.get(key) else [title, *also]
        hit = next((there[p] for w in wanted if (p := plain_title(w)) in there), "")
        if hit and hit not in found.values():
            found[key] = hit
    return found


def heading_of(table: Table, saved: Mapping[str, str]) -> int:
    """The index of the row among the first ten that names most of our columns."""
    counts = [len(known_columns(row, saved)) for row in table.rows[:HEADING_WITHIN]]
    return max(range(len(counts)), key=counts.__getitem__) if counts else 0


def ours(table: Table, saved: Mapping[str, str], *, system: str) -> Table:
    """The same table under our own titles, with the column that says whose it is; rows keep their numbers."""
    if not table.rows:
        return table
    at = heading_of(table, saved)
    found = {title: TITLES[key] for key, title in known_columns(table.rows[at], saved).items()}
    width = max(len(row) for row in table.rows)
    rows: list[Sequence[str]] = []
    for index, row in enumerate(table.rows):
        cells_of = [*row, *[""] * (width - len(row))]
        if index == at:
            seen: set[str] = set()
            titled = []
            for cell in cells_of:
                title = found.get(cell, "")
                titled.append(title if title and title not in seen else _set_aside(cell))
                seen.add(title)
            rows.append([*titled, SYSTEM_TITLE])
        else:
            is_row = index > at and any(map(str.strip, row))
            rows.append([*cells_of, system if is_row else ""])
    return Table(rows, table.name, table.sheet, table.other_sheets, table.encoding, table.cut)


def _set_aside(cell: str) -> str:
    """A title of theirs that happens to be one of ours, but was mapped to another column."""
    taken = {plain_title(t) for _, title, also in FIELDS for t in (title, *also)}
    return f"（未用）{cell}" if plain_title(cell) in taken else cell


def json_table(text: str, name: str) -> Table:
    """A list of flat objects, bare or under one key, as a table; ValueError with a sentence otherwise."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("这个 JSON 文件读不懂，可能没有传完整。") from None
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), [found])
    if not isinstance(found, list) or not found or not all(isinstance(row, dict) for row in found):
        raise ValueError("这个 JSON 文件里没有找到列表，应为 [{…}, {…}]。")
    titles = list(dict.fromkeys(str(key) for row in found for key in row))
    if len(titles) > 200 or len(found) > 100_000:
        raise ValueError("这个 JSON 文件太大：最多 200 个字段、100000 条。请分成几个文件。")
    rows = [titles, *([_plain(row.get(title)) for title in titles] for row in found)]
    return Table(rows, name, encoding="UTF-8")


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    # Lone halves of a pair are no characters; no database takes them.
    return text.encode("utf-8", "replace").decode()


def moment(value: str) -> datetime:
    """Their time, in Shanghai unless it says otherwise; ValueError with a sentence."""
    plain = cells.narrow(value)
    found = _MOMENT.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found is None:
        raise ValueError(f"“{cells.short(value)}”不是时间，请写成 2026-11-20 09:05 这样")
    parts = [int(part or 0) for part in found.groups()[:6]]
    zone = found.groups()[6] if len(found.groups()) > 6 else None
    try:
        if zone:
            sign = "+00:00" if zone == "Z" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
            tz = datetime.fromisoformat(f"2026-01-01T00:00:00{sign}").tzinfo
        else:
            tz = SHANGHAI
        return datetime(*parts, tzinfo=tz)  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError):
        raise ValueError(f"没有 {cells.short(value)} 这个时间") from None


def believed(received_at: datetime | None, *, at: datetime) -> datetime:
    """From when our limits count: their time, unless it cannot be true."""
    if received_at is None:
        return at
    if received_at > at + AHEAD:
        raise ValueError("来件时间在将来，请核对是不是用错了列")
    if received_at < at - OLDEST:
        raise ValueError(f"来件时间早于 {OLDEST.days} 天前，请核对；确实要补录的请在“登记来件”里登记")
    return min(received_at, at)


def sign_of(status: str, saved: Mapping[str, str]) -> Sign:
    """What a state of theirs means; one nobody mapped is an ordinary order."""
    word = cells.narrow(status)
    code = saved.get(word) or KNOWN_SIGNS.get(word) or KNOWN_SIGNS.get(word.casefold())
    return Sign(code) if code else Sign.NEW


def matter_of(category: str, saved: Mapping[str, str], codes: Mapping[str, str]) -> str:
    """Our matter's code for their category: mapped, else one of our codes or names; empty where unknown.

    `codes`: our names and codes -> code. Of `环境/垃圾/暴露垃圾` the last known part counts.
    """
    word = cells.narrow(category)
    if not word:
        return ""
    parts = [word, *reversed([p for p in re.split(r"[/>＞\\\-—、|]+", word) if p.strip()])]
    for part in parts:
        code = saved.get(part.strip()) or codes.get(part.strip())
        if code:
            return code
    return ""


def is_alike(one: str, other: str) -> bool:
    """Whether two reports say nearly the same."""
    return bool(one and other) and SequenceMatcher(None, one[:400], other[:400]).ratio() >= _ALIKE


def number(value: str) -> str:
    """Their number, as they write it."""
    plain = cells.narrow(value)
    if len(plain) > 60:
        raise ValueError("编号最多 60 个字")
    return plain


def pairs(text: str, *, left: str) -> dict[str, str]:
    """What somebody typed as `对方的词 = 我们的词`, one a line; ValueError names the line."""
    found: dict[str, str] = {}
    for count, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        key, sep, value = line.replace("＝", "=").partition("=")
        if not sep or not key.strip() or not value.strip():
            raise ValueError(f"第 {count} 行看不懂，请写成“{left} = …”。")
        found[cells.narrow(key)] = cells.narrow(value)
    return found
