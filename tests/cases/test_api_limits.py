"""Limits on the public doors: an address, a phone, a guessed secret, a token; and what is written of them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.cases.asking import get, post, report_of
from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import limits
from wangge.cases.limits import ALLOWANCES, Kind
from wangge.cases.models import Case
from wangge.kernel.limits import Allowance
from wangge.kernel.models import DoorCount
from wangge.kernel.refusal import TooOften

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _use(kind: Kind, source: str, times: int, *, at: datetime = MONDAY_9_00) -> None:
    for _ in range(times):
        limits.allow(kind, source, at=at)


def test_the_sixty_first_request_of_a_minute_is_too_often() -> None:
    _use(Kind.ADDRESS, "192.0.2.7", 60)

    with pytest.raises(TooOften) as refusal:
        limits.allow(Kind.ADDRESS, "192.0.2.7", at=MONDAY_9_00 + timedelta(seconds=20))

    assert refusal.value.wait == 40


def test_another_address_and_the_next_minute_are_free() -> None:
    _use(Kind.ADDRESS, "192.0.2.7", 60)

    limits.allow(Kind.ADDRESS, "192.0.2.8", at=MONDAY_9_00)
    limits.allow(Kind.ADDRESS, "192.0.2.7", at=MONDAY_9_00 + MINUTE)


def test_a_look_counts_nothing() -> None:
    _use(Kind.SECRET, "12345678901", 4)

    for _ in range(20):
        limits.check(Kind.SECRET, "12345678901", at=MONDAY_9_00)
    _use(Kind.SECRET, "12345678901", 1)

    with pytest.raises(TooOften):
        limits.check(Kind.SECRET, "12345678901", at=MONDAY_9_00)


def test_kinds_do_not_share_their_counts() -> None:
    _use(Kind.PHONE, "1", 5)

    limits.check(Kind.SECRET, "1", at=MONDAY_9_00)


def test_switched_off_nothing_is_asked(
    settings: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PUBLIC_LIMIT = False

    with django_assert_num_queries(0):
        _use(Kind.ADDRESS, "192.0.2.7", 100)
        limits.check(Kind.SECRET, "1", at=MONDAY_9_00)


def test_neither_address_nor_phone_is_written_down() -> None:
    _use(Kind.ADDRESS, "192.0.2.7", 1)
    _use(Kind.PHONE, "13800001111", 1)

    rows = [bytes(row.source) for row in DoorCount.objects.all()]
    assert {len(row) for row in rows} == {16}
    assert not any(b"192" in row or b"138" in row for row in rows)


# --- at the doors ---


def test_a_street_behind_one_address_is_answered_429_with_retry_after(story: Story) -> None:
    _use(Kind.ADDRESS, "127.0.0.1", 60, at=timezone.now())
    _use(Kind.ADDRESS, "127.0.0.1", 60, at=timezone.now() + MINUTE)

    answer = post("/cases", report_of())

    assert answer.status == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.body["title"] == "请求太频繁"


def test_a_phone_reports_five_times_an_hour(story: Story) -> None:
    bodies = [
        report_of(contact={"phone": phone}) for phone in ("13800001111", "138-0000-1111", "+8613800001111")
    ]
    bodies += [report_of(contact={"phone": "138 0000 1111"}) for _ in range(3)]

    statuses = [post("/cases", body).status for body in bodies]

    assert statuses == [201] * 5 + [429]
    assert Case.objects.count() == 5
    assert post("/cases", report_of(contact={"phone": "13900001111"})).status == 201


def test_a_repeat_costs_the_phone_nothing(story: Story) -> None:
    bodies = [report_of(contact={"phone": "13800001111"}) for _ in range(5)]
    for body in bodies:
        post("/cases", body)

    assert [post("/cases", body).status for body in bodies] == [200] * 5


def test_a_clerk_with_a_token_enters_as_many_calls_of_one_phone_as_there_are(
    town: Town, story: Story
) -> None:
    token = town.token("dispatcher")

    statuses = [
        post("/cases", report_of(contact={"phone": "13800001111"}), token=token).status for _ in range(6)
    ]

    assert statuses == [201] * 6


def test_a_token_has_a_limit_of_its_own(town: Town, story: Story) -> None:
    token = town.token("dispatcher")
    at = timezone.now()
    for moment in (at, at + MINUTE):
        most = ALLOWANCES[Kind.TOKEN].most
        _use(Kind.TOKEN, str(town.post("dispatcher").pk), most, at=moment)

    assert get("/cases", token=token).status == 429
    assert get("/cases", token=town.token("district")).status == 200


def test_guessing_a_secret_ends_after_five(story: Story) -> None:
    body = post("/cases", report_of()).body
    path = f"/cases/{body['number']}"

    statuses = [get(path, X_Case_Secret="0" * 32).status for _ in range(6)]

    assert statuses == [404] * 5 + [429]
    assert get(path, X_Case_Secret=body["secret"]).status == 429


def test_guessing_at_a_number_that_does_not_exist_looks_the_same(story: Story) -> None:
    statuses = [get("/cases/12345678903", secret="0" * 32, X_Case_Secret="x").status for _ in range(6)]

    assert statuses == [404] * 5 + [429]


def test_asking_without_a_secret_is_no_guess(story: Story) -> None:
    body = post("/cases", report_of()).body
    for _ in range(6):
        assert get(f"/cases/{body['number']}").status == 404

    assert get(f"/cases/{body['number']}", X_Case_Secret=body["secret"]).status == 200


@pytest.mark.parametrize("address", ["/report/guess/", "/report/where/"])
def test_suggestions_while_typing_have_a_limit_that_leaves_the_report_alone(
    address: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.stock()
    few = Allowance(Kind.TYPING, 3, MINUTE, ALLOWANCES[Kind.TYPING].sentence)
    monkeypatch.setitem(ALLOWANCES, Kind.TYPING, few)
    client = Client(headers={"HX-Request": "true"})

    answers = [client.post(address, {"text": "路灯不亮"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "照常提交" in answers[-1].content.decode()
    assert client.get("/report/").status_code == 200
