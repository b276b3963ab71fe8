"""The whistle 吹哨 and the summons 约请: three occasions, the flow of a called unit, four clocks; pure."""

from datetime import datetime

from django.db.models import TextChoices

from wangge.grids.access import Permit
from wangge.kernel.flow import Flow, move
from wangge.worktime.rules import Calendar, Limit, add


class Kind(TextChoices):
    """On which occasion a street whistles (domain/04 section 7)."""

    HARD_PROBLEM = "hard_problem", "疑难问题"
    ENFORCEMENT = "enforcement", "综合执法"
    EMERGENCY = "emergency", "应急处置"


class WhistleState(TextChoices):
    """Where a whistle stands as a whole."""

    DRAFT = "draft", "待批准"
    REJECTED = "rejected", "未批准"
    SENT = "sent", "部门报到中"
    DONE = "done", "已办结"


class CallState(TextChoices):
    """Where one called unit stands."""

    CALLED = "called", "待签收"
    SIGNED = "signed", "已签收"
    CONTACTED = "contacted", "已联系"
    ARRIVED = "arrived", "已到场"
    DONE = "done", "已办完"
    REFUSING = "refusing", "申请不来，待区里定"
    EXCUSED = "excused", "区里同意不来"


C, P = CallState, Permit
CALL_FLOW = Flow(
    "whistle_call",
    (
        move("sign", C.CALLED, C.SIGNED, P.WHISTLE_ANSWER, "签收"),
        move("contact", C.SIGNED, C.CONTACTED, P.WHISTLE_ANSWER, "已联系街道"),
        move("arrive", {C.SIGNED, C.CONTACTED}, C.ARRIVED, P.WHISTLE_ANSWER, "已到场"),
        move("finish", C.ARRIVED, C.DONE, P.WHISTLE_ANSWER, "办完"),
        move("refuse", {C.CALLED, C.SIGNED}, C.REFUSING, P.WHISTLE_ANSWER, "申请不来"),
        move("excuse", C.REFUSING, C.EXCUSED, P.WHISTLE_RULE, "同意不来"),
        move("bind", C.REFUSING, C.SIGNED, P.WHISTLE_RULE, "必须来"),
    ),
)
#: States in which nothing is waited for any more.
OVER = frozenset({CallState.DONE, CallState.EXCUSED})
#: What is waited for in each state, and the words for it.
WAITS = {
    CallState.CALLED: ("sign", "签收"),
    CallState.SIGNED: ("contact", "联系"),
    CallState.CONTACTED: ("arrive", "到场"),
    CallState.ARRIVED: ("finish", "办完"),
}


def due_times(
    kind: str,
    *,
    sent_at: datetime,
    meet_at: datetime,
    sign: Limit,
    contact: Limit,
    arrive: Limit | None,
    done: Limit,
    calendar: Calendar,
) -> dict[str, datetime]:
    """When each of the four steps is due. Arrival is due as called; in an emergency also within its limit."""
    arrival = meet_at
    if kind == Kind.EMERGENCY and arrive is not None:
        arrival = (
            min(meet_at, add(sent_at, arrive, calendar))
            if meet_at > sent_at
            else add(sent_at, arrive, calendar)
        )
    return {
        "sign": add(sent_at, sign, calendar),
        "contact": add(sent_at, contact, calendar),
        "arrive": arrival,
        "finish": add(sent_at, done, calendar),
    }


def next_due(state: str, due: dict[str, datetime]) -> tuple[str, datetime] | None:
    """What a unit owes next and when; nothing while the district decides or when all is over."""
    waited = WAITS.get(CallState(state))
    return (waited[1], due[waited[0]]) if waited else None


class Answer(TextChoices):
    """What an invited unit says to a summons, and what came of it."""

    ASKED = "asked", "待答复"
    COMING = "coming", "会来"
    NOT_COMING = "not_coming", "不能来"
    CAME = "came", "到了"
    ABSENT = "absent", "没有到"
