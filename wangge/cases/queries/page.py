"""One case as staff see it: the course, the orders with their clocks, the check-list, photos, senders' words.

Words are opened here, and only what the viewer may read is put in: flat and name for whoever holds the case.
The appellant's page is made in `public`, which never touches a note.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from wangge.cases.models import Appeal, Case, CasePhoto, CaseTask, Step, WorkOrder
from wangge.cases.queries.ground import limits
from wangge.cases.queries.stages import Stage, stages
from wangge.cases.rules import clocks, words
from wangge.cases.rules.flows import CASE_FLOW, CASE_STEPS, ORDER_FLOW, OrderState, State
from wangge.cases.sealed import FORGOTTEN, CaseKey, open_json
from wangge.files import queries as files
from wangge.grids import queries as grids
from wangge.grids.access import Acting
from wangge.kernel import words as kernel
from wangge.matters import queries as catalogue
from wangge.matters.rules import SEATS, Urgency
from wangge.worktime import queries as worktime
from wangge.worktime import rules as worktime_rules
from wangge.worktime.rules import Clock

#: What a step is called where the verb alone does not say it.
_REASONS = {
    "intake_late": "超过受理时限，系统提醒",
    "not_acknowledged": "超过签收时限，系统提醒",
    "not_arbitrated": "超过裁定时限，系统提醒",
    "share_80": "时限已用 80%，系统催办",
    "share_100": "已到办理时限，书面督办",
    "share_200": "严重超期，提级督办",
    "rework_twice": "返工两次，督办",
    "reopened_twice": "重办两次，提级督办",
    "low_rating": "来件人很不满意，督办",
    "review": "到了复查日期",
    "no_answer": "来件人没有补充，转回席位",
    "no_meeting": "共议到期，转办",
    "reached": "已联系上来件人",
    "unreached": "没有联系上来件人",
    "solved": "来件人说已解决",
    "not_solved": "来件人说没解决",
}
_TONES = {
    "report": "",
    "accept": "blue",
    "dispatch": "blue",
    "submit": "blue",
    "verify": "green",
    "close": "green",
    "self_handle": "green",
    "answer": "green",
    "rework": "amber",
    "send_back": "amber",
    "supervise": "red",
    "reopen": "red",
    "remind": "amber",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the course."""

    title: str
    when: str
    who: str
    said: str = ""
    note: str = ""
    text: str = ""
    tone: str = ""
    now: bool = False


