"""Handling models at work: which lines a matter gets, when each is due, what makes a model inconsistent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from wangge.matters.rules.choices import Urgency
from wangge.matters.rules.entries import AfterCare, MatterEntry, ModelEntry, Step
from wangge.worktime import rules as worktime
from wangge.worktime.rules import Calendar, Limit, LimitUnit

#: A working day counts as eight working hours where two limits are compared (domain/04 section 4).
HOURS_A_DAY = 8
#: Who ticks a step and is not a department: posts of the grids, and seats of a case.
SEATS = {
    "intake": "受理席",
    "duty_officer": "值班员",
    "handling_unit": "主办单位",
    "mediator": "调解员",
    "expert": "专业机构",
    "officer": "网格员",
    "leader": "网格长",
    "captain": "楼道长",
    "staff": "社区工作者",
    "secretary": "社区书记",
    "dispatcher": "街道调度员",
    "streetleader": "街道领导",
}


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A step as a case gets it. `due_at` is None for a conditional step: it counts from its condition."""

    no: int
    roles: tuple[str, ...]
    action: str
    due_at: datetime | None
    limit: str
    condition: str
    evidence: tuple[str, ...]
    is_required: bool


def applicable_steps(model: ModelEntry, matter_code: str) -> list[Step]:
    """The steps a matter gets, in the order of their numbers."""
    return sorted((s for s in model.steps if s.applies_to(matter_code)), key=lambda step: step.no)


def aftercare_of(model: ModelEntry, matter_code: str) -> list[AfterCare]:
    """The dated tasks after the close, soonest first."""
    return sorted((a for a in model.aftercare if a.applies_to(matter_code)), key=lambda care: care.days)


def done_when(model: ModelEntry, matter_code: str) -> str:
    """When it is enough for this matter, as one text."""
    return "；".join(done.text for done in model.done_when if done.applies_to(matter_code))


def checklist(model: ModelEntry, matter_code: str, start: datetime, calendar: Calendar) -> list[CheckItem]:
    """The steps with their due times, all counted from the start of the matter's limit."""
    return [
        CheckItem(
            no=step.no,
            roles=step.roles,
            action=step.action,
            due_at=None if step.condition else worktime.add(start, step.limit.limit, calendar),
            limit=str(step.limit),
            condition=step.condition,
            evidence=step.evidence,
            is_required=step.is_required,
        )
        for step in applicable_steps(model, matter_code)
    ]


def never_later(limit: Limit, bound: Limit) -> bool:
    """Whether `limit` ends by `bound` whenever both start together, over any calendar.

    Continuous time runs at least as fast as working time, so hours may be compared that way round only.
    """
    if limit.unit == LimitUnit.IMMEDIATE:
        return True
    if bound.unit == LimitUnit.IMMEDIATE:
        return False
    runs_always = {LimitUnit.CONTINUOUS_HOUR, LimitUnit.CALENDAR_DAY}
    if limit.unit not in runs_always and bound.unit in runs_always:
        return False
    return _hours(limit) <= _hours(bound)


def _hours(limit: Limit) -> float:
    a_day = {LimitUnit.WORKING_DAY: HOURS_A_DAY, LimitUnit.CALENDAR_DAY: 24}
    return limit.value * a_day.get(limit.unit, 1)


def late_steps(model: ModelEntry, matter: MatterEntry) -> list[Step]:
    """Required steps that would end after the matter's limit; an immediate one binds the first alone."""
    required = [s for s in applicable_steps(model, matter.code) if s.is_required]
    if matter.limit.unit == LimitUnit.IMMEDIATE:
        required = required[:1]
    return [step for step in required if not never_later(step.limit.limit, matter.limit)]


def faults(
    model: ModelEntry, matters: Mapping[str, MatterEntry], roles: Iterable[str], taken: Mapping[str, str]
) -> Iterator[str]:
    """What is wrong with a model, as sentences; `taken` says which other model a matter already follows."""
    known = set(roles)
    for code in model.matter_codes:
        if code not in matters:
            yield f"事项 {code} 不在目录里。"
        elif code not in model.only_when and taken.get(code, model.code) != model.code:
            yield f"事项 {code} 已经按 {taken[code]} 办理，一件事项只能有一个模型。"
    for step in model.steps:
        yield from _step_faults(step, model, known)
    for code in model.matter_codes:
        if code in matters:
            yield from _matter_faults(model, matters[code])
    for care in model.aftercare:
        if care.role not in known:
            yield f"后续照看 +{care.days} 天：没有“{care.role}”这个角色。"


def _step_faults(step: Step, model: ModelEntry, roles: set[str]) -> Iterator[str]:
    for role in step.roles:
        if role not in roles:
            yield f"第 {step.no} 步：没有“{role}”这个角色。"
    for code in step.only_for:
        if code not in model.matter_codes:
            yield f"第 {step.no} 步：事项 {code} 不属于这个模型。"
    if not step.roles:
        yield f"第 {step.no} 步：要写明由谁来做。"


def _matter_faults(model: ModelEntry, matter: MatterEntry) -> Iterator[str]:
    steps = applicable_steps(model, matter.code)
    numbers = [step.no for step in steps]
    for number in sorted({n for n in numbers if numbers.count(n) > 1}):
        yield f"事项 {matter.code}：第 {number} 步写了两次。"
    for step in late_steps(model, matter):
        yield f"第 {step.no} 步（{step.limit}）比事项 {matter.code} 的时限还晚。"


def matter_faults(matter: MatterEntry, model: ModelEntry | None) -> Iterator[str]:
    """What is wrong with a matter: a deliberated one is neither urgent nor secret; its model must fit."""
    deliberated = matter.track in ("deliberation", "both")
    if deliberated and matter.visibility == "confidential":
        yield "保密事项不能先议后办或双轨。"
    if deliberated and matter.urgency >= Urgency.HIGH:
        yield "紧急、特急事项不能先议后办或双轨。"
    if model is not None:
        yield from _matter_faults(model, matter)
