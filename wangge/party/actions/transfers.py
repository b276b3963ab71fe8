"""Transfers of the organisation relation: asked for, let go by the sender, confirmed by the receiver."""

from datetime import datetime, timedelta

from django.db import transaction

from wangge.grids import actions as grids
from wangge.grids.access import THE_CLOCK, Acting, Permit, Role
from wangge.grids.models import Post
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.party.actions._common import note, recount, registrar, take_member
from wangge.party.actions.members import _leave_offices
from wangge.party.models import Member, PartyOrg, Transfer
from wangge.party.rules import members as rules
from wangge.party.rules.members import TRANSFER_FLOW, Status


@transaction.atomic
def request_transfer(
    member: Member, *, to: PartyOrg | None = None, outside: str = "", reason: str, by: Acting, at: datetime
) -> Transfer:
    """Ask for a transfer to a branch here, or to one elsewhere."""
    fresh = take_member(member, Permit.MEMBERS_EDIT, by=by)
    if not fresh.is_member:
        raise Refused("只有党员有组织关系可以转接。")
    outside = words(outside, field="outside", most=60, may_be_empty=True)
    if (to is None) == (not outside):
        raise Refused("请选择本地的接收支部，或填写外地支部，两者选一。", field="target")
    if to is not None and (to.pk == fresh.org_id or not to.is_branch or to.closed_on is not None):
        raise Refused("请选择另一个支部。", field="target")
    if Transfer.objects.filter(member=fresh, state__in=rules.OPEN_TRANSFERS).exists():
        raise Refused("这名党员已有一笔没办完的转接。")
    made = Transfer.objects.create(
        member=fresh,
        source=fresh.org,
        target=to,
        outside=outside,
        reason=words(reason, field="reason", most=100, name="原因"),
        requested_at=at,
    )
    note(by, "request_transfer", f"member:{fresh.pk}", f"{fresh.org.name} 到 {to or outside}", at)
    return made


def _take(transfer: Transfer, verb: str, *, by: Acting) -> Transfer:
    """Locked, moved by the flow; the end that must act is checked by each verb."""
    if not by.may(Permit.MEMBERS_EDIT) and by.role != Role.CLOCK:
        raise NotAllowed("您现在的岗位没有这项权限。")
    found = Transfer.objects.select_for_update(of=("self",)).select_related("member", "source", "target")
    fresh = found.get(pk=transfer.pk)
    fresh.state = TRANSFER_FLOW.step(fresh.state, verb)
    return fresh


def _holds(org: PartyOrg | None, by: Acting) -> bool:
    return org is not None and PartyOrg.objects.open_to(by, Permit.MEMBERS_EDIT).filter(pk=org.pk).exists()


@transaction.atomic
def send(transfer: Transfer, *, by: Acting, at: datetime, letter_days: int = rules.LETTER_DAYS) -> Transfer:
    """The sending end lets go: a letter is issued and is valid for so many days."""
    fresh = _take(transfer, "send", by=by)
    if not _holds(fresh.source, by):
        raise NotAllowed("要由转出方确认。")
    fresh.sent_at = at
    fresh.letter_until = local_day(at) + timedelta(days=letter_days)
    fresh.save(update_fields=["state", "sent_at", "letter_until"])
    note(by, "send", f"member:{fresh.member_id}", f"有效期至 {fresh.letter_until}", at)
    return fresh


@transaction.atomic
def receive(transfer: Transfer, *, by: Acting, at: datetime) -> Transfer:
    """The receiving end confirms: the member stands in its register from today.

    To a branch elsewhere, the sender writes down that the slip came back.
    """
    fresh = _take(transfer, "receive", by=by)
    if not _holds(fresh.target or fresh.source, by):
        raise NotAllowed("要由接收方确认。")
    if fresh.letter_until is not None and fresh.letter_until < local_day(at):
        raise Refused("介绍信已过有效期，请转出方重新开具。")
    fresh.closed_at = at
    fresh.save(update_fields=["state", "closed_at"])
    _arrive(fresh, by=by, at=at)
    note(by, "receive", f"member:{fresh.member_id}", str(fresh.target or fresh.outside), at)
    return fresh


def _arrive(transfer: Transfer, *, by: Acting, at: datetime) -> None:
    member = (
        Member.objects.select_for_update(of=("self",)).select_related("person").get(pk=transfer.member_id)
    )
    _leave_offices(member, by=by, at=at)
    target = transfer.target
    if target is None:
        member.status, member.status_since, member.left_on = Status.TRANSFERRED, local_day(at), local_day(at)
        member.save(update_fields=["status", "status_since", "left_on"])
        recount([transfer.source_id])
        return
    member.org, member.org_path, member.area_path = target, target.path, target.area_path
    member.group, member.is_excluded, member.excluded_note = None, False, ""
    member.save(update_fields=["org", "org_path", "area_path", "group", "is_excluded", "excluded_note"])
    if member.person is not None and target.unit is not None:
        held = Post.objects.held(at).filter(person=member.person, unit=target.unit, role=Role.PARTY_MEMBER)
        if not held.exists():
            grids.appoint(
                member.person, Role.PARTY_MEMBER, unit=target.unit, since=at, by=registrar(by), at=at
            )
    recount([transfer.source_id, target.pk])


@transaction.atomic
def send_back(transfer: Transfer, *, words_: str, by: Acting, at: datetime) -> Transfer:
    """Either end sends it back with a word why."""
    fresh = _take(transfer, "send_back", by=by)
    if not (_holds(fresh.source, by) or _holds(fresh.target, by)):
        raise NotAllowed("只有转出方和接收方可以退回。")
    fresh.words = words(words_, field="words", most=100, name="说明")
    fresh.closed_at = at
    fresh.save(update_fields=["state", "words", "closed_at"])
    note(by, "send_back", f"member:{fresh.member_id}", "", at)
    return fresh


@transaction.atomic
def withdraw(transfer: Transfer, *, by: Acting, at: datetime) -> Transfer:
    """The sending end takes the request back."""
    fresh = _take(transfer, "withdraw", by=by)
    if not _holds(fresh.source, by):
        raise NotAllowed("只有转出方可以撤回。")
    fresh.closed_at = at
    fresh.save(update_fields=["state", "closed_at"])
    note(by, "withdraw_transfer", f"member:{fresh.member_id}", "", at)
    return fresh


@transaction.atomic
def expire_transfers(*, at: datetime, limit: int = 500) -> int:
    """Letters whose validity is over end by themselves; returns how many."""
    over = Transfer.objects.filter(state="letter_issued", letter_until__lt=local_day(at))
    count = 0
    for found in over.order_by("letter_until")[:limit]:
        fresh = _take(found, "expire", by=THE_CLOCK)
        fresh.closed_at = at
        fresh.save(update_fields=["state", "closed_at"])
        note(THE_CLOCK, "expire_transfer", f"member:{fresh.member_id}", "", at)
        count += 1
    return count
