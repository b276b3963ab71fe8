"""Every write about persons, units, accounts, second factors, tokens and reveals; a module for each noun."""

from wangge.people.actions.accounts import (
    Slip,
    change_password,
    close_account,
    end_sessions,
    issue_code,
    lock_account,
    lock_dormant,
    open_account,
    prove,
    record_sign_in,
    record_sign_out,
    reopen_account,
    set_password,
    sign_in_by_code,
    sign_out_everywhere,
)
from wangge.people.actions.persons import change_person, change_phone, make_person
from wangge.people.actions.retention import forget_person, forget_records, forget_sign_ins
from wangge.people.actions.reveals import note_look, note_reveal, reveal_phone
from wangge.people.actions.second_factor import (
    begin_second_factor,
    check_second_factor,
    confirm_second_factor,
    reset_second_factor,
)
from wangge.people.actions.tokens import issue_token, revoke_token, touch_token
from wangge.people.actions.units import change_unit, make_unit, seed_departments

__all__ = [
    "Slip",
    "begin_second_factor",
    "change_password",
    "change_person",
    "change_phone",
    "change_unit",
    "check_second_factor",
    "close_account",
    "confirm_second_factor",
    "end_sessions",
    "forget_person",
    "forget_records",
    "forget_sign_ins",
    "issue_code",
    "issue_token",
    "lock_account",
    "lock_dormant",
    "make_person",
    "make_unit",
    "note_look",
    "note_reveal",
    "open_account",
    "prove",
    "record_sign_in",
    "record_sign_out",
    "reopen_account",
    "reset_second_factor",
    "reveal_phone",
    "revoke_token",
    "seed_departments",
    "set_password",
    "sign_in_by_code",
    "sign_out_everywhere",
    "touch_token",
]
