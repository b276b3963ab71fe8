"""The catalogue as frozen values: what rules, other rooms and pages read instead of rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from wangge.matters.rules.choices import Evidence, Level, Track, Urgency, Visibility
from wangge.matters.rules.suggesting import Index
from wangge.worktime.rules import Limit, LimitUnit, limit_words


@dataclass(frozen=True, slots=True)
class DepartmentEntry:
    """A kind of unit. `is_emergency_service`: it is called, never sent an order."""

    code: str
    name: str
    is_emergency_service: bool


@dataclass(frozen=True, slots=True)
class MatterEntry:
    """One matter of the catalogue in one version."""

    code: str
    slug: str
    name: str
    category: str
    category_name: str
    lead_dept: str
    assist_depts: tuple[str, ...]
    level: Level
    urgency: Urgency
    limit: Limit
    track: Track
    visibility: Visibility
    evidence: tuple[str, ...]
    phrases: tuple[str, ...]
    version: int
    is_active: bool = True

    @property
    def needs_photo(self) -> bool:
        """A physical matter: one can photograph it."""
        return Evidence.PH1 in self.evidence or Evidence.PH2 in self.evidence

    @property
    def needs_place(self) -> bool:
        """It happens somewhere: a photo or a position is evidence, or somebody must come at once."""
        return self.needs_photo or Evidence.LOC in self.evidence or self.track == Track.EMERGENCY_SERVICE

    @property
    def limit_words(self) -> str:
        """The limit as people say it."""
        return limit_words(self.limit)

    @property
    def title(self) -> str:
        """What may stand in a list: of a confidential matter the category only (domain/04 section 1d)."""
        return self.category_name if self.visibility == Visibility.CONFIDENTIAL else self.name


class StepUnit:
    """Units of a step's limit: those of `LimitUnit`, and minutes."""

    MINUTE = "minute"
    CHOICES = ((MINUTE, "分钟"), *((unit.value, str(unit.label)) for unit in LimitUnit))


