"""Declared shapes, leaders' areas and what they take home, part-time units with resolutions, stations."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit, Role
from wangge.grids.models import Area, Place, Post
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.kernel.words import local_day, words
from wangge.party.actions._common import need_area, note, take_org
from wangge.party.models import (
    AreaLeader,
    LeaderVisit,
    Member,
    PartTimeUnit,
    PartyOrg,
    Resolution,
    Shape,
    ShapeFill,
    ShapeSlot,
    ShapeUse,
    Station,
    StationStaff,
)
from wangge.party.rules import shapes as rules
from wangge.party.rules.orgs import OrgKind
from wangge.people.models import Unit

_LEADERS = frozenset({Role.STREET_LEADER, Role.DISTRICT_LEADER, Role.ORG_DEPARTMENT})


@transaction.atomic
def seed_shapes() -> None:
    """The shipped shapes, where a code is not there yet; what a place changed stays."""
    known = set(Shape.objects.values_list("code", flat=True))
    made: dict[str, Shape] = {}
    for row in rules.shipped():
        code = row["shape"]
        if code in known:
            continue
        if code not in made:
            made[code] = Shape.objects.create(
                code=code, name=row["title"], rank=int(row["rank"]), note=row["note"], is_shipped=True
            )
        if row["slot"]:
            ShapeSlot.objects.create(
                shape=made[code],
                order=made[code].slots.count() + 1,
                name=row["slot"],
                kind=row["kind"],
                what=row["what"],
                least=int(row["least"]),
                most=int(row["most"]) if row["most"] else None,
            )


@transaction.atomic
def change_shape(
    shape: Shape, slots: Sequence[tuple[str, str, str, int, int | None]], *, by: Acting, at: datetime
) -> Shape:
    """Other parts for a shape: (name, kind, what, least, most), in their order."""
    if not by.may(Permit.PARTY_EDIT) or by.unit_id is not None:
        raise NotAllowed("您现在的岗位没有这项权限。")
    fresh = Shape.objects.select_for_update().get(pk=shape.pk)
    for _, kind, what, least, most in slots:
        if fault := rules.slot_fault(kind, what, least, most):
            raise Refused(fault)
    fresh.slots.all().delete()
    ShapeSlot.objects.bulk_create(
        ShapeSlot(
            shape=fresh,
            order=order,
            name=words(name, field="name", most=40),
            kind=kind,
            what=what,
            least=least,
            most=most,
        )
        for order, (name, kind, what, least, most) in enumerate(slots, 1)
    )
    note(by, "change_shape", f"shape:{fresh.pk}", fresh.code, at)
    return fresh


@transaction.atomic
def declare(shape: Shape, area: Area, *, by: Acting, at: datetime) -> ShapeUse:
    """An area declares a shape: for itself, or for the grids below it."""
    need_area(by, Permit.PARTY_EDIT, area)
    if area.rank > shape.rank:
        raise Refused(f"{shape.code} 适用于更上一级的区域。", field="shape")
    made, _ = ShapeUse.objects.get_or_create(shape=shape, area=area, defaults={"since": local_day(at)})
    note(by, "declare", f"area:{area.pk}", shape.code, at)
    return made


@transaction.atomic
def undeclare(use: ShapeUse, *, by: Acting, at: datetime) -> None:
    """An area no longer goes by a shape."""
    need_area(by, Permit.PARTY_EDIT, use.area)
    note(by, "undeclare", f"area:{use.area_id}", use.shape.code, at)
    use.delete()


@transaction.atomic
def fill_line(
    slot: ShapeSlot, area: Area, *, unit: Unit | None, words_: str, by: Acting, at: datetime
) -> ShapeFill:
    """Say who fills a line of a grid's roster where the list of units does not say so already."""
    need_area(by, Permit.PARTY_EDIT, area)
    if slot.kind != rules.SlotKind.LINE:
        raise Refused("只有条线要填写由谁承担。")
    text = words(words_, field="words", most=40, may_be_empty=unit is not None)
    made, _ = ShapeFill.objects.update_or_create(slot=slot, area=area, defaults={"unit": unit, "words": text})
    note(by, "fill_line", f"area:{area.pk}", slot.name, at)
    return made


