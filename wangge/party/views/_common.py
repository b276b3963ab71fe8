"""What the pages of this room share: fetching within reach, the areas of a hat."""

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from wangge.grids.access import Acting, Permit, below
from wangge.grids.models import Area, Place
from wangge.party.models import Member, PartyOrg, PartyOrgArea


def org_or_404(acting: Acting, org_id: int, permit: Permit = Permit.PARTY_SEE) -> PartyOrg:
    """An organisation within reach."""
    found = PartyOrg.objects.open_to(acting, permit).select_related("area", "parent", "unit")
    return get_object_or_404(found, pk=org_id)


def member_or_404(acting: Acting, member_id: int, permit: Permit = Permit.MEMBERS_SEE) -> Member:
    """A member within reach."""
    found = Member.objects.open_to(acting, permit).select_related("org__unit", "group", "person")
    return get_object_or_404(found, pk=member_id)


def me_or_404(acting: Acting) -> Member:
    """The member who looks at his own pages."""
    return get_object_or_404(Member.objects.own(acting).enrolled().select_related("org", "group"))


def tops(acting: Acting) -> list[str]:
    """The areas a hat works in: its own, or those bound to its organisation and below."""
    if acting.unit_id is None:
        return [acting.area_path] if acting.area_path else list(roots())
    bound = PartyOrgArea.objects.current().filter(org__unit=acting.unit_id)
    return list(bound.values_list("area__path", flat=True)) or list(
        PartyOrg.objects.filter(unit=acting.unit_id).values_list("area_path", flat=True)
    )


def roots() -> list[str]:
    """The tops of the whole tree of areas."""
    return list(Area.objects.current().filter(parent__isnull=True).values_list("path", flat=True))


def buildings(paths: list[str], *kinds: str) -> Any:
    """Houses of some areas, for a choice; a community has a few hundred at most."""
    reach = Q(pk__in=[])
    for path in paths:
        reach |= below(path)
    return Place.objects.current().filter(reach, kind__in=kinds or ("building", "stairwell")).order_by("name")
