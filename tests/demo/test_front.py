"""One click signs in only where three things hold: the setting, the database's mark, a server on loopback."""

from typing import Any

import pytest
from django.test import Client, override_settings
from django.test.client import RequestFactory

from tests.town import MONDAY_9_00, Town
from wangge.demo import views
from wangge.demo.models import DemoMark

pytestmark = pytest.mark.django_db
HERE = {"SERVER_NAME": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


@pytest.fixture
def mark() -> DemoMark:
    return DemoMark.objects.create(size="small", seed=1, filled_at=MONDAY_9_00)


def is_open(**about: str) -> bool:
    return views.is_open(RequestFactory().get("/", **{**HERE, **about}))  # type: ignore[arg-type]


@override_settings(DEMO=True)
def test_a_marked_demo_on_loopback_is_open(mark: DemoMark) -> None:
    assert is_open()


@override_settings(DEMO=True)
def test_without_the_mark_in_the_database_it_is_shut() -> None:
    assert not is_open()


@override_settings(DEMO=False)
def test_without_the_setting_it_is_shut(mark: DemoMark) -> None:
    assert not is_open()


@override_settings(DEMO=True, ALLOWED_HOSTS=["*"])
@pytest.mark.parametrize(
    "about",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"SERVER_NAME": "0.0.0.0"},  # noqa: S104  (an address asked about, not bound)
        {"HTTP_HOST": "grid.example.cn:8000"},
        {"HTTP_HOST": "grid.example.cn"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
    ],
)
def test_from_anywhere_but_this_machine_it_is_shut(mark: DemoMark, about: dict[str, str]) -> None:
    assert not is_open(**about)


@override_settings(DEMO=True, ROOT_URLCONF="tests.demo.urls")
def test_a_click_signs_in_as_a_role_and_leads_nowhere_else(mark: DemoMark, town: Town) -> None:
    town.account("officer")
    client = Client(SERVER_NAME="127.0.0.1", HTTP_HOST="127.0.0.1:8000")

    answer = client.post("/demo/as/officer/?next=https://elsewhere.example/", REMOTE_ADDR="127.0.0.1")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
    assert "_auth_user_id" in client.session
    assert client.post("/demo/as/nobody/").status_code == 404
    assert client.get("/demo/as/officer/").status_code == 405


def test_nobody_is_signed_in_by_a_click_elsewhere(town: Town, settings: Any) -> None:
    town.account("officer")
    settings.ROOT_URLCONF = "tests.demo.urls"

    assert Client().post("/demo/as/officer/").status_code == 404
