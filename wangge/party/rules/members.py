"""Kinds and states of members, what may follow what, and the way of a transfer; pure."""

from datetime import date, timedelta

from django.db.models import TextChoices

from wangge.kernel.flow import Flow, move


class MemberKind(TextChoices):
    """How somebody belongs here (rows 31, 32): read off, never a judgement."""

    REGISTERED = "registered", "组织关系在这里"
    LIVES_HERE = "lives_here", "居住在这里"
    WORKS_HERE = "works_here", "工作在这里"
    RETIRED = "retired", "离退休"
    FLOATING = "floating", "流动党员"


class Status(TextChoices):
    """Where somebody stands in the life of a member (domain/03 section 3)."""

    APPLICANT = "applicant", "入党申请人"
    ACTIVIST = "activist", "入党积极分子"
    TARGET = "development_target", "发展对象"
    PROBATIONARY = "probationary_member", "预备党员"
    FULL = "full_member", "正式党员"
    TRANSFERRED = "transferred_out", "已转出"
    REMOVED = "removed", "已除名"
    WITHDREW = "withdrew", "已退党"
    DECEASED = "deceased", "已去世"
    LOST = "lost_contact", "失去联系"


MEMBERS = frozenset({Status.PROBATIONARY, Status.FULL})
ON_THE_WAY = frozenset({Status.APPLICANT, Status.ACTIVIST, Status.TARGET})
#: In the register's daily view; the others are kept for the record.
PRESENT = MEMBERS | ON_THE_WAY | {Status.LOST}
GONE = frozenset(Status) - PRESENT

#: Least days between two steps, and the sentence that says why (the process itself is done elsewhere).
_LEAST: dict[tuple[str, str], tuple[int, str]] = {
    (Status.ACTIVIST, Status.TARGET): (365, "成为积极分子满一年以后，才可以列为发展对象。"),
    (Status.PROBATIONARY, Status.FULL): (365, "预备期为一年，满一年以后才可以转正。"),
}
_STEPS: dict[str, frozenset[str]] = {
    Status.APPLICANT: frozenset({Status.ACTIVIST, Status.WITHDREW, Status.DECEASED}),
    Status.ACTIVIST: frozenset({Status.TARGET, Status.APPLICANT, Status.WITHDREW, Status.DECEASED}),
    Status.TARGET: frozenset({Status.PROBATIONARY, Status.ACTIVIST, Status.WITHDREW, Status.DECEASED}),
    Status.PROBATIONARY: frozenset({Status.FULL, Status.REMOVED, Status.WITHDREW, Status.DECEASED}),
    Status.FULL: frozenset({Status.LOST, Status.REMOVED, Status.WITHDREW, Status.DECEASED}),
    Status.LOST: frozenset({Status.FULL, Status.REMOVED, Status.DECEASED}),
}


def next_steps(status: str) -> list[Status]:
    """The states that may follow; transfers have a way of their own."""
    return [Status(s) for s in Status.values if s in _STEPS.get(status, frozenset())]


def step_fault(status: str, new: str, *, since: date | None, on: date) -> str:
    """Whether one may step there now."""
    if new not in _STEPS.get(status, frozenset()):
        return f"{Status(status).label}不能直接改为{Status(new).label}。"
    least = _LEAST.get((status, new))
    if least and since is not None and on < since + timedelta(days=least[0]):
        return least[1]
    return ""


def next_date(status: str, since: date | None) -> date | None:
    """The first day the next step is possible, as a reminder to the branch."""
    if since is None:
        return None
    days = {Status.ACTIVIST: 365, Status.PROBATIONARY: 365}.get(Status(status))
    return since + timedelta(days=days) if days else None


def party_age(joined: date | None, *, on: date) -> int | None:
    """Whole calendar years since joining, as birthdays in the Party are counted."""
    return on.year - joined.year if joined else None


def joined_fault(joined: date | None, status: str, *, on: date) -> str:
    """A month of joining fits the state and lies in the past."""
    if joined is None:
        return "" if status not in MEMBERS else "党员要填写入党年月。"
    if status in ON_THE_WAY:
        return f"{Status(status).label}还没有入党年月，请留空。"
    if joined > on:
        return "入党年月不能晚于今天。"
    return "入党年月早于 1921 年 7 月，请检查。" if joined < date(1921, 7, 1) else ""


#: A floating member cannot come to his branch for this long (domain/03 section 3).
FLOATING_MONTHS = 6


class TransferState(TextChoices):
    """Where a transfer of the organisation relation stands."""

    REQUESTED = "requested", "已提出"
    LETTER_ISSUED = "letter_issued", "已开介绍信"
    CLOSED = "closed", "已办结"
    SENT_BACK = "sent_back", "已退回"
    EXPIRED = "expired", "已过期"
    WITHDRAWN = "withdrawn", "已撤回"


#: Paper letters are valid this many days unless the operator sets another number.
LETTER_DAYS = 90

TRANSFER_FLOW = Flow(
    "组织关系转接",
    (
        move("request", set(), TransferState.REQUESTED, "members_edit", "提出转接"),
        move("send", {TransferState.REQUESTED}, TransferState.LETTER_ISSUED, "members_edit", "转出方确认"),
        move("receive", {TransferState.LETTER_ISSUED}, TransferState.CLOSED, "members_edit", "接收方确认"),
        move(
            "send_back",
            {TransferState.REQUESTED, TransferState.LETTER_ISSUED},
            TransferState.SENT_BACK,
            "members_edit",
            "退回",
        ),
        move(
            "withdraw",
            {TransferState.REQUESTED, TransferState.LETTER_ISSUED},
            TransferState.WITHDRAWN,
            "members_edit",
            "撤回",
        ),
        move("expire", {TransferState.LETTER_ISSUED}, TransferState.EXPIRED, "case_clock", "过期"),
    ),
)
OPEN_TRANSFERS = frozenset({TransferState.REQUESTED, TransferState.LETTER_ISSUED})

#: How long what is kept of members stays (the register of processing says the same).
KEEP_MEMBERS = timedelta(days=3 * 365)
KEEP_DEEDS = timedelta(days=3 * 365)
KEEP_CARDS = timedelta(days=365)
KEEP_CONTACTS = timedelta(days=365)
#: What stands in the place of a name that is kept no longer.
NAMELESS = "（已过保存期）"
