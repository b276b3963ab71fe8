"""Accounts: the slip, the first password, the reset in person, locks and the end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.people.conftest import GOOD_PASSWORD, MONDAY_9_00, Office
from wangge.grids.access import THE_CLOCK
from wangge.journal.models import Entry
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.people import actions, queries
from wangge.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = timedelta(days=1)


def test_the_slip_lets_its_person_in_and_set_a_password(office: Office) -> None:
    slip = actions.open_account(office.officer, username="HeWang", by=office.sysadmin, at=MONDAY_9_00)

    account = actions.sign_in_by_code("hewang", slip.written.lower(), at=MONDAY_9_00 + DAY)

    assert isinstance(account, Account)
    assert account.must_change_password
    account = actions.set_password(account, password=GOOD_PASSWORD, at=MONDAY_9_00 + DAY)
    assert account.check_password(GOOD_PASSWORD)
    assert not account.must_change_password


def test_the_code_is_eight_letters_and_stands_nowhere(office: Office) -> None:
    slip = actions.open_account(office.officer, username="hewang", by=office.sysadmin, at=MONDAY_9_00)

    assert len(slip.code) == 8
    assert slip.written == f"{slip.code[:4]}-{slip.code[4:]}"
    assert slip.code not in Account.objects.get().code_hash
    assert all(slip.code not in entry.note for entry in Entry.objects.all())


def test_a_used_slip_is_spent(office: Office) -> None:
    slip = actions.open_account(office.officer, username="hewang", by=office.sysadmin, at=MONDAY_9_00)
    actions.set_password(slip.account, password=GOOD_PASSWORD, at=MONDAY_9_00)

    assert isinstance(actions.sign_in_by_code("hewang", slip.code, at=MONDAY_9_00), Refused)


def test_a_slip_lasts_seventy_two_hours(office: Office) -> None:
    slip = actions.open_account(office.officer, username="hewang", by=office.sysadmin, at=MONDAY_9_00)

    late = actions.sign_in_by_code("hewang", slip.code, at=MONDAY_9_00 + 3 * DAY)

    assert isinstance(late, Refused)
    assert "过期" in late.message
    in_time = actions.sign_in_by_code("hewang", slip.code, at=MONDAY_9_00 + 3 * DAY - timedelta(seconds=1))
    assert isinstance(in_time, Account)


def test_an_unknown_user_name_and_a_wrong_code_get_the_same_answer(office: Office) -> None:
    office.account(signed_in=False)

    unknown = actions.sign_in_by_code("nobody", "AAAA-AAAA", at=MONDAY_9_00)
    wrong = actions.sign_in_by_code("hewang", "AAAA-AAAA", at=MONDAY_9_00)

    assert isinstance(unknown, Refused)
    assert isinstance(wrong, Refused)
    assert unknown.message == wrong.message


def test_five_wrong_codes_bar_the_right_one_for_fifteen_minutes(office: Office) -> None:
    slip = actions.open_account(office.officer, username="hewang", by=office.sysadmin, at=MONDAY_9_00)
    for _ in range(5):
        actions.sign_in_by_code("hewang", "AAAA-AAAA", at=MONDAY_9_00)

    barred = actions.sign_in_by_code("hewang", slip.code, at=MONDAY_9_00 + timedelta(minutes=14))

    assert isinstance(barred, Refused)
    assert "1 分钟后" in barred.message
    later = actions.sign_in_by_code("hewang", slip.code, at=MONDAY_9_00 + timedelta(minutes=15))
    assert isinstance(later, Account)


def test_a_user_name_and_a_person_have_one_account(office: Office) -> None:
    office.account("hewang")
    other = actions.make_person(name="何伴", by=office.sysadmin, at=MONDAY_9_00)

    with pytest.raises(Refused, match="已经有人用了"):
        actions.open_account(other, username="HEWANG", by=office.sysadmin, at=MONDAY_9_00)
    with pytest.raises(Refused, match="已经有账号"):
        actions.open_account(office.officer, username="second", by=office.sysadmin, at=MONDAY_9_00)


def test_only_who_edits_persons_opens_accounts(office: Office) -> None:
    for hat in (office.secadmin, office.audit, office.clerk, THE_CLOCK):
        with pytest.raises(NotAllowed):
            actions.open_account(office.officer, username="hewang", by=hat, at=MONDAY_9_00)


@pytest.mark.parametrize("password", ["short", "Password123", "Hewang-hewang-1"])
def test_a_weak_password_is_refused(office: Office, password: str) -> None:
    account = office.account(signed_in=False)

    with pytest.raises(Refused) as refusal:
        actions.set_password(account, password=password, at=MONDAY_9_00)

    assert refusal.value.field == "password"


def test_the_last_five_passwords_do_not_come_back(office: Office) -> None:
    account = office.account()
    for n in range(4):
        actions.set_password(account, password=f"Another-lamp-{n}", at=MONDAY_9_00 + n * DAY)

    with pytest.raises(Refused, match="最近 5 次"):
        actions.set_password(account, password=GOOD_PASSWORD, at=MONDAY_9_00 + 5 * DAY)

    actions.set_password(account, password="Another-lamp-4", at=MONDAY_9_00 + 5 * DAY)
    fresh = actions.set_password(account, password=GOOD_PASSWORD, at=MONDAY_9_00 + 6 * DAY)
    assert fresh.check_password(GOOD_PASSWORD)
    assert fresh.old_passwords.count() == 5


def test_a_change_asks_for_the_present_password(office: Office) -> None:
    account = office.account()

    with pytest.raises(Refused, match="现在的密码不对"):
        actions.change_password(account, old="wrong", password="Another-lamp-1", at=MONDAY_9_00)

    changed = actions.change_password(account, old=GOOD_PASSWORD, password="Another-lamp-1", at=MONDAY_9_00)
    assert changed.check_password("Another-lamp-1")


def test_a_new_password_and_signing_out_everywhere_end_the_sessions(office: Office) -> None:
    account = office.account()
    sessions = [account.get_session_auth_hash()]

    account = actions.set_password(account, password="Another-lamp-1", at=MONDAY_9_00)
    sessions.append(account.get_session_auth_hash())
    account = actions.sign_out_everywhere(account, at=MONDAY_9_00)
    sessions.append(account.get_session_auth_hash())
    account = actions.end_sessions(account, by=office.secadmin, at=MONDAY_9_00)
    sessions.append(account.get_session_auth_hash())

    assert len(set(sessions)) == 4
    assert Account.objects.get(pk=account.pk).get_session_auth_hash() == sessions[-1]


def test_a_reset_gives_a_new_slip_and_ends_the_old_password(office: Office) -> None:
    account = office.account()
    before = account.get_session_auth_hash()

    slip = actions.issue_code(account, by=office.secadmin, at=MONDAY_9_00 + DAY)

    assert not slip.account.check_password(GOOD_PASSWORD)
    assert slip.account.get_session_auth_hash() != before
    assert isinstance(actions.sign_in_by_code("hewang", slip.code, at=MONDAY_9_00 + DAY), Account)


def test_who_opens_accounts_prints_first_slips_but_cannot_take_over_an_account_in_use(office: Office) -> None:
    account = office.account(signed_in=False)
    slip = actions.issue_code(account, by=office.sysadmin, at=MONDAY_9_00)
    account = actions.set_password(slip.account, password=GOOD_PASSWORD, at=MONDAY_9_00)

    with pytest.raises(NotAllowed):
        actions.issue_code(account, by=office.sysadmin, at=MONDAY_9_00)

    actions.issue_code(account, by=office.secadmin, at=MONDAY_9_00)
    with pytest.raises(NotAllowed):
        actions.issue_code(account, by=office.sysadmin, at=MONDAY_9_00)


def test_nobody_resets_or_locks_himself(office: Office) -> None:
    from wangge.people.models import Person

    person = Person.objects.get(name="安全")
    slip = actions.open_account(person, username="security", by=office.sysadmin, at=MONDAY_9_00)

    for act in (actions.issue_code, actions.lock_account, actions.reset_second_factor):
        with pytest.raises(NotAllowed):
            act(slip.account, by=office.secadmin, at=MONDAY_9_00)


def test_a_locked_account_stays_out_until_a_new_slip(office: Office) -> None:
    account = actions.lock_account(office.account(), by=office.secadmin, at=MONDAY_9_00)
    assert (account.is_active, account.lock_reason) == (False, "security")
    with pytest.raises(Refused):
        actions.set_password(account, password="Another-lamp-1", at=MONDAY_9_00)
    with pytest.raises(Refused):
        actions.lock_account(account, by=office.secadmin, at=MONDAY_9_00)

    slip = actions.issue_code(account, by=office.secadmin, at=MONDAY_9_00)

    assert (slip.account.is_active, slip.account.locked_at) == (True, None)


def test_an_account_that_nobody_uses_for_ninety_days_is_locked(office: Office) -> None:
    account = office.account()
    Account.objects.filter(pk=account.pk).update(last_login=MONDAY_9_00)

    assert actions.lock_dormant(at=MONDAY_9_00 + 89 * DAY) == 0
    assert actions.lock_dormant(at=MONDAY_9_00 + 90 * DAY) == 1
    assert actions.lock_dormant(at=MONDAY_9_00 + 91 * DAY) == 0

    fresh = Account.objects.get(pk=account.pk)
    assert (fresh.is_active, fresh.lock_reason) == (False, "dormant")
    assert Entry.objects.latest("id").role == "clock"


def test_a_slip_that_nobody_used_is_dormant_too(office: Office) -> None:
    office.account(signed_in=False)

    assert actions.lock_dormant(at=MONDAY_9_00 + 90 * DAY) == 1


def test_an_account_whose_token_is_used_is_not_dormant(office: Office) -> None:
    account = office.account()
    raw = actions.issue_token(
        account, post_id=7, name="考勤", by=office.secadmin, at=MONDAY_9_00, lasts=365 * DAY
    )
    token = queries.token(raw, at=MONDAY_9_00)
    assert token is not None
    actions.touch_token(token, at=MONDAY_9_00 + 80 * DAY)

    assert actions.lock_dormant(at=MONDAY_9_00 + 100 * DAY) == 0


def test_a_closed_account_is_out_for_good_and_its_tokens_with_it(office: Office) -> None:
    account = office.account()
    raw = actions.issue_token(account, post_id=7, name="考勤", by=office.secadmin, at=MONDAY_9_00)

    closed = actions.close_account(account, by=office.sysadmin, at=MONDAY_9_00 + DAY, note="离任")

    assert (closed.is_active, closed.closed_at) == (False, MONDAY_9_00 + DAY)
    assert queries.token(raw, at=MONDAY_9_00 + DAY) is None
    again = actions.close_account(closed, by=office.sysadmin, at=MONDAY_9_00 + 2 * DAY)
    assert again.closed_at == MONDAY_9_00 + DAY
    with pytest.raises(Refused, match="重新开通"):
        actions.issue_code(closed, by=office.secadmin, at=MONDAY_9_00 + DAY)


def test_the_clock_may_close_an_account_whose_posts_have_ended(office: Office) -> None:
    assert actions.close_account(office.account(), by=THE_CLOCK, at=MONDAY_9_00).closed_at == MONDAY_9_00


def test_who_comes_back_gets_the_same_name_and_a_new_slip(office: Office) -> None:
    account = actions.close_account(office.account(), by=office.sysadmin, at=MONDAY_9_00)

    slip = actions.reopen_account(account, by=office.sysadmin, at=MONDAY_9_00 + DAY)

    assert isinstance(actions.sign_in_by_code("hewang", slip.code, at=MONDAY_9_00 + DAY), Account)
    with pytest.raises(Refused):
        actions.reopen_account(slip.account, by=office.sysadmin, at=MONDAY_9_00 + DAY)


def test_a_closed_account_cannot_stay_active_whatever_writes_it(office: Office) -> None:
    account = office.account()

    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(closed_at=MONDAY_9_00)


def test_signing_in_and_out_is_written_down_with_the_address(office: Office) -> None:
    account = office.account()

    actions.record_sign_in(account, at=MONDAY_9_00, ip="10.0.0.8", how="password")
    actions.record_sign_out(account, at=MONDAY_9_00, ip="10.0.0.8")

    signed_in, signed_out = Entry.objects.order_by("-id")[:2][::-1]
    assert (signed_in.verb, signed_in.ip, signed_in.note) == ("people.sign_in", "10.0.0.8", "密码")
    assert (signed_out.verb, signed_out.person_id) == ("people.sign_out", office.officer.pk)


def test_an_administrators_password_is_old_after_ninety_days(office: Office) -> None:
    account = office.account()

    assert not queries.password_is_old(account, at=MONDAY_9_00 + 89 * DAY)
    assert queries.password_is_old(account, at=MONDAY_9_00 + 90 * DAY)


def test_an_account_is_found_however_its_name_is_typed(office: Office) -> None:
    account = office.account()

    assert queries.account_of(" HeWang ") == account
    assert queries.account_of("nobody") is None
