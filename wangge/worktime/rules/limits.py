"""What a limit is and what stops it: values only."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db.models import TextChoices

Pause = tuple[datetime, datetime | None]


class LimitUnit(TextChoices):
    """In what a limit is measured; the values are those of the catalogue of matters (domain/04 section 4)."""

    WORKING_HOUR = "working_hour", "工作小时"
    WORKING_DAY = "working_day", "个工作日"
    CALENDAR_DAY = "calendar_day", "天"
    CONTINUOUS_HOUR = "continuous_hour", "小时"
    IMMEDIATE = "immediate", "立即"

    @property
    def is_working(self) -> bool:
        """Whether only working time counts."""
        return self in (LimitUnit.WORKING_HOUR, LimitUnit.WORKING_DAY)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit. ValueError unless 0 <= value <= 10,000; `immediate` takes no value."""

    value: float
    unit: LimitUnit

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and 0 <= self.value <= 10_000):
            raise ValueError(f"no limit: {self.value}")
        object.__setattr__(self, "unit", LimitUnit(self.unit))

    def to_json(self) -> list[Any]:
        return [self.value, self.unit.value]


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that runs from `start`, stands still in the pauses, and is prolonged by the extension.

    A pause without an end is still open. Moments must know their zone (ValueError). Pauses may overlap and
    come in any order.
    """

    start: datetime
    limit: Limit
    pauses: tuple[Pause, ...] = ()
    extension: Limit | None = None

    def __post_init__(self) -> None:
        for moment in (self.start, *(m for pause in self.pauses for m in pause if m is not None)):
            if moment.tzinfo is None:
                raise ValueError("a moment without a zone")

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, as it is stored beside a case."""
        return {
            "start": self.start.isoformat(),
            "limit": self.limit.to_json(),
            "pauses": [[begin.isoformat(), end and end.isoformat()] for begin, end in self.pauses],
            "extension": self.extension and self.extension.to_json(),
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Self:
        """What `to_json` wrote."""
        read = datetime.fromisoformat
        return cls(
            read(raw["start"]),
            Limit(*raw["limit"]),
            tuple((read(begin), read(end) if end else None) for begin, end in raw.get("pauses", ())),
            Limit(*raw["extension"]) if raw.get("extension") else None,
        )
