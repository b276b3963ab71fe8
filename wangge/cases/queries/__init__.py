"""Reads of the room: where something is, what limits hold, what is on a case; lists and pages in their
modules.
"""

from wangge.cases.queries.areas import open_below, open_count_below, open_counts, retired_with_work
from wangge.cases.queries.ground import (
    Staffed,
    area_or_root,
    area_spot,
    chain,
    chosen_spot,
    day_bounds,
    evidence_of,
    is_handler,
    limits,
    rank_of,
    serves_below,
    spot,
)
from wangge.cases.queries.history import unsealed_days
from wangge.cases.queries.near import in_same_building, near
from wangge.cases.queries.same import joinable

__all__ = [
    "Staffed",
    "area_or_root",
    "area_spot",
    "chain",
    "chosen_spot",
    "day_bounds",
    "evidence_of",
    "in_same_building",
    "is_handler",
    "joinable",
    "limits",
    "near",
    "open_below",
    "open_count_below",
    "open_counts",
    "rank_of",
    "retired_with_work",
    "serves_below",
    "spot",
    "unsealed_days",
]
