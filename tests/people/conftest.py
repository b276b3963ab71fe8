"""An office with the three administrators and one officer, made by the command line's hat."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from wangge.grids import queries
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, AreaKind, Post, UnitArea
from wangge.kernel.words import SHANGHAI
from wangge.people import actions
from wangge.people.access import OPERATOR
from wangge.people.models import Account, Department, Person, Unit

#: Since when everybody holds his post: pages ask the clock, and must find them in it whenever they are run.
LONG_AGO = datetime(2020, 1, 6, 9, 0, tzinfo=SHANGHAI)
MONDAY_9_00 = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
GOOD_PASSWORD = "Qinglan-2026-lamp"


@dataclass(frozen=True)
class Office:
    """Who sits here, and the hats they wear."""

    officer: Person
    sysadmin: Acting
    secadmin: Acting
    audit: Acting
    clerk: Acting

    def account(self, username: str = "hewang", *, signed_in: bool = True) -> Account:
        """The officer's account, with a password unless the slip is still unused."""
        slip = actions.open_account(self.officer, username=username, by=self.sysadmin, at=MONDAY_9_00)
        if not signed_in:
            return slip.account
        return actions.set_password(slip.account, password=GOOD_PASSWORD, at=MONDAY_9_00)


def _hat(name: str, role: Role, post_id: int) -> Acting:
    person = actions.make_person(name=name, by=OPERATOR, at=MONDAY_9_00)
    return Acting(role, person_id=person.pk, post_id=post_id, name=f"{name}・{role.label}")


@pytest.fixture
def office() -> Office:
    return Office(
        officer=actions.make_person(name="何望", phone="138 0000 0001", by=OPERATOR, at=MONDAY_9_00),
        sysadmin=_hat("席统", Role.SYSTEM_ADMIN, 1),
        secadmin=_hat("安全", Role.SECURITY_ADMIN, 2),
        audit=_hat("申计", Role.AUDIT_ADMIN, 3),
        clerk=_hat("舒写", Role.STAFF, 4),
    )


@dataclass(frozen=True)
class Place:
    """A street with two communities and their grids, a unit, and hats that hang on real posts."""

    street: Area
    community: Area
    other_community: Area
    grid: Area
    unit: Unit
    sysadmin: Acting
    #: The administrator of another street.
    far_sysadmin: Acting
    clerk: Acting
    other_clerk: Acting


def _area(name: str, path: str, rank: int, kind: AreaKind, **codes: str) -> Area:
    return Area.objects.create(name=name, path=path, rank=rank, kind=kind, **codes)


def post_of(person: Person, role: Role, *, area: Area | None = None, unit: Unit | None = None) -> Acting:
    """Somebody's hat in a post that is simply there."""
    post = Post.objects.create(person=person, role=role, area=area, unit=unit, since=LONG_AGO)
    return post.acting()


@pytest.fixture
def place() -> Place:
    street = _area("清岚街道", "1/", 1, AreaKind.STREET, stat_code="320999001")
    other_street = _area("望溪街道", "9/", 1, AreaKind.STREET, stat_code="320999002")
    community = _area("芦湾社区", "1/2/", 3, AreaKind.COMMUNITY, stat_code="320999001001")
    other = _area("渔台社区", "1/3/", 3, AreaKind.COMMUNITY, stat_code="320999001002")
    grid = _area("芦湾一网格", "1/2/4/", 4, AreaKind.GRID, grid_code="320999001001001")
    department = Department.objects.create(code="water_affairs", name="水务")
    unit = Unit.objects.create(name="清岚水务站", department=department, code="W-1")
    UnitArea.objects.create(unit=unit, area=street)
    queries.forget()  # rows written around the actions: what an earlier test kept in memory is not theirs

    def person(name: str) -> Person:
        return actions.make_person(name=name, by=OPERATOR, at=MONDAY_9_00)

    return Place(
        street=street,
        community=community,
        other_community=other,
        grid=grid,
        unit=unit,
        sysadmin=post_of(person("席统"), Role.SYSTEM_ADMIN, area=street),
        far_sysadmin=post_of(person("远管"), Role.SYSTEM_ADMIN, area=other_street),
        clerk=post_of(person("舒写"), Role.STAFF, area=community),
        other_clerk=post_of(person("余写"), Role.STAFF, area=other),
    )
