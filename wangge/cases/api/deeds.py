"""The verbs that other systems may use: their bodies and the action behind each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from wangge.cases import actions
from wangge.cases.api.moves import (
    Accept,
    Acknowledge,
    AddHelper,
    Answer,
    Answered,
    Arbitrate,
    AskOpinion,
    Assign,
    CaseMove,
    Close,
    Conclude,
    Days,
    Decline,
    Dispatch,
    ExtendAsk,
    FirstContact,
    GiveOpinion,
    Insist,
    Instead,
    Merge,
    Move,
    Noted,
    PushDown,
    PushUp,
    Remarked,
    Reopen,
    Revisit,
    Rework,
    SelfHandle,
    SendBack,
    SplitOff,
    Spoken,
    Submit,
    Suspend,
    Tick,
    Verified,
)
from wangge.cases.models import Case, WorkOrder
from wangge.cases.queries import helpers
from wangge.cases.rules.flows import State
from wangge.grids.access import Acting, Permit
from wangge.kernel.refusal import NotAllowed, Unreadable
from wangge.people.models import Person


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb: its body and the action behind it, called with the subject and the body's fields."""

    body: type[Move]
    act: Callable[..., object]


def add_helper(case: Case, *, helper: str, by: Acting, at: datetime) -> Case:
    """Somebody whom the page would offer too, by his user name."""
    if not by.may(Permit.CASE_DISPATCH):
        raise NotAllowed("您的岗位不能“指定协助人”。")
    offered = helpers.candidates(case, by, checking=case.state == State.VERIFYING, at=at)
    return actions.add_helper(case, person=_named(offered, "helper", helper), by=by, at=at)


def assign(order: WorkOrder, *, handler: str, note: str, by: Acting, at: datetime) -> Case:
    """One of the unit's own people, by his user name."""
    if not by.may(Permit.ORDER_ASSIGN):
        raise NotAllowed("您的岗位不能“指派经办人”。")
    person = _named(helpers.handlers(by, at=at), "handler", handler)
    return actions.assign(order, person=person, note=note, by=by, at=at)


def _named(offered: QuerySet[Person], field: str, username: str) -> Person:
    found = offered.filter(account__username=username.strip().lower(), account__is_active=True).first()
    if found is None:
        raise Unreadable([(field, "名单里没有这个用户名，请核对。")])
    return found


CASE_DEEDS: Mapping[str, Deed] = {
    "accept": Deed(Accept, actions.accept),
    "ask_info": Deed(Answered, actions.ask_info),
    "decline": Deed(Decline, actions.decline),
    "merge": Deed(Merge, actions.merge),
    "void": Deed(Noted, actions.void),
    "take": Deed(CaseMove, actions.take_up),
    "self_handle": Deed(SelfHandle, actions.self_handle),
    "answer": Deed(Answer, actions.answer),
    "push_up": Deed(PushUp, actions.push_up),
    "push_down": Deed(PushDown, actions.push_down),
    "log": Deed(Spoken, actions.log),
    "remind": Deed(Remarked, actions.remind),
    "supervise": Deed(Noted, actions.supervise),
    "clear": Deed(Noted, actions.clear),
    "add_helper": Deed(AddHelper, add_helper),
    "raise_visibility": Deed(Noted, actions.raise_visibility),
    "deliberate": Deed(Spoken, actions.deliberate),
    "conclude": Deed(Conclude, actions.conclude),
    "dispatch": Deed(Dispatch, actions.dispatch),
    "recall": Deed(CaseMove, actions.recall),
    "split_off": Deed(SplitOff, actions.split_off),
    "ask_opinion": Deed(AskOpinion, actions.ask_opinion),
    "give_opinion": Deed(GiveOpinion, actions.give_opinion),
    "suspend": Deed(Suspend, actions.suspend),
    "resume": Deed(Spoken, actions.resume),
    "extend_ask": Deed(ExtendAsk, actions.extend_ask),
    "extend": Deed(Days, actions.extend),
    "first_contact": Deed(FirstContact, actions.first_contact),
    "tick": Deed(Tick, actions.tick),
    "verify": Deed(Verified, actions.verify),
    "rework": Deed(Rework, actions.rework),
    "close": Deed(Close, actions.close),
    "site_check": Deed(Noted, actions.site_check),
    "sample_ok": Deed(Noted, actions.sample_ok),
    "sample_fail": Deed(Noted, actions.sample_fail),
    "reopen": Deed(Reopen, actions.reopen),
    "revisit": Deed(Revisit, actions.revisit),
}
ORDER_DEEDS: Mapping[str, Deed] = {
    "acknowledge": Deed(Acknowledge, actions.acknowledge),
    "assign": Deed(Assign, assign),
    "send_back": Deed(SendBack, actions.send_back),
    "agree": Deed(Instead, actions.agree),
    "insist": Deed(Insist, actions.insist),
    "arbitrate": Deed(Arbitrate, actions.arbitrate),
    "submit": Deed(Submit, actions.submit),
    "withdraw": Deed(Instead, actions.withdraw),
}
