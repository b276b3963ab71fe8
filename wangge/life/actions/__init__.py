"""Every write of Party life: plans for organisations, what a meeting decides, birthdays, what is told."""

from wangge.life.actions.birthdays import (
    decline_birthday,
    list_birthdays,
    note_acts,
    plan_ceremony,
    promise_deed,
)
from wangge.life.actions.decisions import open_case, open_promise
from wangge.life.actions.plans import adopt_for, flag_unheld, remind_promises, seed
from wangge.life.actions.records import Came, record, write_down

__all__ = [
    "Came",
    "adopt_for",
    "decline_birthday",
    "flag_unheld",
    "list_birthdays",
    "note_acts",
    "open_case",
    "open_promise",
    "plan_ceremony",
    "promise_deed",
    "record",
    "remind_promises",
    "seed",
    "write_down",
]
