"""Keys for other systems: shown once, known again, ended."""

from datetime import date, timedelta

import pytest
from django.db import connection

from tests.people.conftest import MONDAY_9_00, Office
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import actions, queries
from wangge.people.models import ApiToken

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = timedelta(days=1)


def _issue(office: Office, **given: str) -> str:
    name = given.get("name", "热线平台")
    return actions.issue_token(
        office.account(given.get("username", "hewang")),
        post_id=7,
        name=name,
        by=office.secadmin,
        at=MONDAY_9_00,
    )


def test_a_token_is_known_again_with_its_account_and_post(office: Office) -> None:
    raw = _issue(office)

    token = queries.token(raw, at=MONDAY_9_00 + DAY)

    assert token is not None
    assert (token.account.username, token.post_id, token.name) == ("hewang", 7, "热线平台")


def test_a_token_stands_in_no_table(office: Office) -> None:
    raw = _issue(office)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_apitoken")
        assert all(raw.encode() not in bytes(str(cell), "utf-8") for cell in cursor.fetchone())


@pytest.mark.parametrize("given", ["", "wg_", "wg_guess", "某个令牌"])
def test_a_guess_opens_nothing(office: Office, given: str) -> None:
    _issue(office)

    assert queries.token(given, at=MONDAY_9_00) is None


def test_a_token_ends_by_itself(office: Office) -> None:
    raw = _issue(office)

    assert queries.token(raw, at=MONDAY_9_00 + 89 * DAY) is not None
    assert queries.token(raw, at=MONDAY_9_00 + 90 * DAY) is None


def test_a_token_ends_when_it_is_revoked_or_its_account_locked(office: Office) -> None:
    raw = _issue(office)
    token = ApiToken.objects.get()
    actions.lock_account(token.account, by=office.secadmin, at=MONDAY_9_00)
    assert queries.token(raw, at=MONDAY_9_00) is None

    actions.revoke_token(token, by=office.secadmin, at=MONDAY_9_00)
    actions.revoke_token(token, by=office.secadmin, at=MONDAY_9_00 + DAY)

    assert ApiToken.objects.get().revoked_at == MONDAY_9_00


def test_only_the_security_administrator_hands_out_tokens_and_each_says_what_for(office: Office) -> None:
    account = office.account()
    with pytest.raises(NotAllowed):
        actions.issue_token(account, post_id=7, name="热线", by=office.sysadmin, at=MONDAY_9_00)
    with pytest.raises(Refused, match="哪个系统"):
        actions.issue_token(account, post_id=7, name=" ", by=office.secadmin, at=MONDAY_9_00)
    actions.lock_account(account, by=office.secadmin, at=MONDAY_9_00)
    account.refresh_from_db()
    with pytest.raises(Refused, match="不能登录"):
        actions.issue_token(account, post_id=7, name="热线", by=office.secadmin, at=MONDAY_9_00)


def test_the_day_of_its_last_use_is_enough(office: Office) -> None:
    raw = _issue(office)
    token = queries.token(raw, at=MONDAY_9_00)
    assert token is not None
    assert token.is_fresh_on(MONDAY_9_00)

    actions.touch_token(token, at=MONDAY_9_00)

    token = ApiToken.objects.get()
    assert token.last_used_date == date(2026, 11, 16)
    assert not token.is_fresh_on(MONDAY_9_00 + timedelta(hours=3))
    assert token.is_fresh_on(MONDAY_9_00 + DAY)
