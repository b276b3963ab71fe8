"""An invented small town and its people, built by calling actions: the ground of tests that need somebody.

One district, two streets, communities and grids between them, units that serve them, and a person for each
role. All codes lie outside the real ranges, all names are invented. People are made when first spoken of.
"""

from collections.abc import Callable, Iterable
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.remembered import once
from wangge.grids import actions as grids
from wangge.grids.access import THE_CLOCK, Acting, Role
from wangge.grids.models import Area, Post
from wangge.grids.rules.importing import AreaRow
from wangge.kernel.words import SHANGHAI
from wangge.matters import actions as matters
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import Account, Department, Person, Unit
from wangge.worktime import actions as worktime

if TYPE_CHECKING:
    from tests.party.network import Network

#: A working Monday; the moment most tests pass as `at`.
MONDAY_9_00 = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
#: Long before any clock a test runs under, so that posts are in force in pages too.
LONG_AGO = datetime(2020, 1, 6, 9, 0, tzinfo=SHANGHAI)
PASSWORD = "Qinglan-lamp-2020"
#: The grids' squares lie side by side from west to east; the side of one, in degrees, and the first corner.
SQUARES = ("grid", "next_grid", "other_grid", "far_grid")
_SIDE, _WEST, _SOUTH = 0.01, 118.7, 32.0
_AREAS = {
    "district": ("990101000000", "清岚区", ""),
    "street": ("990101001000", "柳湾街道", ""),
    "other_street": ("990101002000", "石桥街道", ""),
    "community": ("990101001001", "柳荫社区", ""),
    "other_community": ("990101001002", "荷塘社区", ""),
    "far_community": ("990101002001", "望山社区", ""),
    "grid": ("990101001001001", "柳荫一网格", "residential"),
    "next_grid": ("990101001001002", "柳荫二网格", "residential"),
    "other_grid": ("990101001002001", "荷塘一网格", "residential"),
    "far_grid": ("990101002001001", "望山一网格", "residential"),
}
_UNITS = {
    "water": ("清岚区供水公司", "water_supply", "district"),
    "works": ("清岚区市政所", "municipal_works", "district"),
    "lighting": ("清岚区路灯所", "power_supply", "district"),
    "sanitation": ("柳湾环卫所", "sanitation", "street"),
    "enforcement": ("柳湾综合执法中队", "comprehensive_enforcement", "street"),
    "management": ("柳荫物业公司", "property_company", "community"),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the town: a name, a role, and the area or unit it is held in."""

    name: str
    role: Role | None
    where: str


#: The user names of the demo for each role, and those who stand beside them: of the next grid, the other
#: community, the other street, the other unit, and a stranger who has an account but no post.
PEOPLE = {
    "resident": Who("林居安", Role.RESIDENT, "grid"),
    "captain": Who("楼道善", Role.CAPTAIN, "grid"),
    "officer": Who("王格远", Role.OFFICER, "grid"),
    "leader": Who("郑格长", Role.LEADER, "grid"),
    "next_officer": Who("邻格平", Role.OFFICER, "next_grid"),
    "other_officer": Who("何塘生", Role.OFFICER, "other_grid"),
    "staff": Who("佘工悦", Role.STAFF, "community"),
    "other_staff": Who("何工文", Role.STAFF, "other_community"),
    "secretary": Who("舒纪明", Role.SECRETARY, "community"),
    "dispatcher": Who("赵度清", Role.STREET_DISPATCHER, "street"),
    "other_dispatcher": Who("石度宁", Role.STREET_DISPATCHER, "other_street"),
    "streetleader": Who("柳道直", Role.STREET_LEADER, "street"),
    "verifier": Who("孙查实", Role.VERIFIER, "street"),
    "other_verifier": Who("石查正", Role.VERIFIER, "other_street"),
    "revisit": Who("周访真", Role.REVISIT, "street"),
    "handler": Who("汪水平", Role.HANDLER, "water"),
    "other_handler": Who("洪扫净", Role.HANDLER, "sanitation"),
    "unitleader": Who("汪水源", Role.UNIT_LEADER, "water"),
    "district": Who("岚度衡", Role.DISTRICT_DISPATCHER, "district"),
    "districtleader": Who("岚区正", Role.DISTRICT_LEADER, "district"),
    "sysadmin": Who("席统一", Role.SYSTEM_ADMIN, "district"),
    "secadmin": Who("安全之", Role.SECURITY_ADMIN, "district"),
    "audit": Who("申计真", Role.AUDIT_ADMIN, "district"),
    "orgdept": Who("组织善", Role.ORG_DEPARTMENT, "district"),
    "branchsec": Who("支书平", Role.BRANCH_SECRETARY, "network"),
    "member": Who("党员真", Role.PARTY_MEMBER, "network"),
    "other_branchsec": Who("石支书", Role.BRANCH_SECRETARY, "network"),
    "stranger": Who("陌路人", None, ""),
    # No test signs these two in: one has a slip and has never used it, one has no account yet.
    "newcomer": Who("辛来到", Role.OFFICER, "next_grid"),
    "recruit": Who("楼新善", Role.CAPTAIN, "next_grid"),
}
#: Stands for the town itself in what is kept of it.
_TOWN = object()
_MAYOR = Acting(Role.SYSTEM_ADMIN, name="建镇")


class Town:
    """Areas and units are attributes (`town.grid`, `town.water`); a role is its hat (`town.dispatcher`)."""

    def __init__(self) -> None:
        self._posts: dict[str, Post] = {}
        self._persons: dict[str, Person] = {}
        self._accounts: dict[str, Account] = {}
        self._clients: dict[str, Client] = {}
        self._sessions: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._has_catalogue = False
        self.once("town", self._make)

    district: Area
    street: Area
    other_street: Area
    community: Area
    other_community: Area
    far_community: Area
    grid: Area
    next_grid: Area
    other_grid: Area
    far_grid: Area
    water: Unit
    works: Unit
    lighting: Unit
    sanitation: Unit
    enforcement: Unit
    management: Unit

    def once(self, name: str, make: Callable[[], None]) -> None:
        """Make this, or put back what it came to the first time (tests/remembered.py).

        `name` says all that it depends on, the state of the town before it included.
        """

        def keep() -> dict[str, Any]:
            return deepcopy(self.__dict__, {id(self): _TOWN})

        def give(kept: dict[str, Any]) -> None:
            self.__dict__.update(deepcopy(kept, {id(_TOWN): self}))

        once(name, make, keep=keep, give=give)

    def _make(self) -> None:
        self._make_areas()
        self._make_units()

    def _make_areas(self) -> None:
        grids.seed_levels()
        rows = [
            AreaRow(number, code, name, grid_type=kind, households=500 if kind else None)
            for number, (code, name, kind) in enumerate(_AREAS.values(), 2)
        ]
        grids.import_areas(rows, template="nanjing", by=_MAYOR, at=LONG_AGO)
        made = {area.grid_code or area.stat_code: area for area in Area.objects.all()}
        for place, (code, _, _) in _AREAS.items():
            setattr(self, place, made.get(code.ljust(15, "0")) or made[code])
        squares = [
            {"type": "Feature", "properties": {"code": _AREAS[place][0]}, "geometry": square(place)}
            for place in SQUARES
        ]
        content = {"type": "FeatureCollection", "features": squares}
        grids.import_boundaries(content, crs="wgs84", source="虚构", by=_MAYOR, at=LONG_AGO)
        for place in SQUARES:
            getattr(self, place).refresh_from_db()

    def _make_units(self) -> None:
        people.seed_departments()
        for place, (name, department, served) in _UNITS.items():
            kind = Department.objects.get(pk=department)
            unit = people.make_unit(name=name, department=kind, code=f"T-{place}", by=OPERATOR, at=LONG_AGO)
            grids.serve(unit, getattr(self, served), by=_MAYOR, at=LONG_AGO)
            setattr(self, place, unit)

    @cached_property
    def network(self) -> "Network":
        """The Party organisations of the town (tests/party/network.py), made when first spoken of."""
        from tests.party.network import Network

        return Network(self)

    def __getattr__(self, who: str) -> Acting:
        if who in PEOPLE:
            return self.hat(who)
        raise AttributeError(f"The town has no {who}.")

    def person(self, who: str) -> Person:
        """The person of that name in `PEOPLE`."""
        if who not in self._persons:
            phone = f"199{list(PEOPLE).index(who):08}"
            self._persons[who] = people.make_person(
                name=PEOPLE[who].name, phone=phone, by=OPERATOR, at=LONG_AGO
            )
        return self._persons[who]

    def post(self, who: str) -> Post:
        """The post that somebody holds."""
        if who not in self._posts:
            role, where = PEOPLE[who].role, PEOPLE[who].where
            assert role is not None, f"{who} holds no post"
            if where == "network":
                self._posts |= self.network.people()
                return self._posts[who]
            self._posts[who] = self.appoint(who, role, getattr(self, where))
        return self._posts[who]

    def appoint(self, who: str, role: Role, place: Area | Unit) -> Post:
        """Give somebody a post; a second one gives a second hat."""
        area = place if isinstance(place, Area) else None
        unit = place if isinstance(place, Unit) else None
        made = grids.appoint(
            self.person(who), role, area=area, unit=unit, since=LONG_AGO, by=_MAYOR, at=LONG_AGO
        )
        return Post.objects.select_related("person", "area", "unit").get(pk=made.pk)

    def hat(self, who: str) -> Acting:
        """Somebody in his post, as actions take it."""
        return self.post(who).acting()

    def account(self, who: str) -> Account:
        """The account of somebody, with a password of today; a post comes with it where there is one."""
        if who not in self._accounts:
            if PEOPLE[who].role is not None:
                self.post(who)
            slip = people.open_account(self.person(who), username=who, by=OPERATOR, at=timezone.now())
            self._accounts[who] = people.set_password(slip.account, password=PASSWORD, at=timezone.now())
        return self._accounts[who]

    def client(self, who: str) -> Client:
        """A browser in which somebody is signed in."""
        if who not in self._clients:
            client = self._clients[who] = Client()
            if who in self._sessions:
                client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[who]
            else:
                client.force_login(self.account(who), backend="django.contrib.auth.backends.ModelBackend")
        return self._clients[who]

    def token(self, who: str) -> str:
        """A bearer token for somebody in his post."""
        if who not in self._tokens:
            self._tokens[who] = people.issue_token(
                self.account(who),
                post_id=self.post(who).pk,
                name="测试系统",
                by=self.hat("secadmin"),
                at=timezone.now() - timedelta(minutes=1),
            )
        return self._tokens[who]

    def stock(self) -> None:
        """The catalogue of matters and the calendar of 2026, where a test needs them; once a town."""
        if not self._has_catalogue:
            self.once("stock", self._stock)

    def _stock(self) -> None:
        matters.seed_catalogue(by=THE_CLOCK, at=LONG_AGO)
        worktime.seed_years([2026], by=THE_CLOCK, at=LONG_AGO)
        self._has_catalogue = True

    def settle(self, people: Iterable[str]) -> None:
        """Make these people now, signed in and with a token: for tests that only look (see `again`)."""
        for who in people:
            self._sessions[who] = self.client(who).cookies[settings.SESSION_COOKIE_NAME].value
            if PEOPLE[who].role is not None:
                self.token(who)

    def again(self) -> Self:
        """The same settled town for another test, whose own changes the database has rolled back."""
        town = copy(self)
        town._posts, town._persons = dict(self._posts), dict(self._persons)
        town._accounts, town._tokens = dict(self._accounts), dict(self._tokens)
        town._clients = {}
        return town


def square(place: str) -> dict[str, object]:
    """The square of a grid, as GeoJSON in WGS-84."""
    west = _WEST + _SIDE * SQUARES.index(place)
    east, north = west + _SIDE, _SOUTH + _SIDE
    ring = [[west, _SOUTH], [east, _SOUTH], [east, north], [west, north], [west, _SOUTH]]
    return {"type": "Polygon", "coordinates": [ring]}


def middle(place: str) -> tuple[float, float]:
    """Longitude and latitude of the middle of a grid's square."""
    return _WEST + _SIDE * (SQUARES.index(place) + 0.5), _SOUTH + _SIDE / 2
