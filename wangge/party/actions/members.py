"""Members enter, change, take the steps of a member's life, and go; who signs in is linked to his row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from wangge.grids import actions as grids
from wangge.grids.access import Acting, Permit, Role
from wangge.grids.models import Place, PlaceKind, Post
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.party.actions._common import note, recount, registrar, take_member, take_org
from wangge.party.actions.offices import give_hats
from wangge.party.models import Contact, Member, Office, PartyOrg
from wangge.party.rules import members as rules
from wangge.party.rules.members import MemberKind, Status
from wangge.people import actions as people
from wangge.people import rules as person_rules
from wangge.people.digests import phone_index
from wangge.people.models import Person

_CHANGEABLE = frozenset(
    {
        "name",
        "phone",
        "kind",
        "joined_on",
        "home_branch",
        "host_branch",
        "last_contact_on",
        "skills",
        "free_time",
        "is_excluded",
        "excluded_note",
        "group",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered of one member."""

    name: str
    phone: str = ""
    kind: str = MemberKind.REGISTERED
    status: str = Status.FULL
    status_since: date | None = None
    joined_on: date | None = None
    home_branch: str = ""
    host_branch: str = ""
    skills: str = ""
    free_time: str = ""


def _fault(org: PartyOrg, entry: Entry, *, on: date) -> tuple[str, str]:
    """(field, sentence) of what is wrong with an entry, or two empty words."""
    if not org.is_branch:
        return "org", f"{org.get_kind_display()}不接收党员，请选择支部。"
    if org.closed_on is not None:
        return "org", f"{org.name}已撤销。"
    if entry.status not in rules.PRESENT:
        return "status", f"不能登记为“{Status(entry.status).label}”。"
    if fault := rules.joined_fault(entry.joined_on, entry.status, on=on):
        return "joined_on", fault
    if entry.kind in (MemberKind.LIVES_HERE, MemberKind.WORKS_HERE) and not entry.home_branch:
        return "home_branch", "组织关系不在这里的，请填写组织关系所在支部。"
    return "", ""


def _row(org: PartyOrg, entry: Entry, *, at: datetime) -> Member:
    return Member(
        org=org,
        org_path=org.path,
        area_path=org.area_path,
        name=entry.name,
        phone=entry.phone,
        phone_index=phone_index(entry.phone) if entry.phone else None,
        kind=entry.kind,
        status=entry.status,
        status_since=entry.status_since,
        joined_on=entry.joined_on.replace(day=1) if entry.joined_on else None,
        home_branch=entry.home_branch,
        host_branch=entry.host_branch,
        skills=entry.skills,
        free_time=entry.free_time,
        entered_at=at,
    )


@transaction.atomic
def enrol(org: PartyOrg, entry: Entry, *, by: Acting, at: datetime) -> Member:
    """Enter one member in a branch."""
    fresh = take_org(org, Permit.MEMBERS_EDIT, by=by)
    name = words(entry.name, field="name", most=40, name="姓名")
    phone = person_rules.normal_phone(entry.phone) if entry.phone.strip() else ""
    entry = _with(entry, name=name, phone=phone)
    field, fault = _fault(fresh, entry, on=local_day(at))
    if fault:
        raise Refused(fault, field=field)
    if double := _double_of(fresh, entry):
        raise Refused(double, field="phone" if phone else "name")
    made = _row(fresh, entry, at=at)
    made.save(force_insert=True)
    recount([fresh.pk])
    note(by, "enrol", f"member:{made.pk}", fresh.name, at)
    return made


def _with(entry: Entry, **fields: Any) -> Entry:
    return replace(entry, **fields)


def _double_of(org: PartyOrg, entry: Entry) -> str:
    """The sentence about somebody who is in the register already, or nothing."""
    present = Member.objects.present()
    if entry.phone:
        same = present.filter(phone_index=phone_index(entry.phone)).select_related("org").first()
        return f"这个手机号已登记在{same.org.name}。" if same else ""
    if present.filter(org=org, name=entry.name).exists():
        return f"{org.name}已有同名党员；确实是另一个人的，请填写手机号再登记。"
    return ""


