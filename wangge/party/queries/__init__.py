"""Reads of the Party network."""

from wangge.party.queries.covering import Coverage, coverage, coverage_by_area
from wangge.party.queries.members import find_members, members_without_grid, own_paths
from wangge.party.queries.network import Numbers, lines_of, numbers, workforce
from wangge.party.queries.serving import posts_for, role_card, statement, tasks_for
from wangge.party.queries.shapes import shape_findings

__all__ = [
    "Coverage",
    "Numbers",
    "coverage",
    "coverage_by_area",
    "find_members",
    "lines_of",
    "members_without_grid",
    "numbers",
    "own_paths",
    "posts_for",
    "role_card",
    "shape_findings",
    "statement",
    "tasks_for",
    "workforce",
]
