"""The code app against the vectors of RFC 6238 (appendix B, SHA-1, the last six figures)."""

import base64
from datetime import UTC, datetime

import pytest

from wangge.people import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_figures_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)

    assert totp.code_at(SECRET, totp.step_of(at)) == code
    assert totp.matching_step(SECRET, code, at=at, after=0) == totp.step_of(at)


def test_a_clock_that_is_half_a_minute_off_is_forgiven_and_two_minutes_are_not() -> None:
    at = datetime.fromtimestamp(1234567890, UTC)
    now = totp.step_of(at)

    assert totp.matching_step(SECRET, totp.code_at(SECRET, now - 1), at=at, after=0) == now - 1
    assert totp.matching_step(SECRET, totp.code_at(SECRET, now + 1), at=at, after=0) == now + 1
    assert totp.matching_step(SECRET, totp.code_at(SECRET, now - 4), at=at, after=0) is None


def test_a_code_works_once() -> None:
    at = datetime.fromtimestamp(1234567890, UTC)
    now = totp.step_of(at)

    assert totp.matching_step(SECRET, totp.code_at(SECRET, now), at=at, after=now) is None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "２８７０８２"])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert totp.matching_step(SECRET, typed, at=datetime.fromtimestamp(59, UTC), after=-10) is None


def test_secrets_differ_and_the_app_is_told_whose_they_are() -> None:
    secret = totp.new_secret()

    assert secret != totp.new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert totp.uri(secret, username="hewang", issuer="网格").startswith("otpauth://totp/%E7%BD%91")