@transaction.atomic
def assign_leader(post: Post, area: Area, *, by: Acting, at: datetime) -> AreaLeader:
    """A leader keeps in touch with an area below his own (包干联系)."""
    need_area(by, Permit.PARTY_EDIT, area)
    if post.role not in _LEADERS or (post.until is not None and post.until <= at):
        raise Refused("请选择街道领导、区领导或组织部的在任岗位。", field="post")
    if AreaLeader.objects.filter(post=post, area=area, until__isnull=True).exists():
        raise Refused("这位领导已经联系这里。", field="area")
    made = AreaLeader.objects.create(post=post, area=area, area_path=area.path, since=local_day(at))
    note(by, "assign_leader", f"area:{area.pk}", area.name, at)
    return made


@transaction.atomic
def end_leader(leader: AreaLeader, *, by: Acting, at: datetime) -> None:
    """The assignment ends; its visits stay."""
    need_area(by, Permit.PARTY_EDIT, leader.area)
    AreaLeader.objects.filter(pk=leader.pk, until__isnull=True).update(until=local_day(at))
    note(by, "end_leader", f"area:{leader.area_id}", leader.area.name, at)


def _leads(leader: AreaLeader, by: Acting) -> None:
    """The leader himself, or whoever keeps the line's papers there."""
    if by.person_id is not None and leader.post.person_id == by.person_id and by.may(Permit.PARTY_SEE):
        return
    need_area(by, Permit.PARTY_EDIT, leader.area)


@transaction.atomic
def write_visit(
    leader: AreaLeader,
    *,
    visited_on: date,
    words_: str,
    issue: str = "",
    due_on: date | None = None,
    by: Acting,
    at: datetime,
) -> LeaderVisit:
    """A visit, and the issue the leader took home with the day by which he answers."""
    _leads(leader, by)
    if visited_on > local_day(at):
        raise Refused("日期不能晚于今天。", field="visited_on")
    issue = words(issue, field="issue", most=200, may_be_empty=True)
    if issue and due_on is None:
        raise Refused("带回的问题要写明答复期限。", field="due_on")
    made = LeaderVisit(
        leader=leader,
        visited_on=visited_on,
        words=words(words_, field="words", most=300, name="情况"),
        issue=issue,
        due_on=due_on if issue else None,
    )
    made.save(force_insert=True)
    note(by, "write_visit", f"area:{leader.area_id}", "", at)
    return made


@transaction.atomic
def answer_issue(visit: LeaderVisit, *, answer: str, by: Acting, at: datetime) -> LeaderVisit:
    """The issue taken home has an answer, which the grid reads."""
    fresh = (
        LeaderVisit.objects.select_for_update(of=("self",)).select_related("leader__area").get(pk=visit.pk)
    )
    _leads(fresh.leader, by)
    if not fresh.issue or fresh.answered_on is not None:
        raise Refused("没有等答复的问题。")
    fresh.answer = words(answer, field="answer", most=300, name="办理结果")
    fresh.answered_on = local_day(at)
    fresh.save(update_fields=["answer", "answered_on"])
    note(by, "answer_issue", f"area:{fresh.leader.area_id}", "", at)
    return fresh


