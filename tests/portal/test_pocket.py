"""The phone shell: nothing about anybody in what the worker keeps, and a new version for every change."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.town import Town
from wangge.portal.views import pocket

pytestmark = pytest.mark.django_db


def test_the_page_without_signal_is_the_same_for_everybody(town: Town) -> None:
    nobody = Client().get(reverse("portal:offline")).content
    officer = town.client("officer").get(reverse("portal:offline")).content

    assert nobody == officer
    assert "王格远" not in officer.decode()


def test_the_worker_may_answer_for_the_phones_pages_and_is_asked_for_anew(town: Town) -> None:
    answer = Client().get(reverse("portal:worker"))

    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/javascript")
    named = re.findall(r'"/static/([^"]+)"', answer.content.decode())
    assert named == list(pocket.FILES)
    assert [name for name in named if finders.find(name) is None] == []


def test_a_change_of_the_shell_is_a_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = pocket._version()
    monkeypatch.setattr(pocket, "FILES", pocket.FILES[:-1])

    assert pocket._version() != before


def test_a_phone_can_put_it_on_its_first_screen() -> None:
    told = Client().get(reverse("portal:manifest")).json()

    assert told["start_url"] == "/home/"
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])


def test_pages_of_those_who_walk_carry_it_and_a_residents_do_not(town: Town) -> None:
    officer = town.client("officer").get(reverse("cases:officer_home")).content.decode()
    stranger = Client().get(reverse("cases:report")).content.decode()

    assert "data-carry" in officer
    assert "portal/pocket/" not in stranger
