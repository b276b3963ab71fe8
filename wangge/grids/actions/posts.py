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
def lend_post(post: Post, *, to: Person, since: datetime, until: datetime, by: Acting, at: datetime) -> Post:
    """Let somebody stand in for the holder of a post, from a day to a day; both stay on record."""
    area = post.area
    if area is None or Role(post.role) not in rules.LENDABLE:
        raise Refused("这个岗位不能代班，请由管理员另行任命。", field="post")
    if by.post_id != post.pk:
        need(by, Permit.STAND_IN, area.path)
    if fault := rules.lending_fault(since, until, at=at):
        raise Refused(fault, field="until")
    held = Post.objects.held(at).filter(pk=post.pk, stands_in_for__isnull=True)
    if not held.exists():
        raise Refused("这个岗位已经结束，或者本身就是代班。", field="post")
    if to.pk == post.person_id:
        raise Refused("代班人要是另一个人。", field="to")
    Person.objects.select_for_update().get(pk=to.pk)
    new = Held(Role(post.role), area.pk, None, since, until)
    known = Post.objects.filter(person=to).values_list("role", "area_id", "unit_id", "since", "until")
    if fault := rules.together_fault(new, (Held(Role(row[0]), *row[1:]) for row in known)):
        raise Refused(fault, field="to")
    lent = Post.objects.create(
        person=to, role=post.role, area=area, title="代班", since=since, until=until, stands_in_for=post
    )
    changed("posts")
    text = f"{to.name}代{post.person.name} {area.name}{post.get_role_display()} 到 {until:%Y-%m-%d}"
    note(by, "lend_post", f"person:{to.pk}", text, at)
    return lent


@transaction.atomic
def take_back(lent: Post, *, by: Acting, at: datetime) -> Post:
    """The holder is back: a stand-in ends before its day."""
    if lent.stands_in_for is None or lent.area is None:
        raise Refused("这不是代班。")
    if by.post_id != lent.stands_in_for_id:
        need(by, Permit.STAND_IN, lent.area.path)
    if lent.until is not None and lent.until <= at:
        raise Refused("这个代班已经结束。")
    Post.objects.filter(pk=lent.pk).update(until=max(at, lent.since))
    changed("posts")
    note(by, "take_back", f"person:{lent.person_id}", f"{lent.area.name}{lent.get_role_display()}", at)
    return lent


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
