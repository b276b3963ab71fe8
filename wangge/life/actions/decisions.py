"""What a meeting decides goes on living: as a promise with an owner and a day, or as a case."""

from datetime import date, datetime

from django.db import transaction

from wangge.cases import actions as cases
from wangge.cases import queries as ground
from wangge.cases.models import Case
from wangge.gatherings import actions as gatherings
from wangge.gatherings.models import Decision
from wangge.grids.access import Acting
from wangge.grids.models import Area
from wangge.promises import actions as promises
from wangge.promises.actions import Given
from wangge.promises.models import Promise
from wangge.promises.rules import Origin


@transaction.atomic
def open_promise(
    decision: Decision,
    *,
    keeper: str,
    due_on: date,
    public_words: str = "",
    by: Acting,
    at: datetime,
) -> Promise:
    """A decision becomes a promise: who, until when, and what the public may read."""
    gathering = decision.gathering
    given = Given(
        title=decision.words[:100],
        keeper=keeper,
        due_on=due_on,
        origin=Origin.MEETING,
        origin_ref=f"gathering:{gathering.pk}",
        public_words=public_words,
    )
    promise = promises.make(gathering.unit, gathering.area, given, by=by, at=at)
    gatherings.link_decision(decision, ref=f"promise:{promise.pk}", by=by, at=at)
    return promise


@transaction.atomic
def open_case(decision: Decision, *, area: Area, place: str, by: Acting, at: datetime) -> Case:
    """A decision becomes a case of a grid, and goes the way of all cases."""
    spot = ground.area_spot(area.pk, place=place)
    case = cases.discover(text=decision.words, spot=spot, by=by, at=at)
    gatherings.link_decision(decision, ref=f"case:{case.pk}", by=by, at=at)
    return case
