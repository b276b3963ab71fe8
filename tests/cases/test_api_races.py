"""Two requests at one instant, with real threads on PostgreSQL: the unique constraint decides."""

import json
import threading

import pytest
from django.db import connection

from tests.cases.asking import Answer, post, report_of, request_id
from tests.cases.story import Story
from wangge.cases.models import Appeal, Case, Receipt
from wangge.jobs.models import Job

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
