"""Areas split and joined: the old ones are retired with successors, and pass on what hangs on them.

Their open cases are moved by the room of cases, in the same transaction (`duties.actions`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from shapely.geometry.base import BaseGeometry

from wangge.grids.access import Acting, Permit
from wangge.grids.actions import places
from wangge.grids.actions._common import changed, lock, need, note, standing
from wangge.grids.actions.areas import add_area, retire
from wangge.grids.actions.boundaries import store_shapes
from wangge.grids.models import Alias, Area, Post, Succession, UnitArea
from wangge.grids.queries import tree as trees
from wangge.grids.rules import drawing, plane
from wangge.grids.rules.tree import Node
from wangge.kernel.refusal import Refused
from wangge.kernel.words import local_day


@dataclass(frozen=True, slots=True)
class Part:
    """One of the areas that a split makes."""

    name: str
    polygon: BaseGeometry
    households: int | None = None


@transaction.atomic
def split(
    area: Area,
    parts: Sequence[Part],
    *,
    posts_to: Mapping[int, Sequence[int]] | None = None,
    by: Acting,
    at: datetime,
) -> list[Area]:
    """Retire an area and put its parts in its place. The first part takes what nothing else decides.

    `posts_to` says which parts (0, 1 …) a post goes on in; without it the first. Units serve every part,
    places go where they lie.
    """
    need(by, Permit.AREAS_EDIT, area.path)
    lock("areas")
    node = standing(area)
    _refuse_split(node.id, parts)
    above = _above(node)
    made = [
        add_area(
            above,
            name=part.name,
            rank=node.rank,
            kind=node.kind,
            grid_type=node.row.grid_type,
            households=part.households,
            by=by,
            at=at,
        )
        for part in parts
    ]
    store_shapes({new.pk: part.polygon for new, part in zip(made, parts, strict=True)}, source="拆分", at=at)
    Area.objects.filter(pk=area.pk).update(valid_to=local_day(at), successor=made[0])
    Succession.objects.bulk_create(Succession(area=area, successor=new, at=at) for new in made)
    _pass_posts(area, made, posts_to or {}, at)
    _pass_units(area, made)
    Alias.objects.filter(area=area).update(area=made[0])
    changed("areas", "places", "units", "posts")
    places.place_again(by=by, at=at, near=plane.bounds([part.polygon for part in parts]))
    note(by, "split_area", f"area:{area.pk}", f"{area.name}拆分为{'、'.join(new.name for new in made)}", at)
    return list(Area.objects.filter(pk__in=[new.pk for new in made]).order_by("pk"))


def _above(node: Node) -> Area:
    if node.parent_id is None:
        raise Refused("最上级区域不能拆分或合并。")
    return Area.objects.get(pk=node.parent_id)


def _refuse_split(area_id: int, parts: Sequence[Part]) -> None:
    if trees.the_tree().below(area_id):
        raise Refused("下面还有在用的区域，请先拆分或停用它们。")
    names = [part.name.strip() for part in parts]
    if len(parts) < 2:
        raise Refused("至少要拆成两个。", field="lines")
    if not all(names) or len(set(names)) < len(names):
        raise Refused("每个新网格都要有名称，而且不能重名。", field="name")


def _pass_posts(area: Area, made: Sequence[Area], chosen: Mapping[int, Sequence[int]], at: datetime) -> None:
    held = list(Post.objects.held(at).filter(area=area).order_by("pk"))
    Post.objects.filter(pk__in=[post.pk for post in held]).update(until=at)
    Post.objects.bulk_create(
        Post(
            person_id=post.person_id,
            role=post.role,
            area=made[number],
            title=post.title,
            employment_type=post.employment_type,
            since=at,
            until=post.until,
        )
        for post in held
        for number in sorted({n for n in chosen.get(post.pk, (0,)) if 0 <= n < len(made)} or {0})
    )


def _pass_units(area: Area, made: Sequence[Area]) -> None:
    served = list(UnitArea.objects.filter(area=area))
    UnitArea.objects.filter(pk__in=[s.pk for s in served]).delete()
    UnitArea.objects.bulk_create(UnitArea(unit_id=s.unit_id, area=new) for s in served for new in made)


@transaction.atomic
def merge(areas: Sequence[Area], *, name: str, by: Acting, at: datetime) -> Area:
    """Put one area in the place of several neighbours of one parent; all that hangs on them goes on there."""
    need(by, Permit.AREAS_EDIT, *[area.path for area in areas])
    lock("areas")
    nodes = [standing(area) for area in areas]
    if len({node.id for node in nodes}) < 2:
        raise Refused("至少选两个网格。", field="areas")
    if len({(node.parent_id, node.rank) for node in nodes}) > 1:
        raise Refused("只能合并同一上级下、同一层级的网格。", field="areas")
    shapes = _neighbouring(areas)
    first = nodes[0]
    sizes = [node.row.households for node in nodes]
    made = add_area(
        _above(first),
        name=name,
        rank=first.rank,
        kind=first.kind,
        grid_type=first.row.grid_type,
        households=sum(size or 0 for size in sizes) if any(s is not None for s in sizes) else None,
        by=by,
        at=at,
    )
    names = "、".join(node.name for node in nodes)
    Area.objects.filter(pk=made.pk).update(merged_grids=names[:200])
    if shapes:
        store_shapes({made.pk: drawing.joined(shapes)}, source="合并", at=at)
    for area in areas:
        retire(area, successor=made, by=by, at=at)
    note(by, "merge_areas", f"area:{made.pk}", f"{names}合并为{name}", at)
    return Area.objects.get(pk=made.pk)


def _neighbouring(areas: Sequence[Area]) -> list[BaseGeometry]:
    """Their polygons; each must border on what is joined already."""
    if any(area.geometry is None for area in areas):
        return []
    waiting = {area.pk: (area.name, plane.shape(area.geometry)) for area in areas}
    first = next(iter(waiting))
    joined = [waiting.pop(first)[1]]
    while waiting:
        near = next(
            (pk for pk, (_, g) in waiting.items() if any(drawing.touches(g, j) for j in joined)), None
        )
        if near is None:
            name = next(iter(waiting.values()))[0]
            raise Refused(f"{name}与其他网格不相邻，不能合并。", field="areas")
        joined.append(waiting.pop(near)[1])
    return joined
