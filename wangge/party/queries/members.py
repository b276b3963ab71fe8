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
_BATCH = 120


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
    words = wanted.words.strip()
    if person_rules.is_phone(words):
        index = phone_index(person_rules.normal_phone(words))
        return Page(list(found.present().filter(phone_index=index)[:PAGE]), "")
    if wanted.org is not None:
        found = _of(found, wanted.org)
    found = found.filter(kind=wanted.kind) if wanted.kind else found
    found = found.filter(status=wanted.status) if wanted.status else found.present()
    if words and wanted.org is None and by.unit_id is None and (by.area_rank or 0) <= 0:
        rows = _walk_names(found, words, wanted.after)
        return _page(rows, ("name",))
    keys = ("name",) if words or (wanted.org and wanted.org.is_branch) else (_path_of(wanted, by), "name")
    found = found.named(words) if words else found
    return _page(list(_after(found, wanted.after, keys).order_by(*keys, "pk")[: PAGE + 1]), keys)


def _path_of(wanted: Wanted, by: Acting) -> str:
    """The column whose range is the reach: with the name behind it, an index gives the page in order."""
    return "org_path" if wanted.org is not None or by.unit_id is not None else "area_path"


def _page(rows: list[Member], keys: tuple[str, ...]) -> Page:
    if len(rows) <= PAGE:
        return Page(rows, "")
    last = rows[PAGE - 1]
    return Page(rows[:PAGE], "|".join([*(str(getattr(last, key)) for key in keys), str(last.pk)]))


def _after(found: MemberQuerySet, after: str, keys: tuple[str, ...]) -> MemberQuerySet:
    """The rows behind a key, in the order of the columns and the number."""
    *values, pk = after.split("|")
    if len(values) != len(keys) or not pk.isdigit():
        return found
    behind, same = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        behind |= same & Q(**{f"{key}__gt": value})
        same &= Q(**{key: value})
    return found.filter(behind | same & Q(pk__gt=int(pk)), **{f"{keys[0]}__gte": values[0]})


def _walk_names(found: MemberQuerySet, words: str, after: str) -> list[Member]:
    """Names in their own order, a batch at a time, as far as a page needs: for hats that reach nearly all."""
    rows: list[Member] = []
    while len(rows) <= PAGE:
        named = _after(Member.objects.named(words), after, ("name",)).order_by("name", "pk")
        batch = list(named.values_list("pk", "name")[:_BATCH])
        if not batch:
            break
        rows += found.filter(pk__in=[pk for pk, _ in batch]).order_by("name", "pk")
        after = f"{batch[-1][1]}|{batch[-1][0]}"
    return rows[: PAGE + 1]


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
