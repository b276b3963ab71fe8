"""The code app of an administrator: set up once, asked for, each code taken once."""

from datetime import timedelta

import pytest

from tests.people.conftest import MONDAY_9_00, Office
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import actions, queries, totp
from wangge.people.models import Account, SecondFactor

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = timedelta(minutes=1)


def _code(account: Account, *, after: timedelta = timedelta()) -> str:
    secret = SecondFactor.objects.get(account=account).secret
    return totp.code_at(secret, totp.step_of(MONDAY_9_00 + after))


def _with_app(office: Office) -> Account:
    account = office.account()
    actions.begin_second_factor(account)
    assert actions.confirm_second_factor(account, code=_code(account), at=MONDAY_9_00) is None
    return account


def test_the_app_counts_from_its_first_code_on(office: Office) -> None:
    account = office.account()
    factor = actions.begin_second_factor(account)
    assert actions.begin_second_factor(account).secret == factor.secret
    assert not queries.has_second_factor(account)

    assert actions.confirm_second_factor(account, code=f" {_code(account)} ", at=MONDAY_9_00) is None

    assert queries.has_second_factor(account)
    with pytest.raises(Refused):
        actions.begin_second_factor(account)


def test_a_wrong_first_code_confirms_nothing(office: Office) -> None:
    account = office.account()
    actions.begin_second_factor(account)

    assert isinstance(actions.confirm_second_factor(account, code="000000", at=MONDAY_9_00), Refused)
    assert not queries.has_second_factor(account)


def test_a_code_opens_once(office: Office) -> None:
    account = _with_app(office)
    code = _code(account, after=LATER)

    assert actions.check_second_factor(account, code=code, at=MONDAY_9_00 + LATER) is None
    assert isinstance(actions.check_second_factor(account, code=code, at=MONDAY_9_00 + LATER), Refused)


def test_an_app_that_was_never_confirmed_opens_nothing(office: Office) -> None:
    account = office.account()
    actions.begin_second_factor(account)

    assert isinstance(actions.check_second_factor(account, code=_code(account), at=MONDAY_9_00), Refused)


def test_five_wrong_codes_bar_the_right_one_for_fifteen_minutes(office: Office) -> None:
    account = _with_app(office)
    for _ in range(5):
        actions.check_second_factor(account, code="000000", at=MONDAY_9_00 + LATER)

    barred = actions.check_second_factor(account, code=_code(account, after=LATER), at=MONDAY_9_00 + LATER)

    assert isinstance(barred, Refused)
    assert "分钟后再试" in barred.message


def test_the_secret_is_sealed(office: Office) -> None:
    from django.db import connection

    account = office.account()
    secret = actions.begin_second_factor(account).secret

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM people_secondfactor")
        assert secret.encode() not in bytes(cursor.fetchone()[0])


def test_the_security_administrator_takes_a_lost_app_away(office: Office) -> None:
    account = _with_app(office)
    before = account.get_session_auth_hash()

    with pytest.raises(NotAllowed):
        actions.reset_second_factor(account, by=office.sysadmin, at=MONDAY_9_00)
    actions.reset_second_factor(account, by=office.secadmin, at=MONDAY_9_00)

    assert not queries.has_second_factor(account)
    assert Account.objects.get(pk=account.pk).get_session_auth_hash() != before
