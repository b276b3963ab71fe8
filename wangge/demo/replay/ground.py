"""The district of a table of events: areas and units through the product's actions, and somebody to act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wangge.demo.replay import table
from wangge.demo.replay.table import Event
from wangge.grids import actions as grids
from wangge.grids.access import THE_CLOCK, Acting, Role
from wangge.grids.models import Area
from wangge.grids.rules.importing import AreaRow
from wangge.matters import actions as matters
from wangge.people import actions as people
from wangge.people.access import OPERATOR
from wangge.people.models import Department, Person, Unit
from wangge.worktime import actions as worktime

#: Outside the real ranges, whose first two digits end at 82.
DISTRICT_CODE = "990301"
#: For units whose name tells no department: no matter is routed there.
_UNREAD = "platform_operator"
_ADMIN = Acting(Role.SYSTEM_ADMIN, seat="重放", name="重放")


@dataclass
class Ground:
    """Where everything of the table is found again, by its names there."""

    district: Area
    streets: dict[str, Area] = field(default_factory=dict)
    communities: dict[tuple[str, str], Area] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    handlers: dict[str, Acting] = field(default_factory=dict)
    dispatcher: Acting = THE_CLOCK
    verifier: Acting = THE_CLOCK
    #: Who verifies; confidential cases name him as a helper first.
    checker: Person | None = None
    #: Units whose name told no department.
    unread: list[str] = field(default_factory=list)

    def area(self, event: Event) -> Area:
        """The deepest area that the event names; the district where it names none."""
        street = self.streets.get(event.street, self.district)
        return self.communities.get((event.street, event.community), street)


def settle(events: Sequence[Event], *, district: str, at: datetime) -> Ground:
    """Catalogue, calendar, areas, units and posts; `at` lies before the first event."""
    worktime.seed_years({event.day.year + n for event in events for n in (0, 1)}, by=THE_CLOCK, at=at)
    matters.seed_catalogue(by=THE_CLOCK, at=at)
    ground = _areas(events, district, at=at)
    people.seed_departments()
    _units(ground, dict.fromkeys(event.unit for event in events if event.unit), at=at)
    ground.dispatcher = _appoint("调度员", Role.DISTRICT_DISPATCHER, area=ground.district, at=at)
    ground.verifier = _appoint("核查员", Role.VERIFIER, area=ground.district, at=at)
    ground.checker = Person.objects.filter(pk=ground.verifier.person_id or 0).first()
    return ground


def _areas(events: Sequence[Event], district: str, *, at: datetime) -> Ground:
    codes: dict[tuple[str, str], str] = {("", ""): DISTRICT_CODE}
    below: dict[str, int] = {}
    named = sorted({(e.street, place) for e in events if e.street for place in ("", e.community)})
    for street, community in named:
        above = codes[street, ""] if community else DISTRICT_CODE
        below[above] = below.get(above, 0) + 1
        codes[street, community] = f"{above}{below[above]:03d}"
    rows = [
        AreaRow(line, code, community or street or district)
        for line, ((street, community), code) in enumerate(codes.items(), 2)
    ]
    grids.seed_levels()
    grids.import_areas(rows, template="nanjing", by=_ADMIN, at=at)
    made = {area.stat_code: area for area in Area.objects.all()}
    found = {names: made[code.ljust(12, "0")] for names, code in codes.items()}
    ground = Ground(found.pop(("", "")))
    for (street, community), area in found.items():
        if community:
            ground.communities[street, community] = area
        else:
            ground.streets[street] = area
    return ground


def _units(ground: Ground, names: Iterable[str], *, at: datetime) -> None:
    """Every unit of the table, of the kind its name tells, serving the area its name tells."""
    departments = {d.code: d for d in Department.objects.order_by("code")}
    words = table.department_words()
    for number, name in enumerate(names, 1):
        code = department_of(name, words)
        if not code:
            ground.unread.append(name)
        kind = departments[code or _UNREAD]
        unit = people.make_unit(name=name, department=kind, code=f"R{number:04}", by=OPERATOR, at=at)
        area = served(name, ground)
        grids.serve(unit, area, by=_ADMIN, at=at)
        ground.units[name] = unit
        ground.handlers[name] = _appoint(f"经办{number}", Role.HANDLER, unit=unit, at=at)


def department_of(name: str, words: Iterable[tuple[str, str]]) -> str:
    """The department that a unit's name tells; empty where it tells none."""
    return next((code for word, code in words if word in name), "")


def served(name: str, ground: Ground) -> Area:
    """The community or street that a unit's name tells, else the whole district."""
    for (_, community), area in ground.communities.items():
        if community in name:
            return area
    for street, area in ground.streets.items():
        if any(words in name for words in _street_words(street, ground.district.name)):
            return area
    return ground.district


def _street_words(street: str, district: str) -> list[str]:
    """How units write their street; the bare stem is left out where the district is called the same."""
    stem = street.removesuffix("街道")
    words = [street, f"{stem}办"]
    return words if stem in district else [*words, stem]


def _appoint(
    name: str, role: Role, *, area: Area | None = None, unit: Unit | None = None, at: datetime
) -> Acting:
    person = people.make_person(name=name, by=OPERATOR, at=at)
    post = grids.appoint(person, role, area=area, unit=unit, since=at, by=_ADMIN, at=at)
    post.person, post.area, post.unit = person, area, unit
    return post.acting()