@transaction.atomic
def join_committee(
    org: PartyOrg,
    *,
    unit_name: str,
    delegate: str = "",
    duty: str = "",
    offers: str = "",
    by: Acting,
    at: datetime,
) -> PartTimeUnit:
    """A resident unit joins a 大工委 or 大党委 as an equal partner."""
    fresh = take_org(org, Permit.PARTY_EDIT, by=by)
    if fresh.kind != OrgKind.JOINT_COMMITTEE:
        raise Refused("兼职委员单位加入大工委或大党委。")
    unit_name = words(unit_name, field="unit_name", most=60, name="单位")
    if fresh.part_time_units.filter(unit_name=unit_name, until__isnull=True).exists():
        raise Refused("这个单位已经是兼职委员单位。", field="unit_name")
    made = PartTimeUnit.objects.create(
        org=fresh,
        unit_name=unit_name,
        delegate=words(delegate, field="delegate", most=40, may_be_empty=True),
        duty=words(duty, field="duty", most=40, may_be_empty=True),
        offers=words(offers, field="offers", most=100, may_be_empty=True),
        since=local_day(at),
    )
    note(by, "join_committee", f"party_org:{fresh.pk}", unit_name, at)
    return made


@transaction.atomic
def leave_committee(unit: PartTimeUnit, *, by: Acting, at: datetime) -> None:
    """A resident unit leaves."""
    org = take_org(unit.org, Permit.PARTY_EDIT, by=by)
    PartTimeUnit.objects.filter(pk=unit.pk, until__isnull=True).update(until=local_day(at))
    note(by, "leave_committee", f"party_org:{org.pk}", unit.unit_name, at)


@transaction.atomic
def resolve(
    org: PartyOrg, *, decided_on: date, words_: str, owner: str, due_on: date, by: Acting, at: datetime
) -> Resolution:
    """Something was decided: who does it, by when."""
    fresh = take_org(org, Permit.PARTY_EDIT, by=by)
    if due_on < decided_on:
        raise Refused("完成期限不能早于议定日期。", field="due_on")
    made = Resolution.objects.create(
        org=fresh,
        decided_on=decided_on,
        words=words(words_, field="words", most=200, name="议定事项"),
        owner=words(owner, field="owner", most=60, name="责任单位"),
        due_on=due_on,
    )
    note(by, "resolve", f"party_org:{fresh.pk}", "", at)
    return made


@transaction.atomic
def finish_resolution(found: Resolution, *, result: str, by: Acting, at: datetime) -> Resolution:
    """It is done, and how."""
    take_org(found.org, Permit.PARTY_EDIT, by=by)
    fresh = Resolution.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if fresh.done_on is not None:
        raise Refused("这一项已经办完。")
    fresh.result = words(result, field="result", most=200, name="完成情况")
    fresh.done_on = local_day(at)
    fresh.save(update_fields=["result", "done_on"])
    note(by, "finish_resolution", f"party_org:{fresh.org_id}", "", at)
    return fresh


@transaction.atomic
def open_station(
    area: Area,
    *,
    name: str,
    hours: str = "",
    notes: str = "",
    place: Place | None = None,
    by: Acting,
    at: datetime,
) -> Station:
    """A Party-masses station of a block or community."""
    need_area(by, Permit.PARTY_EDIT, area)
    made = Station.objects.create(
        name=words(name, field="name", most=60, name="名称"),
        area=area,
        area_path=area.path,
        place=place,
        hours=words(hours, field="hours", most=60, may_be_empty=True),
        note=words(notes, field="note", most=200, may_be_empty=True),
    )
    note(by, "open_station", f"station:{made.pk}", made.name, at)
    return made


@transaction.atomic
def staff_station(
    station: Station, member: Member, *, line: str, is_full_time: bool = True, by: Acting, at: datetime
) -> StationStaff:
    """Somebody works at a station in one of the three lines."""
    need_area(by, Permit.PARTY_EDIT, station.area)
    standing = StationStaff.objects.filter(station=station, member=member, until__isnull=True)
    if standing.exists():
        raise Refused("此人已经在这个工作站。", field="member")
    made = StationStaff.objects.create(
        station=station, member=member, line=line, is_full_time=is_full_time, since=local_day(at)
    )
    note(by, "staff_station", f"station:{station.pk}", made.get_line_display(), at)
    return made
