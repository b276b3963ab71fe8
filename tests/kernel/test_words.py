"""Moments, spans and masks in plain Chinese."""

from datetime import datetime

import pytest

from wangge.kernel import words

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=words.SHANGHAI)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ((2026, 11, 20, 9, 5), "今天 09:05"),
        ((2026, 11, 19, 23, 59), "昨天 23:59"),
        ((2026, 11, 21, 0, 0), "明天 00:00"),
        ((2026, 11, 24, 10, 0), "周二 10:00"),
        ((2026, 11, 17, 14, 0), "11-17 14:00"),
        ((2026, 11, 27, 14, 0), "11-27 14:00"),
        ((2025, 11, 17, 14, 0), "2025-11-17 14:00"),
        ((2027, 1, 2, 8, 0), "2027-01-02 08:00"),
    ],
)
def test_a_moment_takes_its_shortest_clear_form(day: tuple[int, int, int, int, int], written: str) -> None:
    assert words.moment(datetime(*day, tzinfo=words.SHANGHAI), now=NOW) == written


def test_a_moment_is_told_in_shanghai_whatever_zone_it_came_in() -> None:
    assert words.moment(datetime.fromisoformat("2026-11-20T23:10:00+00:00"), now=NOW) == "明天 07:10"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "不到 1 分钟"),
        (59, "不到 1 分钟"),
        (26 * 60, "26 分钟"),
        (3600, "1 小时"),
        (74 * 60, "1 小时 14 分"),
        (86400, "1 天"),
        (3 * 86400 + 2 * 3600 + 50 * 60, "3 天 2 小时"),
        (-26 * 60, "26 分钟"),
    ],
)
def test_a_span_has_two_units_at_most(seconds: float, written: str) -> None:
    assert words.span(seconds) == written


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000000", "138****0000"),
        ("02566543210", "025****3210"),
        ("66543210", "****3210"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_a_mask_hides_the_middle_of_a_phone(phone: str, masked: str) -> None:
    assert words.masked_phone(phone) == masked


@pytest.mark.parametrize(("name", "masked"), [("王小明", "王**"), ("李雷", "李*"), ("张", "张*"), ("", "")])
def test_a_mask_leaves_the_family_name(name: str, masked: str) -> None:
    assert words.masked_name(name) == masked
