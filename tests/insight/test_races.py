"""Two writers at once: nobody waits for anybody's figure, nothing is counted twice or lost."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from tests.cases.story import Story
from tests.insight.test_counting import numbers, rows
from tests.town import MONDAY_9_00, Town
from wangge.cases.models import Delta
from wangge.insight import actions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*deeds: Callable[[], object]) -> None:
    """Run these in threads of their own; the first error comes out."""
    errors: list[BaseException] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            deed()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


def test_two_workers_fold_every_change_once(town: Town, story: Story) -> None:
    for _ in range(6):
        story.closed(matter="ENV-01")
    before = numbers(town.district)

    def fold() -> None:
        while actions.fold(at=MONDAY_9_00, limit=7):
            pass

    at_once(fold, fold, fold)

    assert not Delta.objects.exists()
    assert numbers(town.district) == before
    folded = rows()
    actions.rebuild(at=MONDAY_9_00)
    assert rows() == folded


def test_reports_go_on_while_somebody_folds_and_counts_anew(town: Town, story: Story) -> None:
    for _ in range(3):
        story.reported(matter="ENV-01")

    def report() -> None:
        for _ in range(8):
            story.report(matter="ENV-02")

    def keep() -> None:
        for _ in range(4):
            actions.fold(at=MONDAY_9_00, limit=5)

    at_once(report, report, keep, keep)

    assert numbers(town.district)[MONDAY_9_00.date(), "reported"] == 19
    while actions.fold(at=MONDAY_9_00):
        pass
    folded = rows()
    actions.rebuild(at=MONDAY_9_00)
    assert rows() == folded


def test_a_change_that_is_not_committed_is_neither_shown_nor_folded(town: Town, story: Story) -> None:
    from django.db import transaction

    story.reported(matter="ENV-01")
    counted = threading.Event()
    folded = threading.Event()

    def slow() -> None:
        with transaction.atomic():
            story.report(matter="ENV-02")
            counted.set()
            folded.wait(20)

    def keep() -> None:
        counted.wait(20)
        while actions.fold(at=MONDAY_9_00):
            pass
        assert numbers(town.district)[MONDAY_9_00.date(), "reported"] == 1
        folded.set()

    at_once(slow, keep)

    assert connection.vendor == "postgresql"
    assert numbers(town.district)[MONDAY_9_00.date(), "reported"] == 2
