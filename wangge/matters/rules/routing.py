"""Which unit handles a matter in an area, and why: the most specific rule, else the catalogue."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from wangge.grids.access import is_below
from wangge.matters.rules.choices import Level, Track, Urgency, Visibility
from wangge.matters.rules.emergency import CALL_NUMBERS
from wangge.matters.rules.entries import DepartmentEntry, MatterEntry

#: On an emergency, who stays on the spot when the matter's own lead is called and not sent; nearest first.
ON_THE_SPOT = ("residents_committee", "property_company", "volunteer_team", "street_office")
#: The same body in town and country: where one has no unit, the other is asked.
TWINS = {"residents_committee": "villagers_committee", "villagers_committee": "residents_committee"}


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as routing knows it."""

    id: int
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class RouteRule:
    """A routing rule: for a matter or a whole category, in an area (empty path: everywhere) and below."""

    id: int
    matter: str
    category: str
    area_path: str
    area_name: str
    lead: UnitRef
    assists: tuple[UnitRef, ...] = ()
    note: str = ""

    def covers(self, matter: MatterEntry, area_path: str) -> bool:
        """Whether it speaks about this matter here."""
        if self.area_path and not is_below(area_path, self.area_path):
            return False
        return self.matter == matter.code if self.matter else self.category == matter.category

    @property
    def weight(self) -> tuple[bool, int]:
        """Matter before category, deeper area before higher."""
        return bool(self.matter), self.area_path.count("/")


class RouteSource(StrEnum):
    """Where a route comes from."""

    RULE = "rule"
    CATALOGUE = "catalogue"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Route:
    """Who handles and who helps, with the reasons as sentences; `lead` is None where nobody was found."""

    lead: UnitRef | None
    assists: tuple[UnitRef, ...]
    why: tuple[str, ...]
    source: RouteSource
    rule_id: int | None = None
    #: 110, 119, 120, 122: whom to call; they get no order.
    call: tuple[str, ...] = ()
    #: Departments of the catalogue that have no unit here.
    missing: tuple[str, ...] = ()


Lookup = Callable[[str, str], UnitRef | None]


def may_get_order(department: DepartmentEntry | None, code: str, track: str) -> bool:
    """No order goes to an emergency line, nor in an emergency to the bodies behind 110, 119, 120, 122."""
    if department is not None and department.is_emergency_service:
        return False
    return not (track == Track.EMERGENCY_SERVICE and code in CALL_NUMBERS)


def departments_for(
    matter: MatterEntry, departments: Mapping[str, DepartmentEntry]
) -> tuple[str | None, tuple[str, ...]]:
    """The lead department that can be sent an order, and the assisting ones in the order of the catalogue."""
    named = [matter.lead_dept, *matter.assist_depts]
    sent = [code for code in named if may_get_order(departments.get(code), code, matter.track)]
    if matter.lead_dept in sent:
        lead: str | None = matter.lead_dept
    else:
        near = [code for code in ON_THE_SPOT if code in sent]
        lead = next(iter([*near, *sent]), None)
        if lead is None and matter.track == Track.EMERGENCY_SERVICE:
            lead = "street_office"
    return lead, tuple(code for code in sent if code != lead)


def route(
    matter: MatterEntry,
    area_path: str,
    rules: Sequence[RouteRule],
    lookup: Lookup,
    departments: Mapping[str, DepartmentEntry],
    *,
    without: Collection[int] = (),
) -> Route:
    """Choose the units. `lookup(department, path)` is the unit of that department nearest above the path.

    `without` names units that may get nothing of it: whoever a complaint is about.
    """
    call = _call(matter)
    best = max((r for r in rules if r.covers(matter, area_path)), key=lambda r: r.weight, default=None)
    if best is not None and best.lead.id not in without and _stands(best, matter, departments):
        assists = tuple(u for u in best.assists if u.id not in without and u.id != best.lead.id)
        why = (*_why_rule(best), *_why_call(call))
        return Route(best.lead, assists, why, RouteSource.RULE, best.id, call)
    return _by_catalogue(matter, departments, _Search(area_path, lookup, without), call)


