"""POST /cases/{number}/moves/{verb} and /orders/{id}/moves/{verb}: every verb, once, by whoever may."""

from typing import Any

import pytest
from django.utils import timezone

from tests.cases.asking import Answer, get, post, request_id
from tests.cases.scenes import CASES, ORDERS, how_long_ago
from tests.cases.story import HOUR, MINUTE, Story
from tests.town import Town
from wangge.cases.api.deeds import CASE_DEEDS, ORDER_DEEDS
from wangge.cases.models import Case, Receipt, WorkOrder
from wangge.grids.access import Role

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def move(town: Town, subject: Case | WorkOrder, verb: str, who: str, **fields: Any) -> Answer:
    body = {"client_request_id": request_id()} | fields
    token = town.token(who) if who else ""
    if isinstance(subject, WorkOrder):
        return post(f"/orders/{subject.pk}/moves/{verb}", body, token=token)
    return post(f"/cases/{subject.number}/moves/{verb}", body, token=token)


def test_every_verb_of_a_case_has_its_scene() -> None:
    assert CASES.keys() == CASE_DEEDS.keys()


@pytest.mark.parametrize("verb", CASES)
def test_a_case_is_moved_once_and_a_repeat_changes_nothing(town: Town, story: Story, verb: str) -> None:
    scene, who, fields, state = CASES[verb]
    case, more = scene(story, timezone.now() - how_long_ago(verb))
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


def test_every_verb_of_an_order_has_its_scene() -> None:
    assert ORDERS.keys() == ORDER_DEEDS.keys()


@pytest.mark.parametrize("verb", ORDERS)
def test_an_order_is_moved_once_and_a_repeat_changes_nothing(town: Town, story: Story, verb: str) -> None:
    scene, who, fields, state = ORDERS[verb]
    case, more = scene(story, timezone.now() - MINUTE)
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
