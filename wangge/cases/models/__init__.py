"""Tables of the room: the incident, the senders' words, the work, the history, and what stands
around them.
"""

from wangge.cases.models.appeal import Appeal, Receipt
from wangge.cases.models.around import (
    CaseAccused,
    CaseHelper,
    CasePhoto,
    CaseTask,
    CaseWords,
    Ruling,
    SavedReply,
)
from wangge.cases.models.case import Case
from wangge.cases.models.community import CommunityBench, UnitReview
from wangge.cases.models.counting import Delta, Repeat, Tally
from wangge.cases.models.glass import Glass
from wangge.cases.models.history import ChainSeal, Reckoning, Step, StepText
from wangge.cases.models.order import WorkOrder
from wangge.cases.models.rights import DataRequest, Removal

__all__ = [
    "Appeal",
    "Case",
    "CaseAccused",
    "CaseHelper",
    "CasePhoto",
    "CaseTask",
    "CaseWords",
    "ChainSeal",
    "CommunityBench",
    "DataRequest",
    "Delta",
    "Glass",
    "Receipt",
    "Reckoning",
    "Removal",
    "Repeat",
    "Ruling",
    "SavedReply",
    "Step",
    "StepText",
    "Tally",
    "UnitReview",
    "WorkOrder",
]
