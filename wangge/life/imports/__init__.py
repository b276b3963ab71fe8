"""What of Party life comes in as a table: who came to a meeting, a whole ledger of meetings held."""

from wangge.life.imports import attendance, ledger

__all__ = ["attendance", "ledger"]
