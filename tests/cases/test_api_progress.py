"""GET /api/v1/cases/{number}: what a sender reads, what a token reads, and who learns nothing."""

import logging

import pytest
from django.test import Client
from django.utils import timezone

from tests.cases.asking import Answer, get
from tests.cases.story import HOUR, Story
from tests.town import MONDAY_9_00, PEOPLE, Town
from wangge.cases import actions
from wangge.cases.models import Appeal, Case
from wangge.cases.queries.lookup import secret_of
from wangge.grids.access import THE_CLOCK

pytestmark = [pytest.mark.django_db, pytest.mark.both]
#: Stands in every note of these tests, and must stand in no public answer.
MARK = "内部暗号"


def _own(appeal: Appeal, secret: str = "") -> Answer:
    return get(f"/cases/{appeal.number}", X_Case_Secret=secret or secret_of(appeal))


def test_a_sender_reads_his_report_by_its_secret(story: Story) -> None:
    appeal = story.report(place="东门")

    body = _own(appeal).body

    assert body["number"] == appeal.number
    assert body["status"] == "reported"
    assert body["state"] == "收到您的来件，正在安排"
    assert body["received_at"] == "2026-11-16T01:00:00Z"
    assert [line["text"] for line in body["timeline"]] == ["收到您的来件"]
    assert body["case"] is None


def test_the_secret_may_stand_in_the_query_and_the_number_in_groups(story: Story) -> None:
    appeal = story.report()
    number = f"{appeal.number[:3]} {appeal.number[3:7]}-{appeal.number[7:]}"

    answer = get(f"/cases/{number}?secret={secret_of(appeal)}")

    assert answer.status == 200
    assert answer.body["number"] == appeal.number


def test_unknown_numbers_and_wrong_secrets_are_one_answer(story: Story) -> None:
    appeal, other = story.report(), story.report()

    answers = [
        _own(appeal, "0" * 32),
        _own(appeal, secret_of(other)),
        get(f"/cases/{appeal.number}"),
        get("/cases/12345678903", X_Case_Secret=secret_of(appeal)),
        get("/cases/nothing", X_Case_Secret=secret_of(appeal)),
        get(f"/cases/{appeal.case.number}", X_Case_Secret=secret_of(appeal)),
    ]

    assert {answer.status for answer in answers} == {404}
    assert len({str(answer.body) for answer in answers}) == 1


def test_a_renewed_secret_takes_the_place_of_the_old(story: Story) -> None:
    appeal = story.report()
    old = secret_of(appeal)

    actions.renew_secret(appeal, by=story.me(appeal))

    assert _own(appeal, old).status == 404
    assert _own(appeal).status == 200


def test_the_course_is_what_was_said_and_never_a_note(town: Town, story: Story) -> None:
    appeal = story.report(phone="13800001111")
    case = actions.accept(
        appeal.case, said="已经受理，今天派人。", note=MARK, by=town.dispatcher, at=MONDAY_9_00
    )
    actions.dispatch(
        case,
        lead=town.sanitation,
        said="交给环卫所。",
        note=MARK,
        task=MARK,
        by=town.dispatcher,
        at=MONDAY_9_00,
    )
    order = story.lead(case)
    actions.acknowledge(order, by=town.other_handler, at=MONDAY_9_00 + HOUR)
    actions.log(case, note=MARK, by=town.other_handler, at=MONDAY_9_00 + HOUR)
    actions.first_contact(case, reached=True, note=MARK, by=town.other_handler, at=MONDAY_9_00 + HOUR)

    answer = _own(appeal)

    texts = [line["text"] for line in answer.body["timeline"]]
    assert texts[:3] == ["收到您的来件", "已受理：已经受理，今天派人。", "已交给单位办理：交给环卫所。"]
    assert [line["at"] for line in answer.body["timeline"]] == sorted(
        line["at"] for line in answer.body["timeline"]
    )
    assert MARK not in str(answer.body)


def test_no_name_of_staff_and_no_phone_is_in_any_answer(town: Town, story: Story) -> None:
    appeal = story.report(phone="13800001111")
    case = actions.accept(appeal.case, said="已受理。", note=MARK, by=town.dispatcher, at=MONDAY_9_00)
    actions.dispatch(case, lead=town.sanitation, by=town.dispatcher, at=MONDAY_9_00)
    actions.acknowledge(story.lead(case), by=town.other_handler, at=MONDAY_9_00)
    number = case.number

    answers = [
        _own(appeal),
        get(f"/cases/{number}", token=town.token("dispatcher")),
        get(f"/cases/{number}", token=town.token("other_handler")),
        get("/cases", token=town.token("dispatcher")),
    ]

    for answer in answers:
        assert answer.status == 200
        text = str(answer.body)
        assert not [who for who in PEOPLE.values() if who.name in text]
        assert "1380000" not in text
        assert MARK not in text


