"""The staff sign in by WeChat or WeCom once they have tied their accounts to it; nobody else does."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from tests.channels.fake_weixin import FakeWeixin, a_fake
from tests.channels.test_weixin import connected
from tests.town import Town
from wangge.channels.models import Binding, Gate
from wangge.journal.models import Entry
from wangge.portal.views import weixin as views

pytestmark = pytest.mark.django_db
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"}


@pytest.fixture
def fake(settings: Settings) -> Iterator[FakeWeixin]:
    """WeChat, at an address the operator allows."""
    with a_fake() as server:
        settings.OUT = [f"127.0.0.0/8:{server.port}"]
        yield server


@pytest.fixture
def gate(town: Town, fake: FakeWeixin) -> Gate:
    """WeCom, by which the staff may sign in."""
    return connected(town, fake, "wecom", signs_in=True, site="")


def goes(client: Client, url: str, *, code: str) -> tuple[int, str]:
    """Off to WeChat and back with this code."""
    away = client.get(url, headers=PHONE)
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    back = client.get(
        f"{urlsplit(asked['redirect_uri'][0]).path}?code={code}&state={asked['state'][0]}", headers=PHONE
    )
    return back.status_code, back.content.decode()


def ties(town: Town, gate: Gate, who: str, *, code: str) -> tuple[int, str]:
    """Somebody opens his page, and his phone scans what it shows."""
    account = town.account(who)
    return goes(Client(), f"/sign-in/weixin/{gate.code}/tie/{views._token(account, gate)}/", code=code)


def test_an_officer_ties_his_phone_and_signs_in_by_it(town: Town, gate: Gate) -> None:
    page = town.client("officer").get("/me/weixin/").content.decode()
    assert "<svg" in page

    assert ties(town, gate, "officer", code="wang")[1].count("绑定好了") > 0
    phone = Client()
    status, _ = goes(phone, f"/sign-in/weixin/{gate.code}/?next=/o/cases/", code="wang")

    assert status == 302
    assert phone.get("/o/").status_code == 200
    assert Entry.objects.filter(note__contains="微信").exists()
    assert b"wang" not in bytes(Binding.objects.get().index)


def test_whoever_is_not_tied_does_not_get_in(town: Town, gate: Gate) -> None:
    phone = Client()

    status, page = goes(phone, f"/sign-in/weixin/{gate.code}/", code="stranger")

    assert status == 422
    assert "还没有绑定" in page
    assert phone.get("/home/").status_code == 302


def test_one_identity_is_one_account_and_a_code_ties_once(town: Town, gate: Gate) -> None:
    account = town.account("officer")
    scanned = f"/sign-in/weixin/{gate.code}/tie/{views._token(account, gate)}/"
    goes(Client(), scanned, code="wang")

    assert Client().get(scanned).status_code == 404
    assert "别的账号" in ties(town, gate, "leader", code="wang")[1]
    assert Binding.objects.count() == 1
    town.client("officer").post(f"/me/weixin/{gate.code}/untie/")
    assert Binding.objects.count() == 0


def test_a_code_that_another_browser_asked_for_is_not_taken(town: Town, gate: Gate) -> None:
    ties(town, gate, "officer", code="wang")
    away = Client().get(f"/sign-in/weixin/{gate.code}/")
    state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]

    answer = Client().get(f"/sign-in/weixin/{gate.code}/back/?code=wang&state={state}")

    assert answer.status_code == 422


def test_an_administrator_shows_his_second_factor_all_the_same(
    town: Town, gate: Gate, settings: Settings
) -> None:
    ties(town, gate, "sysadmin", code="xi")
    settings.SECOND_FACTOR = True
    phone = Client()

    goes(phone, f"/sign-in/weixin/{gate.code}/", code="xi")

    assert phone.get("/home/").status_code == 302
    assert "验证" in phone.get("/sign-in/second/").content.decode()


def test_wechat_that_does_not_answer_leaves_the_password(town: Town, gate: Gate, fake: FakeWeixin) -> None:
    fake.wrong["getuserinfo"] = 40029

    status, page = goes(Client(), f"/sign-in/weixin/{gate.code}/", code="wang")

    assert status == 422
    assert "密码登录" in unescape(page)


def test_the_page_offers_what_this_browser_can_do(town: Town, fake: FakeWeixin) -> None:
    connected(town, fake, "official", signs_in=True)
    connected(town, fake, "website", signs_in=True)

    outside = Client().get("/sign-in/").content.decode()
    inside = Client().get("/sign-in/", headers=PHONE).content.decode()

    assert re.findall(r"/sign-in/weixin/([a-z-]+\d)/", outside) == ["website-1"]
    assert re.findall(r"/sign-in/weixin/([a-z-]+\d)/", inside) == ["official-1"]
