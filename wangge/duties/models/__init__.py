"""Tables of the room."""

from wangge.duties.models.handover import Handover
from wangge.duties.models.patrol import Front, Patrol, PatrolPlan, PatrolStop
from wangge.duties.models.whistle import Invitation, Summons, Whistle, WhistleCall

__all__ = [
    "Front",
    "Handover",
    "Invitation",
    "Patrol",
    "PatrolPlan",
    "PatrolStop",
    "Summons",
    "Whistle",
    "WhistleCall",
]