@transaction.atomic
def enrol_many(
    entries: Sequence[tuple[int, PartyOrg, Entry]], *, by: Acting, at: datetime
) -> list[tuple[int, str]]:
    """Enter a block of an import at once; returns (number, sentence) of what was not entered.

    The organisations are known to lie within reach; doubles are asked in two questions for the whole block.
    """
    if not by.may(Permit.MEMBERS_EDIT):
        raise NotAllowed("您现在的岗位没有这项权限。")
    wrong: list[tuple[int, str]] = []
    known = _Known(entries)
    rows = []
    for number, org, entry in entries:
        fault = _fault(org, entry, on=local_day(at))[1] or known.double(org, entry)
        if fault:
            wrong.append((number, fault))
            continue
        known.add(org, entry)
        rows.append(_row(org, entry, at=at))
    Member.objects.bulk_create(rows, batch_size=500)
    recount({row.org_id for row in rows})
    if rows:
        note(by, "enrol_many", "members", f"{len(rows)} 名", at)
    return wrong


class _Known:
    """Who is in the register already, for one block."""

    def __init__(self, entries: Sequence[tuple[int, PartyOrg, Entry]]) -> None:
        present = Member.objects.present()
        phones = [phone_index(entry.phone) for _, _, entry in entries if entry.phone]
        found = present.filter(phone_index__in=phones).values_list("phone_index", "org__name")
        self._phones = {bytes(index): name for index, name in found if index}
        bare = [(org.pk, entry.name) for _, org, entry in entries if not entry.phone]
        same = present.filter(org__in={pk for pk, _ in bare}, name__in={name for _, name in bare})
        self._names = set(same.values_list("org", "name")) if bare else set()

    def double(self, org: PartyOrg, entry: Entry) -> str:
        if entry.phone:
            where = self._phones.get(phone_index(entry.phone))
            return f"这个手机号已登记在{where}" if where else ""
        if (org.pk, entry.name) in self._names:
            return f"{org.name}已有同名党员；确实是另一个人的，请填写手机号"
        return ""

    def add(self, org: PartyOrg, entry: Entry) -> None:
        if entry.phone:
            self._phones[phone_index(entry.phone)] = org.name
        else:
            self._names.add((org.pk, entry.name))


@transaction.atomic
def change_member(member: Member, *, by: Acting, at: datetime, **fields: Any) -> Member:
    """Correct what is known of a member; a phone goes sealed and is never written to the journal."""
    fresh = take_member(member, Permit.MEMBERS_EDIT, by=by)
    if unknown := set(fields) - _CHANGEABLE:
        raise ValueError(f"not changeable: {unknown}")
    if "name" in fields:
        fields["name"] = words(fields["name"], field="name", most=40, name="姓名")
    if "joined_on" in fields:
        if fault := rules.joined_fault(fields["joined_on"], fresh.status, on=local_day(at)):
            raise Refused(fault, field="joined_on")
        fields["joined_on"] = fields["joined_on"].replace(day=1) if fields["joined_on"] else None
    if fields.get("is_excluded") and not fields.get("excluded_note", fresh.excluded_note):
        raise Refused("请填写支部决定的会议记录编号。", field="excluded_note")
    if "phone" in fields:
        fields |= _phone(fresh, fields["phone"])
    group = fields.get("group")
    if group is not None and group.parent_id != fresh.org_id:
        raise Refused("党小组要属于所在支部。", field="group")
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=[*fields])
    note(by, "change_member", f"member:{fresh.pk}", "、".join(f for f in fields if f != "phone_index"), at)
    return fresh


def _phone(member: Member, phone: str) -> dict[str, Any]:
    phone = person_rules.normal_phone(phone) if phone.strip() else ""
    index = phone_index(phone) if phone else None
    same = (
        Member.objects.present().filter(phone_index=index).exclude(pk=member.pk).select_related("org").first()
    )
    if phone and same:
        raise Refused(f"这个手机号已登记在{same.org.name}。", field="phone")
    return {"phone": phone, "phone_index": index}


