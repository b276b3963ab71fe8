"""Tables of the room: counts that follow from the cases, and what people made of them."""

from wangge.insight.models.counts import DayCount, Folding, MonthCount, OpenCount
from wangge.insight.models.spots import HotCase, HotSpot, Screen

__all__ = ["DayCount", "Folding", "HotCase", "HotSpot", "MonthCount", "OpenCount", "Screen"]
