"""Steps are read by their ids, which are made of the time they were written at. Pure."""

from datetime import timedelta
from uuid import UUID

NOTHING = UUID(int=0)
BATCH = 500


def earlier(step_id: UUID, by: timedelta) -> UUID:
    """The smallest id of a step written so long before this one."""
    moment = max(0, (step_id.int >> 80) - int(by.total_seconds() * 1000))
    return UUID(int=moment << 80)
