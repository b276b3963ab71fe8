"""A street with a community and a unit, and who holds which post there."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from wangge.grids.access import Role
from wangge.grids.models import Area, AreaKind, Post
from wangge.kernel.words import SHANGHAI
from wangge.people.models import Department, Person, Unit

MONDAY_9_00 = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Street:
    """Two areas, one unit, and the persons of their desks."""

    street: Area
    community: Area
    unit: Unit
    dispatcher: Person
    clerk: Person
    secretary: Person
    handler: Person
    guard: Person


def _area(name: str, path: str, rank: int, kind: AreaKind) -> Area:
    return Area.objects.create(name=name, path=path, rank=rank, kind=kind)


def _holder(name: str, role: Role, *, area: Area | None = None, unit: Unit | None = None) -> Person:
    person = Person.objects.create(name=name)
    Post.objects.create(person=person, role=role, area=area, unit=unit, since=MONDAY_9_00)
    return person


@pytest.fixture
def street() -> Street:
    street = _area("清岚街道", "1/", 1, AreaKind.STREET)
    community = _area("芦湾社区", "1/2/", 3, AreaKind.COMMUNITY)
    water = Department.objects.create(code="water_affairs", name="水务")
    unit = Unit.objects.create(name="清岚水务站", department=water, code="W-1")
    return Street(
        street=street,
        community=community,
        unit=unit,
        dispatcher=_holder("赵调", Role.STREET_DISPATCHER, area=street),
        clerk=_holder("舒写", Role.STAFF, area=community),
        secretary=_holder("舒纪", Role.SECRETARY, area=community),
        handler=_holder("王办", Role.HANDLER, unit=unit),
        guard=_holder("安全", Role.SECURITY_ADMIN, area=street),
    )
