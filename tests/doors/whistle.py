"""Whistles and summonses: the street's side, the units called, the district."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.doors import Door
from tests.town import Town
from wangge.duties import actions
from wangge.duties.rules.whistle import Kind
from wangge.kernel.ids import uuid7

STREET = ("staff", "secretary", "dispatcher", "streetleader", "district", "districtleader")
DRAFTS = ("staff", "secretary", "dispatcher")
UNITS = ("handler", "unitleader")
BLIND = ("resident", "captain", "verifier", "sysadmin", "secadmin", "audit", "stranger")
SUMMONS = ("leader", *STREET)


def whistle(town: Town) -> Mapping[str, Any]:
    now = timezone.now()
    made = actions.draft_whistle(
        kind=Kind.HARD_PROBLEM,
        reason="管道归属不清",
        units=[town.water],
        meet_at=now + timedelta(days=1),
        place="柳荫里东门",
        by=town.hat("staff"),
        at=now,
    )
    actions.approve_whistle(made, by=town.hat("streetleader"), at=now)
    return {"whistle_id": made.pk}


def summons(town: Town) -> Mapping[str, Any]:
    now = timezone.now()
    made = actions.summon(
        topic="商量停车",
        meet_at=now + timedelta(days=2),
        place="社区会议室",
        units=[town.water],
        by=town.hat("leader"),
        at=now,
    )
    return {"summons_id": made.pk}


DOORS = [
    Door(name="duties:whistles", right=(*STREET, *UNITS), wrong=(*BLIND, "officer", "leader")),
    Door(name="duties:new_whistle", right=DRAFTS, wrong=(*BLIND, "streetleader", "handler", "district")),
    Door(
        name="duties:whistle",
        right=(*STREET, *UNITS),
        wrong=(*BLIND, "officer"),
        hidden_from=("other_dispatcher", "other_handler", "other_staff"),
        to=whistle,
        elsewhere=lambda town: {"whistle_id": uuid7()},
    ),
    Door(name="duties:summonses", right=(*SUMMONS, *UNITS), wrong=(*BLIND, "officer")),
    Door(name="duties:new_summons", right=SUMMONS, wrong=(*BLIND, "officer", "handler")),
    Door(
        name="duties:summons",
        right=(*SUMMONS, *UNITS),
        wrong=(*BLIND, "officer"),
        hidden_from=("other_dispatcher", "other_handler", "other_staff"),
        to=summons,
        elsewhere=lambda town: {"summons_id": uuid7()},
    ),
]
