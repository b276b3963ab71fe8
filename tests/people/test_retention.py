"""What is let go when its time is over."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from tests.people.conftest import MONDAY_9_00, Office, Place
from wangge.grids import actions as grids
from wangge.grids import jobs as grids_jobs
from wangge.grids.access import Role
from wangge.grids.models import Post
from wangge.journal.models import Entry
from wangge.people import actions, jobs
from wangge.people.models import Account, ApiToken, PasswordHistory, Person, Reveal

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = timedelta(days=1)
YEAR = 366 * DAY


def test_reveals_go_after_a_year(office: Office) -> None:
    for at in (MONDAY_9_00, MONDAY_9_00 + 2 * DAY):
        actions.reveal_phone(office.officer, reason="work", by=office.sysadmin, at=at)

    jobs.forget_records(at=MONDAY_9_00 + YEAR + DAY)

    assert [reveal.at for reveal in Reveal.objects.all()] == [MONDAY_9_00 + 2 * DAY]
    assert "查看留痕 1" in Entry.objects.latest("id").note


def test_sessions_that_ran_out_and_old_sign_ins_go(office: Office) -> None:
    for at in (MONDAY_9_00, MONDAY_9_00 + 2 * DAY):
        Session.objects.create(session_key=f"key-{at:%d}", session_data="", expire_date=at)
        attempt = AccessAttempt.objects.create(
            username="officer", ip_address=f"10.0.0.{at:%d}", failures_since_start=1
        )
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=at)

    jobs.forget_sign_ins(at=MONDAY_9_00 + DAY)
    assert Session.objects.count() == 1
    assert AccessAttempt.objects.count() == 2

    jobs.forget_sign_ins(at=MONDAY_9_00 + YEAR + DAY)
    assert AccessAttempt.objects.count() == 1
    assert "登录日志 1" in Entry.objects.latest("id").note


def test_ended_tokens_go_after_a_year_and_valid_ones_stay(office: Office) -> None:
    account = office.account()
    for name, lasts in (("短", DAY), ("长", 900 * DAY)):
        actions.issue_token(account, post_id=7, name=name, by=office.secadmin, at=MONDAY_9_00, lasts=lasts)

    jobs.forget_records(at=MONDAY_9_00 + YEAR + 2 * DAY)

    assert [token.name for token in ApiToken.objects.all()] == ["长"]


def test_a_closed_account_goes_after_a_year_with_all_that_hangs_on_it(office: Office) -> None:
    account = actions.set_password(office.account(), password="Another-lamp-1", at=MONDAY_9_00)
    actions.begin_second_factor(account)
    actions.close_account(account, by=office.sysadmin, at=MONDAY_9_00)

    jobs.forget_records(at=MONDAY_9_00 + YEAR)
    assert Account.objects.filter(pk=account.pk).exists()
    jobs.forget_records(at=MONDAY_9_00 + YEAR + DAY)

    assert not Account.objects.filter(pk=account.pk).exists()
    assert PasswordHistory.objects.count() == 0
    assert Person.objects.filter(pk=office.officer.pk).exists()


def test_forgetting_goes_batch_by_batch(office: Office) -> None:
    for minute in range(5):
        at = MONDAY_9_00 + timedelta(minutes=minute)
        actions.reveal_phone(office.officer, reason="work", by=office.sysadmin, at=at)

    assert [actions.forget_records(at=MONDAY_9_00 + YEAR + DAY, size=2) for _ in range(4)] == [2, 2, 1, 0]


def test_who_left_three_years_ago_is_no_longer_kept_by_name(place: Place) -> None:
    gone = grids.enrol(
        name="何望",
        phone="13800000001",
        role=Role.OFFICER,
        area=place.grid,
        by=place.sysadmin,
        at=MONDAY_9_00,
    )
    stays = grids.enrol(name="舒会", role=Role.STAFF, area=place.community, by=place.sysadmin, at=MONDAY_9_00)
    grids.dismiss(gone.post, by=place.sysadmin, at=MONDAY_9_00 + DAY)

    grids_jobs.forget_departed(at=MONDAY_9_00 + 1096 * DAY)
    assert Person.objects.get(pk=gone.post.person_id).name == "何望"
    grids_jobs.forget_departed(at=MONDAY_9_00 + 1098 * DAY)

    person = Person.objects.get(pk=gone.post.person_id)
    assert (person.name, person.phone, person.phone_index) == ("已离任人员", "", None)
    assert Person.objects.get(pk=stays.post.person_id).name == "舒会"
    assert Post.objects.filter(person=person).exists()
    assert grids.forget_departed(at=MONDAY_9_00 + 1099 * DAY) == 0
