"""Pure decisions about matters: choices, emergency words, suggestions, routes, steps, the name guard."""

from wangge.matters.rules.choices import Evidence, Level, Mark, Track, Urgency, Visibility
from wangge.matters.rules.emergency import CALL_NUMBERS, Emergency, emergency
from wangge.matters.rules.entries import (
    AfterCare,
    Catalogue,
    DepartmentEntry,
    Done,
    MatterEntry,
    ModelEntry,
    Number,
    Step,
    StepLimit,
    StepUnit,
)
from wangge.matters.rules.guard import forbidden_words
from wangge.matters.rules.routing import (
    Route,
    RouteRule,
    RouteSource,
    UnitRef,
    departments_for,
    desk_level,
    may_get_order,
    route,
)
from wangge.matters.rules.steps import (
    SEATS,
    CheckItem,
    aftercare_of,
    applicable_steps,
    checklist,
    done_when,
    never_later,
)
from wangge.matters.rules.suggesting import Suggestion, suggest

__all__ = [
    "CALL_NUMBERS",
    "SEATS",
    "AfterCare",
    "Catalogue",
    "CheckItem",
    "DepartmentEntry",
    "Done",
    "Emergency",
    "Evidence",
    "Level",
    "Mark",
    "MatterEntry",
    "ModelEntry",
    "Number",
    "Route",
    "RouteRule",
    "RouteSource",
    "Step",
    "StepLimit",
    "StepUnit",
    "Suggestion",
    "Track",
    "UnitRef",
    "Urgency",
    "Visibility",
    "aftercare_of",
    "applicable_steps",
    "checklist",
    "departments_for",
    "desk_level",
    "done_when",
    "emergency",
    "forbidden_words",
    "may_get_order",
    "never_later",
    "route",
    "suggest",
]
