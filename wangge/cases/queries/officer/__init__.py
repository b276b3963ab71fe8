"""Reads of a grid's people: what needs them now, their grids' cases, one case on their phone."""

from wangge.cases.queries.officer.board import (
    GRID,
    WALKERS,
    Board,
    Kind,
    Todo,
    board,
    elsewhere,
    for_the_grid,
    grid_lines,
    own_areas,
)
from wangge.cases.queries.officer.lists import by_status, mine, reported, stretch
from wangge.cases.queries.officer.phone import OnPhone, found_words, on_phone

__all__ = [
    "GRID",
    "WALKERS",
    "Board",
    "Kind",
    "OnPhone",
    "Todo",
    "board",
    "by_status",
    "elsewhere",
    "for_the_grid",
    "found_words",
    "grid_lines",
    "mine",
    "on_phone",
    "own_areas",
    "reported",
    "stretch",
]
