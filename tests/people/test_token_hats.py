"""From an API token to the hat it acts under, and the command that prints one."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.people.conftest import LONG_AGO, MONDAY_9_00, Place
from wangge.grids import actions
from wangge.grids.access import Role
from wangge.grids.models import Post
from wangge.grids.tokens import acting_of
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import ApiToken

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = timedelta(days=1)


def _officer(place: Place) -> actions.Enrolled:
    return actions.enrol(
        name="何望", username="hewang", role=Role.OFFICER, area=place.grid, by=place.sysadmin, at=LONG_AGO
    )


def _token(done: actions.Enrolled, post: Post | None = None) -> str:
    chosen = post or done.post
    return people.issue_token(done.account, post_id=chosen.pk, name="测试", by=OPERATOR, at=MONDAY_9_00)


def test_a_token_puts_on_the_hat_of_its_post(place: Place) -> None:
    done = _officer(place)

    acting = acting_of(_token(done), at=MONDAY_9_00)

    assert acting == done.post.acting()


def test_a_token_dies_with_its_post(place: Place) -> None:
    done = _officer(place)
    raw = _token(done)
    actions.end_post(done.post, by=place.sysadmin, at=MONDAY_9_00 + DAY)

    assert acting_of(raw, at=MONDAY_9_00 + timedelta(hours=1)) is not None
    assert acting_of(raw, at=MONDAY_9_00 + DAY) is None


def test_a_token_for_the_post_of_somebody_else_opens_nothing(place: Place) -> None:
    done = _officer(place)

    raw = _token(done, Post.objects.get(pk=place.clerk.post_id or 0))

    assert acting_of(raw, at=MONDAY_9_00) is None


def test_a_token_in_use_costs_two_statements(
    place: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    raw = _token(_officer(place))
    acting_of(raw, at=MONDAY_9_00)

    with django_assert_num_queries(2):
        acting_of(raw, at=MONDAY_9_00 + timedelta(hours=2))

    assert ApiToken.objects.get().last_used_date is not None


def test_the_command_prints_the_token_and_nothing_else(place: Place) -> None:
    done = _officer(place)
    printed = StringIO()

    call_command("token", "hewang", stdout=printed)

    raw = printed.getvalue().removesuffix("\n")
    assert "\n" not in raw
    acting = acting_of(raw, at=timezone.now())
    assert acting is not None
    assert acting.post_id == done.post.pk


def test_the_command_takes_the_post_that_is_asked_for(place: Place) -> None:
    done = _officer(place)
    captain = actions.appoint(
        done.post.person, Role.CAPTAIN, area=place.grid, since=LONG_AGO, by=place.sysadmin, at=LONG_AGO
    )
    printed = StringIO()

    call_command("token", "hewang", "--role", "captain", "--days", "5", stdout=printed)

    acting = acting_of(printed.getvalue().strip(), at=timezone.now())
    assert acting is not None
    assert acting.post_id == captain.pk


@pytest.mark.parametrize("asked", [["nobody"], ["hewang", "--role", "district"]])
def test_the_command_says_what_is_missing(place: Place, asked: list[str]) -> None:
    _officer(place)

    with pytest.raises(CommandError):
        call_command("token", *asked, stdout=StringIO())
