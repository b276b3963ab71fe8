"""The network at a glance: how many of what, whose term ends, and the structure of the workforce."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q, Sum

from wangge.grids import access
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.models import Post
from wangge.party.models import Contact, Member, Office, PartyOrg, PartyOrgArea
from wangge.party.rules import orgs as rules
from wangge.party.rules.orgs import OrgKind

#: Counts about people are shown from this number on (domain/06 R-12).
LEAST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of everything within reach."""

    by_kind: dict[str, int]
    members: int
    full: int
    flats: int
    over: int
    soon: int

    def of(self, *kinds: str) -> int:
        """How many organisations of these kinds."""
        return sum(self.by_kind.get(kind, 0) for kind in kinds)


def numbers(by: Acting, *, on: date) -> Numbers:
    """What the organisation department reads first; a few questions over the organisations alone."""
    found = PartyOrg.objects.open_to(by, Permit.PARTY_SEE).standing()
    rows = found.order_by().values("kind").annotate(n=Count("pk"), m=Sum("members_n"), f=Sum("full_n"))
    listed = list(rows)
    flats = found.filter(kind=OrgKind.HOUSEHOLD).aggregate(n=Sum("flats"))["n"] or 0
    ends = found.aggregate(
        over=Count("pk", filter=Q(term_end__lt=on)),
        soon=Count("pk", filter=Q(term_end__gte=on, term_end__lte=rules.add_months(on, rules.WARN_MONTHS))),
    )
    return Numbers(
        {row["kind"]: row["n"] for row in listed},
        sum(row["m"] or 0 for row in listed),
        sum(row["f"] or 0 for row in listed),
        flats,
        ends["over"],
        ends["soon"],
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation of a list with what lies below it."""

    org: PartyOrg
    branches: int
    groups: int
    members: int
    secretary: str


def lines_of(parent: PartyOrg | None, by: Acting, *, on: date) -> list[Line]:
    """The organisations directly below one (or the top ones within reach), with sums of all below them.

    One question for the list, one for the sums over the range of paths, one for the secretaries.
    """
    reach = PartyOrg.objects.open_to(by, Permit.PARTY_SEE).standing()
    if parent is None:
        tops = _tops(by)
    else:
        tops = list(reach.filter(parent=parent).order_by("name").select_related("area"))
    if not tops:
        return []
    counts = _sums(tops)
    names = secretaries([org.pk for org in tops], on=on)
    return [Line(org, *counts.get(org.pk, (0, 0, org.members_n)), names.get(org.pk, "")) for org in tops]


def _tops(by: Acting) -> list[PartyOrg]:
    """The highest organisations within reach."""
    found = PartyOrg.objects.open_to(by, Permit.PARTY_SEE).standing().select_related("area")
    if by.unit_id is not None:
        return list(found.filter(unit=by.unit_id))
    roots = list(found.filter(parent__isnull=True).order_by("name"))
    if roots or not by.area_path:
        return roots
    inside = found.filter(~Q(parent__in=PartyOrg.objects.filter(access.below(by.area_path))))
    return list(inside.order_by("name"))


#: What lies at and below each of some organisations, added up in the database over the ranges of their paths.
_SUMS = """
SELECT c.id,
       SUM(CASE WHEN d.kind IN ('party_branch', 'joint_branch', 'temporary_branch') THEN 1 ELSE 0 END),
       SUM(CASE WHEN d.kind = 'party_group' THEN 1 ELSE 0 END),
       SUM(d.members_n)
FROM party_partyorg c
JOIN party_partyorg d ON d.path >= c.path AND d.path < substr(c.path, 1, length(c.path) - 1) || '0'
WHERE d.closed_on IS NULL AND c.id IN ({places})
GROUP BY c.id
"""


def _sums(tops: list[PartyOrg]) -> dict[int, tuple[int, int, int]]:
    """Per organisation: branches, groups and members at and below it; one question."""
    ids = [org.pk for org in tops]
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(places=", ".join(["%s"] * len(ids))), ids)
        return {pk: (branches, groups, members) for pk, branches, groups, members in cursor.fetchall()}


def secretaries(org_ids: list[int], *, on: date) -> dict[int, str]:
    """Organisation -> the name of its secretary, head of a group, or member of a household."""
    held = Office.objects.held(on).filter(org__in=org_ids, office__in=rules.SINGLE)
    return dict(held.values_list("org_id", "member__name"))


def terms_near(by: Acting, *, on: date) -> list[PartyOrg]:
    """Organisations whose term is over or ends within half a year, the most urgent first."""
    found = PartyOrg.objects.open_to(by, Permit.PARTY_SEE).standing().select_related("area")
    until = rules.add_months(on, rules.WARN_MONTHS)
    near = Q(term_end__lte=until) | Q(kind=OrgKind.TEMPORARY, ends_on__lte=until)
    return sorted(found.filter(near)[:300], key=lambda org: org.end or on)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; hidden while the whole is under five."""

    label: str
    part: int
    whole: int
    why: str

    @property
    def is_shown(self) -> bool:
        return self.whole >= LEAST_SHOWN

    @property
    def text(self) -> str:
        if not self.is_shown:
            return "人数不足 5，不显示"
        return f"{self.part * 100 / self.whole:.1f}%"


@dataclass(frozen=True, slots=True)
class Workforce:
    """Rows 38 and 39, always computed."""

    shares: list[Share]
    ages: list[tuple[str, int]]
    education: list[tuple[str, int]]
    told: int
    secretaries: int


def workforce(by: Acting, *, at: datetime, on: date) -> Workforce:
    """一肩挑, members among leaders and officers, secretaries by age and education where they told."""
    leaders = _grid_posts(by, Role.LEADER, at)
    officers = _grid_posts(by, Role.OFFICER, at)
    people = {person for _, person in (*leaders, *officers)}
    members = set(Member.objects.enrolled().filter(person__in=people).values_list("person_id", flat=True))
    heads = _secretary_areas(by, on)
    grids = {area for area, _ in leaders}
    dual = {area for area, person in leaders if (area, person) in heads}
    lead, officer = {p for _, p in leaders}, {p for _, p in officers}
    shares = [
        Share("一肩挑", len(dual), len(grids), "网格党支部书记同时是本网格网格长的网格 ÷ 有网格长的网格"),
        Share("网格长中的党员", len(lead & members), len(lead), "在册党员 ÷ 在任网格长"),
        Share("网格员中的党员", len(officer & members), len(officer), "在册党员 ÷ 在任网格员"),
    ]
    held = Office.objects.held(on).filter(
        office=rules.Office.SECRETARY, org__in=PartyOrg.objects.open_to(by, Permit.PARTY_SEE).standing()
    )
    rows = list(held.values_list("birth_year", "education", "trained_on"))
    trained = sum(1 for *_, trained in rows if trained is not None and trained.year == on.year)
    shares.append(Share("书记今年参加培训", trained, len(rows), "今年登记过任职培训的书记 ÷ 在任书记"))
    told = [row for row in rows if row[0]]
    return Workforce(shares, _bands(rows, on), _schools(rows), len(told), len(rows))


def _grid_posts(by: Acting, role: Role, at: datetime) -> list[tuple[int, int]]:
    held = Post.objects.held(at).filter(role=role, area__rank__gte=4)
    if by.area_path:
        held = held.filter(access.below(by.area_path, field="area__path"))
    elif by.unit_id is not None:
        bound = PartyOrgArea.objects.current().filter(org__in=PartyOrg.objects.open_to(by, Permit.PARTY_SEE))
        held = held.filter(area__in=bound.values("area"))
    return [(area or 0, person) for area, person in held.values_list("area_id", "person_id")]


def _secretary_areas(by: Acting, on: date) -> set[tuple[int, int]]:
    """(area, person) of every branch secretary who signs in, by the areas bound to his branch."""
    held = Office.objects.held(on).filter(
        office=rules.Office.SECRETARY,
        member__person__isnull=False,
        org__in=PartyOrg.objects.open_to(by, Permit.PARTY_SEE),
        org__bindings__until__isnull=True,
    )
    return set(held.values_list("org__bindings__area_id", "member__person_id"))


def _bands(rows: list[tuple[int | None, str, date | None]], on: date) -> list[tuple[str, int]]:
    """Ages of secretaries in bands; a band under five is not shown."""
    names = ((35, "35 岁及以下"), (45, "36 至 45 岁"), (55, "46 至 55 岁"), (200, "56 岁以上"))
    counts: Counter[str] = Counter()
    for year, *_ in rows:
        if year:
            counts[next(name for most, name in names if on.year - year <= most)] += 1
    return [(name, counts[name]) for _, name in names if counts[name] >= LEAST_SHOWN]


def _schools(rows: list[tuple[int | None, str, date | None]]) -> list[tuple[str, int]]:
    counts = Counter(education for _, education, _ in rows if education)
    return [(e.label, counts[e]) for e in rules.Education if counts[e] >= LEAST_SHOWN]


def contact_flats(member: Member) -> int:
    """How many flats a member keeps in touch with."""
    return int(Contact.objects.filter(member=member, until__isnull=True).aggregate(n=Sum("flats"))["n"] or 0)
