"""Every write of the room, in its modules."""

from wangge.insight.actions.counts import expire, fold, note_folding, rebuild

__all__ = ["expire", "fold", "note_folding", "rebuild"]
