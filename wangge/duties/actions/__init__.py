"""Every write of the room."""

from wangge.duties.actions.handover import sign_handover, write_handover
from wangge.duties.actions.patrol import (
    end_patrol,
    end_plan,
    find,
    forget_rounds,
    front_fault,
    keep_front,
    plan_patrol,
    start_patrol,
)
from wangge.duties.actions.summons import answer_summons, close_summons, summon
from wangge.duties.actions.territory import merge_areas, retire_area, split_area
from wangge.duties.actions.whistle import (
    answer_call,
    approve_whistle,
    draft_whistle,
    rate_call,
    reject_whistle,
    rule_refusal,
    tell_late_calls,
    write_minutes,
)

__all__ = [
    "answer_call",
    "answer_summons",
    "approve_whistle",
    "close_summons",
    "draft_whistle",
    "end_patrol",
    "end_plan",
    "find",
    "forget_rounds",
    "front_fault",
    "keep_front",
    "merge_areas",
    "plan_patrol",
    "rate_call",
    "reject_whistle",
    "retire_area",
    "rule_refusal",
    "sign_handover",
    "split_area",
    "start_patrol",
    "summon",
    "tell_late_calls",
    "write_handover",
    "write_minutes",
]
