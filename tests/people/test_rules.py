"""Phones, user names, passwords and codes, from values alone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.conftest import GOOD_PASSWORD, MONDAY_9_00
from wangge.kernel.refusal import Refused
from wangge.people import rules


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("13800000001", "13800000001"),
        (" 138 0000 0001 ", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("１３８００００００01", "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("+8613800000001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("8613800000001", "13800000001"),
        ("025-66543210", "02566543210"),
        ("（025）6654 3210", "02566543210"),
        ("+86 025 66543210", "02566543210"),
        ("010-87654321", "01087654321"),
        ("0517-8765432", "05178765432"),
        ("0517-87654321", "051787654321"),
        ("025-66543210-801", "02566543210-801"),
        ("025-66543210转801", "02566543210-801"),
        ("０２５－６６５４３２１０", "02566543210"),
    ],
)
def test_a_phone_has_one_normal_form(typed: str, normal: str) -> None:
    assert rules.normal_phone(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "110",
        "12345",
        "12800000001",
        "1380000000",
        "138000000011",
        "abc",
        "025-1234567",
        "²³¹",
        "0000000000",
    ],
)
def test_what_is_no_phone_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Refused, match="不像") as refusal:
        rules.normal_phone(typed)

    assert refusal.value.field == "phone"
    assert not rules.is_phone(typed)


def test_a_landline_without_area_code_is_asked_for_it() -> None:
    with pytest.raises(Refused, match="区号"):
        rules.normal_phone("6654 3210")


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.sampled_from(["", " ", "-"]))
def test_a_mobile_keeps_its_figures_however_it_is_grouped(phone: str, gap: str) -> None:
    typed = gap.join([phone[:3], phone[3:7], phone[7:]])

    assert rules.normal_phone(typed) == phone


@given(st.text(max_size=30))
def test_any_text_is_a_phone_or_is_refused(typed: str) -> None:
    try:
        normal = rules.normal_phone(typed)
    except Refused:
        return

    assert rules.normal_phone(normal) == normal
    assert normal.replace("-", "").isascii()


@pytest.mark.parametrize(("typed", "normal"), [("HeWang", "hewang"), (" ｈｅ.wang_1 ", "he.wang_1")])
def test_a_user_name_has_one_form(typed: str, normal: str) -> None:
    assert rules.normal_username(typed) == normal


@pytest.mark.parametrize("typed", ["", "ab", "1abc", "何望", "he wang", "a" * 41])
def test_a_user_name_that_nobody_can_type_everywhere_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        rules.normal_username(typed)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Short-1", "至少 10"),
        ("alllowercase", "三种"),
        ("lowercase123", "三种"),
        ("Hewang-2026-xx", "用户名"),
        ("何望何望Abc12345", "姓名"),
        ("Aa1!" * 3, "重复"),
        ("Ab1-" + "x" * 130, "最多 128"),
        (GOOD_PASSWORD, ""),
        ("小区路灯Aa亮了又灭", ""),
    ],
)
def test_a_password_follows_the_policy_or_hears_why_not(password: str, fault: str) -> None:
    found = rules.password_fault(password, username="hewang", name="何望")

    assert fault in found
    assert bool(found) == bool(fault)


@given(st.text(rules.CODE_LETTERS, min_size=8, max_size=8))
def test_a_code_is_known_again_however_it_is_typed(code: str) -> None:
    written = rules.written_code(code)

    assert rules.normal_code(written) == code
    assert rules.normal_code(f" {written.lower()} ") == code


def test_a_code_has_no_letters_that_look_alike() -> None:
    assert not set("01OIL") & set(rules.CODE_LETTERS)
    assert len(rules.CODE_LETTERS) == 31


def test_dormant_begins_after_ninety_days() -> None:
    last = MONDAY_9_00

    assert not rules.is_dormant(last_used_at=last, at=last + timedelta(days=89, hours=23))
    assert rules.is_dormant(last_used_at=last, at=last + timedelta(days=90))
