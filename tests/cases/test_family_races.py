"""A parent is closed while its child is taken up again, on PostgreSQL: it waits, or it knows."""

import pytest

from tests.cases.story import HOUR, Story
from tests.cases.test_family import answered, split
from tests.cases.test_races import both
from tests.town import MONDAY_9_00, Town
from wangge.cases import actions
from wangge.cases.models import Case, Step
from wangge.cases.queries import history
from wangge.cases.rules.flows import Outcome

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = MONDAY_9_00 + 2 * HOUR


def test_a_parent_closed_while_its_child_is_taken_up_again_waits_or_knows(town: Town, story: Story) -> None:
    by = town.dispatcher
    case = story.accepted(matter="ENV-13")
    child = answered(split(case, by), by)

    came_to = both(
        lambda: actions.answer(
            Case.objects.get(pk=case.pk), outcome=Outcome.BEYOND_POWER, said="归水务。", by=by, at=LATER
        ),
        lambda: actions.reopen(Case.objects.get(pk=child.pk), note="又堆上了", by=by, at=LATER),
    )

    case.refresh_from_db()
    assert case.is_open == ("refused" in came_to)
    assert Step.objects.filter(case=case, verb="child_reopened").count() == 1
    assert Case.objects.get(pk=child.pk).is_open
    assert not list(history.broken_chains())
