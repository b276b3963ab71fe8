"""One scene for each verb of a case and of an order: what must have happened, and who makes the move then."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.cases.story import HOUR, Story
from tests.town import middle
from wangge.cases import actions, queries
from wangge.cases.models import Case
from wangge.cases.rules.flows import PushReason, Side, SuspendCause
from wangge.grids.access import Role

#: A case and the fields of the move's body, at a moment.
Scene = Callable[[Story, datetime], tuple[Case, dict[str, Any]]]


def _reported(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.reported(at=at), {}


def _accept(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    area = story.town.next_grid.grid_code
    fields = {"matter": "FAC-03", "urgency": "high", "area": area, "said": "已受理。", "note": "内部"}
    return story.reported(matter="", where="", at=at), fields


def _merge(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.reported(at=at), {"into": story.accepted(at=at).number}


def _found(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    lon, lat = middle("grid")
    spot = queries.spot(lon=lon, lat=lat)
    return actions.discover(text="井盖松了", spot=spot, by=story.town.officer, at=at), {"note": "录错了"}


def _accepted(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.accepted(at=at, phone="13800001111"), {}


def _push_down(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.accepted(at=at)
    case = actions.push_up(case, reason=PushReason.NO_POWER, note="办不了", by=story.town.officer, at=at)
    return case, {"area": story.town.grid.grid_code, "note": "网格能办"}


def _dispatch(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    town = story.town
    units = {"lead": town.sanitation.code, "assists": [town.enforcement.code]}
    return story.accepted(at=at), units | {"task": "清一清", "said": "已交办。"}


def _dispatched(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.dispatched(matter="FAC-03", at=at, phone="13800001111"), {}


def _supervised(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.dispatched(at=at)
    return actions.supervise(case, note="快办", by=story.town.streetleader, at=at), {}


def _deliberating(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.accepted(at=at)
    return actions.deliberate(case, by=story.town.dispatcher, at=at), {
        "is_solved": False,
        "minutes": "谈过了",
    }


def _opinion_asked(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case, due = story.accepted(at=at), at.date() + timedelta(days=5)
    by = story.town.dispatcher
    return actions.ask_opinion(case, side=Side.RESOURCES, body="社区党委", due=due, by=by, at=at), {}


def _to_be_asked(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.accepted(at=at), {"due": (timezone.now() + timedelta(days=5)).date().isoformat()}


def _suspend(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    later = (timezone.now() + timedelta(days=5)).isoformat()
    return story.dispatched(at=at), {"cause": "weather", "review_on": later, "said": "下雨，五天后再看。"}


def _suspended(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.dispatched(at=at)
    later = timezone.now() + timedelta(days=5)
    by = story.town.streetleader
    return actions.suspend(case, cause=SuspendCause.WEATHER, review_on=later, said="下雨。", by=by, at=at), {}


def _tick(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.dispatched(matter="FIR-01", at=at)
    actions.acknowledge(story.lead(case), by=story.town.other_handler, at=at)
    return case, {"no": case.tasks.order_by("no").values_list("no", flat=True)[0]}


def _submitted(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.submitted(at=at), {"note": "到现场看过。"}


def _rework(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.submitted(at=at)
    return case, {"note": "还没好。", "order": str(story.lead(case).pk)}


def _verified(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.submitted(at=at)
    case = actions.verify(case, note="好了。", by=story.town.verifier, at=at + HOUR)
    return case, {"outcome": "solved", "said": "已办好。"}


def _closed(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.closed(at=at), {"note": "又坏了。"}


def _revisit(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.closed(at=at)
    number = case.appeals.get().number
    return case, {"appeal": number, "reached": True, "solved": True, "satisfaction": 5}


def _drawn(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    """Solved on the spot, and drawn to be looked at."""
    return story.drawn(at=at), {"note": "到现场看过。"}


#: verb -> scene, whose token, further fields, the state after it.
def _secret(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    """A confidential case, and the leader of the street whom its desk may name."""
    town = story.town
    helper = {"helper": town.account("streetleader").username}
    return story.accepted(matter="SEC-08", at=at), helper


CASES: dict[str, tuple[Scene, str, dict[str, Any], str]] = {
    "accept": (_accept, "district", {}, "accepted"),
    "ask_info": (_reported, "dispatcher", {"said": "在几栋？"}, "waiting_info"),
    "decline": (_reported, "dispatcher", {"reason": "out_of_area", "said": "请打当地 12345。"}, "declined"),
    "merge": (_merge, "dispatcher", {"note": "同一件事"}, "merged"),
    "void": (_found, "dispatcher", {}, "void"),
    "take": (_reported, "officer", {}, "reported"),
    "self_handle": (_reported, "officer", {"said": "换了灯泡。", "matter": "GOV-01"}, "closed"),
    "answer": (_accepted, "dispatcher", {"outcome": "beyond_power", "said": "归供电公司。"}, "closed"),
    "push_up": (_accepted, "officer", {"reason": "no_power", "note": "办不了"}, "accepted"),
    "push_down": (_push_down, "staff", {}, "accepted"),
    "log": (_accepted, "dispatcher", {"note": "问过了"}, "accepted"),
    "remind": (_accepted, "dispatcher", {}, "accepted"),
    "supervise": (_dispatched, "streetleader", {"note": "请今天办完"}, "in_hand"),
    "clear": (_supervised, "streetleader", {"note": "销号"}, "in_hand"),
    "add_helper": (_secret, "dispatcher", {}, "accepted"),
    "raise_visibility": (_accepted, "dispatcher", {"note": "涉及家事"}, "accepted"),
    "deliberate": (_accepted, "dispatcher", {}, "deliberating"),
    "conclude": (_deliberating, "dispatcher", {}, "accepted"),
    "dispatch": (_dispatch, "dispatcher", {}, "in_hand"),
    "split_off": (_accepted, "dispatcher", {"text": "同一处的垃圾也没人收", "matter": "ENV-01"}, "accepted"),
    "ask_opinion": (_to_be_asked, "dispatcher", {"side": "resources", "body": "社区党委"}, "accepted"),
    "give_opinion": (_opinion_asked, "dispatcher", {"side": "resources", "note": "同意加灯。"}, "accepted"),
    "recall": (_dispatched, "dispatcher", {}, "accepted"),
    "suspend": (_suspend, "streetleader", {}, "suspended"),
    "resume": (_suspended, "streetleader", {}, "in_hand"),
    "extend_ask": (_dispatched, "other_handler", {"days": 1, "note": "等配件"}, "in_hand"),
    "extend": (_dispatched, "streetleader", {"days": 1, "said": "多给一天。"}, "in_hand"),
    "first_contact": (_dispatched, "other_handler", {"reached": True}, "in_hand"),
    "tick": (_tick, "other_handler", {}, "in_hand"),
    "verify": (_submitted, "verifier", {}, "verifying"),
    "rework": (_rework, "verifier", {}, "in_hand"),
    "close": (_verified, "dispatcher", {}, "closed"),
    "site_check": (_accepted, "officer", {"note": "到现场看过。"}, "accepted"),
    "sample_ok": (_drawn, "verifier", {}, "closed"),
    "sample_fail": (_drawn, "verifier", {}, "accepted"),
    "reopen": (_closed, "dispatcher", {}, "accepted"),
    "revisit": (_revisit, "revisit", {}, "closed"),
}


def how_long_ago(verb: str) -> timedelta:
    """When a scene began: some moves are open only for a moment, others want a clock that has run."""
    return timedelta(0) if verb == "recall" else HOUR


def _sent(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.dispatched(matter="ENV-01", at=at), {}


def _acknowledged(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.dispatched(matter="GOV-01", at=at)
    actions.acknowledge(story.lead(case), by=story.town.other_handler, at=at)
    for task in case.tasks.filter(condition=""):
        actions.tick(task, by=story.town.other_handler, at=at)
    actions.log(case, note="", photos=[story.photo()], kind="document", by=story.town.other_handler, at=at)
    return case, {}


def _of_two(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    """Sent to a unit of two handlers, of whom one passes it on."""
    story.town.appoint("stranger", Role.HANDLER, story.town.sanitation)
    case, _ = _sent(story, at)
    return case, {"handler": story.town.account("stranger").username}


def _returned(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.dispatched(matter="ENV-01", at=at)
    by = story.town.other_handler
    actions.send_back(story.lead(case), clause="第三条", proper_unit="执法中队", by=by, at=at)
    return case, {}


def _disputed(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    town, (case, _) = story.town, _returned(story, at)
    actions.agree(story.lead(case), instead=town.enforcement, by=town.dispatcher, at=at)
    second = town.appoint("stranger", Role.HANDLER, town.enforcement).acting()
    actions.send_back(story.lead(case), clause="第五条", proper_unit="环卫所", by=second, at=at)
    return case, {}


ORDERS: dict[str, tuple[Scene, str, dict[str, Any], str]] = {
    "acknowledge": (_sent, "other_handler", {"said": "马上去。"}, "acknowledged"),
    "assign": (_of_two, "other_handler", {"note": "我请假"}, "sent"),
    "send_back": (_sent, "other_handler", {"clause": "第三条", "proper_unit": "执法中队"}, "returned"),
    "submit": (_acknowledged, "other_handler", {"said": "办好了。", "note": "记录"}, "submitted"),
    "agree": (_returned, "dispatcher", {"instead": "T-enforcement"}, "withdrawn"),
    "insist": (_returned, "dispatcher", {"note": "归你们"}, "sent"),
    "arbitrate": (_disputed, "streetleader", {"note": "由原单位办"}, "sent"),
    "withdraw": (_sent, "dispatcher", {"instead": "T-enforcement"}, "withdrawn"),
}
