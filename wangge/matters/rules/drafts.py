"""What an editor hands over: the whole content of a matter, a routing rule or a number as it shall be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wangge.matters.rules.choices import Level, Track, Urgency, Visibility
from wangge.matters.rules.entries import MatterEntry, ModelEntry
from wangge.matters.rules.guard import forbidden_words
from wangge.matters.rules.steps import matter_faults
from wangge.worktime.rules import Limit, LimitUnit

#: Codes of matters and models that an installation adds.
OWN = "X-"


@dataclass(frozen=True, slots=True)
class MatterDraft:
    """The content of a matter as somebody wants it."""

    name: str
    category: str
    lead_dept: str
    level: Level
    urgency: Urgency
    limit_value: float
    limit_unit: LimitUnit
    track: Track
    visibility: Visibility
    assist_depts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    gb_event: str = ""
    source_note: str = ""
    is_active: bool = True

    def as_entry(self, code: str, slug: str) -> MatterEntry:
        """The matter it would become, for the rules."""
        return MatterEntry(
            code=code,
            slug=slug,
            name=self.name,
            category=self.category,
            category_name=self.category,
            lead_dept=self.lead_dept,
            assist_depts=self.assist_depts,
            level=self.level,
            urgency=self.urgency,
            limit=Limit(self.limit_value, self.limit_unit),
            track=self.track,
            visibility=self.visibility,
            evidence=self.evidence,
            phrases=self.phrases,
            version=0,
            is_active=self.is_active,
        )


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A routing rule as somebody wants it: ids of rows; no area means everywhere."""

    matter: str
    category: str
    area: int | None
    lead_unit: int
    assist_units: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class NumberDraft:
    """A default number as it shall be from a day on."""

    value: float
    effective_from: date
    source_note: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a draft cannot stand, and at which field."""

    sentence: str
    field: str


def refusal_of_words(field: str, *texts: str) -> Iterator[Objection]:
    """The name guard, word by word."""
    for word in dict.fromkeys(word for text in texts for word in forbidden_words(text)):
        yield Objection(f"这里不能用“{word}”：不给人贴标签、不统计诉求次数是本系统的规矩。", field)


def objections_to_matter(
    draft: MatterDraft, *, code: str, slug: str, model: ModelEntry | None
) -> Iterator[Objection]:
    """Everything that speaks against a matter's new content."""
    yield from refusal_of_words("name", draft.name)
    yield from refusal_of_words("phrases", *draft.phrases)
    yield from refusal_of_words("source_note", draft.source_note)
    if not draft.name.strip():
        yield Objection("请写名称。", "name")
    if draft.lead_dept in draft.assist_depts:
        yield Objection("主办部门不能同时是协办部门。", "assist_depts")
    yield from _limit(draft)
    for fault in matter_faults(draft.as_entry(code, slug), model):
        yield Objection(fault, "track" if "双轨" in fault else "limit_value")


def _limit(draft: MatterDraft) -> Iterator[Objection]:
    immediate = draft.limit_unit == LimitUnit.IMMEDIATE
    if not immediate and draft.limit_value <= 0:
        yield Objection("时限要大于 0。", "limit_value")
    if immediate and draft.track != Track.EMERGENCY_SERVICE:
        yield Objection("只有“紧急处置”的事项可以写“立即”。", "limit_unit")


def objections_to_model_words(model: ModelEntry) -> Iterator[Objection]:
    """The name guard over every text of a handling model."""
    yield from refusal_of_words("name", model.name, model.trigger)
    for step in model.steps:
        yield from refusal_of_words("steps", step.action, step.condition)
    yield from refusal_of_words("done_when", *(d.text for d in model.done_when))
    yield from refusal_of_words("aftercare", *(a.look_at for a in model.aftercare))
    yield from refusal_of_words("escalation", model.escalation, model.remark, *model.evidence)
