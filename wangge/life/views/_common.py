"""What the pages of this room share: fetching within reach."""

from datetime import date
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from wangge.gatherings.models import Gathering
from wangge.grids.access import Acting, Permit
from wangge.grids.models import Area
from wangge.life import queries
from wangge.party.models import Member, PartyOrg
from wangge.people.models import Unit
from wangge.promises.models import Promise


def today() -> date:
    """The day in Shanghai."""
    return timezone.localdate()


def org_or_404(acting: Acting, org_id: int, permit: Permit = Permit.GATHERING_SEE) -> PartyOrg:
    """An organisation within reach, with the unit under which it meets."""
    if not acting.may(permit):
        raise Http404
    found = PartyOrg.objects.open_to(acting, Permit.PARTY_SEE).filter(unit__isnull=False)
    return get_object_or_404(found.select_related("area", "unit", "parent"), pk=org_id)


def own_or_404(acting: Acting, org_id: int) -> PartyOrg:
    """An organisation for which this hat may write: its own, or one in its area."""
    org = org_or_404(acting, org_id, Permit.GATHERING_EDIT)
    if not may_write(acting, org):
        raise Http404
    return org


def meeting_unit_or_404(acting: Acting, org_id: int) -> tuple[PartyOrg, Unit]:
    """An organisation for which this hat may write, and the unit under which it meets."""
    org = own_or_404(acting, org_id)
    if org.unit is None:
        raise Http404
    return org, org.unit


def seat_or_404(acting: Acting) -> tuple[Unit | None, Area]:
    """For whom and where a hat writes: its organisation, or the area it looks after."""
    org = queries.own_org(acting)
    if org is not None:
        return org.unit, org.area
    return None, get_object_or_404(Area, pk=acting.area_id or 0)


def is_own(acting: Acting, org: PartyOrg) -> bool:
    """What names its members otherwise than in minutes is read by the branch itself alone."""
    return acting.unit_id is not None and acting.unit_id == org.unit_id


def may_write(acting: Acting, org: PartyOrg) -> bool:
    """A hat of an organisation writes for its own only."""
    return acting.may(Permit.GATHERING_EDIT) and (acting.unit_id is None or acting.unit_id == org.unit_id)


def gathering_or_404(
    acting: Acting, gathering_id: UUID, permit: Permit = Permit.GATHERING_SEE
) -> tuple[Gathering, PartyOrg]:
    """A gathering within reach, and the organisation that meets."""
    rows = queries.in_line(Gathering.objects.all(), acting, permit)
    found = get_object_or_404(rows.select_related("unit", "area", "called_by", "held_by"), pk=gathering_id)
    orgs = PartyOrg.objects.select_related("area", "unit", "parent")
    org = get_object_or_404(orgs, unit=found.unit_id)
    if permit == Permit.GATHERING_EDIT and not may_write(acting, org):
        raise Http404
    return found, org


def promise_or_404(acting: Acting, promise_id: UUID, permit: Permit = Permit.PROMISE_SEE) -> Promise:
    """A promise within reach."""
    rows = queries.in_line(Promise.objects.all(), acting, permit)
    return get_object_or_404(rows.select_related("unit", "area__parent", "agreement"), pk=promise_id)


def me_or_404(acting: Acting) -> Member:
    """The member who looks at his own pages."""
    found = queries.me(acting)
    if found is None:
        raise Http404
    return found
