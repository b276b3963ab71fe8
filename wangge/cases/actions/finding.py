"""A finding with what became of it on the spot: solved, passed up, or taken in hand; all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wangge.cases.actions.desk import push_up, self_handle, take_up
from wangge.cases.actions.intake import discover
from wangge.cases.models import Case
from wangge.cases.rules.flows import PushReason
from wangge.cases.rules.spot import Spot
from wangge.files.models import StoredFile
from wangge.grids.access import Acting
from wangge.kernel.refusal import Refused
from wangge.matters import rules as matters
from wangge.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Solved:
    """It was solved there: what it was, what was done, and how it looks now."""

    matter: Matter
    said: str
    photos: Sequence[StoredFile] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """The grid cannot: why, in one sentence."""

    reason: PushReason
    note: str


@transaction.atomic
def find(
    *,
    text: str,
    spot: Spot,
    by: Acting,
    at: datetime,
    matter: str = "",
    photos: Sequence[StoredFile] = (),
    became: Solved | Passed | None = None,
) -> Case:
    """Write down what was found; a finding whose second half is refused was never sent."""
    # What was solved on the spot stays on the grid's desk, whichever level the catalogue names for it.
    known = "" if isinstance(became, Solved) else matter
    case = discover(text=text, spot=spot, matter=known, photos=photos, by=by, at=at)
    if isinstance(became, Solved):
        return _solve(case, became, by=by, at=at)
    if case.desk_id != by.area_id:
        return case
    if became is None:
        return take_up(case, by=by, at=at)
    return push_up(case, reason=became.reason, note=became.note, by=by, at=at)


def _solve(case: Case, became: Solved, *, by: Acting, at: datetime) -> Case:
    if case.is_confidential or case.urgency == matters.Urgency.EMERGENCY:
        raise Refused("看起来是紧急或保密的事，不在网格当场办结，请改选“上报”。", field="how")
    if case.desk_id != by.area_id:
        raise Refused("这个地点不归您这个网格，请改选“上报”，或者核对位置。", field="how")
    return self_handle(
        case,
        said=became.said,
        matter=became.matter,
        photos=became.photos,
        note=became.note,
        by=by,
        at=at,
    )
