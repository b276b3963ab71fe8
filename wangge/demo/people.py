"""Units for every department and people for every role of the invented district; all names are made up."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from wangge.grids import actions as grids
from wangge.grids.access import Acting, Role
from wangge.grids.models import Area, Post
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import Account, Department, Person, Unit

Tell = Callable[[str, int, int], None]
PASSWORD = "Wangge-demo-2026"  # noqa: S105  (of the invented district; said on its front page)
MAYOR = Acting(Role.SYSTEM_ADMIN, seat="演示", name="演示数据")
_FAMILY = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
    "陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗方俞任袁柳"
)
_GIVEN = [
    "安宁",
    "柏川",
    "晨曦",
    "春晖",
    "丹青",
    "德馨",
    "方圆",
    "光远",
    "海宁",
    "和平",
    "鸿远",
    "嘉树",
    "建业",
    "景行",
    "静怡",
    "君竹",
    "凯歌",
    "兰心",
    "乐山",
    "立群",
    "林溪",
    "明远",
    "牧之",
    "念慈",
    "平川",
    "启明",
    "清和",
    "秋实",
    "仁杰",
    "如意",
    "若水",
    "善长",
    "思齐",
    "书恒",
    "松年",
    "泰来",
    "天佑",
    "维新",
    "文渊",
    "惜时",
    "晓岚",
    "欣然",
    "雅正",
    "延年",
    "一鸣",
    "亦凡",
    "永昌",
    "雨禾",
    "云舒",
    "泽民",
    "昭华",
    "振声",
    "之远",
    "知秋",
    "致远",
    "子衿",
    "自明",
    "宗岳",
]
#: Departments that have a unit of their own in each street, with the words behind the street's name.
_IN_STREETS = {
    "comprehensive_enforcement": "综合执法队",
    "sanitation": "环卫所",
    "police": "派出所",
    "market_regulation": "市场监管所",
    "justice_office": "司法所",
    "street_office": "办事处",
    "civil_affairs": "民政科",
    "health": "社区卫生服务中心",
    "service_centre": "便民服务中心",
    "human_resources": "劳动保障所",
    "housing": "房管所",
    "landscaping": "绿化所",
    "municipal_works": "市政养护队",
    "womens_federation": "妇联",
    "disabled_federation": "残联",
    "veterans": "退役军人服务站",
    "social_work_dept": "社会工作办",
}
_IN_COMMUNITIES = {
    "residents_committee": "居委会",
    "community_party_org": "党委",
    "property_company": "物业服务中心",
    "volunteer_team": "志愿服务队",
    "owners_committee": "业主委员会",
}
#: Demo user name -> role; where it is held is chosen by `settle`.
DEMO_USERS = {
    "resident": Role.RESIDENT,
    "captain": Role.CAPTAIN,
    "officer": Role.OFFICER,
    "leader": Role.LEADER,
    "staff": Role.STAFF,
    "secretary": Role.SECRETARY,
    "dispatcher": Role.STREET_DISPATCHER,
    "streetleader": Role.STREET_LEADER,
    "verifier": Role.VERIFIER,
    "revisit": Role.REVISIT,
    "handler": Role.HANDLER,
    "unitleader": Role.UNIT_LEADER,
    "district": Role.DISTRICT_DISPATCHER,
    "districtleader": Role.DISTRICT_LEADER,
    "sysadmin": Role.SYSTEM_ADMIN,
    "secadmin": Role.SECURITY_ADMIN,
    "audit": Role.AUDIT_ADMIN,
}


@dataclass
class Cast:
    """Who is there: hats by area and role, by unit, and the demo's own users."""

    rng: random.Random
    at: datetime
    now: datetime
    hats: dict[tuple[int, Role], Acting] = field(default_factory=dict)
    unit_hats: dict[int, Acting] = field(default_factory=dict)
    users: dict[str, Post] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _count: int = 0

    def name(self) -> str:
        """A name nobody of the cast has yet."""
        name = ""
        for tries in range(1000):
            given = self.rng.choice(_GIVEN)
            # A city has more people than the lists have pairs: then two given names share their characters.
            name = self.rng.choice(_FAMILY) + (
                given if tries < 20 else given[0] + self.rng.choice(_GIVEN)[-1]
            )
            if name not in self._used:
                break
        self._used.add(name)
        return name

    def person(self, name: str = "") -> Person:
        self._count += 1
        phone = f"199{self._count:08}"
        return people.make_person(name=name or self.name(), phone=phone, by=OPERATOR, at=self.at)

    def appoint(
        self,
        person: Person,
        role: Role,
        *,
        area: Area | None = None,
        unit: Unit | None = None,
        kind: str = "",
    ) -> Post:
        """A post, and the hat of it where stories look for one."""
        made = grids.appoint(
            person, role, area=area, unit=unit, since=self.at, employment_type=kind, by=MAYOR, at=self.at
        )
        made.person, made.area, made.unit = person, area, unit
        if area is not None:
            self.hats.setdefault((area.pk, role), made.acting())
        elif unit is not None and role == Role.HANDLER:
            self.unit_hats.setdefault(unit.pk, made.acting())
        return made


