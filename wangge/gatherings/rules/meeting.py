"""What a gathering is, what may happen to it, when somebody may sign in, and what makes it quorate; pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import TextChoices

from wangge.kernel.flow import Flow, move


class Kind(TextChoices):
    """What people come together for."""

    MEETING = "meeting", "会议"
    ACTIVITY = "activity", "活动"
    LECTURE = "lecture", "讲课"
    TRAINING = "training", "培训"
    CONTEST = "contest", "技能比武"
    CEREMONY = "ceremony", "政治生日"


class State(TextChoices):
    """Where a gathering stands."""

    PLANNED = "planned", "已安排"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


class Presence(TextChoices):
    """How somebody was there, for the minutes and the quorum and for nothing else."""

    SIGNED_UP = "signed_up", "已报名"
    PRESENT = "present", "到会"
    ONLINE = "online", "线上参加"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺席"


HERE = frozenset({Presence.PRESENT, Presence.ONLINE})


class Way(TextChoices):
    """How it came to be known that somebody was there."""

    TICKED = "ticked", "记录人勾选"
    CODE = "code", "扫码签到"
    TABLE = "table", "表格导入"


class Quorum(TextChoices):
    """Who must be there before anything is decided (domain/03 section 1)."""

    NONE = "none", "不要求"
    GENERAL = "general", "有表决权的党员过半数到会"
    COMMITTEE = "committee", "委员过半数到会"
    ELECTION = "election", "有选举权的党员五分之四到会"


GATHERING_FLOW = Flow(
    "会议与活动",
    (
        move("call", set(), State.PLANNED, "gathering_edit", "安排"),
        move("hold", {State.PLANNED}, State.HELD, "gathering_edit", "记录并召开"),
        move("cancel", {State.PLANNED}, State.CANCELLED, "gathering_edit", "取消"),
        move("mend", {State.HELD}, None, "gathering_edit", "补正记录"),
    ),
)

#: The code on the wall opens so long before the beginning and closes so long after it.
OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=1), timedelta(hours=6)


def sign_in_fault(*, state: str, starts_at: datetime, at: datetime) -> str:
    """Whether one may sign in by the code now."""
    if state == State.CANCELLED:
        return "这次会议已经取消。"
    if state == State.HELD:
        return "这次会议已经记录完毕，要补签请找记录人。"
    if at < starts_at - OPENS_BEFORE:
        return "还没到签到时间，开始前一小时起可以签到。"
    return "签到已经结束，要补签请找记录人。" if at > starts_at + CLOSES_AFTER else ""


def strictest(asked: Collection[str]) -> str:
    """Of several demands on a quorum the one that holds."""
    order = (Quorum.ELECTION, Quorum.GENERAL, Quorum.COMMITTEE)
    return next((quorum for quorum in order if quorum in asked), Quorum.NONE)


def is_quorate(quorum: str, *, should: int, here: int) -> bool | None:
    """Whether enough of those who should attend are there; None where nothing is asked."""
    if quorum == Quorum.NONE or should <= 0:
        return None
    if quorum == Quorum.ELECTION:
        return Fraction(here, should) >= Fraction(4, 5)
    return here * 2 > should


def passes(*, ayes: int, should: int) -> bool:
    """A resolution passes with more than half of those who should attend, not of those who came."""
    return ayes * 2 > should


def held_fault(*, starts_at: datetime, said: str, at: datetime) -> tuple[str, str]:
    """The field and the sentence of what is missing before it can be written down as held."""
    if starts_at > at:
        return "starts_at", "还没到开会时间，开完以后再记录。"
    return ("", "") if said else ("said", "请写几句会议内容：讲了什么、议了什么。")
