"""Two versions of something in the catalogue side by side: what went and what came, in plain lines."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from wangge.matters.rules.choices import Evidence, Level, Track, Urgency, Visibility
from wangge.matters.rules.entries import AfterCare, Done, Step, StepLimit, model_of

JSON = dict[str, Any]
#: From a code of a department or a role to its name.
Namer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: the lines that went and the lines that came."""

    label: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def step_words(step: Step, name: Namer) -> str:
    """A step in one line."""
    roles = "、".join(name(role) for role in step.roles)
    where = f"（仅 {' '.join(step.only_for)}）" if step.only_for else ""
    when = f"如果{step.condition}：" if step.condition else ""
    proof = f" 证据 {' '.join(step.evidence)}" if step.evidence else ""
    return f"{step.no}. [{step.limit}] {when}{roles}：{step.action}{where}{proof}{' 可跳过' * step.optional}"


def care_words(care: AfterCare, name: Namer) -> str:
    """A task of after-care in one line."""
    where = f"（仅 {' '.join(care.only_for)}）" if care.only_for else ""
    return f"结案后 {care.days} 天 {name(care.role)}：{care.look_at}{where}"


def done_words(done: Done) -> str:
    """A line of done-when."""
    return f"{done.text}（仅 {' '.join(done.only_for)}）" if done.only_for else done.text


def matter_lines(data: JSON, name: Namer) -> dict[str, list[str]]:
    """A version of a matter as labelled lines."""
    return {
        "名称": [data["name"]],
        "大类": [data["category"]],
        "主办部门": [name(data["lead_dept"])],
        "协办部门": [name(code) for code in data["assist_depts"]],
        "处置层级": [Level(data["level"]).label],
        "紧急程度": [Urgency(data["urgency"]).label],
        "时限": [str(StepLimit(data["limit_value"], data["limit_unit"]))],
        "处置轨道": [Track(data["track"]).label],
        "可见范围": [Visibility(data["visibility"]).label],
        "办结证据": [str(Evidence(code).label) for code in data["evidence"]],
        "居民怎么说": list(data["phrases"]),
        "国标事件号": _some(data["gb_event"]),
        "依据说明": _some(data["source_note"]),
        "启用": ["启用" if data["is_active"] else "停用"],
    }


def model_lines(data: JSON, name: Namer) -> dict[str, list[str]]:
    """A version of a handling model as labelled lines."""
    model = model_of(data)
    return {
        "名称": [model.name],
        "适用事项": list(model.matter_codes),
        "仅在此条件下": [f"{code}：{words}" for code, words in model.only_when.items()],
        "触发条件": [model.trigger],
        "步骤": [step_words(step, name) for step in model.steps],
        "办成标准": [done_words(done) for done in model.done_when],
        "后续照看": [care_words(care, name) for care in model.aftercare],
        "留存证据": list(model.evidence),
        "升级情形": _some(model.escalation),
        "注意": _some(model.remark),
        "启用": ["启用" if data.get("is_active", True) else "停用"],
    }


def rule_lines(data: JSON, name: Namer) -> dict[str, list[str]]:
    """A version of a routing rule as labelled lines."""
    return {
        "事项": _some(data["matter"] or ""),
        "大类": _some(data["category"] or ""),
        "区域": [data["area_name"]],
        "主办单位": [data["lead_name"]],
        "协办单位": list(data["assist_names"]),
        "说明": _some(data["note"]),
        "状态": ["使用中" if data["is_active"] else "已停用"],
    }


def changes(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[Change]:
    """The fields that differ, in the order of the later version."""
    found = []
    for label, lines in after.items():
        removed, added = _difference(before.get(label, []), lines)
        if removed or added:
            found.append(Change(label, tuple(removed), tuple(added)))
    return found


def _difference(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    parts = [part for part in matcher.get_opcodes() if part[0] != "equal"]
    removed = [line for _, i1, i2, _, _ in parts for line in before[i1:i2]]
    added = [line for _, _, _, j1, j2 in parts for line in after[j1:j2]]
    return removed, added


def _some(text: str) -> list[str]:
    return [text] if text else []


def history(versions: Iterable[JSON], lines: Callable[[JSON], dict[str, list[str]]]) -> list[list[Change]]:
    """What each version changed against the one before; the first changed nothing. Oldest first."""
    shown = [lines(data) for data in versions]
    return [[], *(changes(a, b) for a, b in pairwise(shown))][: len(shown)]
