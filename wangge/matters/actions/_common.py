"""What every action of this room does first and last: the permit, the version row, the token, the journal."""

import uuid
from datetime import datetime
from typing import Any

from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.models import Area
from wangge.journal import actions as journal
from wangge.journal.models import Actor
from wangge.kernel.refusal import NotAllowed, Refused
from wangge.matters.models import (
    CatalogueToken,
    HandlingModel,
    HandlingModelVersion,
    Matter,
    MatterVersion,
    RoutingRule,
    RoutingRuleVersion,
)
from wangge.matters.queries import memory


def need(by: Acting) -> None:
    """Refuse unless the hat may edit the catalogue."""
    if not by.may(Permit.MATTERS_EDIT):
        raise NotAllowed("您现在的岗位不能修改事项目录。")


def need_area(by: Acting, area: Area | None) -> None:
    """A rule reaches no further than the hat: everywhere is for whoever holds the whole tree."""
    if not by.area_path:
        return
    is_root = "/" not in by.area_path.rstrip("/")
    if area is None and not is_root:
        raise NotAllowed("全域的规则由区级设置，请选一个您管理的区域。", field="area")
    if area is not None and not is_below(area.path, by.area_path):
        raise NotAllowed("这个区域不在您的管理范围内。", field="area")


def why(reason: str) -> str:
    """The reason of an edit; an edit without one is refused."""
    words = reason.strip()
    if len(words) < 2:
        raise Refused("请写一句为什么改。", field="reason")
    return words[:200]


def check_version(stored: int, expected: int) -> None:
    """Refuse to overwrite what somebody else changed meanwhile."""
    if stored != expected:
        raise Refused("您打开之后别人改过这一项，请重新打开看看再改。")


def changed() -> None:
    """Every process learns that its copy of the catalogue is old."""
    token = uuid.uuid4().hex
    CatalogueToken.objects.update_or_create(name=memory.TOKEN.name, defaults={"token": token})
    memory.TOKEN.changed(token)


def _edition(number: int, data: dict[str, Any], by: Actor, at: datetime, reason: str) -> dict[str, Any]:
    return {
        "number": number,
        "data": data,
        "at": at,
        "reason": reason,
        "by_person_id": by.person_id,
        "by_post_id": by.post_id,
        "by_name": by.name[:60],
    }


def matter_edition(matter: Matter, *, by: Actor, at: datetime, reason: str) -> MatterVersion:
    """The version row of a matter as it is now, unsaved."""
    data = memory.data_of_matter(matter)
    return MatterVersion(matter=matter, **_edition(matter.version, data, by, at, reason))


def model_edition(model: HandlingModel, *, by: Actor, at: datetime, reason: str) -> HandlingModelVersion:
    """The version row of a handling model as it is now, unsaved."""
    data = memory.data_of_model(model)
    return HandlingModelVersion(model=model, **_edition(model.version, data, by, at, reason))


def rule_edition(rule: RoutingRule, *, by: Actor, at: datetime, reason: str) -> RoutingRuleVersion:
    """The version row of a routing rule as it is now, with names, so that it can be read later; unsaved."""
    assists = [assist.unit for assist in rule.assists.select_related("unit").order_by("place")]
    data = {
        "matter": rule.matter_id,
        "category": rule.category_id,
        "area": rule.area_id,
        "area_name": rule.area.name if rule.area else "全域",
        "lead_unit": rule.lead_unit_id,
        "lead_name": rule.lead_unit.name,
        "assist_units": [unit.pk for unit in assists],
        "assist_names": [unit.name for unit in assists],
        "note": rule.note,
        "is_active": rule.is_active,
    }
    return RoutingRuleVersion(rule=rule, **_edition(rule.version, data, by, at, reason))


def note(by: Actor, verb: str, subject: str, text: str, at: datetime) -> None:
    """One entry of the journal."""
    journal.record(by=by, verb=f"matters.{verb}", subject=subject, note=text, at=at)
