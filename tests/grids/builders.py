"""What tests of areas are built from: a district of squares, made through the room's own imports."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wangge.grids import actions
from wangge.grids.access import Acting, Role
from wangge.grids.actions import PlacesImported
from wangge.grids.models import Area, Post
from wangge.grids.rules import placing
from wangge.grids.rules.importing import AreaRow
from wangge.journal.models import Machine
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import Department, Person, Unit

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
#: Reaches everything, as whoever installs does.
ADMIN = Acting(Role.SYSTEM_ADMIN, seat="系统", name="安装")
MACHINE = Machine("测试", "test")
WEST, SOUTH, STEP = 118.40, 31.70, 0.01

DISTRICT = "990101000000"
STREETS = ("990101001", "990101002")


def rows() -> list[AreaRow]:
    """The district, two streets, four communities, sixteen grids."""
    found = [AreaRow(1, "990101", "清岚区", gb2260_code="990101")]
    for s, (street, name) in enumerate(zip(STREETS, ("柳岸街道", "望湖街道"), strict=True), 1):
        found.append(AreaRow(len(found) + 1, street, name))
        for c in (1, 2):
            code = f"{street}{c:03d}"
            community = ("桂苑社区", "荷塘社区", "云栖社区", "杏林社区")[(s - 1) * 2 + c - 1]
            found.append(AreaRow(len(found) + 1, code, community))
            for g in range(1, 5):
                grid = AreaRow(len(found) + 1, f"{code}{g:03d}", f"第{'一二三四'[g - 1]}网格", households=500)
                found.append(grid)
    return found


def square(west: float, south: float, wide: float, high: float) -> dict[str, Any]:
    """A rectangle as GeoJSON."""
    ring = [
        [west, south],
        [west + wide, south],
        [west + wide, south + high],
        [west, south + high],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code: str, geometry: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A feature that names its area by code."""
    return {"type": "Feature", "properties": {"code": code, **more}, "geometry": geometry}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON document."""
    return {"type": "FeatureCollection", "features": list(features)}


def boundaries() -> dict[str, Any]:
    """Streets are columns, communities lie one above the other, grids are quarters of a community."""
    features = [feature(DISTRICT, square(WEST, SOUTH, 4 * STEP, 4 * STEP))]
    for s, street in enumerate(STREETS):
        west = WEST + 2 * STEP * s
        features.append(feature(street, square(west, SOUTH, 2 * STEP, 4 * STEP)))
        for c in (0, 1):
            south = SOUTH + 2 * STEP * c
            code = f"{street}{c + 1:03d}"
            features.append(feature(code, square(west, south, 2 * STEP, 2 * STEP)))
            for g in range(4):
                corner = (west + STEP * (g % 2), south + STEP * (g // 2))
                features.append(feature(f"{code}{g + 1:03d}", square(*corner, STEP, STEP)))
    return collection(*features)


@dataclass
class District:
    """The areas by their code, and ways to people it."""

    areas: dict[str, Area]

    def area(self, code: str) -> Area:
        return Area.objects.get(pk=self.areas[code].pk)

    @property
    def root(self) -> Area:
        return self.area(DISTRICT)

    @property
    def street(self) -> Area:
        return self.area("990101001000000")

    @property
    def community(self) -> Area:
        return self.area("990101001001000")

    @property
    def grid(self) -> Area:
        return self.area("990101001001001")

    def person(self, name: str) -> Person:
        return people.make_person(name=name, phone="", by=OPERATOR, at=NOON)

    def post(self, name: str, role: Role, area: Area, **more: Any) -> Post:
        return actions.appoint(self.person(name), role, area=area, since=NOON, by=ADMIN, at=NOON, **more)

    def unit(self, code: str, department: str = "sanitation") -> Unit:
        people.seed_departments()
        kind = Department.objects.get(pk=department)
        return people.make_unit(name=f"{code}单位", department=kind, code=code, by=OPERATOR, at=NOON)


def district(*, template: str = "nanjing") -> District:
    """Imported through the same doors as any other."""
    actions.seed_levels()
    actions.import_areas(rows(), template=template, by=ADMIN, at=NOON)
    actions.import_boundaries(boundaries(), crs="wgs84", by=ADMIN, at=NOON)
    return District({area.grid_code or area.stat_code: area for area in Area.objects.all()})


def import_places(*features: dict[str, Any]) -> PlacesImported:
    """Places of a GeoJSON document, through their door."""
    read, errors = placing.from_features(list(features), "wgs84")
    assert errors == []
    return actions.import_places(read, by=ADMIN, at=NOON)
