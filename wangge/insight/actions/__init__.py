"""Every write of the room, in its modules."""

from wangge.insight.actions.counts import expire, fold, note_folding, rebuild
from wangge.insight.actions.screens import bind_screen, issue_screen, revoke_screen
from wangge.insight.actions.spots import find_spots, supervise_spot

__all__ = [
    "bind_screen",
    "expire",
    "find_spots",
    "fold",
    "issue_screen",
    "note_folding",
    "rebuild",
    "revoke_screen",
    "supervise_spot",
]
