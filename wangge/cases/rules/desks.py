"""Which desk holds a case (domain/04 section 1b); desks are areas of the tree, given here as plain values."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from wangge.matters.rules import Level, Urgency, Visibility

#: The rank of the area that a catalogue level means.
RANK_OF_LEVEL = {Level.GRID: 4, Level.COMMUNITY: 3, Level.STREET: 1, Level.DISTRICT: 0}
STREET, COMMUNITY = 1, 3
#: Complaints about staff (domain/04 section 1d): the rank of whom they complain of.
COMPLAINT_RANK = {"GOV-03": 1, "GOV-04": 3}


@dataclass(frozen=True, slots=True)
class Seat:
    """An area as a possible desk."""

    area_id: int
    rank: int
    path: str


def wanted_rank(
    *,
    urgency: str,
    visibility: str,
    level: str | None,
    deepest: int,
    accused_rank: int | None = None,
) -> int:
    """The rank whose desk should hold the case; `deepest` is the rank of the deepest known area.

    A complaint goes one level above whom it names, an emergency to the street, a confidential case to the
    community or higher and never to the grid, a known matter to its level, else the deepest known area.
    """
    if accused_rank is not None:
        return accused_rank - 1
    wanted = RANK_OF_LEVEL[Level(level)] if level else deepest
    if visibility == Visibility.CONFIDENTIAL:
        wanted = min(wanted, COMMUNITY)
    if urgency == Urgency.EMERGENCY:
        wanted = min(wanted, STREET)
    return wanted


def pick(chain: Sequence[Seat], wanted: int, staffed: Container[int]) -> Seat:
    """The deepest staffed area of the chain at or above the wanted rank; the root when nobody sits anywhere.

    `chain` runs from the deepest known area up to the root. A rank without an active post is skipped upwards.
    """
    for seat in chain:
        if seat.rank <= wanted and seat.area_id in staffed:
            return seat
    return chain[-1]


def next_up(chain: Sequence[Seat], present_rank: int, staffed: Container[int]) -> Seat | None:
    """The desk above: the next staffed rank, none skipped that has somebody; None at the top."""
    above = [seat for seat in chain if seat.rank < present_rank]
    return next((seat for seat in above if seat.area_id in staffed), None)


def heir(lies_in: Container[int], successors: Sequence[int]) -> int:
    """Which of the areas that follow a retired one a case belongs to: the one it lies in, else the first."""
    return next((area_id for area_id in successors if area_id in lies_in), successors[0])
