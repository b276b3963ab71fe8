"""Areas come, change and go, one by one or as a list. A path never changes; a code names one area."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from wangge.grids.access import Acting, Permit, below
from wangge.grids.actions._common import changed, lock, need, note, standing
from wangge.grids.models import Alias, Area, AreaKind, Place, Post, Succession, UnitArea
from wangge.grids.queries import tree as trees
from wangge.grids.queries.imports import plan_areas
from wangge.grids.rules import codes
from wangge.grids.rules.importing import CHANGEABLE, AreaRow, NewArea, Plan
from wangge.grids.rules.tree import Node
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day

#: Where a new row waits for its id; no path looks like this.
_WAITING = "new/"
_ERRORS_SHOWN = 3


@transaction.atomic
def add_area(
    parent: Area | None,
    *,
    name: str,
    rank: int,
    code: str = "",
    kind: str = "",
    grid_type: str = "",
    template: str = "city",
    short_name: str = "",
    households: int | None = None,
    by: Acting,
    at: datetime,
) -> Area:
    """Enter one area; a block, grid or micro-grid without a code takes the next free one."""
    lock("areas")
    node = standing(parent) if parent else None
    if kind == AreaKind.PARTY:
        return _add_party_area(node, name=name, rank=rank, by=by, at=at)
    code = code or _next_code(node, rank, grid_type)
    row = AreaRow(
        0,
        code,
        name.strip(),
        above=node.key if node else "",
        kind=kind,
        grid_type=grid_type,
        short_name=short_name,
        households=households,
    )
    read = codes.read(code)
    if read is None:
        raise Refused(f"“{code}”不是区划代码（6、9、12 位）或网格编码（15、17 位）。", field="code")
    if read.rank != rank:
        raise Refused(f"编码“{code}”是{codes.RANK_NAMES[read.rank]}的，与所选层级不符。", field="code")
    if taken := trees.the_tree().by_code.get(read.key):
        raise Refused(f"编码“{code}”已经是{taken.full_name}的。", field="code")
    _apply(plan_areas([row], template=template), template=template, by=by, at=at)
    made = Area.objects.get(pk=trees.the_tree().by_code[read.key].id)
    note(by, "add_area", f"area:{made.pk}", f"{made.name} {code}", at)
    return made


def _next_code(node: Node | None, rank: int, grid_type: str) -> str:
    if node is None:
        raise Refused("最上级区域要填区划代码。", field="code")
    if rank not in (2, 4, 5):
        raise Refused("请填写区划代码。", field="code")
    tree = trees.the_tree()
    # A code once used names its area for ever, also after it was retired.
    taken = {n.row.grid_code for n in tree.nodes.values() if n.parent_id == node.id} | tree.by_code.keys()
    code = codes.next_grid_code(node.key, rank=rank, grid_type=grid_type, taken=taken)
    if not code:
        raise Refused("这里的编码已经用完，请先停用不用的网格。", field="code")
    return code


def _add_party_area(node: Node | None, *, name: str, rank: int, by: Acting, at: datetime) -> Area:
    """A Party grid that follows no administrative border: outside the paths, so no case falls into it."""
    if node is None:
        raise Refused("党建网格要挂在一个区域下。", field="parent")
    need(by, Permit.AREAS_EDIT, node.path)
    if rank < 3:
        raise Refused("党建网格只能设在社区及以下层级。", field="rank")
    area = Area(
        parent_id=node.id, rank=rank, kind=AreaKind.PARTY, name=name.strip(), valid_from=local_day(at)
    )
    area.path = f"{_WAITING}{node.id}/{name}"[:120]
    area.save(force_insert=True)
    area.path = f"p{area.pk}/"
    area.save(update_fields=["path"])
    changed("areas")
    note(by, "add_area", f"area:{area.pk}", f"{area.name} 党建网格", at)
    return area


@transaction.atomic
def import_areas(rows: Sequence[AreaRow], *, template: str = "city", by: Acting, at: datetime) -> Plan:
    """Enter a whole list of areas, or with any fault in it nothing; returns what was done."""
    lock("areas")
    plan = plan_areas(rows, template=template)
    _apply(plan, template=template, by=by, at=at)
    text = f"新增 {len(plan.new)}，修改 {len(plan.changed)}，未变 {len(plan.unchanged)}"
    note(by, "import_areas", "areas", text, at)
    return plan


def _apply(plan: Plan, *, template: str, by: Acting, at: datetime) -> None:
    if plan.errors:
        shown = "；".join(str(error) if error.row else error.problem for error in plan.errors[:_ERRORS_SHOWN])
        more = f"……共 {len(plan.errors)} 处" if len(plan.errors) > _ERRORS_SHOWN else ""
        raise Refused(f"{shown}{more}", field="file")
    _reach(plan, by)
    _make(plan.new, template=template, at=at)
    for node, fields in plan.changed:
        Area.objects.filter(pk=node.id).update(**fields)
    if plan.new or plan.changed:
        changed("areas", "places")


def _reach(plan: Plan, by: Acting) -> None:
    tree = trees.the_tree()
    above = [tree.nodes[area.parent_id].path for area in plan.new if area.parent_id is not None]
    need(by, Permit.AREAS_EDIT, *above, *(node.path for node, _ in plan.changed))


def _make(new: Sequence[NewArea], *, template: str, at: datetime) -> None:
    """Insert rank by rank: a parent has its id and path before its children come."""
    ids: dict[str, int] = {}
    for rank in sorted({area.rank for area in new}):
        here = [area for area in new if area.rank == rank]
        rows = [_row(area, ids, template, at) for area in here]
        Area.objects.bulk_create(rows, batch_size=500)
        ids.update({area.code.key: row.pk for area, row in zip(here, rows, strict=True)})
        _name_paths()


def _row(area: NewArea, ids: dict[str, int], template: str, at: datetime) -> Area:
    parent_id = area.parent_id or ids.get(area.parent_key)
    fields: dict[str, Any] = {name: getattr(area.row, name) for name in CHANGEABLE}
    fields |= {"kind": area.kind, "stat_code": area.code.stat, "grid_code": area.code.grid}
    if parent_id is None:
        fields["level_template"] = template
    path = f"{_WAITING}{area.code.key}/"
    return Area(parent_id=parent_id, path=path, rank=area.rank, valid_from=local_day(at), **fields)


def _name_paths() -> None:
    """Give waiting rows their path: that of the parent and their own id."""
    above = Area.objects.filter(pk=OuterRef("parent_id")).values("path")[:1]
    own = Concat(Cast("pk", CharField()), Value("/"), output_field=CharField())
    waiting = Area.objects.filter(below(_WAITING, field="path"))
    waiting.filter(parent__isnull=True).update(path=own)
    waiting.update(path=Concat(Subquery(above), own, output_field=CharField()))


@transaction.atomic
def change_area(area: Area, *, by: Acting, at: datetime, **fields: Any) -> Area:
    """Correct an area's name, type or size; its code and its place in the tree stay as they are."""
    need(by, Permit.AREAS_EDIT, area.path)
    lock("areas")
    node = standing(area)
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise ValueError(f"not changeable: {unknown}")
    blank = {name: getattr(node.row, name) for name in CHANGEABLE} | fields
    row = AreaRow(0, node.key, **blank)
    plan = plan_areas([row], template=node.template)
    if plan.errors:
        raise Refused(plan.errors[0].problem)
    Area.objects.filter(pk=area.pk).update(**fields)
    changed("areas", "places")
    note(by, "change_area", f"area:{area.pk}", "、".join(f"{k}={v}" for k, v in fields.items()), at)
    return Area.objects.get(pk=area.pk)


