"""Every write of the room, in its modules."""

from wangge.insight.actions.asking import drop_question, export_answer, save_question
from wangge.insight.actions.bulletins import edit_bulletin, release_bulletin, write_bulletin
from wangge.insight.actions.counts import expire, fold, note_folding, rebuild
from wangge.insight.actions.emergency import (
    ask_door,
    ask_emergency,
    decide_emergency,
    end_due,
    end_emergency,
    help_door,
)
from wangge.insight.actions.follow import ask_exclusion, decide_exclusion, draw_sample
from wangge.insight.actions.running import forget_answers, run_questions
from wangge.insight.actions.screens import bind_screen, issue_screen, revoke_screen
from wangge.insight.actions.spots import find_spots, supervise_spot
from wangge.insight.actions.tables import export_table

__all__ = [
    "ask_door",
    "ask_emergency",
    "ask_exclusion",
    "bind_screen",
    "decide_emergency",
    "decide_exclusion",
    "draw_sample",
    "drop_question",
    "edit_bulletin",
    "end_due",
    "end_emergency",
    "expire",
    "export_answer",
    "export_table",
    "find_spots",
    "fold",
    "forget_answers",
    "help_door",
    "issue_screen",
    "note_folding",
    "rebuild",
    "release_bulletin",
    "revoke_screen",
    "run_questions",
    "save_question",
    "supervise_spot",
    "write_bulletin",
]