@transaction.atomic
def step(member: Member, *, to: str, since: date | None = None, by: Acting, at: datetime) -> Member:
    """The next state of a member's life; the process and its papers are kept elsewhere."""
    fresh = take_member(member, Permit.MEMBERS_EDIT, by=by)
    since = since or local_day(at)
    if since > local_day(at):
        raise Refused("日期不能晚于今天。", field="since")
    if fault := rules.step_fault(fresh.status, to, since=fresh.status_since, on=since):
        raise Refused(fault, field="to")
    fresh.status, fresh.status_since = to, since
    fields = ["status", "status_since"]
    if to == Status.PROBATIONARY:
        fresh.joined_on = since.replace(day=1)
        fields.append("joined_on")
    if to in rules.GONE:
        fresh.left_on = since
        fields.append("left_on")
        _leave_offices(fresh, by=by, at=at)
    fresh.save(update_fields=fields)
    recount([fresh.org_id])
    note(by, "step", f"member:{fresh.pk}", Status(to).label, at)
    return fresh


def _leave_offices(member: Member, *, by: Acting, at: datetime) -> None:
    """Whoever goes holds no office and wears no hat of the branch any more."""
    today = local_day(at)
    Office.objects.held(today).filter(member=member).update(until=today, post=None)
    Contact.objects.filter(member=member, until__isnull=True).update(until=today)
    if member.person_id is not None:
        hats = (Role.BRANCH_SECRETARY, Role.PARTY_MEMBER)
        for post in Post.objects.held(at).filter(person=member.person_id, role__in=hats):
            grids.end_post(post, by=registrar(by), at=at)


@transaction.atomic
def link_person(member: Member, person: Person | None = None, *, by: Acting, at: datetime) -> Member:
    """Let a member sign in: as a person already known here, or as a new one; his hat is that of a member."""
    fresh = take_member(member, Permit.MEMBERS_EDIT, by=by)
    if fresh.person_id is not None:
        raise Refused("这名党员已经可以登录。")
    if not fresh.is_member:
        raise Refused("只有党员可以开通党员岗位。")
    if person is None:
        person = people.make_person(name=fresh.name, phone=fresh.phone, by=registrar(by), at=at)
    elif Member.objects.filter(person=person).exists():
        raise Refused("这个人已经登记为另一名党员。", field="person")
    unit = fresh.org.unit
    if unit is None:
        raise Refused(f"{fresh.org.name}还没有单位，不能设岗位。")
    fresh.person = person
    fresh.save(update_fields=["person"])
    # The hat of an office comes first: it is the one somebody wakes up in.
    give_hats(fresh, by=by, at=at)
    grids.appoint(person, Role.PARTY_MEMBER, unit=unit, since=at, by=registrar(by), at=at)
    note(by, "link_person", f"member:{fresh.pk}", fresh.org.name, at)
    return fresh


@transaction.atomic
def keep_contact(member: Member, stairwell: Place, *, flats: int, by: Acting, at: datetime) -> Contact | None:
    """How many flats of a stairwell a member keeps in touch with; 0 ends it. No name, no door (R-24)."""
    fresh = take_member(member, Permit.MEMBERS_EDIT, by=by)
    if stairwell.kind not in (PlaceKind.STAIRWELL, PlaceKind.BUILDING):
        raise Refused("请选择一个单元或一幢楼。", field="stairwell")
    if stairwell.households is not None and flats > stairwell.households:
        raise Refused(f"{stairwell.name}只有 {stairwell.households} 户。", field="flats")
    today = local_day(at)
    standing = Contact.objects.filter(member=fresh, stairwell=stairwell, until__isnull=True)
    standing.select_for_update().update(until=today)
    note(by, "keep_contact", f"member:{fresh.pk}", f"{flats} 户", at)
    if not flats:
        return None
    return Contact.objects.create(member=fresh, stairwell=stairwell, flats=flats, since=today)


@transaction.atomic
def reveal_phone(member: Member, *, reason: str, by: Acting, at: datetime) -> str:
    """Open a member's number: with a reason, and a row he may ask to see."""
    fresh = take_member(member, Permit.MEMBERS_EDIT, by=by)
    if not fresh.phone:
        raise Refused("没有登记手机号。")
    people.note_reveal(subject=f"member:{fresh.pk}", what="phone", reason=reason, by=by, at=at)
    return str(fresh.phone)
