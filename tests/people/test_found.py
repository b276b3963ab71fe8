"""The first day of an installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from wangge.grids.models import Area, Post
from wangge.people import actions as people
from wangge.people.models import Account, Department, Person

pytestmark = [pytest.mark.django_db, pytest.mark.both]
THREE = {"system": "席统一:xitong", "security": "安全之：anquan", "audit": "申计真:shenji"}


def _found(**given: str) -> list[list[str]]:
    printed = StringIO()
    call_command("found", "990101000000", "清岚区", template="nanjing", stdout=printed, **{**THREE, **given})
    return [line.split("\t") for line in printed.getvalue().splitlines()]


def test_three_administrators_stand_at_the_top_and_their_codes_let_them_in() -> None:
    lines = _found()

    assert [line[:3] for line in lines[:3]] == [
        ["系统管理员", "席统一", "xitong"],
        ["安全管理员", "安全之", "anquan"],
        ["审计管理员", "申计真", "shenji"],
    ]
    top = Area.objects.get()
    assert (top.name, top.parent) == ("清岚区", None)
    assert sorted(Post.objects.filter(area=top).values_list("role", flat=True)) == [
        "audit",
        "secadmin",
        "sysadmin",
    ]
    assert Department.objects.exists()
    for _, _, username, code in lines[:3]:
        assert isinstance(people.sign_in_by_code(username, code, at=timezone.now()), Account)


def test_it_is_done_once() -> None:
    _found()

    with pytest.raises(CommandError, match="已经有管理员"):
        _found()


def test_two_administrations_in_one_hand_found_nothing() -> None:
    with pytest.raises(CommandError, match="三类管理员"):
        _found(audit="席统一:xitong")

    assert (Area.objects.count(), Person.objects.count()) == (0, 0)


def test_a_code_that_is_none_founds_nothing() -> None:
    with pytest.raises(CommandError):
        call_command("found", "99", "清岚区", stdout=StringIO(), **THREE)

    assert Person.objects.count() == 0
