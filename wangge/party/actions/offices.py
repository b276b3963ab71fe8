"""Offices: who is secretary, on the committee, head of a group; and the post that comes with it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from wangge.grids import actions as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.models import Post
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day
from wangge.party.actions._common import note, registrar, take_org
from wangge.party.models import Member, Office, PartyOrg
from wangge.party.rules import orgs as rules
from wangge.party.rules.orgs import OrgKind

#: The hat of an office, where it has one of its own.
_HATS = {rules.Office.SECRETARY: Role.BRANCH_SECRETARY, rules.Office.DEPUTY: Role.BRANCH_SECRETARY}
_BRANCH_LIKE = rules.COVERING


@transaction.atomic
def fill_office(
    org: PartyOrg,
    member: Member,
    *,
    office: str,
    since: date | None = None,
    birth_year: int | None = None,
    education: str = "",
    trained_on: date | None = None,
    by: Acting,
    at: datetime,
) -> Office:
    """Give a member an office; where only one can hold it, the one before ends the day before."""
    fresh = take_org(org, Permit.PARTY_EDIT, by=by)
    since = since or local_day(at)
    _refuse_unfit(fresh, member, office, since)
    standing = Office.objects.held(since).select_for_update(of=("self",)).filter(org=fresh, office=office)
    if standing.filter(member=member).exists():
        raise Refused(f"此人已经是{rules.Office(office).label}。", field="member")
    if office in rules.SINGLE:
        for before in standing.select_related("post__area"):
            _end(before, until=max(before.since, since - timedelta(days=1)), by=by, at=at)
    made = Office.objects.create(
        org=fresh,
        member=member,
        office=office,
        since=since,
        birth_year=birth_year,
        education=education,
        trained_on=trained_on,
    )
    _give_hat(made, by=by, at=at)
    note(by, "fill_office", f"party_org:{fresh.pk}", f"{fresh.name} {made.get_office_display()}", at)
    return made


def _refuse_unfit(org: PartyOrg, member: Member, office: str, since: date) -> None:
    if not member.is_member or member.left_on is not None:
        raise Refused("只有在册的党员可以任职。", field="member")
    if office == rules.Office.GROUP_HEAD and org.kind != OrgKind.GROUP:
        raise Refused("只有党小组设组长。", field="office")
    if office == rules.Office.HOUSEHOLD_HEAD and org.kind != OrgKind.HOUSEHOLD:
        raise Refused("只有党员中心户设中心户党员。", field="office")
    if org.kind in (OrgKind.GROUP, OrgKind.HOUSEHOLD) and office in rules.COMMITTEE:
        raise Refused(f"{org.get_kind_display()}不设{rules.Office(office).label}。", field="office")
    if office in rules.COMMITTEE and member.status != "full_member":
        raise Refused("委员由正式党员担任。", field="member")
    if org.founded_on and since < org.founded_on:
        raise Refused("任职日期不能早于党组织成立日期。", field="since")


def _give_hat(office: Office, *, by: Acting, at: datetime) -> None:
    """Whoever signs in here wears the office as a hat."""
    role = _HATS.get(rules.Office(office.office))
    person, unit = office.member.person, office.org.unit
    if role is None or person is None or unit is None or office.org.kind not in _BRANCH_LIKE:
        return
    held = Post.objects.held(at).filter(person=person, role=role, unit=unit).first()
    office.post = held or grids.appoint(
        person, role, unit=unit, title=office.get_office_display(), since=at, by=registrar(by), at=at
    )
    office.save(update_fields=["post"])


@transaction.atomic
def end_office(office: Office, *, by: Acting, at: datetime) -> Office:
    """An office ends today; its hat is taken off."""
    take_org(office.org, Permit.PARTY_EDIT, by=by)
    fresh = Office.objects.select_for_update(of=("self",)).select_related("post__area").get(pk=office.pk)
    if fresh.until is not None and fresh.until < local_day(at):
        raise Refused("这项任职已经结束。")
    return _end(fresh, until=max(fresh.since, local_day(at)), by=by, at=at)


def _end(office: Office, *, until: date, by: Acting, at: datetime) -> Office:
    office.until = until
    post, office.post = office.post, None
    office.save(update_fields=["until", "post"])
    if post is not None and (post.until is None or post.until > at):
        grids.end_post(post, by=registrar(by), at=at)
    note(by, "end_office", f"party_org:{office.org_id}", office.get_office_display(), at)
    return office


@transaction.atomic
def describe_office(
    office: Office,
    *,
    birth_year: int | None,
    education: str,
    trained_on: date | None,
    by: Acting,
    at: datetime,
) -> Office:
    """What its holder wishes to be counted under, and his last training."""
    take_org(office.org, Permit.PARTY_EDIT, by=by)
    Office.objects.filter(pk=office.pk).update(
        birth_year=birth_year, education=education, trained_on=trained_on
    )
    note(by, "describe_office", f"party_org:{office.org_id}", office.get_office_display(), at)
    return Office.objects.get(pk=office.pk)


@transaction.atomic
def give_hats(member: Member, *, by: Acting, at: datetime) -> None:
    """Once a member signs in here, the offices he holds become hats."""
    for office in (
        Office.objects.held(local_day(at))
        .filter(member=member, post__isnull=True)
        .select_related("org__unit")
    ):
        office.member = member
        _give_hat(office, by=by, at=at)
