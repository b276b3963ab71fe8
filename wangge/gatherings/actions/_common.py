"""What every action of this room does last: the journal."""

from datetime import datetime

from wangge.grids.access import Acting
from wangge.journal import actions as journal


def note(by: Acting, verb: str, subject: str, text: str, at: datetime) -> None:
    """One entry of the journal; `text` never names anybody."""
    journal.record(by=by, verb=f"gatherings.{verb}", subject=subject, note=text, at=at)
