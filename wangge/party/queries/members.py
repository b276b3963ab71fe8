"""The register: search by name, phone or branch; which areas are a member's own."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from wangge.grids import access
from wangge.grids.access import Acting, Permit
from wangge.party.models import Member, PartyOrg, PartyOrgArea, ReportIn
from wangge.party.models.members import MemberQuerySet
from wangge.party.rules.serving import ReportState
from wangge.people import rules as person_rules
from wangge.people.digests import phone_index

#: A page of the register; walked by the key, never counted.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page of the register asks for."""

    words: str = ""
    org: PartyOrg | None = None
    kind: str = ""
    status: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some members by name, and the key of the next page."""

    rows: list[Member]
    after: str


def find_members(wanted: Wanted, *, by: Acting) -> Page:
    """A page of the register within reach: by the beginning of a name, by an exact phone, by branch.

    However large the register, this reads the rows of one page from one index.
    """
    found = Member.objects.open_to(by, Permit.MEMBERS_SEE).select_related("org")
    if not wanted.status:
        found = found.present()
    words = wanted.words.strip()
    if person_rules.is_phone(words):
        rows = list(found.filter(phone_index=phone_index(person_rules.normal_phone(words)))[:PAGE])
        return Page(rows, "")
    if words:
        found = found.named(words)
    if wanted.org is not None:
        found = _of(found, wanted.org)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.status:
        found = found.filter(status=wanted.status)
    name, _, pk = wanted.after.rpartition("|")
    if pk.isdigit():
        found = found.filter(name__gte=name).filter(Q(name__gt=name) | Q(pk__gt=int(pk)))
    rows = list(found.order_by("name", "pk")[: PAGE + 1])
    is_more = len(rows) > PAGE
    last = rows[PAGE - 1] if is_more else None
    return Page(rows[:PAGE], f"{last.name}|{last.pk}" if last else "")


def _of(found: MemberQuerySet, org: PartyOrg) -> MemberQuerySet:
    """Of one branch, or of all below an organisation."""
    if org.is_branch:
        return found.filter(org=org)
    return found.filter(access.below(org.path, field="org_path"))


def own_paths(member: Member) -> list[str]:
    """The areas where a member takes part: those bound to his branch, and where he reported in."""
    bound = PartyOrgArea.objects.current().filter(org=member.org_id).values_list("area__path", flat=True)
    reported = ReportIn.objects.filter(member=member).exclude(state=ReportState.ENDED)
    paths = {*bound, *reported.values_list("area_path", flat=True)}
    return sorted(paths) or [member.area_path]


def members_without_grid(by: Acting) -> MemberQuerySet:
    """Members of branches that are bound to no area: a count per branch, never a list of homes."""
    bound = PartyOrgArea.objects.current().filter(org=OuterRef("org"))
    return Member.objects.open_to(by, Permit.PARTY_SEE).enrolled().filter(~Exists(bound))