@dataclass(frozen=True, slots=True)
class StepLimit:
    """How long after the start of the matter's limit a step is due, as it was written."""

    value: float
    unit: str

    @property
    def limit(self) -> Limit:
        """The same as an arithmetic limit: minutes are parts of a continuous hour."""
        if self.unit == StepUnit.MINUTE:
            return Limit(self.value / 60, LimitUnit.CONTINUOUS_HOUR)
        return Limit(self.value, LimitUnit(self.unit))

    def __str__(self) -> str:
        return f"{self.value:g} 分钟" if self.unit == StepUnit.MINUTE else limit_words(self.limit)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a handling model. A condition makes it conditional: its limit counts from the condition."""

    no: int
    roles: tuple[str, ...]
    action: str
    limit: StepLimit
    only_for: tuple[str, ...] = ()
    condition: str = ""
    evidence: tuple[str, ...] = ()
    optional: bool = False

    @property
    def is_required(self) -> bool:
        """It must be ticked before the submit."""
        return not self.condition and not self.optional

    def applies_to(self, matter_code: str) -> bool:
        return not self.only_for or matter_code in self.only_for


@dataclass(frozen=True, slots=True)
class AfterCare:
    """A dated task of the closed case: so many days after the close, who looks at what."""

    days: int
    role: str
    look_at: str
    only_for: tuple[str, ...] = ()

    def applies_to(self, matter_code: str) -> bool:
        return not self.only_for or matter_code in self.only_for


@dataclass(frozen=True, slots=True)
class Done:
    """When it is enough to submit, verify and close."""

    text: str
    only_for: tuple[str, ...] = ()

    def applies_to(self, matter_code: str) -> bool:
        return not self.only_for or matter_code in self.only_for


@dataclass(frozen=True)
class ModelEntry:
    """One handling model in one version. `only_when`: matters it serves under a condition only."""

    code: str
    name: str
    matter_codes: tuple[str, ...]
    trigger: str
    steps: tuple[Step, ...]
    done_when: tuple[Done, ...]
    aftercare: tuple[AfterCare, ...]
    evidence: tuple[str, ...] = ()
    escalation: str = ""
    remark: str = ""
    only_when: Mapping[str, str] = field(default_factory=dict)
    version: int = 1
    is_active: bool = True


#: Units of numbers that are no span of time.
_COUNTED = {
    "share": "比例",
    "times": "次",
    "stars": "星",
    "metre": "米",
    "cases": "件",
    "answers": "份",
    "clock": "点",
    "second": "秒",
}


@dataclass(frozen=True, slots=True)
class Number:
    """One default number of the product with where it comes from."""

    key: str
    name: str
    value: float
    unit: str
    mark: str
    source_note: str
    effective_from: date

    @property
    def limit(self) -> Limit:
        """The number as a limit; ValueError when it counts something else than time."""
        return StepLimit(self.value, self.unit).limit

    @property
    def unit_label(self) -> str:
        """The unit in words."""
        return {**dict(StepUnit.CHOICES), **_COUNTED}[self.unit].strip()

    @property
    def words(self) -> str:
        """Value and unit as people say them."""
        if self.unit == "share":
            return f"{self.value:.0%}"
        if self.unit in _COUNTED:
            return f"{self.value:g} {_COUNTED[self.unit]}"
        return str(StepLimit(self.value, self.unit))


@dataclass(frozen=True)
class Catalogue:
    """An immutable snapshot of everything a case is measured by."""

    token: str
    matters: Mapping[str, MatterEntry]
    categories: Mapping[str, str]
    departments: Mapping[str, DepartmentEntry]
    models: Mapping[str, ModelEntry]
    numbers: Mapping[str, tuple[Number, ...]]

    @cached_property
    def model_of(self) -> Mapping[str, ModelEntry]:
        """The handling model each matter follows unless a special condition holds."""
        return {
            code: model
            for model in self.models.values()
            if model.is_active
            for code in model.matter_codes
            if code not in model.only_when
        }

    @cached_property
    def special_models_of(self) -> Mapping[str, tuple[tuple[str, ModelEntry], ...]]:
        """For some matters: (condition, model) pairs the desk may choose instead."""
        found: dict[str, tuple[tuple[str, ModelEntry], ...]] = {}
        for model in self.models.values():
            for code, condition in model.only_when.items():
                found[code] = (*found.get(code, ()), (condition, model))
        return found

    @cached_property
    def index(self) -> Index:
        """What `suggest` looks words up in."""
        active = [m for m in self.matters.values() if m.is_active]
        return Index.of([(m.code, m.name, m.phrases) for m in active])

    def department_name(self, code: str) -> str:
        """The short Chinese name, or the code itself where it is unknown."""
        entry = self.departments.get(code)
        return entry.name if entry else code


JSON = dict[str, Any]


def step_of(data: JSON) -> Step:
    """A step from its stored JSON."""
    return Step(
        no=data["no"],
        roles=tuple(data["roles"]),
        action=data["action"],
        limit=StepLimit(data["limit"]["value"], data["limit"]["unit"]),
        only_for=tuple(data.get("only_for", ())),
        condition=data.get("condition", ""),
        evidence=tuple(data.get("evidence", ())),
        optional=data.get("optional", False),
    )


def model_of(data: JSON, *, version: int = 1, is_active: bool = True) -> ModelEntry:
    """A handling model from its stored JSON, as in `data/handling_models.json` and in a version row."""
    return ModelEntry(
        code=data["code"],
        name=data["name"],
        matter_codes=tuple(data["matter_codes"]),
        trigger=data["trigger"],
        steps=tuple(step_of(row) for row in data["steps"]),
        done_when=tuple(Done(row["text"], tuple(row["only_for"])) for row in data["done_when"]),
        aftercare=tuple(
            AfterCare(row["days"], row["role"], row["look_at"], tuple(row["only_for"]))
            for row in data["aftercare"]
        ),
        evidence=tuple(data["evidence"]),
        escalation=data["escalation"],
        remark=data.get("remark", ""),
        only_when=dict(data["only_when"]),
        version=version,
        is_active=is_active,
    )