def settle(rng: random.Random, *, officers: int, at: datetime, now: datetime, tell: Tell) -> Cast:
    """Units, then people from the district down to the grids, all since `at`; then the demo's own users."""
    cast = Cast(rng, at, now)
    people.seed_departments()
    _units(cast, tell)
    _desks(cast)
    _grids(cast, officers, tell)
    _users(cast)
    return cast


def _units(cast: Cast, tell: Tell) -> None:
    districts = list(Area.objects.filter(rank=0).order_by("path"))
    streets = list(Area.objects.filter(rank=1).order_by("path"))
    communities = list(Area.objects.filter(rank=3).order_by("path"))
    departments = {d.code: d for d in Department.objects.order_by("code")}
    wanted: list[tuple[str, str, str, Area]] = []
    for area in districts:
        wanted += [
            (f"D{area.pk}-{d.code}", _district_name(area, d), d.code, area) for d in departments.values()
        ]
    for area in streets:
        wanted += [
            (f"S{area.pk}-{code}", area.name + words, code, area) for code, words in _IN_STREETS.items()
        ]
    for area in communities:
        short = area.name.removesuffix("社区")
        for code, words in _IN_COMMUNITIES.items():
            name = f"{short}{words}" if code == "property_company" else f"{area.name}{words}"
            wanted.append((f"C{area.pk}-{code}", name, code, area))
    for done, (code, name, department, area) in enumerate(wanted, start=1):
        unit = people.make_unit(
            name=name, department=departments[department], code=code, by=OPERATOR, at=cast.at
        )
        grids.serve(unit, area, by=MAYOR, at=cast.at)
        if not departments[department].is_emergency_service:
            cast.appoint(cast.person(), Role.HANDLER, unit=unit)
        if done % 20 == 0 or done == len(wanted):
            tell("单位", done, len(wanted))


_DISTRICT_WORDS = {
    "ambulance": "急救中心",
    "fire_rescue": "消防救援大队",
    "police": "公安分局",
    "traffic_police": "交警大队",
    "lift_maintenance": "电梯维保公司",
    "water_supply": "供水公司",
    "power_supply": "供电公司",
    "gas_company": "燃气公司",
    "heating": "供热公司",
    "telecom": "通信公司",
    "sanitation": "环卫所",
    "municipal_works": "市政工程处",
    "landscaping": "园林所",
    "water_affairs": "水务局",
    "comprehensive_enforcement": "综合执法局",
    "platform_operator": "数据中心",
    "rescue_station": "救助站",
    "property_company": "物业托底公司",
    "residents_committee": "社区建设指导中心",
    "villagers_committee": "村务指导中心",
    "owners_committee": "业委会指导中心",
    "community_party_org": "基层党建指导中心",
    "volunteer_team": "志愿服务总队",
    "street_office": "街道工作办",
}


