"""Reads about areas, places, posts and units; what the intake asks comes from memory."""

from wangge.grids.queries.imports import plan_areas, plan_boundaries, plan_places, polygons
from wangge.grids.queries.memory import forget
from wangge.grids.queries.persons import persons_nearby, persons_within, units_within, with_posts
from wangge.grids.queries.places import Choice, Words, ground, locate_words, places_token
from wangge.grids.queries.shapes import around, outline, shapes
from wangge.grids.queries.teams import (
    Answering,
    GridCard,
    division_check,
    formula_check,
    grid_card,
    grid_sizes,
    lendable,
    stand_ins,
    who_answers,
)
from wangge.grids.queries.tree import Located, area, chain, ladders, locate, locate_many, the_tree
from wangge.grids.queries.units import desk_above, has_desk, unit_for, units_for

__all__ = [
    "Answering",
    "Choice",
    "GridCard",
    "Located",
    "Words",
    "area",
    "around",
    "chain",
    "desk_above",
    "division_check",
    "forget",
    "formula_check",
    "grid_card",
    "grid_sizes",
    "ground",
    "has_desk",
    "ladders",
    "lendable",
    "locate",
    "locate_many",
    "locate_words",
    "outline",
    "persons_nearby",
    "persons_within",
    "places_token",
    "plan_areas",
    "plan_boundaries",
    "plan_places",
    "polygons",
    "shapes",
    "stand_ins",
    "the_tree",
    "unit_for",
    "units_for",
    "units_within",
    "who_answers",
    "with_posts",
]
