"""The emergency mode as pages show it: who is asked where, and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wangge.grids import access
from wangge.grids import queries as grids
from wangge.grids.access import Acting, Permit
from wangge.grids.rules.tree import Node
from wangge.insight.models import Emergency, HelpDoor
from wangge.insight.rules.emergency import Mode, Need, shown, tally
from wangge.kernel.words import SHANGHAI

_MOST, _TOLD = 300, 5


@dataclass(frozen=True, slots=True)
class Door:
    """A door as those who walk see it."""

    row: HelpDoor
    area: str
    needs: str


def counted(row: Emergency) -> dict[str, Any]:
    """Its counts in words: now while it lasts, kept afterwards; no few are told, nor to be reckoned."""
    return shown(row.tally or tally((needs, helped is not None) for needs, helped in _doors(row)))


def _doors(row: Emergency) -> Sequence[tuple[Any, Any]]:
    return list(row.doors.values_list("needs", "helped_at"))


def doors(row: Emergency, acting: Acting) -> list[Door]:
    """The doors of the post's own area: those that still wait first."""
    rows = HelpDoor.objects.open_to(acting, Permit.EMERGENCY_WALK).filter(emergency=row)
    found = sorted(rows.order_by("-asked_at")[:_MOST], key=lambda d: d.helped_at is not None or not d.needs)
    names = dict(Need.choices)
    labels = {d.area_id: node.label for d in found if (node := grids.area(d.area_id))}
    return [
        Door(d, labels.get(d.area_id, ""), "、".join(str(names[n]) for n in d.needs if n in names))
        for d in found
    ]


def running(node: Node, *, at: datetime) -> list[dict[str, Any]]:
    """What holds in an area or within it, for the wall: kind, where, until when."""
    rows = Emergency.objects.filter(mode=Mode.ON, until__gt=at).select_related("area").order_by("agreed_at")
    return [
        {
            "kind": row.get_kind_display().split("（")[0],
            "area": row.area.name,
            "until": f"{row.until.astimezone(SHANGHAI):%m-%d}" if row.until else "",
            **{k: v for k, v in counted(row).items() if k != "needs"},
        }
        for row in rows
        if access.is_below(row.area_path, node.path) or access.is_below(node.path, row.area_path)
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """An emergency as a resident is told of it."""

    id: int
    kind: str
    area: str
    until: datetime | None


def for_residents(acting: Acting | None, *, at: datetime) -> list[Told]:
    """What runs now: where this resident lives; anywhere, for somebody who has not said where."""
    rows = Emergency.objects.filter(mode=Mode.ON, until__gt=at)
    if acting:
        rows = rows.filter(area_path__in=access.paths_up(acting.area_path))
    found = rows.select_related("area").order_by("agreed_at")[:_TOLD]
    return [Told(row.pk, row.get_kind_display().split("（")[0], row.area.name, row.until) for row in found]
