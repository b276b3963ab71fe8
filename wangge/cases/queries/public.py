"""One case as its appellant sees it: `said`, never `note`; desks and units, never names; and
what he can do now.
"""

from dataclasses import dataclass
from datetime import datetime

from wangge.cases.models import Appeal, Case, CasePhoto, Step
from wangge.cases.queries.family import children_of
from wangge.cases.queries.ground import limits
from wangge.cases.queries.page import Line, Shot, shots
from wangge.cases.rules import words
from wangge.cases.rules.flows import OrderState, Outcome, State
from wangge.cases.sealed import CaseKey, open_json
from wangge.grids.access import Acting, Role
from wangge.kernel import words as kernel
from wangge.worktime import queries as worktime
from wangge.worktime import rules as worktime_rules
from wangge.worktime.rules import Clock

PUBLIC_TITLES = {
    "report": "收到您的来件",
    "ask_info": "请您补充",
    "give_info": "您补充了信息",
    "accept": "已受理",
    "decline": "不予受理",
    "merge": "和同一件事一起办理",
    "self_handle": "已到现场处理好",
    "answer": "已答复",
    "deliberate": "先和邻里商量办法",
    "conclude": "商量有了结果",
    "dispatch": "已交给单位办理",
    "acknowledge": "办理单位已接单",
    "first_contact": "已联系您",
    "submit": "办理单位已处理",
    "sample_fail": "抽查后重新办理",
    "withdraw_consent": "您撤回了同意，联系方式已删去",
    "correct_words": "已按您的请求更正",
    "fulfil": "个人信息请求已办结",
    "verify": "已到现场核查",
    "rework": "核查后请单位继续办理",
    "close": "已办结，等您确认",
    "suspend": "暂时办不了",
    "resume": "恢复办理",
    "extend": "办理期限延长",
    "push_up": "已请上一级来办",
    "reopen": "已重新办理",
    "child_reopened": "分开办的另一件重新办理",
    "withdraw_appeal": "您撤回了来件",
    "rate": "收到您的评价",
    "add_photo": "您补充了照片",
    "archive": "已归档",
}
#: Where several have reported the same, nobody reads that he did what another sender did.
_OF_SEVERAL = {
    "give_info": "来件人补充了信息",
    "withdraw_consent": "有来件人撤回了同意",
    "correct_words": "有来件人更正了内容",
    "withdraw_appeal": "有来件人撤回了来件",
    "rate": "收到来件人的评价",
    "add_photo": "来件人补充了照片",
}


