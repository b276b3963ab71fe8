"""Telling people, ringing for them, and keeping the roster of who is on duty."""

from wangge.notices.actions.alarms import acknowledge, alarm, note_sms, ring_next
from wangge.notices.actions.roster import add_shift, import_shifts, remove_shift
from wangge.notices.actions.telling import (
    KEPT,
    SeatNotice,
    expire,
    hush,
    read,
    read_case,
    tell,
    tell_permit,
    tell_seats,
)

__all__ = [
    "KEPT",
    "SeatNotice",
    "acknowledge",
    "add_shift",
    "alarm",
    "expire",
    "hush",
    "import_shifts",
    "note_sms",
    "read",
    "read_case",
    "remove_shift",
    "ring_next",
    "tell",
    "tell_permit",
    "tell_seats",
]
