"""Tables of the room: counts that follow from the cases, and what people made of them."""

from wangge.insight.models.counts import DayCount, Folding, MonthCount, OpenCount

__all__ = ["DayCount", "Folding", "MonthCount", "OpenCount"]
