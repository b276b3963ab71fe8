"""Limits on doors: so many uses of a slot, then a sentence and the wait; nothing readable is stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from wangge.jobs import jobs
from wangge.kernel import limits
from wangge.kernel.models import DoorCount
from wangge.kernel.refusal import TooOften

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
BELL = limits.Allowance("bell", 3, MINUTE, "按得太勤了，请稍等。")
GATE = limits.Allowance("gate", 3, DAY, "今天已经开过三次。")


def _use(allowance: limits.Allowance, source: str, times: int, *, at: datetime = NOON) -> None:
    for _ in range(times):
        limits.allow(allowance, source, at=at)


def test_one_use_too_many_says_how_long_to_wait() -> None:
    _use(BELL, "192.0.2.7", 3)

    with pytest.raises(TooOften) as refusal:
        limits.allow(BELL, "192.0.2.7", at=NOON + timedelta(seconds=20))

    assert (refusal.value.message, refusal.value.wait) == (BELL.sentence, 40)


def test_another_source_another_door_and_the_next_slot_are_free() -> None:
    _use(BELL, "192.0.2.7", 3)

    limits.allow(BELL, "192.0.2.8", at=NOON)
    limits.allow(GATE, "192.0.2.7", at=NOON)
    limits.allow(BELL, "192.0.2.7", at=NOON + MINUTE)


def test_a_day_ends_at_midnight_in_shanghai() -> None:
    _use(GATE, "1", 3)

    with pytest.raises(TooOften) as refusal:
        limits.check(GATE, "1", at=NOON + HOUR)

    assert refusal.value.wait == 11 * 3600
    limits.check(GATE, "1", at=NOON + 12 * HOUR)


def test_a_look_counts_nothing() -> None:
    _use(GATE, "1", 2)

    for _ in range(9):
        limits.check(GATE, "1", at=NOON)
    _use(GATE, "1", 1)

    with pytest.raises(TooOften):
        limits.check(GATE, "1", at=NOON)


def test_switched_off_nothing_is_asked(
    settings: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PUBLIC_LIMIT = False

    with django_assert_num_queries(0):
        _use(BELL, "1", 9)
        limits.check(BELL, "1", at=NOON)


def test_a_source_is_not_written_down() -> None:
    _use(BELL, "192.0.2.7", 2)

    row = DoorCount.objects.get()
    assert (len(bytes(row.source)), row.count) == (16, 2)
    assert b"192" not in bytes(row.source)


def test_counts_are_let_go_after_two_days() -> None:
    _use(GATE, "1", 1)

    jobs.forget_counts(at=NOON + DAY)
    assert DoorCount.objects.exists()

    jobs.forget_counts(at=NOON + 3 * DAY)
    assert not DoorCount.objects.exists()


@given(st.integers(0, 10 * 365 * 86_400_000), st.sampled_from([MINUTE, HOUR, DAY]))
def test_a_slot_holds_its_moment_and_ends_when_the_wait_is_over(passed: int, per: timedelta) -> None:
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=passed)

    start = limits.slot_of(at, per)

    assert start <= at < start + per
    assert limits.slot_of(at + timedelta(seconds=limits.wait(at, per)), per) > start


def test_a_header_of_the_sender_is_believed_only_from_our_proxy(settings: Any) -> None:
    asked = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7, 10.0.0.9"}
    )

    settings.TRUSTED_PROXIES = []
    assert limits.address_of(asked) == "10.0.0.2"

    settings.TRUSTED_PROXIES = ["10.0.0.0/24"]
    assert limits.address_of(asked) == "192.0.2.7"
