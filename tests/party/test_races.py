"""Two at one instant, on PostgreSQL: one task has one taker, one post no more holders than it wants."""

from datetime import date

import pytest

from tests.cases.test_races import both
from tests.town import MONDAY_9_00, Town
from wangge.party import actions
from wangge.party.models import Deed, MicroTask, PostHolding, ResponsibilityPost
from wangge.party.rules.serving import Duty

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def task(town: Town) -> MicroTask:
    return actions.publish_task(
        town.grid,
        title="换楼道灯",
        words_="三号楼",
        due_on=date(2026, 11, 30),
        duty=Duty.SERVE,
        by=town.officer,
        at=MONDAY_9_00,
    )


def test_of_two_who_claim_one_task_one_has_it(town: Town) -> None:
    one, first, second = task(town), town.member, town.branchsec

    came_to = both(
        lambda: actions.claim_task(MicroTask.objects.get(pk=one.pk), by=first, at=MONDAY_9_00),
        lambda: actions.claim_task(MicroTask.objects.get(pk=one.pk), by=second, at=MONDAY_9_00),
    )

    assert came_to == ["done", "refused"]


def test_a_task_confirmed_twice_counts_once(town: Town) -> None:
    one, officer, leader = task(town), town.officer, town.leader
    actions.claim_task(one, by=town.member, at=MONDAY_9_00)
    actions.finish_task(one, result="换好了", by=town.member, at=MONDAY_9_00)

    came_to = both(
        lambda: actions.confirm_task(MicroTask.objects.get(pk=one.pk), by=officer, at=MONDAY_9_00),
        lambda: actions.confirm_task(MicroTask.objects.get(pk=one.pk), by=leader, at=MONDAY_9_00),
    )

    assert came_to == ["done", "refused"]
    assert Deed.objects.count() == 1


def test_a_post_takes_no_more_than_it_wants(town: Town) -> None:
    post = actions.open_post(
        town.grid, kind="post", title="宣传岗", words_="说政策", by=town.officer, at=MONDAY_9_00
    )
    first, second = town.member, town.branchsec

    came_to = both(
        lambda: actions.take_post(ResponsibilityPost.objects.get(pk=post.pk), by=first, at=MONDAY_9_00),
        lambda: actions.take_post(ResponsibilityPost.objects.get(pk=post.pk), by=second, at=MONDAY_9_00),
    )

    assert came_to == ["done", "refused"]
    assert PostHolding.objects.count() == 1
