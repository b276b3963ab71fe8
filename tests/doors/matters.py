"""Who gets to the catalogue and its editors: the whole district's, so nothing of it lies elsewhere."""

from collections.abc import Mapping
from typing import Any

from tests.doors import Door
from tests.town import LONG_AGO, Town
from wangge.matters import actions
from wangge.matters.models import RoutingRule
from wangge.matters.rules.drafts import RuleDraft

SEES = ("officer", "staff", "dispatcher", "streetleader", "district", "sysadmin")
SEES_NOT = ("handler", "verifier", "captain", "resident", "secadmin", "audit", "stranger")
EDITS = ("district", "sysadmin")
EDITS_NOT = ("officer", "staff", "dispatcher", "handler", "audit", "stranger")
WHOLE = "The catalogue is one for the whole installation."


def stock(town: Town) -> None:
    town.stock()


def nothing(town: Town) -> Mapping[str, Any]:
    stock(town)
    return {}


def matter(town: Town) -> Mapping[str, Any]:
    stock(town)
    return {"code": "FAC-03"}


def model(town: Town) -> Mapping[str, Any]:
    stock(town)
    return {"code": "H02"}


def number(town: Town) -> Mapping[str, Any]:
    stock(town)
    return {"key": "acknowledge"}


def rule(town: Town) -> Mapping[str, Any]:
    stock(town)
    made = RoutingRule.objects.filter(matter="FAC-03").first() or actions.add_rule(
        draft=RuleDraft("FAC-03", "", None, town.lighting.pk),
        reason="本地分工",
        by=town.hat("district"),
        at=LONG_AGO,
    )
    return {"pk": made.pk}


DOORS = [
    Door(name="matters:list", right=SEES, wrong=SEES_NOT, to=nothing, why=WHOLE),
    Door(name="matters:matter", right=SEES, wrong=SEES_NOT, to=matter, why=WHOLE),
    Door(name="matters:models", right=SEES, wrong=SEES_NOT, to=nothing, why=WHOLE),
    Door(name="matters:model", right=SEES, wrong=SEES_NOT, to=model, why=WHOLE),
    Door(name="matters:routes", right=SEES, wrong=SEES_NOT, to=nothing, why=WHOLE),
    Door(name="matters:preview", right=SEES, wrong=SEES_NOT, to=nothing, why=WHOLE),
    Door(name="matters:gaps", right=SEES, wrong=SEES_NOT, to=nothing, why=WHOLE),
    Door(name="matters:numbers", right=SEES, wrong=SEES_NOT, to=nothing, why=WHOLE),
    Door(name="matters:add_matter", right=EDITS, wrong=EDITS_NOT, to=nothing, why=WHOLE),
    Door(name="matters:edit_matter", right=EDITS, wrong=EDITS_NOT, to=matter, why=WHOLE),
    Door(name="matters:add_model", right=EDITS, wrong=EDITS_NOT, to=nothing, why=WHOLE),
    Door(name="matters:edit_model", right=EDITS, wrong=EDITS_NOT, to=model, why=WHOLE),
    Door(name="matters:add_rule", right=EDITS, wrong=EDITS_NOT, to=nothing, why=WHOLE),
    Door(name="matters:edit_rule", right=EDITS, wrong=EDITS_NOT, to=rule, why=WHOLE),
    Door(name="matters:retire_rule", right=EDITS, wrong=EDITS_NOT, to=rule, why=WHOLE),
    Door(name="matters:edit_number", right=EDITS, wrong=EDITS_NOT, to=number, why=WHOLE),
]
