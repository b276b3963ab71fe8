"""Every write about the catalogue: seeding, matters, handling models, routing rules, default numbers."""

from wangge.matters.actions.learning import (
    forget_readings,
    note_decision,
    note_lesson,
    note_readings,
    note_way_back,
)
from wangge.matters.actions.matters import add_matter, change_number, edit_matter
from wangge.matters.actions.models import add_model, edit_model
from wangge.matters.actions.routing import add_rule, close_gap, edit_rule, retire_rule
from wangge.matters.actions.seeding import Seeded, seed_catalogue

__all__ = [
    "Seeded",
    "add_matter",
    "add_model",
    "add_rule",
    "change_number",
    "close_gap",
    "edit_matter",
    "edit_model",
    "edit_rule",
    "forget_readings",
    "note_decision",
    "note_lesson",
    "note_readings",
    "note_way_back",
    "retire_rule",
    "seed_catalogue",
]
