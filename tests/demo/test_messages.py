"""Three hundred messages as residents write them, sent to the public door one after the other."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Appeal
from wangge.cases.sealed import appeal_words
from wangge.grids.access import THE_CLOCK
from wangge.matters import actions as matters
from wangge.matters import queries as catalogue
from wangge.matters.rules import Visibility
from wangge.worktime import actions as worktime

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MESSAGES = Path(__file__).parents[2] / "wangge" / "demo" / "data" / "messages.tsv"


@dataclass(frozen=True)
class Message:
    """A message with what its writer meant, and the door's answer to it."""

    text: str
    codes: list[str]
    urgency: str
    status: int
    answer: dict[str, Any]


@pytest.fixture
def sent(town: Town, settings: Any) -> list[Message]:
    settings.PUBLIC_LIMIT = False
    matters.seed_catalogue(by=THE_CLOCK, at=MONDAY_9_00)
    worktime.seed_years([2026, 2027], by=THE_CLOCK, at=MONDAY_9_00)
    assert town.dispatcher
    assert town.district
    with MESSAGES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    client = Client()
    return [_send(client, number, row) for number, row in enumerate(rows)]


def _send(client: Client, number: int, row: dict[str, str]) -> Message:
    body = {"client_request_id": f"message-{number:04}", "text": row["message"]}
    if row["place"]:
        body["place"] = row["place"].split(";")[0]
    answer = client.post("/api/v1/cases", json.dumps(body), content_type="application/json")
    return Message(
        row["message"], row["matter_code"].split(";"), row["urgency"], answer.status_code, answer.json()
    )


def test_three_hundred_messages_are_taken_in_and_none_is_lost(sent: list[Message]) -> None:
    kept = cases()

    assert len(sent) == 300
    assert [message.text for message in sent if message.status != 201] == []
    assert kept.keys() == {message.answer["number"] for message in sent}
    assert len(kept) == 300
    for message in sent:
        appeal = kept[message.answer["number"]]
        assert appeal_words(appeal.case, [appeal])[appeal.pk]["text"] == message.text


def test_whoever_is_in_danger_is_told_at_once_whom_to_call(sent: list[Message]) -> None:
    kept, urgent = cases(), [message for message in sent if message.urgency == "emergency"]

    assert len(urgent) == 16
    assert [message.text for message in urgent if not (message.answer["emergency"] or {}).get("call")] == []
    assert {kept[message.answer["number"]].case.urgency for message in urgent} == {"emergency"}


def test_what_must_stay_unseen_is_confidential_before_anybody_has_sorted_it(sent: list[Message]) -> None:
    kept, known = cases(), catalogue.catalogue().matters
    secret = {code for code, matter in known.items() if matter.visibility == Visibility.CONFIDENTIAL}
    delicate = [message for message in sent if secret & set(message.codes)]

    hidden = [m for m in delicate if kept[m.answer["number"]].case.is_confidential]

    assert len(delicate) >= 25
    assert len(hidden) / len(delicate) > 0.95
    assert {appeal.case.visibility for appeal in kept.values()} <= {"internal", "confidential"}


def cases() -> dict[str, Appeal]:
    return {appeal.number: appeal for appeal in Appeal.objects.select_related("case")}