def _stands(rule: RouteRule, matter: MatterEntry, departments: Mapping[str, DepartmentEntry]) -> bool:
    code = rule.lead.department
    return may_get_order(departments.get(code), code, matter.track)


def _by_catalogue(
    matter: MatterEntry,
    departments: Mapping[str, DepartmentEntry],
    search: "_Search",
    call: tuple[str, ...],
) -> Route:
    lead_code, assist_codes = departments_for(matter, departments)
    lead = search.find(lead_code) if lead_code else None
    assists = search.others(assist_codes, lead)
    why = list(_why_lead(lead_code, lead, matter, departments))
    if assists:
        why.append("协办按目录：" + "、".join(unit.name for unit in assists) + "。")
    if search.missing:
        names = "、".join(_name(code, departments) for code in search.missing)
        why.append(f"这里没有找到这些部门的单位：{names}。")
    source = RouteSource.CATALOGUE if lead else RouteSource.NONE
    return Route(lead, assists, (*why, *_why_call(call)), source, None, call, tuple(search.missing))


@dataclass
class _Search:
    """Looks departments up in one area and notes those that have no unit there."""

    area_path: str
    lookup: Lookup
    without: Collection[int]
    missing: list[str] = field(default_factory=list)

    def find(self, code: str) -> UnitRef | None:
        twin = TWINS.get(code)
        for asked in (code, twin) if twin else (code,):
            unit = self.lookup(asked, self.area_path)
            if unit is not None and unit.id not in self.without:
                return unit
        self.missing.append(code)
        return None

    def others(self, codes: Iterable[str], lead: UnitRef | None) -> tuple[UnitRef, ...]:
        found = [unit for code in codes if (unit := self.find(code)) is not None]
        return tuple(unit for unit in dict.fromkeys(found) if lead is None or unit.id != lead.id)


def _call(matter: MatterEntry) -> tuple[str, ...]:
    if matter.track != Track.EMERGENCY_SERVICE:
        return ()
    named = (matter.lead_dept, *matter.assist_depts)
    return tuple(CALL_NUMBERS[code] for code in named if code in CALL_NUMBERS)


def _name(code: str, departments: Mapping[str, DepartmentEntry]) -> str:
    entry = departments.get(code)
    return entry.name if entry else code


def _why_rule(rule: RouteRule) -> tuple[str, ...]:
    what = f"事项 {rule.matter}" if rule.matter else f"大类 {rule.category}"
    where = f"“{rule.area_name}”及以下" if rule.area_path else "全域"
    helpers = "、".join(unit.name for unit in rule.assists)
    end = f"，{helpers}协办。" if helpers else "。"
    sentence = f"派单规则：{what}在{where}由{rule.lead.name}主办{end}"
    return (sentence, f"规则说明：{rule.note}") if rule.note else (sentence,)


def _why_lead(
    code: str | None, lead: UnitRef | None, matter: MatterEntry, departments: Mapping[str, DepartmentEntry]
) -> Iterable[str]:
    if code is None:
        yield "目录里没有可以接工单的部门。"
        return
    if code != matter.lead_dept:
        yield f"{_name(matter.lead_dept, departments)}只打电话、不派工单，工单派给留在现场的一方。"
    if lead is None:
        yield f"目录写的是{_name(code, departments)}主办，但这个区域及以上都没有这类单位。"
    else:
        yield f"目录写的是{_name(code, departments)}主办，离这里最近的是{lead.name}。"


def _why_call(call: tuple[str, ...]) -> tuple[str, ...]:
    return (f"先打 {'、'.join(call)}；报警电话不派工单，谁打的、什么时候打的要记一笔。",) if call else ()


def desk_level(*, level: str, urgency: str, visibility: str) -> Level:
    """The level whose desk takes a known matter (04 §1b): an emergency the street, no secret the grid."""
    wanted = Level(level)
    if visibility == Visibility.CONFIDENTIAL:
        wanted = max(wanted, Level.COMMUNITY)
    if urgency == Urgency.EMERGENCY:
        wanted = max(wanted, Level.STREET)
    return wanted
