"""Reads of Party life: one's own organisation, its month, who should attend, what is not held below."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol, Self, TypeVar

from django.db.models import Q

from wangge.gatherings import queries as gatherings
from wangge.gatherings.models import Gathering, Slot
from wangge.gatherings.queries import Line
from wangge.gatherings.rules.agenda import month_of
from wangge.gatherings.rules.meeting import Quorum, State
from wangge.grids.access import Acting, Permit
from wangge.kernel.words import local_day
from wangge.life.models import Birthday
from wangge.life.rules import OnRoll, months_back
from wangge.party.models import Member, Office, PartyOrg
from wangge.party.models.members import MemberQuerySet
from wangge.party.rules.members import MemberKind, Status
from wangge.party.rules.orgs import BRANCHES, COMMITTEE, OrgKind
from wangge.party.rules.orgs import Office as OfficeKind
from wangge.promises import queries as promising
from wangge.promises.models import Promise

#: A page shows at most so many of each.
CUT = 30
#: What was not held is looked for so far back.
BACK = timedelta(days=366)
_ELSEWHERE = (MemberKind.LIVES_HERE, MemberKind.WORKS_HERE)
#: Organisations that have a life of their own; households and groups live in their branch's.
_LIVE = frozenset(OrgKind) - {OrgKind.HOUSEHOLD}


class Owned(Protocol):
    """Rows that belong to units, of whatever room."""

    def open_to(self, acting: Acting, permit: Permit) -> Self: ...

    def none(self) -> Self: ...

    def filter(self, *args: Any, **kwargs: Any) -> Self: ...


Rows = TypeVar("Rows", bound=Owned)


def own_org(acting: Acting) -> PartyOrg | None:
    """The organisation whose life this hat looks after: its unit's, or the one seated in its area."""
    found = PartyOrg.objects.standing().select_related("area", "unit", "parent")
    if acting.unit_id is not None:
        return found.filter(unit=acting.unit_id).first()
    if acting.area_id is None:
        return None
    return found.filter(area=acting.area_id, unit__isnull=False).order_by("path").first()


def in_line(rows: Rows, acting: Acting, permit: Permit) -> Rows:
    """What a hat reaches: an area's as it lies there; an organisation's its own and those below it."""
    if acting.unit_id is None:
        return rows.open_to(acting, permit)
    if not acting.may(permit):
        return rows.none()
    return rows.filter(unit__in=PartyOrg.objects.open_to(acting, Permit.PARTY_SEE).values("unit"))


