"""What a promise may become and how it stands on a day; agreements and residents' projects; pure."""

from datetime import date, timedelta

from django.db.models import TextChoices

from wangge.kernel.flow import Flow, move


class Origin(TextChoices):
    """Where a promise was made."""

    MEETING = "meeting", "会议决定"
    REPORT_IN = "report_in", "报到"
    PAIRING = "pairing", "结对共建"
    VISIT = "visit", "领导走访"
    BIRTHDAY = "birthday", "政治生日"
    PROJECT = "project", "居民项目"
    OTHER = "other", "其他"


class State(TextChoices):
    """Where a promise stands."""

    DOING = "doing", "进行中"
    PROVED = "proved", "待确认"
    KEPT = "kept", "已兑现"
    DROPPED = "dropped", "已撤回"


PROMISE_FLOW = Flow(
    "承诺",
    (
        move("make", set(), State.DOING, "promise_edit", "作出承诺"),
        move("prove", {State.DOING}, State.PROVED, "promise_edit", "报完成"),
        move("confirm", {State.PROVED}, State.KEPT, "promise_confirm", "确认兑现"),
        move("redo", {State.PROVED}, State.DOING, "promise_confirm", "退回再办"),
        move("put_off", {State.DOING}, None, "promise_edit", "改期"),
        move("drop", {State.DOING}, State.DROPPED, "promise_edit", "撤回"),
    ),
)
OPEN = frozenset({State.DOING, State.PROVED})

#: The keeper is reminded so long before the day.
REMIND_BEFORE = timedelta(days=3)


class Standing(TextChoices):
    """How a promise stands on a day, in words anybody may read."""

    KEPT = "kept", "已兑现"
    LATE_KEPT = "late_kept", "已兑现（晚于承诺日期）"
    PROVED = "proved", "已完成，待确认"
    DOING = "doing", "进行中"
    SOON = "soon", "快到期"
    LATE = "late", "已超期"
    DROPPED = "dropped", "已撤回"


TONES = {
    Standing.KEPT: "green",
    Standing.LATE_KEPT: "green",
    Standing.PROVED: "blue",
    Standing.DOING: "grey",
    Standing.SOON: "amber",
    Standing.LATE: "red",
    Standing.DROPPED: "grey",
}


def standing(state: str, *, due_on: date, done_on: date | None, on: date) -> Standing:
    """How it stands: what is done waits for a second pair of eyes, what is not done is late after its day."""
    if state == State.DROPPED:
        return Standing.DROPPED
    if state == State.KEPT:
        return Standing.LATE_KEPT if done_on is not None and done_on > due_on else Standing.KEPT
    if state == State.PROVED:
        return Standing.PROVED
    if on > due_on:
        return Standing.LATE
    return Standing.SOON if due_on - on <= REMIND_BEFORE else Standing.DOING


def confirm_fault(*, prover: int | None, confirmer: int | None) -> str:
    """Somebody else confirms than the one who reported it done."""
    if prover is not None and prover == confirmer:
        return "报完成的人不能自己确认，请由另一位同志确认。"
    return ""


class AgreementKind(TextChoices):
    """Kinds of agreements whose heads are promises (rows 92, 93, 97)."""

    PAIRING = "pairing", "结对共建"
    ALLIANCE = "alliance", "党建联盟"
    SIX_TOGETHER = "six_together", "六共"
    FIVE_LINKS = "five_links", "五联共治"
    JOINT_ACTION = "joint_action", "共同行动"


#: The heads an agreement of a kind begins with; each place writes its own.
HEADS: dict[str, tuple[str, ...]] = {
    AgreementKind.FIVE_LINKS: ("党建联抓", "治理联促", "公益联办", "环境联管", "文明联树"),
    AgreementKind.PAIRING: ("组织共建", "活动共办", "资源共享", "难题共解"),
}


class ProjectState(TextChoices):
    """Where a residents' project stands (row 97a)."""

    PROPOSED = "proposed", "已提出"
    AGREED = "agreed", "已同意"
    DECLINED = "declined", "未同意"
    REPORTED = "reported", "已完成，待评议"
    APPRAISED = "appraised", "已评议"
    ENDED = "ended", "已终止"


PROJECT_FLOW = Flow(
    "居民项目",
    (
        move("propose", set(), ProjectState.PROPOSED, "project_edit", "提出"),
        move("agree", {ProjectState.PROPOSED}, ProjectState.AGREED, "project_decide", "同意"),
        move("decline", {ProjectState.PROPOSED}, ProjectState.DECLINED, "project_decide", "不同意"),
        move("report", {ProjectState.AGREED}, ProjectState.REPORTED, "project_edit", "报告完成"),
        move("end", {ProjectState.AGREED}, ProjectState.ENDED, "project_edit", "终止"),
        move("appraise", {ProjectState.REPORTED}, ProjectState.APPRAISED, "project_decide", "评议"),
    ),
)


def appraisal_fault(*, asked: int, useful: int) -> str:
    """Those it serves say whether it was of use; they are counted, never named."""
    if asked < 1:
        return "请填写参加评议的人数。"
    return f"认为有用的 {useful} 人，多于参加评议的 {asked} 人。" if useful > asked else ""
