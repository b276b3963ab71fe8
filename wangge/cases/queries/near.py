"""Cases near a point, among those of a tally's filter: a box first, then the distance itself;
or in the building its words name.
"""

from typing import Any

from django.db.models import QuerySet

from wangge.cases.models import Case, Tally
from wangge.cases.rules import counting, likeness
from wangge.grids import access
from wangge.grids import queries as grids

_COMMUNITY = 3


def near(tallies: QuerySet[Tally], lon: float, lat: float, within: float, *, most: int = 50) -> list[Tally]:
    """Those of these that lie at most so many metres away."""
    west, south, east, north = counting.box(lon, lat, within)
    boxed = tallies.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    found = list(boxed[:most])
    return [t for t in found if counting.metres(lon, lat, t.lon or 0, t.lat or 0) <= within]


def in_same_building(tallies: QuerySet[Tally], case: Case, *, most: int = 200) -> dict[Any, Tally]:
    """Those of these in the same community whose written place names the same building, by case."""
    building = likeness.building_key(case.place)
    above = next((node for node in grids.chain(case.area_path) if node.rank == _COMMUNITY), None)
    if not building or above is None:
        return {}
    rows = tallies.filter(access.below(above.path)).exclude(case__place="").select_related("case")
    newest = rows.order_by("-reported_on", "-case_id")[:most]
    return {t.pk: t for t in newest if likeness.building_key(t.case.place) == building}
