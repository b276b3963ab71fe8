"""Doors of the emergency look: who sits at a desk above the grid asks, the audit administrator judges."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.cases.story import Story
from tests.doors import Door
from tests.town import Town
from wangge.cases import actions
from wangge.cases.models import Case, Glass


def looked(town: Town) -> Glass:
    """The community has looked at a call for help that lies on the street's desk."""
    town.stock()
    _ = town.dispatcher, town.staff
    case: Case = Story(town).reported(text="他又打我了，孩子在哭", matter="")
    return actions.break_glass(
        case, why="harm", words="邻居说屋里没动静，要马上上门", by=town.staff, at=timezone.now()
    )


def of_it(town: Town) -> Mapping[str, Any]:
    return {"glass_id": looked(town).pk}


def nowhere(town: Town) -> Mapping[str, Any]:
    return {"glass_id": "00000000-0000-0000-0000-000000000001"}


OUT = ("officer", "leader", "captain", "handler", "verifier", "revisit", "sysadmin", "secadmin", "stranger")
DOORS = [
    Door(
        name="cases:glass",
        right=("staff", "secretary", "dispatcher", "streetleader", "district", "districtleader"),
        wrong=(*OUT, "audit"),
    ),
    Door(
        name="cases:glass_open",
        right=("staff",),
        wrong=(*OUT, "audit"),
        hidden_from=("dispatcher", "district", "other_staff"),
        to=of_it,
        elsewhere=nowhere,
    ),
    Door(
        name="cases:glass_review",
        right=("audit",),
        wrong=(*OUT, "staff", "dispatcher", "districtleader"),
        why="A register of the whole installation.",
    ),
    Door(
        name="cases:glass_judge",
        right=("audit",),
        wrong=(*OUT, "staff", "dispatcher", "districtleader"),
        to=of_it,
        elsewhere=nowhere,
    ),
]