def public_title(step: Step, case: Case) -> str:
    """What a step is called for a sender; empty where it is none of his course."""
    if step.verb == "push_up" and not step.has_said:
        return ""
    if step.reason == "no_answer":
        return "没有等到补充，由受理席位决定"
    several = _OF_SEVERAL.get(step.verb, "") if case.appeal_count > 1 else ""
    return several or PUBLIC_TITLES.get(step.verb, "")


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What an appellant sees of his appeal, and what he can do now."""

    appeal: Appeal
    number: str
    title: str
    status: str
    tone: str
    outcome: str
    text: str
    place: str
    due_at: datetime | None
    closed_at: datetime | None
    why: list[str]
    units: list[tuple[str, str, str]]
    lines: list[Line]
    before: list[Shot]
    after: list[Shot]
    mine: list[Shot]
    can_rate: bool
    can_give_info: bool
    can_add_photo: bool
    can_withdraw: bool
    #: What was split off: its name and how it stands.
    others: list[tuple[str, str]]
    #: What an answer `partly` left open, and who has it.
    left: str
    left_with: str
    rated: str
    asked: str


def public_lines(case: Case, *, at: datetime, since: datetime | None = None) -> list[Line]:
    """The course for the appellant: titles in plain words, `said`, desk or unit; never `note`,
    never a name. What was said to others before he joined (`since`) is not told to him.
    """
    key = CaseKey.of(case)
    lines: list[Line] = []
    for step in case.steps.all():
        title = public_title(step, case)
        if not title:
            continue
        said = (
            str(open_json(key, step.text.sealed).get("said", ""))
            if step.has_said and hasattr(step, "text") and (since is None or step.at >= since)
            else ""
        )
        lines.append(
            Line(
                title=title,
                when=kernel.moment(step.at, now=at),
                who=step.seat if step.seat not in ("来件人", "系统") else "",
                text=said,
                tone="green" if step.verb in ("close", "self_handle", "answer") else "",
                now=not lines,
            )
        )
    return lines


def public_page(appeal: Appeal, case: Case, *, at: datetime) -> PublicPage:
    """The progress page of one appeal; `case` as `load` joined it."""
    clock = Clock.from_json(case.clock) if case.clock else None
    told = open_json(CaseKey.of(case), appeal.words)
    since = appeal.joined_at
    lines = public_lines(case, at=at, since=since)
    left = _left(case)
    answerable = case.closed_at is not None and case.state in (State.CLOSED, State.ARCHIVED)
    answerable = answerable and appeal.withdrawn_at is None and appeal.solved is None
    if answerable and case.closed_at is not None:
        answerable = at - case.closed_at <= limits().reopen_within
    photos = [p for p in case.photos.all() if _is_his(p, appeal, since)]
    asked = lines[0].text if case.state == State.WAITING_INFO and lines else ""
    kind = CasePhoto.Kind
    kept = [o for o in case.orders.all() if o.state not in (OrderState.WITHDRAWN, OrderState.RETURNED)]
    is_open = case.is_open and appeal.withdrawn_at is None
    return PublicPage(
        appeal=appeal,
        number=appeal.number,
        title=case.title if case.matter or case.is_confidential else "您反映的事",
        status=case.reading.public if appeal.withdrawn_at is None else "您已撤回",
        tone=str(case.reading.tone),
        outcome=words.OUTCOME_PUBLIC[Outcome(case.outcome)] if case.outcome else "",
        text="您点了“我也遇到”，和别人反映的是同一件事。" if appeal.is_me_too else str(told.get("text", "")),
        place=str(told.get("place", "")),
        due_at=case.due_at,
        closed_at=case.submitted_at or case.closed_at,
        why=worktime_rules.explain(clock, worktime.calendar()) if clock else [],
        units=[(o.unit.name, o.get_kind_display(), o.get_state_display()) for o in kept]
        if not case.is_confidential
        else [],
        lines=lines,
        before=shots([p for p in photos if p.kind == kind.BEFORE and p.appeal_id is None], at=at),
        after=shots([p for p in photos if p.kind in (kind.AFTER, kind.CHECK)], at=at),
        mine=shots([p for p in photos if p.appeal_id == appeal.pk], at=at),
        can_rate=answerable,
        can_give_info=is_open
        and not appeal.is_me_too
        and case.state == State.WAITING_INFO
        and (since is None or bool(asked)),
        can_add_photo=is_open,
        can_withdraw=is_open,
        others=[(child.title, child.reading.public) for child in children_of(case)],
        left=left.get("left", ""),
        left_with=left.get("left_with", ""),
        rated={True: "您说：已解决", False: "您说：没解决"}.get(appeal.solved, "")
        if appeal.solved is not None
        else "",
        asked=asked,
    )


def _is_his(photo: CasePhoto, appeal: Appeal, since: datetime | None) -> bool:
    """Whether he may look at it: his own, and what staff took since he joined the case."""
    if photo.appeal_id is not None:
        return photo.appeal_id == appeal.pk
    return since is None or photo.at >= since


def _left(case: Case) -> dict[str, str]:
    """What the last close left open; nothing once it was taken up again."""
    if case.outcome != Outcome.PARTLY:
        return {}
    closes = (s for s in case.steps.all() if s.verb == "close" and hasattr(s, "text"))
    last = next(closes, None)
    return open_json(CaseKey.of(case), last.text.sealed) if last else {}


def is_public_role(acting: Acting | None) -> bool:
    """Whether somebody signed in is a resident, whose pages are the public ones."""
    return acting is not None and acting.role in (Role.RESIDENT, Role.CAPTAIN)
