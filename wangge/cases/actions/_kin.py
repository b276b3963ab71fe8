"""What one case means for the one it was split off."""

from datetime import datetime

from wangge.cases.actions import _tell
from wangge.cases.actions._core import Said, record
from wangge.cases.models import Case
from wangge.cases.rules import family
from wangge.grids.access import THE_CLOCK


def child_reopened(child: Case, *, at: datetime) -> None:
    """The first one records it and its desk hears of it; it is locked, so that no close slips in between."""
    if child.parent_id is None:
        return
    parent = Case.objects.select_for_update(of=("self",)).get(pk=child.parent_id)
    note = family.child_reopened(parent.state)
    if not note:
        return
    parent.came_from = parent.state
    record(
        parent,
        "child_reopened",
        by=THE_CLOCK,
        at=at,
        words_of=Said(note=note),
        extra={"child": child.number},
    )
    _tell.desk(parent, "child_reopened", at=at)
