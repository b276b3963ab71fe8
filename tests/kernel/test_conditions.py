"""Conditions judged in memory: as SQL would, or not at all."""

import pytest
from django.db.models import Exists, Q

from wangge.kernel.conditions import holds
from wangge.kernel.models import DoorCount

ROW = DoorCount(pk=7, count=5)
UNKNOWN = Q(Exists(DoorCount.objects.all()))


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        (Q(), True),
        (Q(count=5), True),
        (Q(pk=7, count__in=[4, 5]), True),
        (Q(count__gte=6), False),
        (Q(count__gte=5) & ~Q(count__lt=5), True),
        (~(Q(count=5) | Q(count=6)), False),
        (Q(pk__in=[]), False),
        (Q(count=5) & UNKNOWN, None),
        (Q(count=6) & UNKNOWN, False),
        (Q(count=5) | UNKNOWN, True),
        (~UNKNOWN, None),
        (Q(count=5) ^ Q(count=6), None),
        (Q(slot=None), None),
        (Q(count__range=(1, 9)), None),
        (Q(something_else=1), None),
    ],
)
def test_a_condition_is_judged_by_the_columns_or_left_to_the_database(
    condition: Q, answer: bool | None
) -> None:
    assert holds(condition, ROW) is answer
