"""What every action of this room does first and last: reach, the day, the journal, the counts on the row."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from wangge.grids.access import Acting, Permit, Role, is_below
from wangge.grids.models import Area
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.party.models import Member, PartyOrg
from wangge.party.rules.members import MEMBERS, Status

_OUT_OF_REACH = "这个党组织不在您的管理范围内。"


def take_org(org: PartyOrg, permit: Permit, *, by: Acting) -> PartyOrg:
    """The only way to an organisation one may change: within reach, locked, standing."""
    if not by.may(permit):
        raise NotAllowed("您现在的岗位没有这项权限。")
    fresh = PartyOrg.objects.open_to(by, permit).select_for_update(of=("self",)).filter(pk=org.pk).first()
    if fresh is None:
        raise NotAllowed(_OUT_OF_REACH)
    if fresh.closed_on is not None:
        raise Refused(f"{fresh.name}已撤销。")
    return fresh


def take_member(member: Member, permit: Permit, *, by: Acting) -> Member:
    """The only way to a member one may change: within reach, locked, in the register."""
    if not by.may(permit):
        raise NotAllowed("您现在的岗位没有这项权限。")
    found = Member.objects.open_to(by, permit).select_for_update(of=("self",)).filter(pk=member.pk)
    fresh = found.select_related("org").first()
    if fresh is None:
        raise NotAllowed("这名党员不在您的管理范围内。")
    if fresh.left_on is not None:
        raise Refused(f"{fresh.name}已不在本支部（{fresh.get_status_display()}）。")
    return fresh


def need_area(by: Acting, permit: Permit, area: Area) -> None:
    """Refuse unless the hat carries the permit and its area reaches this one."""
    if not by.may(permit):
        raise NotAllowed("您现在的岗位没有这项权限。")
    if by.area_path and not is_below(area.path, by.area_path):
        raise NotAllowed("这个区域不在您的管理范围内。")
    if area.valid_to is not None:
        raise Refused(f"{area.name}已停用。", field="area")


def registrar(by: Acting) -> Acting:
    """An office brings its unit and its post with it: written under the name of whoever filled it."""
    return Acting(Role.SYSTEM_ADMIN, person_id=by.person_id, post_id=by.post_id, seat=by.seat, name=by.name)


def note(by: Acting, verb: str, subject: str, text: str, at: datetime) -> None:
    """One entry of the journal; `text` never names a member."""
    journal.record(by=by, verb=f"party.{verb}", subject=subject, note=text, at=at)


def recount(org_ids: Iterable[int]) -> None:
    """Bring the numbers on the rows of organisations in step with their members."""
    ids = set(org_ids)
    here = Member.objects.filter(org=OuterRef("pk"), status__in=MEMBERS).order_by().values("org")
    whole = here.annotate(n=Count("pk")).values("n")
    full = here.annotate(n=Count("pk", filter=Q(status=Status.FULL))).values("n")
    with transaction.atomic():
        PartyOrg.objects.filter(pk__in=ids).update(
            members_n=Coalesce(Subquery(whole), 0), full_n=Coalesce(Subquery(full), 0)
        )
