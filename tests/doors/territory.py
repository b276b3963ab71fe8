"""Changes of territory: the system administrator's own."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tests.doors import Door
from tests.doors.grids import NOWHERE, OTHERS, grid, nowhere
from tests.town import Town, middle
from wangge.grids import actions
from wangge.grids.models import Draft


def lines(town: Town) -> list[dict[str, Any]]:
    lon, lat = middle("grid")
    return [{"type": "LineString", "coordinates": [[lon, lat - 0.006], [lon, lat + 0.006]]}]


def draft(town: Town) -> Mapping[str, Any]:
    content = {"what": "split", "area": town.grid.pk, "lines": lines(town)}
    return {"draft_id": actions.hold("territory", content, by=town.hat("sysadmin"), at=timezone.now()).pk}


def draft_of_another(town: Town) -> Mapping[str, Any]:
    found = draft(town)
    Draft.objects.filter(pk=found["draft_id"]).update(post_id=NOWHERE)
    return found


DOORS = [
    Door(name="duties:split", right=("sysadmin",), wrong=OTHERS, to=grid, elsewhere=nowhere),
    Door(
        name="duties:merge",
        right=("sysadmin",),
        wrong=OTHERS,
        to=lambda town: {"area_id": town.community.pk},
        elsewhere=nowhere,
    ),
    Door(name="duties:retire", right=("sysadmin",), wrong=OTHERS, to=grid, elsewhere=nowhere),
    Door(name="duties:territory", right=("sysadmin",), wrong=OTHERS, to=draft, elsewhere=draft_of_another),
]
