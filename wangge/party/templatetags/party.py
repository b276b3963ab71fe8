"""Template words of the Party network: the ways into it from another room's page."""

from typing import Any

from django import template

from wangge.grids.access import Acting, Permit

register = template.Library()

#: (permit, address, icon, name, a word below it)
_WAYS = (
    (Permit.TASK_PUBLISH, "party:tasks", "hand-helping", "微事项", "请党员帮忙的小事，办完由您确认"),
    (Permit.TASK_PUBLISH, "party:posts", "map-pin-check", "责任区、责任岗", "固定的地方，党员自己来认"),
    (Permit.CASE_SEE, "life:pool", "inbox", "派单池", "六条线共用：谁在办什么、几时到期"),
    (Permit.REPORTERS_SEE, "party:reports", "log-in", "双报到", "谁来报到、选了什么岗位"),
    (Permit.PARTY_SEE, "party:tree", "network", "党组织", "这里的支部和党小组"),
)


@register.inclusion_tag("party/_ways.html")
def party_ways(acting: Acting) -> dict[str, Any]:
    """The pages of the network that a hat of the grid uses."""
    return {"ways": [way[1:] for way in _WAYS if acting.may(way[0])]}
