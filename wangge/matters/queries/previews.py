"""Where would this go, until when, and why: everything a case would get, without making one."""

from dataclasses import dataclass
from datetime import datetime

from wangge.grids.models import Area
from wangge.matters.queries import lookup, understanding
from wangge.matters.rules import (
    AfterCare,
    CheckItem,
    Emergency,
    Level,
    MatterEntry,
    ModelEntry,
    Route,
    Suggestion,
    Urgency,
    aftercare_of,
    checklist,
    desk_level,
    done_when,
    emergency,
)
from wangge.worktime import queries as worktime
from wangge.worktime.rules import Clock, LimitUnit, due, explain


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen to a case of this matter, here and now; `matter` is None where none is known."""

    matter: MatterEntry | None
    suggestions: tuple[Suggestion, ...]
    emergency: Emergency | None
    urgency: Urgency | None = None
    desk: Level | None = None
    route: Route | None = None
    due_at: datetime | None = None
    #: The sums behind the due time.
    explained: tuple[str, ...] = ()
    model: ModelEntry | None = None
    steps: tuple[CheckItem, ...] = ()
    done_when: str = ""
    aftercare: tuple[AfterCare, ...] = ()


def preview(matter: MatterEntry | None, area: Area, *, at: datetime, text: str = "") -> Preview:
    """What a case would get; without a matter the best suggestion of the words is taken."""
    catalogue = lookup.catalogue()
    danger = emergency(text) if text else None
    suggestions = tuple(understanding.suggestions(text)) if text else ()
    if matter is None and suggestions:
        matter = catalogue.matters[suggestions[0].code]
    if matter is None:
        return Preview(None, suggestions, danger)
    urgency = Urgency.EMERGENCY if danger and danger.code == matter.code else matter.urgency
    calendar = worktime.calendar()
    clock = Clock(start=at, limit=matter.limit)
    model = catalogue.model_of.get(matter.code)
    return Preview(
        matter=matter,
        suggestions=suggestions,
        emergency=danger,
        urgency=urgency,
        desk=desk_level(level=matter.level, urgency=urgency, visibility=matter.visibility),
        route=lookup.route_for(matter, area.path),
        due_at=None if matter.limit.unit == LimitUnit.IMMEDIATE else due(clock, calendar),
        explained=tuple(explain(clock, calendar)),
        model=model,
        steps=tuple(checklist(model, matter.code, at, calendar)) if model else (),
        done_when=done_when(model, matter.code) if model else "",
        aftercare=tuple(aftercare_of(model, matter.code)) if model else (),
    )
