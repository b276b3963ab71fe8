"""Signing in by password, by a slip, with a second factor; what happens on wrong tries; and out again."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.town import PASSWORD, Town
from wangge.journal.models import Entry
from wangge.people import actions as people
from wangge.people import totp
from wangge.people.access import OPERATOR
from wangge.people.models import SecondFactor

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NEW = "Changkai-2026-deng"


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def give(client: Client, username: str, password: str = PASSWORD, **more: str) -> str:
    """Send the sign-in form; returns where it leads, or the page's words."""
    answer = client.post("/sign-in/", {"username": username, "password": password, **more})
    return answer.headers.get("Location") or answer.content.decode()


def test_somebody_signs_in_and_lands_at_home(town: Town, client: Client) -> None:
    town.account("dispatcher")

    assert give(client, " Dispatcher ") == "/home/"

    assert is_in(client)
    assert Entry.objects.filter(verb="people.sign_in").count() == 1


def test_the_page_that_was_asked_for_opens_after_signing_in(town: Town, client: Client) -> None:
    town.account("dispatcher")

    assert give(client, "dispatcher", next="/notices/?only=new") == "/notices/?only=new"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(town: Town, client: Client, wanted: str) -> None:
    town.account("dispatcher")

    assert give(client, "dispatcher", next=wanted) == "/home/"


def test_a_wrong_password_is_told_at_the_form(town: Town, client: Client) -> None:
    town.account("dispatcher")

    assert "用户名或密码不对" in give(client, "dispatcher", "wrong")

    assert not is_in(client)


def test_five_wrong_passwords_lock_this_name_at_this_address_alone(town: Town, client: Client) -> None:
    for who in ("dispatcher", "officer"):
        town.account(who)
    for _ in range(5):
        give(client, "dispatcher", "wrong")

    answer = client.post("/sign-in/", {"username": "dispatcher", "password": PASSWORD})

    assert answer.status_code == 429
    assert "先等 15 分钟" in answer.content.decode()
    assert give(Client(), "officer") == "/home/"
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert give(elsewhere, "dispatcher") == "/home/"


def test_a_slip_leads_to_a_password_and_in(town: Town, client: Client) -> None:
    slip = people.open_account(town.person("staff"), username="staff", by=OPERATOR, at=timezone.now())

    first = client.post("/sign-in/code/", {"username": "staff", "code": slip.written.lower()})
    assert first.headers["Location"] == "/sign-in/password/"
    assert not is_in(client)
    differs = client.post("/sign-in/password/", {"password": NEW, "again": "other"})
    assert "两遍输入的密码不一样" in differs.content.decode()
    weak = client.post("/sign-in/password/", {"password": "short", "again": "short"})
    assert "密码至少" in weak.content.decode()
    done = client.post("/sign-in/password/", {"password": NEW, "again": NEW})

    assert done.headers["Location"] == "/home/"
    assert is_in(client)
    assert Client().post("/sign-in/code/", {"username": "staff", "code": slip.code}).status_code == 422


def test_a_wrong_slip_leads_nowhere(town: Town, client: Client) -> None:
    people.open_account(town.person("staff"), username="staff", by=OPERATOR, at=timezone.now())

    answer = client.post("/sign-in/code/", {"username": "staff", "code": "AAAA-AAAA"})

    assert answer.status_code == 422
    assert client.get("/sign-in/password/").headers["Location"] == "/sign-in/code/"


def test_whoever_is_half_way_in_when_a_new_slip_is_issued_begins_again(town: Town, client: Client) -> None:
    slip = people.open_account(town.person("staff"), username="staff", by=OPERATOR, at=timezone.now())
    client.post("/sign-in/code/", {"username": "staff", "code": slip.code})

    people.issue_code(slip.account, by=OPERATOR, at=timezone.now())

    assert client.post("/sign-in/password/", {"password": NEW, "again": NEW}).status_code == 302
    assert not is_in(client)


def test_an_administrator_binds_a_code_app_and_shows_it_each_time(
    town: Town, client: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR = True
    town.account("sysadmin")

    assert give(client, "sysadmin") == "/sign-in/second/"
    assert not is_in(client)
    page = client.get("/sign-in/second/").content.decode()
    factor = SecondFactor.objects.get()
    assert factor.secret in page
    assert "<svg" in page
    code = totp.code_at(factor.secret, totp.step_of(timezone.now()))
    assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 422
    assert client.post("/sign-in/second/", {"code": code}).headers["Location"] == "/home/"

    assert is_in(client)
    again = Client()
    assert give(again, "sysadmin") == "/sign-in/second/"
    assert "绑定" not in again.get("/sign-in/second/").content.decode()
    assert again.post("/sign-in/second/", {"code": code}).status_code == 422, "each code works once"


def test_nobody_else_is_asked_for_a_code_app(town: Town, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    town.account("officer")

    assert give(client, "officer") == "/home/"


def test_signing_out_ends_the_session_and_is_written_down(town: Town) -> None:
    client = town.client("officer")

    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")

    assert not is_in(client)
    assert Entry.objects.filter(verb="people.sign_out").count() == 1


def test_a_changed_password_keeps_this_session_and_ends_the_others(town: Town) -> None:
    here, there = town.client("officer"), Client()
    give(there, "officer")

    wrong = here.post("/me/password/", {"old": "wrong", "password": NEW, "again": NEW})
    assert "现在的密码不对" in wrong.content.decode()
    here.post("/me/password/", {"old": PASSWORD, "password": NEW, "again": NEW})

    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_the_stock_admin_has_no_way_in_of_its_own(client: Client) -> None:
    assert client.get("/admin/login/?next=/admin/").headers["Location"] == "/sign-in/?next=/admin/"
