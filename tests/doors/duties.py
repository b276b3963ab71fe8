"""Handing over, patrols, shop fronts."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.doors import Door
from tests.grids.builders import import_places
from tests.town import Town, middle
from wangge.duties import actions
from wangge.duties.models import PatrolPlan
from wangge.duties.rules.patrol import Duty, Kind
from wangge.grids.models import Place
from wangge.kernel.ids import uuid7

HANDS = ("officer", "leader", "staff", "secretary", "dispatcher", "streetleader")
BLIND = ("resident", "captain", "handler", "verifier", "sysadmin", "secadmin", "audit", "stranger")
WALKS = ("officer", "leader", "staff")
PLANS = ("staff", "secretary", "dispatcher")


def handover(town: Town) -> Mapping[str, Any]:
    town.post("leader")
    made = actions.write_handover(
        town.grid,
        taker=town.person("leader"),
        keys="钥匙 2 把",
        notes="",
        helpers="",
        by=town.hat("officer"),
        at=timezone.now(),
    )
    return {"handover_id": made.pk}


def no_handover(town: Town) -> Mapping[str, Any]:
    return {"handover_id": uuid7()}


def plan_of(town: Town) -> PatrolPlan:
    point = {"type": "Point", "coordinates": list(middle("grid"))}
    properties = {"code": "P1", "kind": "park", "name": "柳荫公园"}
    import_places({"type": "Feature", "properties": properties, "geometry": point})
    return actions.plan_patrol(
        town.community,
        name="公园一圈",
        kind=Kind.ENVIRONMENT,
        every_days=7,
        places=[Place.objects.get(code="P1")],
        by=town.hat("staff"),
        at=timezone.now(),
    )


def plan(town: Town) -> Mapping[str, Any]:
    return {"plan_id": plan_of(town).pk}


def no_plan(town: Town) -> Mapping[str, Any]:
    return {"plan_id": 10**9}


def patrol(town: Town) -> Mapping[str, Any]:
    made = actions.start_patrol(plan_of(town), by=town.hat("officer"), at=timezone.now())
    return {"patrol_id": made.pk}


def front(town: Town) -> Mapping[str, Any]:
    made = actions.keep_front(
        town.grid,
        name="老陈面馆",
        place="柳荫路8号",
        duties=[Duty.CLEAN],
        signed_on=None,
        by=town.hat("staff"),
        at=timezone.now(),
    )
    return {"front_id": made.pk}


def officers_post(town: Town) -> Mapping[str, Any]:
    return {"post_id": town.post("officer").pk}


def no_post(town: Town) -> Mapping[str, Any]:
    return {"post_id": 10**9}


DOORS = [
    Door(
        name="duties:certificate",
        right=("officer", "sysadmin"),
        wrong=("next_officer", "leader", "staff", "dispatcher", "handler", "audit", "stranger"),
        to=officers_post,
        elsewhere=no_post,
    ),
    Door(name="duties:handovers", right=HANDS, wrong=BLIND),
    Door(
        name="duties:handover",
        right=("officer", "leader", "staff", "dispatcher"),
        wrong=("stranger", "resident"),
        hidden_from=("next_officer", "other_staff", "other_dispatcher", "handler"),
        to=handover,
        elsewhere=no_handover,
    ),
    Door(
        name="duties:handover_print",
        right=("officer", "leader", "staff"),
        wrong=("stranger", "resident"),
        hidden_from=("next_officer", "other_staff"),
        to=handover,
        elsewhere=no_handover,
    ),
    Door(name="duties:patrols", right=(*WALKS, "secretary", "dispatcher"), wrong=(*BLIND, "district")),
    Door(
        name="duties:start_patrol",
        right=WALKS,
        wrong=(*BLIND, "secretary"),
        hidden_from=("other_officer", "other_staff"),
        to=plan,
        post=lambda town: {},
        elsewhere=no_plan,
    ),
    Door(
        name="duties:end_plan",
        right=PLANS,
        wrong=(*BLIND, "officer"),
        hidden_from=("other_staff", "other_dispatcher"),
        to=plan,
        post=lambda town: {},
        elsewhere=no_plan,
    ),
    Door(
        name="duties:patrol",
        right=("officer",),
        wrong=(*BLIND, "secretary"),
        hidden_from=("leader", "next_officer", "staff"),
        to=patrol,
        elsewhere=lambda town: {"patrol_id": uuid7()},
    ),
    Door(name="duties:fronts", right=(*WALKS, "secretary", "dispatcher"), wrong=(*BLIND, "district")),
    Door(
        name="duties:front_fault",
        right=WALKS,
        wrong=(*BLIND, "secretary"),
        hidden_from=("next_officer", "other_staff"),
        to=front,
        post=lambda town: {"duty": "clean"},
        elsewhere=lambda town: {"front_id": 10**9},
    ),
]
