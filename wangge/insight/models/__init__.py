"""Tables of the room: counts that follow from the cases, and what people made of them."""

from wangge.insight.models.asked import Answer, SavedQuestion
from wangge.insight.models.counts import DayCount, Folding, MonthCount, OpenCount
from wangge.insight.models.emergency import Emergency, HelpDoor
from wangge.insight.models.follow import Bulletin, Exclusion, Sample, SampleCall
from wangge.insight.models.spots import HotCase, HotSpot, Screen

__all__ = [
    "Answer",
    "Bulletin",
    "DayCount",
    "Emergency",
    "Exclusion",
    "Folding",
    "HelpDoor",
    "HotCase",
    "HotSpot",
    "MonthCount",
    "OpenCount",
    "Sample",
    "SampleCall",
    "SavedQuestion",
    "Screen",
]
