"""Two at one instant, on PostgreSQL: one answers an alarm, it rings for nobody twice, a page has one name."""

from datetime import timedelta
from functools import partial

import pytest

from tests.cases.test_races import both
from tests.town import MONDAY_9_00, Town
from wangge.duties import actions as duties
from wangge.duties.models import Handover
from wangge.kernel.ids import uuid7
from wangge.notices import actions as notices
from wangge.notices.models import Alarm, Ring

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = MONDAY_9_00 + timedelta(minutes=1)


def test_an_alarm_acknowledged_twice_at_one_instant_has_one_who_did(town: Town) -> None:
    people = [town.dispatcher, town.streetleader]
    alarm = notices.alarm(town.street.pk, case_id=uuid7(), text="楼道着火", at=MONDAY_9_00)

    both(*(lambda by=by: notices.acknowledge(alarm, by=by, at=LATER) for by in people))

    found = Alarm.objects.get(pk=alarm.pk)
    assert found.acknowledged_by_id in {by.person_id for by in people}
    assert found.acknowledged_at == LATER


def test_an_alarm_acknowledged_while_the_next_is_rung_for_rings_for_nobody_twice(town: Town) -> None:
    by = town.dispatcher
    _ = town.streetleader, town.district
    alarm = notices.alarm(town.street.pk, case_id=uuid7(), text="楼道着火", at=MONDAY_9_00)

    both(
        lambda: notices.acknowledge(alarm, by=by, at=MONDAY_9_00 + timedelta(minutes=5)),
        lambda: notices.ring_next(alarm.pk, at=MONDAY_9_00 + timedelta(minutes=5)),
        lambda: notices.ring_next(alarm.pk, at=MONDAY_9_00 + timedelta(minutes=5)),
    )

    rung = list(Ring.objects.filter(alarm=alarm).values_list("person_id", flat=True))
    assert len(rung) == len(set(rung))
    assert Alarm.objects.get(pk=alarm.pk).acknowledged_by_id == by.person_id


def test_a_page_signed_twice_at_one_instant_is_signed_once(town: Town) -> None:
    officer, leader = town.officer, town.leader
    made = duties.write_handover(
        town.grid,
        taker=town.person("leader"),
        keys="消防箱钥匙 2 把",
        notes="周三陪同电梯年检",
        helpers="楼道长",
        by=officer,
        at=MONDAY_9_00,
    )

    sign = partial(duties.sign_handover, made, by=officer, at=LATER)
    came_to = both(sign, sign)

    assert came_to == ["done", "refused"]
    assert Handover.objects.get(pk=made.pk).state != "双方已签"
    duties.sign_handover(made, by=leader, at=LATER)
