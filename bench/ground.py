"""The ground of the intake benchmark: a street of 120 square grids, a person at every desk, the catalogue.

Made through the rooms' own actions in the database that the environment names: `python -m bench.ground`.
"""

from datetime import UTC, datetime
from typing import Any

import django

STREET = "990101001"
COMMUNITIES, GRIDS, SIDE, WEST, SOUTH = 10, 12, 0.004, 118.7, 32.0
LONG_AGO = datetime(2020, 1, 6, 1, 0, tzinfo=UTC)


def middle(community: int, grid: int) -> tuple[float, float]:
    """The middle of a grid's square."""
    return WEST + SIDE * (grid + 0.5), SOUTH + SIDE * (community + 0.5)


def code_of(community: int, grid: int) -> str:
    """A grid's code."""
    return f"{STREET}{community + 1:03d}{grid + 1:03d}"


def main() -> None:
    """Make all of it."""
    django.setup()
    from wangge.grids.access import THE_CLOCK
    from wangge.matters import actions as matters
    from wangge.worktime import actions as worktime

    _areas()
    desks()
    matters.seed_catalogue(by=THE_CLOCK, at=LONG_AGO)
    worktime.seed_years([2026, 2027], by=THE_CLOCK, at=LONG_AGO)


def _areas() -> None:
    from wangge.grids import actions as grids
    from wangge.grids.rules.importing import AreaRow

    grids.seed_levels()
    rows = [AreaRow(1, "990101", "清岚区", gb2260_code="990101"), AreaRow(2, STREET, "柳湾街道")]
    squares: list[dict[str, Any]] = []
    for c in range(COMMUNITIES):
        rows.append(AreaRow(len(rows) + 1, f"{STREET}{c + 1:03d}", f"第{c + 1}社区"))
        for g in range(GRIDS):
            rows.append(AreaRow(len(rows) + 1, code_of(c, g), f"第{g + 1}网格", households=300))
            west, south = WEST + SIDE * g, SOUTH + SIDE * c
            ring = [
                [west, south],
                [west + SIDE, south],
                [west + SIDE, south + SIDE],
                [west, south + SIDE],
                [west, south],
            ]
            geometry = {"type": "Polygon", "coordinates": [ring]}
            squares.append({"type": "Feature", "properties": {"code": code_of(c, g)}, "geometry": geometry})
    grids.import_areas(rows, template="nanjing", by=admin(), at=LONG_AGO)
    content = {"type": "FeatureCollection", "features": squares}
    grids.import_boundaries(content, crs="wgs84", source="虚构", by=admin(), at=LONG_AGO)


def desks() -> None:
    """A person at every desk and in every grid."""
    from wangge.grids import actions as grids
    from wangge.grids.access import Role
    from wangge.grids.models import Area
    from wangge.people import actions as people
    from wangge.people.access import OPERATOR

    people.seed_departments()
    roles = {0: Role.DISTRICT_DISPATCHER, 1: Role.STREET_DISPATCHER, 3: Role.STAFF, 4: Role.OFFICER}
    for number, area in enumerate(Area.objects.filter(rank__in=roles).order_by("path")):
        person = people.make_person(name=f"第{number}人", phone=f"199{number:08}", by=OPERATOR, at=LONG_AGO)
        grids.appoint(person, roles[area.rank], area=area, since=LONG_AGO, by=admin(), at=LONG_AGO)


def admin() -> Any:
    """Who settles the ground."""
    from wangge.grids.access import Acting, Role

    return Acting(Role.SYSTEM_ADMIN, name="安装")


if __name__ == "__main__":
    main()