def _district_name(area: Area, department: Department) -> str:
    return area.name + _DISTRICT_WORDS.get(department.code, f"{department.name}局")


def _desks(cast: Cast) -> None:
    """Somebody at each desk above the grids, a second at the communities, so that work is
    checked by another.
    """
    for area in Area.objects.filter(rank=0).order_by("path"):
        for role in (Role.DISTRICT_DISPATCHER, Role.DISTRICT_LEADER):
            cast.appoint(cast.person(), role, area=area)
    for area in Area.objects.filter(rank=1).order_by("path"):
        for role in (Role.STREET_DISPATCHER, Role.STREET_LEADER, Role.VERIFIER, Role.REVISIT):
            cast.appoint(cast.person(), role, area=area)
    for area in Area.objects.filter(rank=3).order_by("path"):
        cast.appoint(cast.person(), Role.SECRETARY, area=area)
        for _ in range(2):
            cast.appoint(cast.person(), Role.STAFF, area=area)


def _grids(cast: Cast, officers: int, tell: Tell) -> None:
    """A leader and a full-time officer a grid as far as the officers reach; reserved grids have none."""
    cells = list(Area.objects.filter(rank=4).exclude(grid_type="reserved").order_by("path"))
    for done, area in enumerate(cells, start=1):
        cast.appoint(cast.person(), Role.LEADER, area=area)
        if done <= officers:
            cast.appoint(cast.person(), Role.OFFICER, area=area, kind="full_time")
        if done % 4 == 1:
            cast.appoint(cast.person(), Role.OFFICER, area=area, kind="part_time")
        if done % 2 == 0:
            cast.appoint(cast.person(), Role.CAPTAIN, area=area)
        if done % 20 == 0 or done == len(cells):
            tell("岗位", done, len(cells))


def _users(cast: Cast) -> None:
    """The demo's users hold posts in the story's own grid, community, street and units."""
    grid = Area.objects.filter(rank=4, parent__name="桂苑社区").order_by("path")[2]
    community = Area.objects.get(pk=grid.parent_id or 0)
    street = Area.objects.get(path=community.path[: community.path[:-1].rindex("/") + 1])
    district = Area.objects.get(pk=street.parent_id or 0)
    unit = Unit.objects.get(code=f"S{street.pk}-comprehensive_enforcement")
    where: dict[Role, Area | Unit] = {
        **dict.fromkeys((Role.RESIDENT, Role.CAPTAIN, Role.OFFICER, Role.LEADER), grid),
        **dict.fromkeys((Role.STAFF, Role.SECRETARY), community),
        **dict.fromkeys((Role.STREET_DISPATCHER, Role.STREET_LEADER, Role.VERIFIER, Role.REVISIT), street),
        **dict.fromkeys((Role.HANDLER, Role.UNIT_LEADER), unit),
    }
    for username, role in DEMO_USERS.items():
        place = where.get(role, district)
        person = cast.person()
        area, held = (place, None) if isinstance(place, Area) else (None, place)
        cast.hats.pop((area.pk, role), None) if area is not None else None
        post = cast.appoint(person, role, area=area, unit=held)
        if held is not None and role == Role.HANDLER:
            cast.unit_hats[held.pk] = post.acting()
        # Opened today: an account that nobody used for 90 days is shut.
        slip = people.open_account(person, username=username, by=OPERATOR, at=cast.now)
        people.set_password(slip.account, password=PASSWORD, at=cast.now)
        cast.users[username] = post
    # One person, two hats: the secretary also leads the grid (一肩挑).
    cast.appoint(cast.users["secretary"].person, Role.LEADER, area=grid)


def wake(account: Account, *, at: datetime) -> Account:
    """A demo that rested for 90 days has shut its accounts: who steps in opens his again."""
    slip = people.issue_code(account, by=OPERATOR, at=at)
    return people.set_password(slip.account, password=PASSWORD, at=at)
