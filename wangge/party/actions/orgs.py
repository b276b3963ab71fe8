"""Organisations are founded, bound to areas, changed, put under another one, and closed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat, Substr

from wangge.grids.access import Acting, Permit, below, is_below
from wangge.grids.models import Area, AreaKind
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.party.actions._common import need_area, note, registrar, take_org
from wangge.party.actions.offices import end_office
from wangge.party.models import Member, Office, PartyOrg, PartyOrgArea, Term
from wangge.party.rules import orgs as rules
from wangge.party.rules.orgs import BindingKind, OrgKind
from wangge.people import actions as people
from wangge.people.models import Department

#: The kind of unit that an organisation's unit is.
DEPARTMENT = "community_party_org"
_CHANGEABLE = frozenset(
    {"name", "special", "purpose", "founded_on", "approved_note", "ends_on", "units_joined", "flats", "code"}
)
#: Kinds that can be sent work and hold meetings of their own.
_WITH_UNIT = frozenset(OrgKind) - {OrgKind.HOUSEHOLD, OrgKind.GROUP}


@transaction.atomic
def found_org(
    parent: PartyOrg | None,
    *,
    kind: str,
    name: str,
    area: Area,
    founded_on: date | None = None,
    term_start: date | None = None,
    ends_on: date | None = None,
    code: str = "",
    special: str = "",
    purpose: str = "",
    approved_note: str = "",
    units_joined: int = 0,
    flats: int = 0,
    by: Acting,
    at: datetime,
) -> PartyOrg:
    """Set an organisation up under another one, with its unit and its first term."""
    above = take_org(parent, Permit.PARTY_EDIT, by=by) if parent else None
    need_area(by, Permit.PARTY_EDIT, area)
    if fault := rules.parent_fault(kind, above.kind if above else None):
        raise Refused(fault, field="kind")
    today = local_day(at)
    if kind == OrgKind.TEMPORARY and (fault := rules.temporary_fault(founded_on or today, ends_on)):
        raise Refused(fault, field="ends_on")
    code = words(code, field="code", most=30, may_be_empty=True)
    if code and PartyOrg.objects.filter(code=code).exists():
        raise Refused(f"编码“{code}”已经有党组织在用。", field="code")
    name = words(name, field="name", most=60, name="名称")
    _refuse_same_name(name, above)
    org = PartyOrg(
        parent=above,
        path=f"new/{name}/{at.timestamp()}"[:120],
        kind=kind,
        name=name,
        code=code,
        area=area,
        area_path=area.path,
        special=special,
        purpose=words(purpose, field="purpose", most=100, may_be_empty=True),
        approved_note=words(approved_note, field="approved_note", most=60, may_be_empty=True),
        founded_on=founded_on,
        term_start=term_start,
        term_end=rules.term_end(term_start, kind, is_village=_is_village(area)) if term_start else None,
        ends_on=ends_on if kind == OrgKind.TEMPORARY else None,
        units_joined=units_joined,
        flats=flats if kind == OrgKind.HOUSEHOLD else 0,
    )
    org.save(force_insert=True)
    org.path = f"{above.path if above else ''}{org.pk}/"
    org.save(update_fields=["path"])
    if kind in _WITH_UNIT:
        _give_unit(org, by=by, at=at)
    if term_start:
        Term.objects.create(
            org=org, held_on=term_start, kind="founded", start=term_start, end=org.term_end, recorded_at=at
        )
    note(by, "found_org", f"party_org:{org.pk}", f"{org.get_kind_display()} {org.name}", at)
    return org


def _refuse_same_name(name: str, above: PartyOrg | None, *, but: int = 0) -> None:
    same = PartyOrg.objects.standing().filter(parent=above, name=name).exclude(pk=but)
    if same.exists():
        where = f"{above.name}下面" if above else "最上级"
        raise Refused(f"{where}已经有“{name}”。", field="name")


def _is_village(area: Area) -> bool:
    """Whether terms are those of villages and communities."""
    return area.kind in (AreaKind.VILLAGE, AreaKind.COMMUNITY, AreaKind.QUASI) or area.rank >= 3


def _give_unit(org: PartyOrg, *, by: Acting, at: datetime) -> None:
    department = Department.objects.get(pk=DEPARTMENT)
    org.unit = people.make_unit(
        name=org.name, department=department, code=f"P{org.pk}", by=registrar(by), at=at
    )
    org.save(update_fields=["unit"])


@transaction.atomic
def ensure_unit(org: PartyOrg, *, by: Acting, at: datetime) -> PartyOrg:
    """A group that is given a head who signs in gets a unit too."""
    fresh = take_org(org, Permit.PARTY_EDIT, by=by)
    if fresh.unit_id is None:
        _give_unit(fresh, by=by, at=at)
    return fresh


@transaction.atomic
def change_org(org: PartyOrg, *, by: Acting, at: datetime, **fields: Any) -> PartyOrg:
    """Correct what is known of an organisation; its kind and its place have actions of their own."""
    fresh = take_org(org, Permit.PARTY_EDIT, by=by)
    if unknown := set(fields) - _CHANGEABLE:
        raise ValueError(f"not changeable: {unknown}")
    if "name" in fields:
        fields["name"] = words(fields["name"], field="name", most=60, name="名称")
        _refuse_same_name(fields["name"], fresh.parent, but=fresh.pk)
    if fresh.kind == OrgKind.TEMPORARY and "ends_on" in fields:
        start = fields.get("founded_on") or fresh.founded_on or local_day(at)
        if fault := rules.temporary_fault(start, fields["ends_on"]):
            raise Refused(fault, field="ends_on")
    code = fields.get("code")
    if code and PartyOrg.objects.filter(code=code).exclude(pk=fresh.pk).exists():
        raise Refused(f"编码“{code}”已经有党组织在用。", field="code")
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=[*fields])
    if "name" in fields and fresh.unit is not None:
        unit = fresh.unit
        people.change_unit(
            unit, name=fresh.name, department=unit.department, is_active=True, by=registrar(by), at=at
        )
    note(by, "change_org", f"party_org:{fresh.pk}", "、".join(fields), at)
    return fresh


@transaction.atomic
def move_org(org: PartyOrg, *, to: PartyOrg, by: Acting, at: datetime) -> PartyOrg:
    """Put an organisation with all below it under another one."""
    fresh, above = take_org(org, Permit.PARTY_EDIT, by=by), take_org(to, Permit.PARTY_EDIT, by=by)
    if is_below(above.path, fresh.path):
        raise Refused("不能移到自己或自己的下级下面。", field="to")
    if fault := rules.parent_fault(fresh.kind, above.kind):
        raise Refused(fault, field="to")
    _refuse_same_name(fresh.name, above, but=fresh.pk)
    old, new = fresh.path, f"{above.path}{fresh.pk}/"
    _rewrite(PartyOrg.objects.filter(below(old, field="path")), "path", old, new)
    _rewrite(Member.objects.filter(below(old, field="org_path")), "org_path", old, new)
    PartyOrg.objects.filter(pk=fresh.pk).update(parent=above)
    note(by, "move_org", f"party_org:{fresh.pk}", f"移到{above.name}", at)
    return PartyOrg.objects.get(pk=fresh.pk)


def _rewrite(rows: Any, column: str, old: str, new: str) -> None:
    rest = Substr(F(column), len(old) + 1, output_field=TextField())
    rows.update(**{column: Concat(Value(new), rest, output_field=TextField())})


@transaction.atomic
def close_org(org: PartyOrg, *, by: Acting, at: datetime) -> PartyOrg:
    """Close an organisation that has neither members nor organisations below it; its offices end with it."""
    fresh = take_org(org, Permit.PARTY_EDIT, by=by)
    if PartyOrg.objects.standing().filter(parent=fresh).exists():
        raise Refused("下面还有党组织，请先撤销或移走它们。")
    if Member.objects.filter(org=fresh).present().exists():
        raise Refused("还有党员在这里，请先办理转接。")
    today = local_day(at)
    PartyOrg.objects.filter(pk=fresh.pk).update(closed_on=today)
    PartyOrgArea.objects.current().filter(org=fresh).update(until=today)
    for office in Office.objects.held(today).filter(org=fresh):
        end_office(office, by=by, at=at)
    note(by, "close_org", f"party_org:{fresh.pk}", fresh.name, at)
    fresh.closed_on = today
    return fresh


@transaction.atomic
def bind(org: PartyOrg, area: Area, *, kind: str = BindingKind.OWN, by: Acting, at: datetime) -> PartyOrgArea:
    """Let an organisation have an area; one branch may have many areas, one area several branches."""
    fresh = take_org(org, Permit.PARTY_EDIT, by=by)
    need_area(by, Permit.PARTY_EDIT, area)
    if fresh.kind in (OrgKind.WORK_COMMITTEE, OrgKind.HOUSEHOLD):
        raise Refused(f"{fresh.get_kind_display()}不绑定区域。", field="org")
    found = PartyOrgArea.objects.current().select_for_update().filter(org=fresh, area=area).first()
    if found is not None:
        if found.kind == kind:
            return found
        found.until = local_day(at)
        found.save(update_fields=["until"])
    made = PartyOrgArea.objects.create(org=fresh, area=area, kind=kind, since=local_day(at))
    note(by, "bind", f"party_org:{fresh.pk}", f"{fresh.name}：{area.name}（{made.get_kind_display()}）", at)
    return made


@transaction.atomic
def unbind(binding: PartyOrgArea, *, by: Acting, at: datetime) -> None:
    """An organisation has an area no longer."""
    org = take_org(binding.org, Permit.PARTY_EDIT, by=by)
    fresh = PartyOrgArea.objects.current().select_for_update(of=("self",)).filter(pk=binding.pk).first()
    if fresh is None:
        raise Refused("这项绑定已经解除。")
    fresh.until = local_day(at)
    fresh.save(update_fields=["until"])
    note(by, "unbind", f"party_org:{org.pk}", f"{org.name}：{binding.area.name}", at)


@transaction.atomic
def set_up_branch(
    area: Area, *, name: str, kind: str = OrgKind.BRANCH, parent: PartyOrg, by: Acting, at: datetime
) -> PartyOrg:
    """The remedy for a grid without a branch, in one step: founded under the community's and bound."""
    org = found_org(parent, kind=kind, name=name, area=area, founded_on=local_day(at), by=by, at=at)
    bind(org, area, kind=BindingKind.OWN, by=by, at=at)
    return org


