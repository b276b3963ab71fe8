"""Every write of this room."""

from wangge.party.actions.members import (
    Entry,
    change_member,
    enrol,
    enrol_many,
    keep_contact,
    link_person,
    step,
)
from wangge.party.actions.offices import describe_office, end_office, fill_office, give_hats
from wangge.party.actions.orgs import (
    bind,
    change_org,
    close_org,
    ensure_unit,
    extend_term,
    found_org,
    move_org,
    record_election,
    set_up_branch,
    unbind,
)
from wangge.party.actions.transfers import (
    expire_transfers,
    receive,
    request_transfer,
    send,
    send_back,
    withdraw,
)

__all__ = [
    "Entry",
    "bind",
    "change_member",
    "change_org",
    "close_org",
    "describe_office",
    "end_office",
    "enrol",
    "enrol_many",
    "ensure_unit",
    "expire_transfers",
    "extend_term",
    "fill_office",
    "found_org",
    "give_hats",
    "keep_contact",
    "link_person",
    "move_org",
    "receive",
    "record_election",
    "request_transfer",
    "send",
    "send_back",
    "set_up_branch",
    "step",
    "unbind",
    "withdraw",
]
