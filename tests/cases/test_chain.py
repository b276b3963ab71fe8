"""History holds, can forget, and tells when somebody rewrote it."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from tests.cases.story import DAY, Story
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case, Step
from wangge.cases.queries import history
from wangge.cases.rules import chain
from wangge.cases.sealed import appeal_words
from wangge.grids.access import THE_CLOCK

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY_OF_IT = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _seal_file(tmp_path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DATA = tmp_path


def test_every_chain_holds_after_a_whole_story(
    story: Story, django_capture_on_commit_callbacks: object
) -> None:
    story.closed(matter="ENV-01")
    story.reported(matter="ENV-02")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.seal_day(DAY_OF_IT, at=MONDAY_9_00 + DAY)

    call_command("verify_chain")


def test_a_step_rewritten_by_sql_is_caught(story: Story) -> None:
    case = story.closed(matter="ENV-01")
    Step.objects.filter(case=case, verb="verify").update(person_id=999)

    faults = list(history.broken_chains())

    assert [f.where for f in faults] == [str(case.pk)]


def test_a_step_and_its_whole_chain_rewritten_are_caught_by_the_seal(
    story: Story, django_capture_on_commit_callbacks: object
) -> None:
    case = story.closed(matter="ENV-01")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.seal_day(DAY_OF_IT, at=MONDAY_9_00 + DAY)

    previous = b""
    for step in Step.objects.filter(case=case).order_by("seq"):
        if step.verb == "verify":
            step.person_id = 999
        step.previous, step.hash = previous, step.facts.hash(previous)
        step.save()
        previous = step.hash
    Case.objects.filter(pk=case.pk).update(head=previous)

    assert not list(history.broken_chains())
    assert [f.where for f in history.broken_seals()] == [str(DAY_OF_IT)]
    with pytest.raises(CommandError):
        call_command("verify_chain")


def test_a_case_in_the_middle_is_forgotten_and_everything_still_verifies(
    town: Town, story: Story, django_capture_on_commit_callbacks: object
) -> None:
    _ = town
    first, middle, last = (story.closed(matter="ENV-01") for _ in range(3))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.seal_day(DAY_OF_IT, at=MONDAY_9_00 + DAY)

    gone = actions.forget(middle, by=THE_CLOCK, at=MONDAY_9_00 + 2 * DAY)

    call_command("verify_chain")
    assert all(not words for words in appeal_words(gone, gone.appeals.all()).values())
    for kept in (first, last):
        assert all(w["text"] for w in appeal_words(kept, kept.appeals.all()).values())


def test_the_root_changes_with_every_leaf_and_with_their_order() -> None:
    leaves = [bytes([n]) * 32 for n in range(5)]

    roots = {
        chain.merkle_root(leaves),
        chain.merkle_root(leaves[:4]),
        chain.merkle_root([*leaves[1:], leaves[0]]),
        chain.merkle_root([]),
    }

    assert len(roots) == 4
