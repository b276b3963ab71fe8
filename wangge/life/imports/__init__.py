"""What of Party life comes in as a table and goes out as one."""

from wangge.life.imports import attendance, ledger, tables

__all__ = ["attendance", "ledger", "tables"]