@transaction.atomic
def set_hotline(area: Area, hotline: str, *, by: Acting, at: datetime) -> None:
    """Which office telephone stands on the notice board; an area without one shows that of the area above."""
    need(by, Permit.PLACES_EDIT, area.path)
    hotline = hotline.strip()
    if hotline and not re.fullmatch(r"[0-9][0-9 -]{2,19}", hotline):
        raise Refused("公示电话只写数字和短横线，如 025-85550123。", field="hotline")
    Area.objects.filter(pk=area.pk).update(hotline=hotline)
    note(by, "set_hotline", f"area:{area.pk}", f"{area.name} {hotline}", at)


@transaction.atomic
def retire(area: Area, *, successor: Area | None, by: Acting, at: datetime) -> Area:
    """Close an area and pass its posts, units and places on; its cases are moved by the room of cases."""
    need(by, Permit.AREAS_EDIT, area.path, *([successor.path] if successor else []))
    lock("areas")
    node = standing(area)
    if trees.the_tree().below(node.id):
        raise Refused("下面还有在用的区域，请先停用它们。")
    if successor is not None and (successor.pk == area.pk or successor.rank != area.rank):
        raise Refused("接续区域应是同一层级的另一个区域。", field="successor")
    Area.objects.filter(pk=area.pk).update(valid_to=local_day(at), successor=successor)
    if successor is not None:
        Succession.objects.get_or_create(area=area, successor=successor, defaults={"at": at})
    held = list(Post.objects.held(at).filter(area=area))
    served = list(UnitArea.objects.filter(area=area))
    if successor is None and (held or served):
        raise Refused("这里还有岗位或服务单位，请指定接续区域。", field="successor")
    if successor is not None:
        _pass_on(held, served, area, successor, at)
    changed("areas", "places", "units", "posts")
    text = f"{area.name}停用" + (f"，由{successor.name}接续" if successor else "")
    note(by, "retire_area", f"area:{area.pk}", text, at)
    return Area.objects.get(pk=area.pk)


def _pass_on(held: list[Post], served: list[UnitArea], area: Area, to: Area, at: datetime) -> None:
    there = set(Post.objects.held(at).filter(area=to).values_list("person_id", "role"))
    Post.objects.filter(pk__in=[post.pk for post in held]).update(until=at)
    Post.objects.bulk_create(
        Post(
            person_id=post.person_id,
            role=post.role,
            area=to,
            title=post.title,
            employment_type=post.employment_type,
            since=at,
            until=post.until,
        )
        for post in held
        if (post.person_id, post.role) not in there
    )
    known = set(UnitArea.objects.filter(area=to).values_list("unit_id", flat=True))
    UnitArea.objects.filter(pk__in=[s.pk for s in served]).delete()
    UnitArea.objects.bulk_create(
        UnitArea(unit_id=s.unit_id, area=to) for s in served if s.unit_id not in known
    )
    Place.objects.filter(area=area).update(area=to, area_path=to.path)
    known_names = Alias.objects.filter(area=to).values("name")
    Alias.objects.filter(area=area).exclude(name__in=known_names).update(area=to)
