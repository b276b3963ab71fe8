"""Who sees figures: posts at desks and leaders, within their area; a bound screen sees the wall alone."""

from collections.abc import Mapping
from typing import Any

from tests.doors import Door
from tests.town import LONG_AGO, Town
from wangge.insight import actions

SEES = ("staff", "secretary", "dispatcher", "streetleader", "district", "districtleader")
SEES_NOT = (
    "officer",
    "handler",
    "unitleader",
    "verifier",
    "revisit",
    "captain",
    "resident",
    "audit",
    "stranger",
)
KEYLESS = ("sysadmin", "districtleader", "dispatcher", "audit")
AREA = "The area is asked for in the query; tests/insight asks for one elsewhere and gets 404."


def stock(town: Town) -> Mapping[str, Any]:
    town.stock()
    return {}


def screen(town: Town) -> Mapping[str, Any]:
    made, _ = actions.issue_screen(name="一楼大厅", area=town.street, by=town.hat("secadmin"), at=LONG_AGO)
    return {"screen_id": made.pk}


DOORS = [
    Door(name="insight:wall", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:wall_data", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:ground", right=SEES, wrong=SEES_NOT, to=stock, why=AREA),
    Door(name="insight:bind", public=True),
    Door(
        name="insight:screens",
        right=("secadmin",),
        wrong=KEYLESS,
    ),
    Door(
        name="insight:revoke",
        right=("secadmin",),
        wrong=KEYLESS,
        to=screen,
        post=lambda town: {},
        why="The security administrator's post hangs on the whole installation.",
    ),
]
