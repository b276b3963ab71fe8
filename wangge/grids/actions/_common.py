"""What every action of this room does first and last: ask for the permit within reach, renew the tokens."""

import uuid
from datetime import datetime

from wangge.grids.access import Acting, Permit, is_below
from wangge.grids.models import Area, Version
from wangge.grids.queries import memory
from wangge.grids.queries import tree as trees
from wangge.grids.rules.tree import Node
from wangge.journal import actions as journal
from wangge.kernel.refusal import NotAllowed, Refused


def need(by: Acting, permit: Permit, *paths: str) -> None:
    """Refuse unless the hat carries the permit and reaches these paths; without an area it reaches all."""
    if not by.may(permit):
        raise NotAllowed("您现在的岗位没有这项权限。")
    if by.area_path and not all(is_below(path, by.area_path) for path in paths):
        raise NotAllowed("这个区域不在您的管理范围内。")


def need_whole(by: Acting, permit: Permit) -> None:
    """Refuse unless the hat reaches the whole installation."""
    need(by, permit, *Area.objects.filter(parent__isnull=True).values_list("path", flat=True))


def lock(name: str) -> None:
    """Hold everybody else who would change the same kind of thing, and look at it afresh."""
    Version.objects.get_or_create(name=name, defaults={"token": uuid.uuid4().hex})
    Version.objects.select_for_update().get(name=name)
    memory.TOKENS[name].forget()


def changed(*names: str) -> None:
    """Give these kinds of things new tokens, so that every process learns of the change."""
    for name in names:
        token = uuid.uuid4().hex
        Version.objects.update_or_create(name=name, defaults={"token": token})
        memory.TOKENS[name].changed(token)


def note(by: Acting, verb: str, subject: str, text: str, at: datetime) -> None:
    """One entry of the journal."""
    journal.record(by=by, verb=f"grids.{verb}", subject=subject, note=text, at=at)


def standing(area: Area) -> Node:
    """The area in the tree, as long as it is in use."""
    node = trees.area(area.pk)
    if node is None or not node.is_current:
        raise Refused("上级区域已停用。", field="parent")
    return node
