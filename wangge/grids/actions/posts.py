"""Posts: who is appointed where and until when; and which areas a unit serves."""

from datetime import datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit, Role
from wangge.grids.actions._common import changed, need, note
from wangge.grids.models import Area, Post, UnitArea
from wangge.grids.rules import posts as rules
from wangge.grids.rules.posts import Held
from wangge.kernel.refusal import Refused
from wangge.people.models import Person, Unit


@transaction.atomic
def appoint(
    person: Person,
    role: Role,
    *,
    area: Area | None = None,
    unit: Unit | None = None,
    since: datetime,
    until: datetime | None = None,
    title: str = "",
    employment_type: str = "",
    by: Acting,
    at: datetime,
) -> Post:
    """Give a person a post in an area or a unit; the three kinds of administrators stay apart."""
    need(by, Permit.PEOPLE_EDIT, *([area.path] if area else []))
    _refuse_place(role, area, unit)
    if until is not None and until <= since:
        raise Refused("任职结束要晚于开始。", field="until")
    Person.objects.select_for_update().get(pk=person.pk)  # one appointment of a person at a time
    new = Held(role, area.pk if area else None, unit.pk if unit else None, since, until)
    held = Post.objects.filter(person=person).values_list("role", "area_id", "unit_id", "since", "until")
    if fault := rules.together_fault(new, (Held(Role(row[0]), *row[1:]) for row in held)):
        raise Refused(fault, field="role")
    post = Post.objects.create(
        person=person,
        role=role,
        area=area,
        unit=unit,
        title=title.strip(),
        employment_type=employment_type,
        since=since,
        until=until,
    )
    changed("posts")
    note(by, "appoint", f"person:{person.pk}", f"{role.label}：{area or unit}", at)
    return post


def _refuse_place(role: Role, area: Area | None, unit: Unit | None) -> None:
    if (area is None) == (unit is None):
        raise Refused("请选择一个区域或一个单位。", field="area")
    if area is not None and area.valid_to is not None:
        raise Refused(f"{area.name}已停用，不能再任命岗位。", field="area")
    if unit is not None and not unit.is_active:
        raise Refused(f"{unit.name}已停用，不能再任命岗位。", field="unit")
    rank = area.rank if area else None
    if fault := rules.place_fault(role, rank=rank, is_unit=unit is not None):
        raise Refused(fault, field="role")


@transaction.atomic
def end_post(post: Post, *, by: Acting, at: datetime) -> Post:
    """End a post now; what was done under it stays under it."""
    need(by, Permit.PEOPLE_EDIT, *([post.area.path] if post.area else []))
    fresh = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if fresh.until is not None and fresh.until <= at:
        raise Refused("这个岗位已经结束。")
    fresh.until = max(at, fresh.since)
    fresh.save(update_fields=["until"])
    changed("posts")
    note(
        by,
        "end_post",
        f"person:{fresh.person_id}",
        f"{fresh.get_role_display()}：{fresh.area or fresh.unit}",
        at,
    )
    return fresh


@transaction.atomic
def serve(unit: Unit, area: Area, *, by: Acting, at: datetime) -> UnitArea:
    """Let a unit serve an area and all below it."""
    need(by, Permit.PEOPLE_EDIT, area.path)
    if area.valid_to is not None:
        raise Refused(f"{area.name}已停用。", field="area")
    served, is_new = UnitArea.objects.get_or_create(unit=unit, area=area)
    if is_new:
        changed("units")
        note(by, "serve", f"unit:{unit.pk}", f"{unit.name}：{area.name}", at)
    return served


@transaction.atomic
def stop_serving(unit: Unit, area: Area, *, by: Acting, at: datetime) -> None:
    """A unit serves an area no longer; the next one above takes its place in routing."""
    need(by, Permit.PEOPLE_EDIT, area.path)
    gone, _ = UnitArea.objects.filter(unit=unit, area=area).delete()
    if gone:
        changed("units")
        note(by, "stop_serving", f"unit:{unit.pk}", f"{unit.name}：{area.name}", at)