@dataclass(frozen=True, slots=True)
class OrderCard:
    """A work order as `portal/parts/order_card.html` draws it."""

    order: WorkOrder
    is_lead: bool
    unit: str
    state: str
    tone: str
    task: str
    clock: str
    clock_tone: str
    due_words: str
    share: int
    sent_words: str
    limit_words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SenderCard:
    """One appeal as the desk sees it: words, place, contact masked until revealed."""

    appeal: Appeal
    text: str
    place: str
    contact: str
    remark: str


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo as `portal/parts/photos.html` draws it, with links that work for this page only."""

    label: str
    url: str
    large_url: str
    alt: str
    about: str
    is_after: bool
    is_image: bool


@dataclass(slots=True)
class CasePage:
    """Everything the page of a case shows to one viewer."""

    case: Case
    title: str
    place: str
    area: str
    orders: list[OrderCard]
    lines: list[Line]
    senders: list[SenderCard]
    found: str
    tasks: list[CaseTask]
    aftercare: list[CaseTask]
    photos: list[Shot]
    stages: list[Stage]
    why: list[str]
    holds: bool
    is_forgotten: bool
    contact_by: datetime | None = None
    helpers: list[str] = field(default_factory=list)


def load(cases: Any) -> Any:
    """A case queryset joined as its page needs it: six queries, however long its history."""
    orders = WorkOrder.objects.select_related("unit", "handler").order_by("sent_at")
    steps = Step.objects.select_related("text").order_by("-seq")
    return cases.select_related(
        "matter__category", "area", "desk", "lead_unit", "holder", "merged_into"
    ).prefetch_related(
        Prefetch("orders", orders),
        Prefetch("steps", steps),
        Prefetch("appeals", Appeal.objects.order_by("received_at")),
        Prefetch("photos", CasePhoto.objects.select_related("file").order_by("at")),
        Prefetch("tasks", CaseTask.objects.order_by("kind", "no")),
    )


def course(cases: Any) -> Any:
    """A case queryset joined as its course needs it, without photos, check-list and orders."""
    steps = Step.objects.select_related("text").order_by("-seq")
    appeals = Appeal.objects.order_by("received_at")
    return cases.select_related("matter__category", "lead_unit").prefetch_related(
        Prefetch("steps", steps), Prefetch("appeals", appeals)
    )


def holds(case: Case, acting: Acting) -> bool:
    """Whether this hat holds the case: only then are flat and name shown unmasked."""
    if acting.unit_id is not None:
        return any(o.unit_id == acting.unit_id and o.is_lead for o in case.orders.all())
    return acting.area_id == case.desk_id or (
        acting.person_id is not None and acting.person_id == case.holder_id
    )


def page(case: Case, acting: Acting, *, at: datetime) -> CasePage:
    """The page of a case that `load` joined, for one viewer."""
    key, whole = CaseKey.of(case), holds(case, acting)
    told = {appeal.pk: open_json(key, appeal.words) for appeal in case.appeals.all()}
    steps = list(case.steps.all())
    texts = {s.pk: open_json(key, s.text.sealed) if hasattr(s, "text") else {} for s in steps}
    first = texts[steps[-1].pk] if steps else {}
    places = [words_["place"] for words_ in [*told.values(), first] if words_.get("place")]
    node = grids.area(case.area_id)
    clock = Clock.from_json(case.clock) if case.clock else None
    return CasePage(
        case=case,
        title=case.title,
        place=(places[0] if whole and places else case.place),
        area=node.label if node else "",
        orders=[_order_card(o, case, at=at) for o in case.orders.all() if o.state != OrderState.WITHDRAWN],
        lines=[_line(step, texts[step.pk], case, at=at) for step in steps],
        senders=[_sender(a, told[a.pk], key, whole=whole) for a in case.appeals.all()],
        found=str(first.get("note", "")),
        tasks=[t for t in case.tasks.all() if t.kind == CaseTask.Kind.STEP],
        aftercare=[t for t in case.tasks.all() if t.kind == CaseTask.Kind.AFTERCARE],
        photos=shots(case.photos.all(), at=at),
        stages=stages(case, steps, at=at),
        why=worktime_rules.explain(clock, worktime.calendar()) if clock else _intake_why(case),
        holds=whole,
        is_forgotten=case.forgotten_at is not None,
        contact_by=_contact_by(case),
        helpers=[h.person.name for h in case.helpers.select_related("person")]
        if case.is_confidential
        else [],
    )


def _intake_why(case: Case) -> list[str]:
    """Why a report is to be decided on until then: the wait for its sender does not count."""
    if case.state not in (State.REPORTED, State.WAITING_INFO) or case.urgency == Urgency.EMERGENCY:
        return []
    start = case.intake_from or case.reported_at
    waited = (start - case.reported_at).total_seconds()
    lines = [f"等来件人补充用去 {kernel.span(waited)}，不算在受理时限里"] if waited else []
    if case.state == State.WAITING_INFO:
        until = worktime_rules.add(case.entered_at, limits().waiting_info, worktime.calendar())
        return [
            *lines,
            f"正在等来件人补充，受理计时停着；最晚等到 {kernel.moment(until, now=case.entered_at)}",
        ]
    intake = Clock(start=start, limit=limits().intake)
    return [*lines, *worktime_rules.explain(intake, worktime.calendar(), event="来件")]


def _contact_by(case: Case) -> datetime | None:
    if (
        not case.contact_left
        or case.accepted_at is None
        or case.first_contact_at is not None
        or not case.is_open
    ):
        return None
    return clocks.first_contact_by(case.urgency, case.accepted_at, limits(), worktime.calendar())


def verb_name(step: Step) -> str:
    """What was done, as people say it."""
    if step.reason in _REASONS and step.verb in (
        "remind",
        "supervise",
        "give_info",
        "conclude",
        "first_contact",
        "rate",
        "revisit",
    ):
        return _REASONS[step.reason]
    for flow in (ORDER_FLOW, CASE_FLOW, CASE_STEPS) if step.order_id else (CASE_FLOW, CASE_STEPS, ORDER_FLOW):
        for move in flow.moves.get(step.verb, ()):
            if not move.sources or step.source in move.sources or flow is ORDER_FLOW:
                return "来件" if step.verb == "report" and step.person_id is None else move.name
    return CASE_FLOW.moves[step.verb][0].name if step.verb in CASE_FLOW.moves else step.verb


def _line(step: Step, text: dict[str, Any], case: Case, *, at: datetime) -> Line:
    note = str(text.get("note", "")) if step.verb != "report" else ""
    extra = words.beside(text)
    forgotten = FORGOTTEN if case.forgotten_at and step.digest and not text else ""
    title = verb_name(step)
    if units := text.get("units"):
        title = f"{title}：{units}"
    return Line(
        title=title,
        when=kernel.moment(step.at, now=at),
        who=step.seat,
        said=str(text.get("said", "")),
        note="\n".join(part for part in (note, extra, forgotten) if part),
        tone=_TONES.get(step.verb, ""),
    )


def order_share(order: WorkOrder, at: datetime) -> int:
    """How much of an order's time is used, in percent of its span; 100 when it is over."""
    if order.due_at is None:
        return 0
    end = order.submitted_at or at
    whole = (order.due_at - order.sent_at).total_seconds()
    return max(0, min(100, round((end - order.sent_at).total_seconds() / whole * 100))) if whole > 0 else 100


