"""Every write of Party life: plans for organisations, what a meeting decides, birthdays, what is told."""

from wangge.life.actions.birthdays import (
    decline_birthday,
    list_birthdays,
    note_acts,
    plan_ceremony,
    promise_deed,
)
from wangge.life.actions.decisions import open_case, open_promise
from wangge.life.actions.deeds import note_deeds
from wangge.life.actions.keeping import apply_retention
from wangge.life.actions.plans import adopt_for, flag_unheld, remind_promises, seed
from wangge.life.actions.records import Came, prove, record, write_down

__all__ = [
    "Came",
    "adopt_for",
    "apply_retention",
    "decline_birthday",
    "flag_unheld",
    "list_birthdays",
    "note_acts",
    "note_deeds",
    "open_case",
    "open_promise",
    "plan_ceremony",
    "promise_deed",
    "prove",
    "record",
    "remind_promises",
    "seed",
    "write_down",
]