def test_a_sender_is_told_what_he_can_do_now(story: Story) -> None:
    reported, closed = story.report(), story.closed(at=timezone.now() - 5 * HOUR).appeals.get()

    assert [choice["verb"] for choice in _own(reported).body["can"]] == ["add_photo", "withdraw_appeal"]
    body = _own(closed).body
    assert [choice["verb"] for choice in body["can"]] == ["rate"]
    assert body["outcome"] == {"code": "solved", "text": "已解决"}
    assert body["status"] == "closed"


def test_a_withdrawn_report_says_so(story: Story) -> None:
    appeal = story.report()
    actions.withdraw_appeal(appeal, by=story.me(appeal), at=MONDAY_9_00)

    body = _own(appeal).body

    assert body["state"] == "您已撤回"
    assert body["can"] == []


def test_both_senders_of_a_merged_case_go_on_with_their_numbers(town: Town, story: Story) -> None:
    first, second = story.report(), story.report()
    actions.merge(second.case, into=first.case, by=town.dispatcher, at=MONDAY_9_00)

    assert _own(second).body["number"] == second.number
    assert _own(first).status == _own(second).status == 200


def test_a_confidential_report_tells_its_sender_no_matter(story: Story) -> None:
    appeal = story.report(text="他又打我了", matter="SEC-08")

    body = _own(appeal).body

    assert body["matter"] is None
    assert body["state"] == "收到您的来件，正在安排"


def test_a_forgotten_report_still_shows_its_course(story: Story) -> None:
    case = story.closed()
    appeal = case.appeals.get()

    actions.forget(case, by=THE_CLOCK, at=MONDAY_9_00)

    answer = _own(appeal)
    assert answer.status == 200
    assert "已经办好" not in str(answer.body)


# --- tokens ---


def test_a_token_reads_a_case_by_its_own_number_or_a_sender_s(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-02")
    appeal = case.appeals.get()

    for number in (case.number, appeal.number):
        body = get(f"/cases/{number}", token=town.token("dispatcher")).body
        assert body["number"] == number
        assert body["case"]["number"] == case.number
        assert body["case"]["state"] == "in_hand"
        assert [order["unit"] for order in body["case"]["orders"]] == [town.sanitation.code]
        assert "dispatch" in [move["verb"] for move in body["case"]["moves"]]


def test_a_unit_sees_its_own_order_alone(town: Town, story: Story) -> None:
    case = story.dispatched(matter="ENV-02", assists=(town.enforcement,))

    orders = get(f"/cases/{case.number}", token=town.token("other_handler")).body["case"]["orders"]

    assert [order["unit"] for order in orders] == [town.sanitation.code]
    assert "acknowledge" in [move["verb"] for move in orders[0]["moves"]]


@pytest.mark.parametrize("who", ["other_dispatcher", "handler", "resident", "sysadmin", "audit", "verifier"])
def test_a_token_out_of_reach_learns_nothing(town: Town, story: Story, who: str) -> None:
    case = story.reported()

    answer = get(f"/cases/{case.number}", token=town.token(who))
    unknown = get("/cases/12345678903", token=town.token(who))

    assert answer.status == unknown.status == 404
    assert answer.body == unknown.body


@pytest.mark.parametrize("who", ["officer", "leader", "staff", "district", "handler", "captain"])
def test_a_call_for_help_is_hidden_from_every_outsider(town: Town, story: Story, who: str) -> None:
    case = story.reported(text="他又打我了，孩子在哭", matter="")
    number, token = case.appeals.get().number, town.token(who)

    assert get(f"/cases/{number}", token=token).status == 404
    assert get(f"/cases/{case.number}", token=token).status == 404
    assert case.number not in str(get("/cases", token=token).body)


def test_a_secret_helps_nobody_who_shows_a_wrong_token(story: Story) -> None:
    appeal = story.report()

    answer = get(f"/cases/{appeal.number}", token="wg_wrong", X_Case_Secret=secret_of(appeal))

    assert answer.status == 401


def test_secrets_stand_in_no_log(story: Story, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    appeal = story.report()
    secret = secret_of(appeal)
    client = Client(raise_request_exception=False)

    for path in (
        f"/api/v1/cases/{appeal.number}",
        "/api/v1/cases/12345678903",
        f"/api/v1/nothing/{appeal.number}",
        f"/c/{appeal.number}/",
        "/no/such/page/",
    ):
        client.get(f"{path}?secret={secret}")
        client.post(f"{path}?secret={secret}")

    assert secret not in caplog.text


def test_a_fault_of_ours_is_a_problem_without_the_query(
    story: Story, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeal = story.report()
    secret = secret_of(appeal)
    Case.objects.filter(pk=appeal.case_id).update(status="no such")

    answer = get(f"/cases/{appeal.number}?secret={secret}")

    assert answer.status == 500
    assert answer.body["title"] == "系统出错了"
    assert "no such" in caplog.text
    assert secret not in caplog.text
