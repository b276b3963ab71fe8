"""POST /cases/{number}/moves/{verb} and /orders/{id}/moves/{verb}: every verb, once, by whoever may."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cases.asking import Answer, get, post, request_id
from tests.cases.story import HOUR, Story
from tests.town import Town
from wangge.cases import actions
from wangge.cases.api.moves import CASE_DEEDS, ORDER_DEEDS
from wangge.cases.models import Case, Receipt, WorkOrder
from wangge.cases.rules.flows import PushReason, SuspendCause
from wangge.grids.access import Role

pytestmark = [pytest.mark.django_db, pytest.mark.both]
#: A case and the fields of the move's body, at a moment.
Scene = Callable[[Story, datetime], tuple[Case, dict[str, Any]]]


def move(town: Town, subject: Case | WorkOrder, verb: str, who: str, **fields: Any) -> Answer:
    body = {"client_request_id": request_id()} | fields
    token = town.token(who) if who else ""
    if isinstance(subject, WorkOrder):
        return post(f"/orders/{subject.pk}/moves/{verb}", body, token=token)
    return post(f"/cases/{subject.number}/moves/{verb}", body, token=token)


# --- scenes: one for each verb ---


def _reported(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.reported(at=at), {}


def _accept(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    area = story.town.next_grid.grid_code
    fields = {"matter": "FAC-03", "urgency": "high", "area": area, "said": "已受理。", "note": "内部"}
    return story.reported(matter="", where="", at=at), fields


def _merge(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.reported(at=at), {"into": story.accepted(at=at).number}


def _found(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    from tests.town import middle
    from wangge.cases import queries

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


#: verb -> scene, whose token, further fields, the state after it.
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
    "raise_visibility": (_accepted, "dispatcher", {"note": "涉及家事"}, "accepted"),
    "deliberate": (_accepted, "dispatcher", {}, "deliberating"),
    "conclude": (_deliberating, "dispatcher", {}, "accepted"),
    "dispatch": (_dispatch, "dispatcher", {}, "in_hand"),
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
    "reopen": (_closed, "dispatcher", {}, "accepted"),
    "revisit": (_revisit, "revisit", {}, "closed"),
}
#: Scenes whose clock must not have run before the request.
_JUST_NOW = {"recall"}


def test_every_verb_of_a_case_has_its_scene() -> None:
    assert CASES.keys() == CASE_DEEDS.keys()


@pytest.mark.parametrize("verb", CASES)
def test_a_case_is_moved_once_and_a_repeat_changes_nothing(town: Town, story: Story, verb: str) -> None:
    scene, who, fields, state = CASES[verb]
    case, more = scene(story, timezone.now() - (timedelta(0) if verb in _JUST_NOW else HOUR))
    body = fields | more | {"client_request_id": request_id(), "expect": case.state}

    first = move(town, case, verb, who, **body)
    steps = case.steps.count()
    again = move(town, case, verb, who, **body)

    assert first.status == 200, first.body
    assert first.body["state"] == state
    assert (again.status, again.body) == (200, first.body)
    assert case.steps.count() == steps
    case.refresh_from_db()
    assert case.state == state


def _sent(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    return story.dispatched(matter="ENV-01", at=at), {}


def _acknowledged(story: Story, at: datetime) -> tuple[Case, dict[str, Any]]:
    case = story.dispatched(matter="GOV-01", at=at)
    actions.acknowledge(story.lead(case), by=story.town.other_handler, at=at)
    for task in case.tasks.filter(condition=""):
        actions.tick(task, by=story.town.other_handler, at=at)
    actions.log(case, note="", photos=[story.photo()], kind="document", by=story.town.other_handler, at=at)
    return case, {}


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
    actions.insist(story.lead(case), note="归你们", by=town.dispatcher, at=at)
    return case, {}


ORDERS: dict[str, tuple[Scene, str, dict[str, Any], str]] = {
    "acknowledge": (_sent, "other_handler", {"said": "马上去。"}, "acknowledged"),
    "send_back": (_sent, "other_handler", {"clause": "第三条", "proper_unit": "执法中队"}, "returned"),
    "submit": (_acknowledged, "other_handler", {"said": "办好了。", "note": "记录"}, "submitted"),
    "agree": (_returned, "dispatcher", {"instead": "T-enforcement"}, "withdrawn"),
    "insist": (_returned, "dispatcher", {"note": "归你们"}, "sent"),
    "arbitrate": (_disputed, "streetleader", {"note": "由原单位办"}, "sent"),
    "withdraw": (_sent, "dispatcher", {"instead": "T-enforcement"}, "withdrawn"),
}


def test_every_verb_of_an_order_has_its_scene() -> None:
    assert ORDERS.keys() == ORDER_DEEDS.keys()


@pytest.mark.parametrize("verb", ORDERS)
def test_an_order_is_moved_once_and_a_repeat_changes_nothing(town: Town, story: Story, verb: str) -> None:
    scene, who, fields, state = ORDERS[verb]
    case, more = scene(story, timezone.now() - timedelta(minutes=1))
    order = story.lead(case)
    body = fields | more | {"client_request_id": request_id(), "expect": order.state}

    first = move(town, order, verb, who, **body)
    steps = case.steps.count()
    again = move(town, order, verb, who, **body)

    assert first.status == 200, first.body
    assert (again.status, again.body) == (200, first.body)
    assert case.steps.count() == steps
    order.refresh_from_db()
    assert order.state == state


# --- what holds for every move ---


def test_the_answer_is_the_case_as_it_stands_then(town: Town, story: Story) -> None:
    case = story.accepted(at=timezone.now())

    answer = move(town, case, "dispatch", "dispatcher", lead=town.sanitation.code).body

    shown = get(f"/cases/{case.number}", token=town.token("dispatcher")).body["case"]
    assert answer["orders"][0]["unit"] == town.sanitation.code
    assert {move["verb"] for move in answer["moves"]} == {move["verb"] for move in shown["moves"]}


def test_somebody_who_was_slower_is_told_the_present_state(town: Town, story: Story) -> None:
    case = story.accepted()

    answer = move(town, case, "accept", "dispatcher", expect="reported")

    assert answer.status == 409
    assert answer.body["state"] == "accepted"
    assert "已受理" in answer.body["detail"]
    assert not Receipt.objects.exists()


def test_what_the_flow_does_not_allow_is_told_with_the_present_state(town: Town, story: Story) -> None:
    case = story.reported()

    answer = move(town, case, "dispatch", "dispatcher", lead=town.sanitation.code)

    assert answer.status == 409
    assert answer.body["state"] == "reported"


def test_a_refused_move_may_be_tried_again_under_its_id(town: Town, story: Story) -> None:
    case, key = story.reported(), request_id()
    assert (
        move(town, case, "dispatch", "dispatcher", lead="T-sanitation", client_request_id=key).status == 409
    )

    assert move(town, case, "accept", "dispatcher", client_request_id=key).status == 200


def test_an_id_belongs_to_one_body_of_one_move(town: Town, story: Story) -> None:
    case, other, key = story.accepted(), story.accepted(), request_id()
    assert move(town, case, "remind", "dispatcher", client_request_id=key).status == 200

    again = [
        move(town, case, "remind", "dispatcher", client_request_id=key, note="还没办？"),
        move(town, other, "remind", "dispatcher", client_request_id=key),
        move(town, case, "log", "dispatcher", client_request_id=key, note="x"),
    ]

    assert [answer.status for answer in again] == [409, 409, 409]
    assert move(town, case, "remind", "staff", client_request_id=key).status == 200


@pytest.mark.parametrize("verb", CASES)
def test_nobody_moves_anything_without_a_token(town: Town, story: Story, verb: str) -> None:
    answer = move(town, story.reported(), verb, "")

    assert answer.status == 401


@pytest.mark.parametrize("who", ["other_dispatcher", "handler", "resident", "sysadmin", "audit"])
def test_out_of_reach_is_not_found(town: Town, story: Story, who: str) -> None:
    case = story.dispatched(matter="ENV-01")

    assert move(town, case, "remind", who).status == 404
    assert move(town, story.lead(case), "acknowledge", who).status == 404


@pytest.mark.parametrize(
    ("verb", "who"), [("accept", "verifier"), ("dispatch", "officer"), ("close", "streetleader")]
)
def test_seen_but_without_the_permit_is_forbidden(town: Town, story: Story, verb: str, who: str) -> None:
    case = story.submitted(matter="ENV-01", at=timezone.now() - 3 * HOUR)
    fields = {"close": {"outcome": "solved", "said": "x"}}.get(verb, {})

    assert move(town, case, verb, who, **fields).status == 403


def test_whoever_handled_it_does_not_verify_it(town: Town, story: Story) -> None:
    case = story.submitted(matter="ENV-01", at=timezone.now() - 3 * HOUR)
    second_hat = town.appoint("other_handler", Role.VERIFIER, town.street)
    from wangge.people import actions as people

    token = people.issue_token(
        town.account("other_handler"),
        post_id=second_hat.pk,
        name="另一顶",
        by=town.hat("secadmin"),
        at=timezone.now() - HOUR,
    )

    answer = post(
        f"/cases/{case.number}/moves/verify",
        {"client_request_id": request_id(), "note": "好了"},
        token=token,
    )

    assert answer.status == 403


@pytest.mark.parametrize(
    ("verb", "fields", "field"),
    [
        ("accept", {"matter": "XXX-01"}, "matter"),
        ("accept", {"area": "123"}, "area"),
        ("accept", {"expect": "flying"}, "expect"),
        ("decline", {"reason": "because", "said": "x"}, "reason"),
        ("decline", {"reason": "out_of_area"}, "said"),
        ("decline", {"reason": "out_of_area", "said": "  "}, "said"),
        ("merge", {"into": "12345678903"}, "into"),
        ("dispatch", {"lead": "nobody"}, "lead"),
        ("dispatch", {"assists": ["nobody"]}, "assists"),
        ("suspend", {"cause": "weather", "review_on": 5, "said": "x"}, "review_on"),
        ("extend", {"days": 0}, "days"),
        ("extend", {"days": "3"}, "days"),
        ("tick", {"no": 99}, "no"),
        ("rework", {"note": "x", "order": "not-a-uuid"}, "order"),
        ("revisit", {"appeal": "12345678903", "reached": True}, "appeal"),
        ("remind", {"nobody": "x"}, "nobody"),
        ("remind", {"client_request_id": "x"}, "client_request_id"),
        ("push_up", {"reason": "no_power"}, "note"),
    ],
)
def test_a_body_that_is_wrong_is_named(
    town: Town, story: Story, verb: str, fields: dict[str, Any], field: str
) -> None:
    answer = move(town, story.reported(), verb, "dispatcher", **fields)

    assert answer.status == 422, answer.body
    assert field in answer.faults


def test_a_confidential_case_is_moved_by_its_desk_alone(town: Town, story: Story) -> None:
    case = story.reported(text="他又打我了，孩子在哭", matter="")

    for who in ("officer", "staff", "district", "verifier"):
        assert move(town, case, "accept", who, matter="SEC-08").status == 404, who
    assert move(town, case, "accept", "dispatcher", matter="SEC-08").status == 200


def test_a_note_is_in_no_answer(town: Town, story: Story) -> None:
    case = story.accepted()

    answer = move(town, case, "log", "dispatcher", note="内部暗号", said="说给来件人的话")

    assert "内部暗号" not in str(answer.body)
    assert "内部暗号" not in str(get(f"/cases/{case.number}", token=town.token("dispatcher")).body)