@transaction.atomic
def record_election(
    org: PartyOrg, *, held_on: date, entitled: int, present: int, by: Acting, at: datetime
) -> Term:
    """Write down an election that had its quorum: a new term begins on that day."""
    fresh = take_org(org, Permit.PARTY_EDIT, by=by)
    if held_on > local_day(at):
        raise Refused("选举日期不能晚于今天。", field="held_on")
    if fresh.term_start and held_on <= fresh.term_start:
        raise Refused("选举日期要晚于本届开始日期。", field="held_on")
    if fault := rules.quorum_fault(entitled, present, is_election=True):
        raise Refused(fault, field="present")
    end = rules.term_end(held_on, fresh.kind, is_village=_is_village(fresh.area))
    if end is None:
        raise Refused(f"{fresh.get_kind_display()}不换届。")
    made = Term.objects.create(
        org=fresh,
        held_on=held_on,
        kind="election",
        entitled=entitled,
        present=present,
        start=held_on,
        end=end,
        recorded_at=at,
    )
    PartyOrg.objects.filter(pk=fresh.pk).update(term_start=held_on, term_end=end)
    note(by, "record_election", f"party_org:{fresh.pk}", f"{fresh.name}，至 {end}", at)
    return made


#: An early or late election is shifted by a year at most.
_LONGEST_SHIFT = 12


@transaction.atomic
def extend_term(org: PartyOrg, *, until: date, approval: str, by: Acting, at: datetime) -> Term:
    """Move the end of a term with the upper committee's approval, by a year at most."""
    fresh = take_org(org, Permit.PARTY_EDIT, by=by)
    if by.unit_id is not None:
        raise NotAllowed("延期换届要由上级党组织登记。")
    if fresh.term_end is None or fresh.term_start is None:
        raise Refused("这个党组织没有届期。")
    whole = rules.term_end(fresh.term_start, fresh.kind, is_village=_is_village(fresh.area)) or fresh.term_end
    if not fresh.term_end < until <= rules.add_months(whole, _LONGEST_SHIFT):
        raise Refused("延期要晚于原届满日期，最长不超过一年。", field="until")
    approval = words(approval, field="approval", most=100, name="批准依据")
    made = Term.objects.create(
        org=fresh,
        held_on=local_day(at),
        kind="extended",
        start=fresh.term_start,
        end=until,
        note=approval,
        recorded_at=at,
    )
    PartyOrg.objects.filter(pk=fresh.pk).update(term_end=until)
    note(by, "extend_term", f"party_org:{fresh.pk}", f"{fresh.name}，至 {until}", at)
    return made