@dataclass(frozen=True, slots=True)
class Series:
    """The lines of one set of duties."""

    name: str
    lines: list[Line]

    @property
    def met(self) -> int:
        return sum(line.slot.met_on is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of an organisation on one page."""

    org: PartyOrg
    first: date
    before: date
    after: date
    series: list[Series] = field(default_factory=list)
    missed: list[Line] = field(default_factory=list)
    to_write: list[Gathering] = field(default_factory=list)
    coming: list[Gathering] = field(default_factory=list)
    held: list[Gathering] = field(default_factory=list)
    promises: list[promising.Line] = field(default_factory=list)
    birthdays: list[Birthday] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for series in self.series for line in series.lines]

    @property
    def met(self) -> int:
        return sum(series.met for series in self.series)

    @property
    def late(self) -> int:
        return sum(line.tone == "red" for line in self.promises)


def month(org: PartyOrg, *, first: date, today: date) -> Month:
    """Everything a secretary needs of a month; a fixed number of questions, however long the history."""
    if org.unit_id is None:
        return Month(org, first, months_back(first, 1), months_back(first, -1))
    lines = gatherings.agenda(org.unit_id, month=first, on=today)
    mine = Slot.objects.filter(unit=org.unit_id)
    over = gatherings.missed(mine, on=today).filter(due_on__lt=first, due_on__gte=first - BACK)
    meetings = _meetings(org.unit_id, first=first, today=today)
    given = promising.in_hand_first(Promise.objects.filter(unit=org.unit_id).in_hand(), on=today)
    return Month(
        org,
        first,
        months_back(first, 1),
        months_back(first, -1),
        series=_series(lines),
        missed=gatherings.lines(over.select_related("plan__routine", "gathering")[:CUT], on=today),
        to_write=[g for g in meetings if g.state == State.PLANNED and _day(g) <= today],
        coming=[g for g in meetings if g.state == State.PLANNED and _day(g) > today],
        held=[g for g in meetings if g.state == State.HELD],
        promises=promising.lines(given[:CUT], on=today),
        birthdays=list(
            Birthday.objects.filter(org=org, year=first.year, is_declined=False)
            .select_related("member", "gathering", "promise")
            .order_by("-years", "pk")[:CUT]
        ),
    )


def _day(gathering: Gathering) -> date:
    return local_day(gathering.starts_at)


def _meetings(unit_id: int, *, first: date, today: date) -> list[Gathering]:
    """Of the month, those not yet written down, and those to come."""
    last = month_of(first).due_on
    here = Q(starts_at__date__gte=first, starts_at__date__lte=last) & ~Q(state=State.CANCELLED)
    waiting = Q(state=State.PLANNED, starts_at__date__gte=today - timedelta(days=60))
    found = Gathering.objects.filter(unit=unit_id).filter(here | waiting)
    return list(found.order_by("starts_at", "pk")[: 2 * CUT])


def _series(lines: Iterable[Line]) -> list[Series]:
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.slot.plan.routine.series, []).append(line)
    return [Series(name, found) for name, found in grouped.items()]


def expected(members: MemberQuerySet) -> MemberQuerySet:
    """Those of them who should come to the meetings of their branch."""
    here = members.enrolled().exclude(kind__in=_ELSEWHERE).filter(is_excluded=False)
    return here.exclude(Q(kind=MemberKind.FLOATING) & ~Q(host_branch=""))


def roll(org: PartyOrg, *, on: date) -> list[OnRoll]:
    """Who should come to an organisation's meetings: its members, or, where it has none of its own, its
    office holders and the secretaries below it.
    """
    if org.kind in BRANCHES or org.kind == OrgKind.GROUP:
        mine = Member.objects.filter(org=org) if org.kind in BRANCHES else Member.objects.filter(group=org)
        committee = set(
            Office.objects.held(on).filter(org=org, office__in=COMMITTEE).values_list("member", flat=True)
        )
        return [
            OnRoll(pk, name, status == Status.FULL, pk in committee)
            for pk, name, status in expected(mine).order_by("name", "pk").values_list("pk", "name", "status")
        ]
    own = Q(org=org, office__in=COMMITTEE)
    below = Q(org__parent=org, org__closed_on__isnull=True, office=OfficeKind.SECRETARY)
    rows = (Office.objects.held(on).filter(own | below).order_by("member__name", "member_id")).values_list(
        "member_id", "member__name", "org_id"
    )
    people: dict[int, OnRoll] = {}
    for pk, name, org_id in rows:
        is_committee = org_id == org.pk or (pk in people and people[pk].is_committee)
        people[pk] = OnRoll(pk, name, True, is_committee)
    return list(people.values())


def roll_of(gathering: Gathering, org: PartyOrg) -> list[OnRoll]:
    """Who should come to one meeting: of a committee meeting, the committee."""
    people = roll(org, on=_day(gathering))
    if gathering.quorum == Quorum.COMMITTEE:
        return [one for one in people if one.is_committee]
    return people


@dataclass(frozen=True, slots=True)
class Missing:
    """An organisation that did not hold what it planned."""

    org: PartyOrg
    n: int
    raised: int
    oldest: date


def missing_below(acting: Acting, *, today: date, is_raised: bool) -> list[Missing]:
    """Organisations below this hat that did not hold something, those told upward first."""
    slots = in_line(Slot.objects.all(), acting, Permit.GATHERING_SEE).filter(due_on__gte=today - BACK)
    own = own_org(acting)
    if own is not None and own.unit_id is not None:
        slots = slots.exclude(unit=own.unit_id)
    if is_raised:
        slots = slots.filter(raised_at__isnull=False)
    rows = gatherings.missed_by_unit(slots, on=today)[: 10 * CUT]
    orgs = {
        org.unit_id: org
        for org in PartyOrg.objects.filter(unit__in=[row[0] for row in rows]).select_related("area", "parent")
    }
    return [Missing(orgs[unit], n, raised, old) for unit, n, raised, old in rows if unit in orgs]


def live_below(acting: Acting, permit: Permit) -> list[PartyOrg]:
    """Standing organisations with a unit, the hat's own and below."""
    found = PartyOrg.objects.open_to(acting, permit).standing().filter(unit__isnull=False, kind__in=_LIVE)
    return list(found.select_related("area", "unit").order_by("path"))


def me(acting: Acting) -> Member | None:
    """The member who acts."""
    found = Member.objects.own(acting).enrolled().select_related("org__unit", "org__area")
    return found.first()
