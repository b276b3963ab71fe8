"""How moments, spans and masked texts are written in plain Chinese; pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from wangge.kernel.refusal import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"


def clean(text: str) -> str:
    """Words as typed, without the control characters no database takes and without blanks around them."""
    if text.isprintable():
        return text.strip()
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32).strip()


def words(text: str, *, field: str, most: int, name: str = "这一项", may_be_empty: bool = False) -> str:
    """Words as they are stored, or a sentence at their field."""
    text = clean(text)
    if not text and not may_be_empty:
        raise Refused(f"请填写{name}。", field=field)
    if len(text) > most:
        raise Refused(f"{name}最多 {most} 个字，现在有 {len(text)} 个。", field=field)
    return text


def local_day(at: datetime) -> date:
    """The day of a moment, in Shanghai."""
    return at.astimezone(SHANGHAI).date()


def moment(value: datetime, *, now: datetime) -> str:
    """The shortest clear form of a moment, in Shanghai time."""
    there, here = value.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    clock = f"{there:%H:%M}"
    days = (there.date() - here.date()).days
    near = {0: "今天", -1: "昨天", 1: "明天"}.get(days)
    if near:
        return f"{near} {clock}"
    if 1 < days < 7:
        return f"周{WEEKDAYS[there.weekday()]} {clock}"
    return f"{there:%m-%d} {clock}" if there.year == here.year else f"{there:%Y-%m-%d} {clock}"


def span(seconds: float) -> str:
    """A span of time as people say it, at most two units."""
    minutes = int(abs(seconds) // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    if hours:
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    return f"{minutes} 分钟" if minutes else "不到 1 分钟"


def masked_phone(phone: str) -> str:
    """138****0000; of a number too short to hide its middle, the last four only."""
    if len(phone) >= 10:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-4:]}" if len(phone) >= 7 else "*" * len(phone)


def masked_name(name: str) -> str:
    """王**: the family name only."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""
