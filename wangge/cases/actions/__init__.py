"""Every write of the room: one function a verb - permitted, locked, allowed, recorded, announced, one
transaction.
"""

from wangge.cases.actions.after import archive, rate, reopen, revisit, withdraw_appeal
from wangge.cases.actions.areas import move_to_successors
from wangge.cases.actions.beside import add_helper, clear, log, raise_visibility, remind, supervise, tick
from wangge.cases.actions.chain import seal_day
from wangge.cases.actions.checks import close, rework, verify
from wangge.cases.actions.community import rate_unit, set_benches
from wangge.cases.actions.desk import (
    accept,
    answer,
    ask_info,
    decline,
    push_down,
    push_up,
    self_handle,
    take_up,
    void,
)
from wangge.cases.actions.dispatch import agree, arbitrate, dispatch, insist, recall, withdraw
from wangge.cases.actions.doors import clean_doors, once
from wangge.cases.actions.family import ask_opinion, give_opinion, split_off
from wangge.cases.actions.finding import Passed, Solved, find
from wangge.cases.actions.forgetting import apply_retention, forget, forget_appeal, note_removed
from wangge.cases.actions.glass import break_glass, judge, look, watch_glass
from wangge.cases.actions.index import forget_words, index_many, index_words
from wangge.cases.actions.intake import add_photos, discover, give_info, renew_secret, report
from wangge.cases.actions.joining import me_too
from wangge.cases.actions.merging import merge
from wangge.cases.actions.orders import acknowledge, assign, extend_ask, first_contact, send_back, submit
from wangge.cases.actions.recalculate import note_calendar, recalculate
from wangge.cases.actions.replies import drop_reply, save_reply
from wangge.cases.actions.reveal import REASONS as REVEAL_REASONS
from wangge.cases.actions.reveal import reveal
from wangge.cases.actions.rights import ask as ask_data
from wangge.cases.actions.rights import fulfil
from wangge.cases.actions.sampling import sample_fail, sample_ok, site_check
from wangge.cases.actions.sweep import sweep
from wangge.cases.actions.waiting import conclude, deliberate, extend, resume, suspend

__all__ = [
    "REVEAL_REASONS",
    "Passed",
    "Solved",
    "accept",
    "acknowledge",
    "add_helper",
    "add_photos",
    "agree",
    "answer",
    "apply_retention",
    "arbitrate",
    "archive",
    "ask_data",
    "ask_info",
    "ask_opinion",
    "assign",
    "break_glass",
    "clean_doors",
    "clear",
    "close",
    "conclude",
    "decline",
    "deliberate",
    "discover",
    "dispatch",
    "drop_reply",
    "extend",
    "extend_ask",
    "find",
    "first_contact",
    "forget",
    "forget_appeal",
    "forget_words",
    "fulfil",
    "give_info",
    "give_opinion",
    "index_many",
    "index_words",
    "insist",
    "judge",
    "log",
    "look",
    "me_too",
    "merge",
    "move_to_successors",
    "note_calendar",
    "note_removed",
    "once",
    "push_down",
    "push_up",
    "raise_visibility",
    "rate",
    "rate_unit",
    "recalculate",
    "recall",
    "remind",
    "renew_secret",
    "reopen",
    "report",
    "resume",
    "reveal",
    "revisit",
    "rework",
    "sample_fail",
    "sample_ok",
    "save_reply",
    "seal_day",
    "self_handle",
    "send_back",
    "set_benches",
    "site_check",
    "split_off",
    "submit",
    "supervise",
    "suspend",
    "sweep",
    "take_up",
    "tick",
    "verify",
    "void",
    "watch_glass",
    "withdraw",
    "withdraw_appeal",
]
