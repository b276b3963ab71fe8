"""Two requests at one instant, with real threads on PostgreSQL: the unique constraint decides."""

import json
import threading

import pytest
from django.db import connection

from tests.cases.asking import Answer, post, report_of, request_id
from tests.cases.story import Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import limits
from wangge.cases.models import Appeal, Case, Receipt
from wangge.jobs.models import Job
from wangge.kernel.models import DoorCount

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def together(threads: list[threading.Thread]) -> None:
    """Start them all, and wait for the last."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("writers", [2, 8])
def test_of_many_at_one_instant_one_makes_the_case(story: Story, writers: int) -> None:
    body = report_of(contact={"phone": "13800001111"})
    gate = threading.Barrier(writers)
    found: list[Answer] = []

    def send() -> None:
        gate.wait()
        try:
            found.append(post("/cases", body))
        finally:
            connection.close()

    together([threading.Thread(target=send) for _ in range(writers)])

    assert sorted(answer.status for answer in found) == [200] * (writers - 1) + [201]
    assert len({json.dumps(answer.body, sort_keys=True) for answer in found}) == 1
    assert (
        Case.objects.count() == Appeal.objects.count() == Receipt.objects.count() == Job.objects.count() == 1
    )


def test_of_two_bodies_at_one_instant_one_is_refused(story: Story) -> None:
    key, gate = request_id(), threading.Barrier(2)
    found: list[int] = []

    def send(text: str) -> None:
        gate.wait()
        try:
            found.append(post("/cases", report_of(client_request_id=key, text=text)).status)
        finally:
            connection.close()

    together([threading.Thread(target=send, args=(text,)) for text in ("一件事", "另一件事")])

    assert sorted(found) == [201, 409]
    assert Case.objects.count() == 1


def test_of_two_moves_under_one_id_one_is_made(town: Town, story: Story) -> None:
    case, token = story.accepted(), town.token("dispatcher")
    body, gate = {"client_request_id": request_id()}, threading.Barrier(2)
    found: list[Answer] = []

    def send() -> None:
        gate.wait()
        try:
            found.append(post(f"/cases/{case.number}/moves/remind", body, token=token))
        finally:
            connection.close()

    together([threading.Thread(target=send) for _ in range(2)])

    assert [answer.status for answer in found] == [200, 200]
    assert found[0].body == found[1].body
    assert story.verbs(case) == ["report", "accept", "remind"]


def test_of_two_who_saw_the_same_state_one_is_told_that_he_was_slower(town: Town, story: Story) -> None:
    case, gate = story.reported(), threading.Barrier(2)
    tokens = [town.token("dispatcher"), town.token("district")]
    found: list[int] = []

    def send(token: str) -> None:
        body = {"client_request_id": request_id(), "expect": "reported"}
        gate.wait()
        try:
            found.append(post(f"/cases/{case.number}/moves/accept", body, token=token).status)
        finally:
            connection.close()

    together([threading.Thread(target=send, args=(token,)) for token in tokens])

    assert sorted(found) == [200, 409]
    assert story.verbs(case) == ["report", "accept"]


def test_a_door_counts_every_use_of_many_at_one_instant() -> None:
    gate = threading.Barrier(8)

    def use() -> None:
        gate.wait()
        try:
            for _ in range(5):
                limits.allow(limits.Kind.ADDRESS, "192.0.2.7", at=MONDAY_9_00)
        finally:
            connection.close()

    together([threading.Thread(target=use) for _ in range(8)])

    assert DoorCount.objects.get().count == 40
