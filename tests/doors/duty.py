"""The duty roster and alarms: the desk's own, and whoever it rings for."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.doors import Door
from tests.town import Town
from wangge.grids import actions as grids
from wangge.grids.models import Post
from wangge.kernel.ids import uuid7
from wangge.notices import actions
from wangge.notices.models import Shift

EDITS = ("dispatcher", "streetleader", "district", "districtleader")
SEES = (*EDITS, "staff", "secretary")
BLIND = ("resident", "captain", "officer", "handler", "verifier", "sysadmin", "secadmin", "audit", "stranger")


def shift(town: Town) -> Mapping[str, Any]:
    now = timezone.now() + timedelta(days=1 + Shift.objects.count())
    made = actions.add_shift(
        town.street,
        person=town.person("dispatcher"),
        starts_at=now,
        ends_at=now + timedelta(hours=12),
        by=town.hat("dispatcher"),
        at=now,
    )
    return {"shift_id": made.pk}


def alarm(town: Town) -> Mapping[str, Any]:
    town.post("dispatcher")
    made = actions.alarm(town.street.pk, case_id=uuid7(), text="闻到煤气味", at=timezone.now())
    return {"alarm_id": made.pk}


def stand_in(town: Town) -> Mapping[str, Any]:
    now = timezone.now()
    lent = grids.lend_post(
        town.post("officer"),
        to=town.person("newcomer"),
        since=now + timedelta(days=2 * Post.objects.count()),
        until=now + timedelta(days=2 * Post.objects.count() + 1),
        by=town.hat("staff"),
        at=now,
    )
    return {"post_id": lent.pk}


LENDS = (*SEES,)
LENDS_NOT = ("resident", "captain", "officer", "handler", "verifier", "sysadmin", "secadmin", "audit")
DOORS = [
    Door(name="grids:stand_ins", right=LENDS, wrong=LENDS_NOT),
    Door(
        name="grids:end_stand_in",
        right=LENDS,
        wrong=LENDS_NOT,
        hidden_from=("other_dispatcher", "other_staff"),
        to=stand_in,
        post=lambda town: {},
        elsewhere=lambda town: {"post_id": 10**9},
    ),
    Door(name="duty:roster", right=SEES, wrong=BLIND),
    Door(
        name="duty:remove_shift",
        right=EDITS,
        wrong=(*BLIND, "staff"),
        hidden_from=("other_dispatcher",),
        to=shift,
        post=lambda town: {},
        elsewhere=lambda town: {"shift_id": 10**9},
    ),
    Door(
        name="duty:ringing",
        right=("dispatcher", "officer", "resident", "sysadmin"),
        answers=frozenset({200}),
        why="everybody asks for what rings for himself",
    ),
    Door(
        name="duty:alarms",
        right=("dispatcher", "officer", "resident"),
        wrong=("stranger",),
        why="each sees what was rung for him and for his desk",
    ),
    Door(
        name="duty:alarm",
        right=("dispatcher", "streetleader", "districtleader"),
        wrong=("other_dispatcher", "officer", "resident", "handler", "sysadmin"),
        hidden_from=("other_dispatcher", "resident"),
        to=alarm,
        elsewhere=lambda town: {"alarm_id": uuid7()},
    ),
]
