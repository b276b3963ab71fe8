"""Tables of gatherings. A gathering belongs to a unit: organisations of every kind have one."""

from wangge.gatherings.models.agenda import Plan, Routine, Slot
from wangge.gatherings.models.learning import Article, Nominee, Poll, Voter
from wangge.gatherings.models.meeting import Attendance, ContestResult, Decision, Gathering

__all__ = [
    "Article",
    "Attendance",
    "ContestResult",
    "Decision",
    "Gathering",
    "Nominee",
    "Plan",
    "Poll",
    "Routine",
    "Slot",
    "Voter",
]
