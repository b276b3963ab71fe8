"""Where a case sits after something about it has changed."""

from datetime import datetime

from wangge.cases import queries
from wangge.cases.models import Case
from wangge.cases.rules import desks


def leave_the_grid(case: Case, *, at: datetime) -> None:
    """A case that turned out confidential never stays on the grid's desk, a complaint never on the desk of
    those it complains of.
    """
    complained_of = desks.COMPLAINT_RANK.get(case.matter_id or "")
    highest = desks.COMMUNITY if complained_of is None else complained_of - 1
    if case.is_confidential and queries.rank_of(case.desk_id) > highest:
        seat = desks.pick(queries.chain(case.area_path), highest, queries.Staffed(at))
        case.desk_id, case.desk_path, case.holder = seat.area_id, seat.path, None
