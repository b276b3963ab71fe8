"""Level templates: seeded as shipped, then named and switched as the place wants them."""

from datetime import datetime

from django.db import transaction

from wangge.grids.access import Acting, Permit
from wangge.grids.actions._common import changed, lock, need, need_whole, note
from wangge.grids.models import Area, Level
from wangge.grids.queries import tree as trees
from wangge.grids.rules import levels
from wangge.kernel.refusal import Refused


@transaction.atomic
def seed_levels() -> int:
    """Enter the shipped templates that are missing; what a place has renamed or switched stays so."""
    lock("areas")
    known = set(Level.objects.values_list("template", "rank"))
    rows = [row for row in levels.shipped() if (row.template, row.rank) not in known]
    Level.objects.bulk_create(
        Level(
            template=row.template,
            rank=row.rank,
            code=row.code,
            name=row.name,
            code_rule=row.code_rule,
            party_counterpart=row.party_counterpart,
            is_on=row.is_on,
        )
        for row in rows
    )
    if rows:
        changed("areas")
    return len(rows)


@transaction.atomic
def change_level(level: Level, *, name: str, is_on: bool, by: Acting, at: datetime) -> Level:
    """Rename a level or switch it on or off. Areas of a level that is off stay, and are skipped upwards."""
    need_whole(by, Permit.AREAS_EDIT)
    name = name.strip()
    if not name:
        raise Refused("请填写层级名称。", field="name")
    if len(name) > 20:
        raise Refused("层级名称最多 20 个字。", field="name")
    if level.rank in (1, 3, 4) and not is_on:
        raise Refused("街镇、社区、网格三级不能停用。", field="is_on")
    level.name, level.is_on = name, is_on
    level.save(update_fields=["name", "is_on"])
    changed("areas")
    state = "启用" if is_on else "停用"
    note(by, "change_level", f"level:{level.pk}", f"{level.template} {level.rank} {name} {state}", at)
    return level


@transaction.atomic
def use_template(area: Area, template: str, *, by: Acting, at: datetime) -> Area:
    """Let an area and all below it follow a template; ranks that stand there must be in it."""
    need(by, Permit.AREAS_EDIT, area.path)
    lock("areas")
    ladder = trees.ladders().get(template)
    if ladder is None:
        raise Refused("没有这个层级模板。", field="template")
    ranks = set(Area.objects.current().below(area.path).values_list("rank", flat=True))
    missing = sorted(rank for rank in ranks if rank not in ladder or not ladder[rank].is_on)
    if missing:
        node = trees.area(area.pk)
        own = trees.ladders().get(node.template, {}) if node else {}
        names = "、".join(own[rank].name if rank in own else str(rank) for rank in missing)
        raise Refused(f"这里已有“{names}”这些层级的区域，所选模板没有启用。", field="template")
    Area.objects.filter(pk=area.pk).update(level_template=template)
    changed("areas", "places")
    note(by, "use_template", f"area:{area.pk}", template, at)
    return Area.objects.get(pk=area.pk)