#: The colour of an order by its state.
ORDER_TONES = {
    OrderState.SENT: "amber",
    OrderState.ACKNOWLEDGED: "blue",
    OrderState.SUBMITTED: "green",
    OrderState.DONE: "green",
    OrderState.RETURNED: "amber",
    OrderState.DISPUTED: "amber",
    OrderState.WITHDRAWN: "grey",
}


def clock_words(order: WorkOrder, *, at: datetime, is_paused: bool) -> tuple[str, str]:
    """`剩 1 小时 14 分` with its tone."""
    if order.submitted_at is not None:
        return f"用时 {kernel.span((order.submitted_at - order.sent_at).total_seconds())}", "green"
    if is_paused:
        return "计时已停", ""
    if order.due_at is None:
        return "立即处理", "red"
    left = (order.due_at - at).total_seconds()
    if left < 0:
        return f"已超期 {kernel.span(left)}", "red"
    soon = left < 2 * 3600 or order_share(order, at) >= 80
    return f"剩 {kernel.span(left)}", "amber" if soon else "blue"


def _order_card(order: WorkOrder, case: Case, *, at: datetime) -> OrderCard:
    clock, tone = clock_words(order, at=at, is_paused=case.state == State.SUSPENDED)
    sent = f"{kernel.moment(order.sent_at, now=at)} 派出"
    if order.acknowledged_at:
        sent += f"，{kernel.moment(order.acknowledged_at, now=at)} 签收"
    elif order.state == OrderState.DISPUTED and order.arbitrate_by:
        sent += f"，{kernel.moment(order.arbitrate_by, now=at)} 前裁定"
    elif order.state == OrderState.SENT:
        sent += f"，{kernel.moment(order.acknowledge_by, now=at)} 前签收"
    due = f"{kernel.moment(order.due_at, now=at)} 到期" if order.due_at else ""
    if order.submitted_at:
        due = f"{kernel.moment(order.submitted_at, now=at)} 提交"
    limit = Clock.from_json(case.clock).limit if case.clock else None
    limit_words = worktime_rules.limit_words(limit) if limit and order.is_lead else "主办时限的 80%"
    return OrderCard(
        order=order,
        is_lead=order.is_lead,
        unit=order.unit.name,
        state=order.get_state_display(),
        tone=ORDER_TONES[OrderState(order.state)],
        task=order.task,
        clock=clock,
        clock_tone=tone,
        due_words=due,
        share=order_share(order, at),
        sent_words=sent,
        limit_words=limit_words if order.due_at else "",
        url=f"/orders/{order.pk}/",
    )


def _sender(appeal: Appeal, told: dict[str, Any], key: CaseKey, *, whole: bool) -> SenderCard:
    contact = "没有留联系方式"
    if appeal.phone_index:
        name = kernel.masked_name(appeal.contact_name) if appeal.contact_name else ""
        contact = f"{name} {kernel.masked_phone(appeal.contact_phone)}".strip() if whole else "留了联系方式"
    text = "和别人反映的是同一件事" if appeal.is_me_too else str(told.get("text", ""))
    if appeal.forgotten_at:
        text = FORGOTTEN
    place = str(told.get("place", "")) if whole else words.masked_place(str(told.get("place", "")))
    remark = str(open_json(key, appeal.remark).get("remark", "")) if appeal.remark else ""
    return SenderCard(appeal, text, place, contact, remark)


def shots(photos: Iterable[CasePhoto], *, at: datetime) -> list[Shot]:
    """Photos with fresh links; those whose bytes are gone are left out."""
    after = (CasePhoto.Kind.AFTER, CasePhoto.Kind.CHECK)
    short = {"before": "前", "after": "后", "check": "核查", "document": "文书"}
    return [
        Shot(
            label=f"{short[photo.kind]} {kernel.moment(photo.at, now=at)}",
            url=files.url_of(photo.file, "small"),
            large_url=files.url_of(photo.file, "large"),
            alt=f"{photo.get_kind_display()}照片",
            about=photo.seat,
            is_after=photo.kind in after,
            is_image=photo.file.is_image,
        )
        for photo in photos
        if not photo.file.is_forgotten
    ]


def task_roles(task: CaseTask) -> str:
    """Who ticks a line, in words."""
    departments = catalogue.catalogue().departments
    names = [
        SEATS.get(code) or (departments[code].name if code in departments else code) for code in task.roles
    ]
    return "、".join(names)
