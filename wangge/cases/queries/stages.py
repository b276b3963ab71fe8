"""The six stages at the head of a case's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wangge.cases.models import Case, Step
from wangge.kernel import words as kernel


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the six stages at the head of the page; state is done, now or todo."""

    label: str
    when: str
    state: str


_STAGES = ("来件", "受理", "派单", "处置", "核查", "办结")
_STAGE_OF = {
    "reported": 1,
    "waiting_info": 1,
    "accepted": 2,
    "deliberating": 2,
    "dispatched": 3,
    "in_hand": 3,
    "returned": 3,
    "disputed": 3,
    "suspended": 3,
    "verifying": 4,
    "verified": 5,
    "closed": 6,
    "revisited": 6,
    "archived": 6,
    "declined": 6,
    "merged": 6,
    "void": 6,
}
_STAGE_VERBS = (
    ("report",),
    ("accept",),
    ("dispatch",),
    ("submit",),
    ("verify",),
    ("close", "self_handle", "answer"),
)


def stages(case: Case, steps: Sequence[Step], *, at: datetime) -> list[Stage]:
    present = _STAGE_OF.get(case.status, 0)
    found = []
    for place, (name, verbs) in enumerate(zip(_STAGES, _STAGE_VERBS, strict=True)):
        when = next((s.at for s in steps if s.verb in verbs), None)
        is_done = place < present
        state = "done" if is_done else "now" if place == present else "todo"
        found.append(Stage(name, kernel.moment(when, now=at) if when and is_done else "", state))
    return found
