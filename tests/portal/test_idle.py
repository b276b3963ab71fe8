"""How long a session may lie idle, what is kept of an unsent form, and what administrators show first."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.town import PASSWORD, Town
from wangge.people import session
from wangge.people.models import Account
from wangge.portal import idle

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def _age(client: Client, by: timedelta) -> None:
    """As if the last look at a page were so long ago."""
    kept = client.session
    kept["seen_at"] = kept.get("seen_at", timezone.now().timestamp()) - by.total_seconds()
    kept.save()


def _is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


@pytest.mark.parametrize(
    ("who", "minutes"), [("sysadmin", 10), ("audit", 10), ("staff", 30), ("dispatcher", 30), ("handler", 30)]
)
def test_a_session_ends_when_it_has_lain_idle_for_its_time(town: Town, who: str, minutes: int) -> None:
    client = town.client(who)
    client.get("/me/")

    _age(client, (minutes - 1) * MINUTE)
    assert client.get("/me/").status_code == 200
    _age(client, (minutes + 1) * MINUTE)
    answer = client.get("/me/?tab=1")

    assert answer.headers["Location"] == "/sign-in/?next=%2Fme%2F%3Ftab%3D1"
    assert not _is_in(client)
    assert f"超过 {minutes} 分钟没有操作" in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("who", ["officer", "leader", "captain", "verifier"])
def test_a_phone_stays_signed_in_for_a_shift(town: Town, who: str) -> None:
    client = town.client(who)
    client.get("/me/")

    _age(client, 11 * 60 * MINUTE)
    assert client.get("/me/").status_code == 200
    _age(client, 12 * 60 * MINUTE)
    assert client.get("/me/").status_code == 302
    assert "超过 12 小时没有操作" in client.get("/sign-in/").content.decode()


def test_every_look_begins_the_time_anew(town: Town) -> None:
    client = town.client("staff")
    client.get("/me/")
    for _ in range(4):
        _age(client, 20 * MINUTE)
        assert client.get("/me/").status_code == 200


def test_a_page_that_asks_by_itself_is_no_sign_of_life(town: Town) -> None:
    client = town.client("staff")
    client.get("/me/")

    for _ in range(2):
        _age(client, 20 * MINUTE)
        answer = client.get("/me/", headers={"X-Quiet": "1"})

    assert answer.status_code == 302


def test_a_look_costs_no_write_within_a_minute(town: Town) -> None:
    client = town.client("staff")
    client.get("/me/")
    seen = client.session["seen_at"]

    client.get("/me/")

    assert client.session["seen_at"] == seen


def test_settings_may_shorten_a_limit_and_never_lengthen_it() -> None:
    from wangge.config.settings import IDLE_MINUTES, _minutes

    assert IDLE_MINUTES == {"admin": 10, "desk": 30, "phone": 720}
    assert _minutes("WANGGE_NOT_SET", 30) == 30


def test_a_shorter_limit_holds(town: Town, settings: Settings) -> None:
    settings.IDLE_MINUTES = {"admin": 10, "desk": 5, "phone": 720}
    client = town.client("staff")
    client.get("/me/")

    _age(client, 6 * MINUTE)

    assert client.get("/me/").status_code == 302


def _sign_in(client: Client, who: str, onward: str) -> str:
    answer = client.post(f"/sign-in/?next={onward}", {"username": who, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_what_was_filled_in_is_kept_until_its_owner_is_back(town: Town) -> None:
    client = town.client("staff")
    client.get("/me/")
    _age(client, 40 * MINUTE)

    answer = client.post(
        "/feedback/",
        {"text": "按钮太小", "password": "geheim"},
        headers={"Referer": "http://testserver/feedback/"},
    )

    assert answer.headers["Location"] == "/sign-in/?next=%2Ffeedback%2F"
    assert "按钮太小" not in str(dict(client.session))
    assert "没提交的内容已经留着" in client.get("/sign-in/").content.decode()
    assert _sign_in(client, "staff", "/feedback/") == "/feedback/"
    context = client.get("/feedback/").context
    assert context["kept_draft"] == {"text": ["按钮太小"]}
    assert "kept_draft" not in client.get("/feedback/").context


def test_a_draft_is_nobody_elses(town: Town) -> None:
    town.account("secretary")
    client = town.client("staff")
    client.get("/me/")
    _age(client, 40 * MINUTE)
    client.post("/feedback/", {"text": "按钮太小"}, headers={"Referer": "http://testserver/feedback/"})

    _sign_in(client, "secretary", "/feedback/")

    assert "kept_draft" not in client.get("/feedback/").context
    assert "kept_draft" not in client.session


def test_a_draft_goes_after_half_an_hour(town: Town) -> None:
    client = town.client("staff")
    client.get("/me/")
    _age(client, 40 * MINUTE)
    client.post("/feedback/", {"text": "按钮太小"}, headers={"Referer": "http://testserver/feedback/"})
    kept = client.session
    kept["kept_draft"] = {**kept["kept_draft"], "at": kept["kept_draft"]["at"] - 31 * 60}
    kept.save()

    _sign_in(client, "staff", "/feedback/")

    assert "kept_draft" not in client.get("/feedback/").context


def test_htmx_is_told_to_go_to_the_sign_in(town: Town) -> None:
    client = town.client("staff")
    client.get("/me/")
    _age(client, 40 * MINUTE)

    answer = client.post(
        "/feedback/",
        {"text": "按钮太小"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/feedback/?page=%2Fme%2F"},
    )

    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Ffeedback%2F%3Fpage%3D%252Fme%252F"
    assert _is_in(client) is False


def test_a_page_of_another_host_is_nowhere_to_come_back_to(town: Town) -> None:
    client = town.client("staff")
    client.get("/me/")
    _age(client, 40 * MINUTE)

    answer = client.post(
        "/feedback/", {"text": "x"}, headers={"Referer": "http://elsewhere.example/feedback/"}
    )

    assert answer.headers["Location"] == "/sign-in/?next=%2Fhome%2F"


def test_administrators_show_a_second_factor_first(town: Town, settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    client = town.client("sysadmin")

    turned_away = client.get("/office/people/")

    assert turned_away.headers["Location"] == "/sign-in/?next=%2Foffice%2Fpeople%2F"
    assert not _is_in(client)
    client.force_login(town.account("sysadmin"), backend="django.contrib.auth.backends.ModelBackend")
    kept = client.session
    session.pass_factor(kept, at=timezone.now())
    kept.save()
    assert client.get("/office/people/").status_code == 200


def test_other_roles_need_no_second_factor(town: Town, settings: Settings) -> None:
    settings.SECOND_FACTOR = True

    assert town.client("staff").get("/office/nearby/").status_code == 200


def test_an_administrator_with_an_old_password_changes_it_first(town: Town) -> None:
    client = town.client("sysadmin")
    Account.objects.filter(username="sysadmin").update(password_set_at=timezone.now() - timedelta(days=91))

    assert client.get("/office/people/").headers["Location"] == "/me/password/"
    client.post(
        "/me/password/", {"old": PASSWORD, "password": "Willow-lamp-2027", "again": "Willow-lamp-2027"}
    )
    assert client.get("/office/people/").status_code == 200


def test_a_masked_value_asks_for_the_password_again_on_a_long_session_only(town: Town) -> None:
    officer, clerk = town.client("officer"), town.client("staff")
    now = timezone.now()
    for client in (officer, clerk):
        client.get("/me/")

    assert not session.needs_proof(officer.session, at=now)
    assert session.needs_proof(officer.session, at=now + 16 * MINUTE)
    assert not session.needs_proof(clerk.session, at=now + 16 * MINUTE)
    officer.post("/office/prove/", {"password": PASSWORD})
    assert not session.needs_proof(officer.session, at=timezone.now() + 14 * MINUTE)


def test_nobody_without_a_post_stays_longer_than_a_desk() -> None:
    assert idle.limit_of(None) == timedelta(minutes=30)
