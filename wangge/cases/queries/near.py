"""Cases near a point, among those of a tally's filter: a box first, then the distance itself."""

from django.db.models import QuerySet

from wangge.cases.models import Tally
from wangge.cases.rules import counting


def near(tallies: QuerySet[Tally], lon: float, lat: float, within: float, *, most: int = 50) -> list[Tally]:
    """Those of these that lie at most so many metres away."""
    west, south, east, north = counting.box(lon, lat, within)
    boxed = tallies.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    found = list(boxed[:most])
    return [t for t in found if counting.metres(lon, lat, t.lon or 0, t.lat or 0) <= within]
